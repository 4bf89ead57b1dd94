import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "./amazon_tour_steps";

const IMPORT = "tr.o_data_row:contains(Import FBM Orders)";

function openSchedulers() {
    return [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu(
            "amazon_menu_configuration",
            "amazon_connector.amazon_scheduler_menu"
        ),
    ];
}

registry.category("web_tour.tours").add("amazon_manager_plans_imports", {
    steps: () => [
        ...openSchedulers(),
        {
            content: "The import of orders is on",
            trigger: `${IMPORT} td[name=status]:contains(On)`,
        },
        {
            content: "What no addon can do cannot be switched on",
            trigger:
                "tr.o_data_row:contains(Send Invoices):has(td[name=status]:contains(Not Available Yet)):has(td[name=enabled] input:disabled)",
        },
        {
            content: "Nobody adds or deletes a scheduler",
            trigger: ".o_list_view:not(:has(.o_list_button_add))",
        },
        {
            content: "Open the import of orders",
            trigger: `${IMPORT} td[name=flow]`,
            run: "click",
        },
        {
            content: "Import every 20 minutes",
            trigger: ".o_form_view .o_field_widget[name=interval_number] input",
            run: "edit 20",
        },
        ...stepUtils.saveForm(),
        {
            content: "Import now",
            trigger: ".o_form_statusbar button[name=action_run_now]",
            run: "click",
        },
        {
            content: "The sync log of the run opens",
            trigger: ".o_form_view .o_field_widget[name=operation]:contains(Import FBM)",
        },
        {
            content: "Go back",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "The import runs: it cannot be started twice",
            trigger:
                ".o_form_view:has(.o_field_widget[name=status]:contains(Running)):not(:has(button[name=action_run_now]))",
        },
        ...openMenu("amazon_menu_configuration", "amazon_connector.amazon_seller_menu"),
        {
            content: "Open the seller",
            trigger: ".o_data_row:contains(Test Seller) td[name=name]",
            run: "click",
        },
        {
            content: "Open its schedulers",
            trigger: ".o_notebook_headers a[name=schedulers]",
            run: "click",
        },
        {
            content: "The interval is there as well",
            trigger: `${IMPORT} td[name=interval_number]:contains(20)`,
            run: "click",
        },
        {
            content: "Switch the import off",
            trigger: `.o_selected_row td[name=enabled] input`,
            run: "click",
        },
        ...stepUtils.saveForm(),
        {
            content: "It is off",
            trigger: `${IMPORT} td[name=enabled] input:not(:checked)`,
        },
    ],
});

registry.category("web_tour.tours").add("amazon_manager_resumes_imports", {
    steps: () => [
        ...openSchedulers(),
        {
            content: "The import is paused",
            trigger: `${IMPORT} td[name=status]:contains(Paused)`,
        },
        {
            content: "Open it",
            trigger: `${IMPORT} td[name=flow]`,
            run: "click",
        },
        {
            content: "It says which role is missing",
            trigger: ".o_form_view .alert:contains(Inventory and Order Tracking)",
        },
        {
            content: "Resume",
            trigger: ".o_form_statusbar button[name=action_resume]",
            run: "click",
        },
        {
            content: "It is on again",
            trigger:
                ".o_form_view:has(.o_field_widget[name=status]:contains(On)):not(:has(button[name=action_resume]))",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_user_starts_imports", {
    steps: () => [
        ...openSchedulers(),
        {
            content: "Nothing can be switched on or off",
            trigger: `${IMPORT}:not(:has(td[name=enabled] input:enabled)):has(td[name=enabled] input)`,
        },
        {
            content: "Open the import of orders",
            trigger: `${IMPORT} td[name=flow]`,
            run: "click",
        },
        {
            content: "It cannot be changed",
            trigger:
                ".o_form_view:has(.o_field_widget[name=interval_number]):not(:has(.o_form_sheet input:enabled))",
        },
        {
            content: "Import now",
            trigger: ".o_form_statusbar button[name=action_run_now]",
            run: "click",
        },
        {
            content: "The sync log of the run opens",
            trigger: ".o_form_view .o_field_widget[name=operation]:contains(Import FBM)",
        },
    ],
});
