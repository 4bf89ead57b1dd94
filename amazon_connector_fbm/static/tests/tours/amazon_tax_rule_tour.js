import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "./amazon_tour_steps";

registry.category("web_tour.tours").add("amazon_manager_approves_tax_rule", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu("amazon_menu_sales", "amazon_connector_fbm.amazon_order_menu_held"),
        {
            content: "Open the rule that the orders wait for",
            trigger: ".o_list_view .o_data_row button[name=action_open_tax_rule]",
            run: "click",
        },
        {
            content: "The rule shows what Amazon charges, and the rate",
            trigger:
                ".o_field_widget[name=evidence_html] tr:contains(Products):contains(20.00 %)",
        },
        {
            content: "It says how many orders wait",
            trigger: ".o_form_view .alert-info:contains(wait for this decision)",
        },
        {
            content: "Approve it",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "The order is imported at once",
            trigger: ".o_notification:contains(1 imported)",
        },
        {
            content: "The rule is approved and can be reconsidered",
            trigger: ".o_form_view button[name=action_reconsider]",
        },
        ...openMenu(
            "amazon_menu_configuration",
            "amazon_connector_fbm.amazon_tax_rule_menu"
        ),
        {
            content: "The list shows the approved rule with its order",
            trigger:
                ".o_list_view .o_data_row:has(td[name=state]:contains(Approved)) td[name=used_count]:contains(1)",
        },
    ],
});
