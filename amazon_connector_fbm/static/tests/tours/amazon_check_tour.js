import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "./amazon_tour_steps";

const WAREHOUSE_LINE = ".o_data_row:contains(Amazon.de):contains(Warehouse is not set)";

registry.category("web_tour.tours").add("amazon_manager_checks_configuration", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu(
            "amazon_menu_configuration",
            "amazon_connector.amazon_configuration_check_menu"
        ),
        {
            content: "The check says that something is wrong",
            trigger: ".o_form_view .alert-danger:contains(Errors: 1)",
        },
        {
            content: "The error comes first and says where it is",
            trigger: `.o_data_row:first:contains(Error)${WAREHOUSE_LINE}`,
        },
        {
            content: "What is in order is listed as well",
            trigger: ".o_data_row:contains(Connection):contains(In order.)",
        },
        {
            content: "Open what mends it",
            trigger: `${WAREHOUSE_LINE} button[name=action_open]`,
            run: "click",
        },
        {
            content: "Look for a warehouse",
            trigger: ".o_form_view .o_field_widget[name=warehouse_id] input",
            run: "edit Check Warehouse",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Check Warehouse)",
            run: "click",
        },
        ...stepUtils.saveForm(),
        {
            content: "Go back to the check",
            trigger:
                ".breadcrumb-item:contains(Configuration Check), .o_back_button:contains(Configuration Check)",
            run: "click",
        },
        {
            content: "Check again",
            trigger: "button[name=action_check_again]",
            run: "click",
        },
        {
            content: "Everything is in order",
            trigger: ".o_form_view .alert-success:contains(Everything is in order)",
        },
        {
            content: "The line is gone",
            trigger: ".o_form_view:not(:contains(Warehouse is not set))",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_manager_checks_one_seller", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu("amazon_menu_configuration", "amazon_connector.amazon_seller_menu"),
        {
            content: "Open the seller",
            trigger: ".o_data_row:contains(Test Seller) td[name=name]",
            run: "click",
        },
        {
            content: "Check its configuration",
            trigger: "button[name=action_check_configuration]",
            run: "click",
        },
        {
            content: "The connection was not tested; test it from the line",
            trigger:
                ".o_data_row:contains(was not tested yet) button[name=action_fix]:contains(Test Connection)",
            run: "click",
        },
        {
            content: "The verdict of the test is shown",
            trigger: ".o_notification:contains(Connected to the simulator)",
        },
        {
            content: "The new check finds the connection in order",
            trigger: ".o_data_row:contains(Connection):contains(In order.)",
        },
    ],
});
