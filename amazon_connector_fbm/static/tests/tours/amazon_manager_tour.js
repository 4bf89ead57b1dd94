import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { createSeller, openMenu, tick } from "./amazon_tour_steps";

const SHOP = "My Shop Europe";

function seeIntegrated(marketplace) {
    return {
        content: `${marketplace} is integrated`,
        trigger: `.o_list_view tr:has(td[data-tooltip="${marketplace}"]) td[name="active"] input:checked`,
    };
}

registry.category("web_tour.tours").add("amazon_manager_connects_and_imports", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu("amazon_menu_configuration", "amazon_connector.amazon_seller_menu"),
        ...createSeller(SHOP, "SHOP"),
        {
            content: "Create the seller",
            trigger: ".modal button[name=action_create_and_test]",
            run: "click",
        },
        {
            content: "Read the verdict",
            trigger: ".o_notification:contains(Connected to the simulator)",
        },
        {
            content: "Open the tab with the connection",
            trigger: ".o_notebook_headers a[name=connection]",
            run: "click",
        },
        {
            content: "The form of the new seller shows it as well",
            trigger:
                ".o_form_view .o_field_widget[name=last_test_verdict]:contains(Connected to the simulator)",
        },
        {
            content: "The seller is connected",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Connected)",
        },
        {
            content: "Load the marketplaces",
            trigger: "button[name=action_load_marketplaces]",
            run: "click",
        },
        tick("Amazon.de"),
        tick("Amazon.com"),
        {
            content: "Integrate them",
            trigger: ".modal button[name=action_integrate]",
            run: "click",
        },
        {
            content: "Read what came of it and what is next",
            trigger: ".o_notification:contains(Integrated):contains(Import Orders)",
        },
        {
            content: "Open the marketplaces of the seller",
            trigger: ".o_form_view button[name=action_view_marketplaces]",
            run: "click",
        },
        seeIntegrated("Amazon.de"),
        seeIntegrated("Amazon.com"),
        {
            content: "The others are not integrated",
            trigger:
                '.o_list_view tr:has(td[data-tooltip="Amazon.fr"]) td[name="active"] input:not(:checked)',
        },
        ...openMenu(
            "amazon_menu_operations",
            "amazon_connector.amazon_operation_wizard_menu"
        ),
        {
            content: "Look for the new seller",
            trigger: ".modal .o_field_widget[name=seller_ids] input",
            run: `edit ${SHOP}`,
        },
        {
            content: "Choose the new seller",
            trigger: `.o-autocomplete--dropdown-item:contains(${SHOP})`,
            run: "click",
        },
        {
            content: "Show the operations",
            trigger: ".modal .o_field_widget[name=operation] input",
            run: "click",
        },
        {
            content: "Choose the import of orders",
            trigger: ".o_select_menu_item:contains(Import FBM Orders)",
            run: "click",
        },
        {
            content: "The wizard explains the operation",
            trigger: ".modal .o_form_view:contains(go on where the last import)",
        },
        {
            content: "Execute it",
            trigger: ".modal button[name=action_execute]",
            run: "click",
        },
        {
            content: "Its sync log says that it is running",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Running)",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_manager_checks_import", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu("amazon_menu_log", "amazon_connector.amazon_sync_log_menu"),
        {
            content: "Open the import in the sync log",
            trigger: ".o_data_row:contains(Import FBM Orders) td[name=operation]",
            run: "click",
        },
        {
            content: "It fetched three orders",
            trigger: ".o_form_view .o_field_widget[name=fetched_count]:contains(3)",
        },
        {
            content: "It imported two of them",
            trigger: ".o_form_view .o_field_widget[name=imported_count]:contains(2)",
        },
        {
            content: "It held the third and says why",
            trigger: ".o_data_row:contains(NOBODY-KNOWS) .badge:contains(Held)",
        },
        {
            content: "It says that it is not quite done",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Partly Done)",
        },
        {
            content: "Open the seller from its run",
            trigger: ".o_form_view .o_field_widget[name=seller_id] a",
            run: "click",
        },
        {
            content: "Open the order of the seller that waits for a person",
            trigger: ".oe_stat_button:contains(Held)",
            run: "click",
        },
        {
            content: "It is there with the reason, and nothing else",
            trigger:
                ".o_list_view:has(.o_group_header:contains(Unknown SKU)):not(:has(.o_data_row:not(:contains(NOBODY-KNOWS))))",
        },
        {
            content: "Go back to the seller",
            trigger: `.o_back_button:contains(${SHOP})`,
            run: "click",
        },
        {
            content: "Open all orders of the seller",
            trigger: ".oe_stat_button:contains(Orders)",
            run: "click",
        },
        {
            content: "Open an imported order",
            trigger: ".o_data_row:contains(302-0000001-0000001) td[name=name]",
            run: "click",
        },
        {
            content: "The proof names the products",
            trigger: ".o_field_widget[name=proof_html] tr:contains(Products):contains(23.80)",
        },
        {
            content: "The totals differ by nothing",
            trigger:
                ".o_field_widget[name=proof_html] tr:contains(Total EUR) td:last-child:contains(/^0.00$/)",
        },
        {
            content: "Open the sales order",
            trigger: "button[name=action_open_sale_order]",
            run: "click",
        },
        {
            content: "Its total is Amazon's",
            trigger: ".o_field_widget[name=tax_totals]:contains(28.70)",
        },
        {
            content: "Open what Amazon knows of it",
            trigger: ".o_notebook_headers a[name=amazon]",
            run: "click",
        },
        {
            content: "The proof is there as well",
            trigger:
                ".o_field_widget[name=amazon_proof_html] tr:contains(Total EUR):contains(0.00)",
        },
    ],
});
