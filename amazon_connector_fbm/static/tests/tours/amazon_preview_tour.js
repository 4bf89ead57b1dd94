import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "./amazon_tour_steps";

const FIRST = "302-0000001-0000001";
const SECOND = "302-0000002-0000002";

registry.category("web_tour.tours").add("amazon_user_previews_and_executes", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu(
            "amazon_menu_operations",
            "amazon_connector.amazon_operation_wizard_menu"
        ),
        {
            content: "Importing orders is offered first; look before doing it",
            trigger: ".modal button[name=action_preview]",
            run: "click",
        },
        {
            content: "The preview says what would happen",
            trigger: ".o_form_view h2:contains(1 Held):contains(1 New)",
        },
        {
            content: "It says that nothing was changed",
            trigger: ".o_form_view .alert:contains(Nothing was changed in Odoo yet)",
        },
        {
            content: "One order is held, and it says why",
            trigger: `.o_data_row:contains(${SECOND}):contains(Held):contains(NOBODY-KNOWS)`,
        },
        {
            content: "One is new, with the lines that it gets",
            trigger: `.o_data_row:contains(${FIRST}):contains(New):contains(Product MUG)`,
        },
        {
            content: "Do it",
            trigger: ".o_statusbar_buttons button[name=action_execute]",
            run: "click",
        },
        {
            content: "Everything was done as shown",
            trigger: ".o_form_view .alert:contains(everything was done as it is shown)",
        },
        {
            content: "It cannot be done twice",
            trigger: ".o_form_view:not(:has(button[name=action_execute]))",
        },
        {
            content: "Open the record of it",
            trigger: ".o_statusbar_buttons button[name=action_open_sync_log]",
            run: "click",
        },
        {
            content: "The sync log has both orders",
            trigger: `.o_form_view:contains(${FIRST}):contains(${SECOND})`,
        },
        ...openMenu("amazon_menu_sales", "amazon_connector_fbm.amazon_order_menu"),
        {
            content: "Choose the held order",
            trigger: `.o_data_row:contains(${SECOND}) .o_list_record_selector input`,
            run: "click",
        },
        {
            content: "See what its stored document would do now",
            trigger: "button[name=action_preview_again]",
            run: "click",
        },
        {
            content: "It would be held again; no call to Amazon is needed to know",
            trigger: `.o_form_view:contains(Stored Documents) .o_data_row:contains(${SECOND}):contains(Held)`,
        },
    ],
});
