import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const COLUMNS =
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type order-id merchant-order-id adjustment-id shipment-id marketplace-name amount-type amount-description amount fulfillment-id posted-date posted-date-time order-item-code merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased promotion-id".split(
        " "
    );

/**
 * Return a settlement report of two fees.
 *
 * @param {string} name settlement id
 * @param {string} total what Amazon says that it comes to
 */
function reportFile(name, total) {
    const day = "2026-10-15";
    const line = (cells) => COLUMNS.map((column) => cells[column] || "").join("\t");
    const fee = (description, amount) =>
        line({
            "settlement-id": name,
            "transaction-type": "other-transaction",
            "marketplace-name": "Amazon.de",
            "amount-type": "other-transaction",
            "amount-description": description,
            amount,
            "posted-date": day,
            "posted-date-time": `${day} 06:00:00 UTC`,
        });
    const summary = line({
        "settlement-id": name,
        "settlement-start-date": "2026-10-01 07:00:00 UTC",
        "settlement-end-date": `${day} 07:00:00 UTC`,
        "deposit-date": `${day} 07:00:00 UTC`,
        "total-amount": total,
        currency: "EUR",
    });
    const rows = [fee("Subscription Fee", "-39.00"), fee("Storage Fee", "-3.24")];
    const text = [COLUMNS.join("\t"), summary, ...rows].join("\r\n");
    return new File([text], `settlement-${name}.txt`);
}

/**
 * Steps that upload a report from the list of settlements.
 *
 * @param {string} name settlement id
 * @param {string} total what Amazon says that it comes to
 */
function upload(name, total) {
    return [
        {
            content: "Open the upload",
            trigger: ".o_control_panel button:contains(Upload)",
            run: "click",
        },
        {
            content: "Choose the file",
            trigger: ".modal .o_field_widget[name=file_ids] .o_input_file:not(:visible)",
            run: ({ anchor }) => {
                const transfer = new DataTransfer();
                transfer.items.add(reportFile(name, total));
                anchor.files = transfer.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "The file is there",
            trigger: `.modal .o_attachment:contains(settlement-${name})`,
        },
        {
            content: "Upload it",
            trigger: ".modal button[name=action_upload]",
            run: "click",
        },
    ];
}

const openSettlements = [
    {
        content: "Open Reports",
        trigger:
            '.o_menu_sections [data-menu-xmlid="amazon_connector.amazon_menu_reports"]',
        run: "click",
    },
    {
        content: "Open the settlements",
        trigger:
            '.o-dropdown--menu [data-menu-xmlid="amazon_connector_settlement.amazon_settlement_menu"]',
        run: "click",
    },
];

registry.category("web_tour.tours").add("amazon_settlement_upload", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openSettlements,
        {
            content: "The empty list says what to do",
            trigger: ".o_view_nocontent:contains(No settlement is here yet)",
        },
        ...upload("8001", "0.00"),
        {
            content: "What does not add up is refused, with the difference",
            trigger: ".o_form_view .alert-danger:contains(42.24)",
        },
        {
            content: "The proof shows the difference in red",
            trigger: ".o_field_widget[name=difference].text-danger:contains(42.24)",
        },
        ...openSettlements,
        {
            content: "The list shows it as refused",
            trigger: ".o_list_view .o_data_row td[name=state]:contains(Refused)",
        },
        ...upload("8001", "-42.24"),
        {
            content: "The same settlement is taken up with the file that adds up",
            trigger:
                ".o_field_widget[name=difference].text-success:contains(0.00)",
        },
        {
            content: "Nothing is refused any more",
            trigger: ".o_form_view:not(:has(.alert-danger))",
        },
        {
            content: "Look at the files",
            trigger: ".o_notebook .nav-link:contains(File)",
            run: "click",
        },
        {
            content: "Both files are kept",
            trigger:
                ".o_field_widget[name=file_ids]:has(.o_attachment:eq(1)) .o_attachment:contains(settlement-8001)",
        },
    ],
});
