import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("amazon_user_sees_a_listing", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        {
            content: "Open the products",
            trigger:
                '.o_menu_sections [data-menu-xmlid="amazon_connector.amazon_menu_products"]',
            run: "click",
        },
        {
            content: "Open the listings",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="amazon_connector.amazon_listing_menu"]',
            run: "click",
        },
        {
            content: "The list says which one Amazon still sells",
            trigger:
                ".o_data_row:contains(TOUR-MUG) [name=stop_state]:contains(Not Stopped)",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_user_retries_a_listing", {
    steps: () => [
        {
            content: "The page says what is wrong",
            trigger: ".o_form_view .alert:contains(Amazon may still sell it)",
        },
        {
            content: "Ask why",
            trigger: ".o_form_view button[name=action_view_stop_lines]",
            run: "click",
        },
        {
            content: "The log says it, and what Amazon's support asks for",
            trigger:
                ".o_form_view:contains(Set its quantity to 0):contains(request-4711)",
        },
        {
            content: "Go back",
            trigger: ".o_breadcrumb a:contains(TOUR-MUG)",
            run: "click",
        },
        {
            content: "Try again",
            trigger: ".o_form_view button[name=action_retry]",
            run: "click",
        },
        {
            content: "Odoo says when it does so",
            trigger: ".o_notification:contains(within a minute):contains(TOUR-MUG)",
        },
        {
            content: "It is planned",
            trigger:
                ".o_form_view .o_field_widget[name=stop_state]:contains(To Be Stopped)",
        },
        {
            content: "And there is nothing to retry",
            trigger: ".o_form_view:not(:has(button[name=action_retry]))",
        },
    ],
});
