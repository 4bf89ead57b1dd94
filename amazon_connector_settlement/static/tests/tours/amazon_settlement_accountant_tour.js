import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");

/**
 * Steps that open an entry of the menu in which accountants find Amazon.
 *
 * @param {string} name what comes after "amazon_connector_settlement."
 */
function openFromAccounting(name) {
    return [
        {
            content: "Open Amazon",
            trigger:
                '.o_menu_sections [data-menu-xmlid="amazon_connector_settlement.amazon_menu_accounting"]',
            run: "click",
        },
        {
            content: `Open ${name}`,
            trigger: `.o-dropdown--menu [data-menu-xmlid="amazon_connector_settlement.${name}"]`,
            run: "click",
        },
    ];
}

/** Steps that open the only settlement of the list. */
function openSettlement() {
    return [
        ...stepUtils.goToAppSteps("account.menu_finance", "Open Invoicing"),
        ...openFromAccounting("amazon_settlement_menu_accounting"),
        {
            content: "Open the settlement",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=name]",
            run: "click",
        },
    ];
}

/**
 * A step that waits until the settlement is in a state.
 *
 * @param {string} label of the state
 */
function inState(label) {
    return {
        content: `The settlement is ${label}`,
        trigger: `.o_form_view .o_arrow_button_current:contains(${label})`,
    };
}

/**
 * A step that presses a button of the settlement.
 *
 * @param {string} name of the method
 */
function press(name) {
    return {
        content: `Press ${name}`,
        trigger: `.o_form_view .o_form_statusbar button[name=${name}]`,
        run: "click",
    };
}

const understand = [
    {
        content: "The proof ties out",
        trigger: ".o_field_widget[name=difference].text-success:contains(0.00)",
    },
    {
        content: "Opening balance and movements are payout and closing balance",
        trigger:
            ".o_group:has(.o_field_widget[name=opening_balance]:contains(0.00)):has(.o_field_widget[name=lines_amount]:contains(78.00)):has(.o_field_widget[name=payout_amount]:contains(78.00)):has(.o_field_widget[name=closing_balance]:contains(0.00))",
    },
    {
        content: "The waterfall begins with the sales",
        trigger:
            ".o_field_widget[name=summary_ids] .o_data_row:contains(Sales):contains(100.00)",
    },
    {
        content: "It shows the fees",
        trigger:
            ".o_field_widget[name=summary_ids] .o_data_row:contains(Commission):contains(-15.00)",
    },
    {
        content: "It shows what nobody knows yet",
        trigger:
            ".o_field_widget[name=summary_ids] .o_data_row:contains(Not Mapped):contains(-7.00)",
    },
    {
        content: "It ends with nothing at Amazon",
        trigger:
            ".o_field_widget[name=summary_ids] .o_data_row:contains(Payout) td[name=balance]:contains(0.00)",
    },
    {
        content: "Look at what is open",
        trigger: ".o_notebook .nav-link:contains(What Is Open)",
        run: "click",
    },
    {
        content: "It says why",
        trigger:
            ".o_field_widget[name=open_line_ids] .o_data_row:contains(Charge Not Mapped) td[name=message]:contains(Brand New Charge)",
    },
];

const mapFee = [
    {
        content: "Map the unknown fee",
        trigger: ".o_field_widget[name=open_line_ids] button[name=action_map]",
        run: "click",
    },
    {
        content: "Amazon's words are proposed",
        trigger:
            ".modal .o_field_widget[name=amount_description] input:value(Brand New Charge)",
    },
    {
        content: "Give it a name",
        trigger: ".modal .o_field_widget[name=name] input",
        run: "edit New Charge",
    },
    {
        content: "It is booked as a fee",
        trigger: ".modal .o_field_widget[name=treatment] :value(Fee)",
    },
    {
        content: "Map",
        trigger: ".modal button[name=action_map]",
        run: "click",
    },
    {
        content: "The window is closed",
        trigger: "body:not(:has(.modal))",
    },
];

tours.add("amazon_settlement_accountant", {
    steps: () => [
        ...openSettlement(),
        inState("Imported"),
        ...understand,
        ...mapFee,
        inState("Reconciled"),
        {
            content: "Nothing is open any more",
            trigger: ".o_form_view:not(:has(.o_field_widget[name=open_line_ids]))",
        },
        press("action_undo"),
        {
            content: "Yes, take it back",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        inState("Downloaded"),
        press("action_process"),
        inState("Reconciled"),
        {
            content: "Look at the lines",
            trigger: ".o_notebook .nav-link:contains(Lines)",
            run: "click",
        },
        {
            content: "The entry of a line is one click away",
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains(302-0000001-0000001) button[name=action_open_entry]",
            run: "click",
        },
        {
            content: "It is a journal entry",
            trigger: ".o_form_view .o_field_widget[name=ref] input:value(7001)",
        },
    ],
});

tours.add("amazon_settlement_by_hand", {
    steps: () => [
        ...stepUtils.goToAppSteps("account.menu_finance", "Open Invoicing"),
        ...openFromAccounting("amazon_settlement_line_menu_open_accounting"),
        {
            content: "Unfold the orders that are not in Odoo",
            trigger: ".o_group_header:contains(Order Not in Odoo)",
            run: "click",
        },
        {
            content: "Choose the order",
            trigger:
                ".o_data_row:contains(302-0000002-0000002) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Book it by hand",
            trigger: ".o_control_panel button[name=action_book_by_hand]",
            run: "click",
        },
        {
            content: "The money is shown",
            trigger: ".modal .o_field_widget[name=open_amount]:contains(20.00)",
        },
        {
            content: "Look for the account",
            trigger: ".modal .o_field_widget[name=account_id] input",
            run: "edit Old Receivables",
        },
        {
            content: "Choose the account",
            trigger: ".o-autocomplete--dropdown-item:contains(Old Receivables)",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit From before the change",
        },
        {
            content: "Book",
            trigger: ".modal button[name=action_book]",
            run: "click",
        },
        {
            content: "Nothing is open any more",
            trigger: ".o_view_nocontent:contains(Nothing is open)",
        },
    ],
});

tours.add("amazon_settlement_payout", {
    steps: () => [
        ...openSettlement(),
        press("action_match_payout"),
        {
            content: "The line of the bank is proposed",
            trigger:
                ".modal .o_field_widget[name=bank_line_id] :value(AMAZON PAYMENTS EUROPE)",
        },
        {
            content: "Match",
            trigger: ".modal button[name=action_match]",
            run: "click",
        },
        {
            content: "It is matched",
            trigger: ".o_notification:contains(matched with your bank)",
        },
        ...openFromAccounting("amazon_deferred_invoice_menu_accounting"),
        {
            content: "Unfold the marketplace",
            trigger: ".o_group_header:contains(Amazon.de)",
            run: "click",
        },
        {
            content: "Unfold the newest ones",
            trigger: ".o_group_header:contains(Up to 7 Days)",
            run: "click",
        },
        {
            content: "Open the invoice that Amazon has not settled",
            trigger: ".o_data_row:contains(302-0000001-0000001) .o_data_cell[name=move_id]",
            run: "click",
        },
        {
            content: "It is the invoice",
            trigger: ".o_form_view .o_field_widget[name=payment_state], .o_form_view .oe_title:contains(INV)",
        },
    ],
});
