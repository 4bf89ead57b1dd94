import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "./amazon_tour_steps";

const JOURNAL = "Amazon Tour Sales";

registry.category("web_tour.tours").add("amazon_manager_edits_workflow", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu(
            "amazon_menu_configuration",
            "amazon_connector_fbm.sale_workflow_process_menu"
        ),
        {
            content: "Open the workflow of the seller",
            trigger: ".o_data_row td[name=name]:contains(Tour Workflow)",
            run: "click",
        },
        {
            content: "The form explains what happens when a step fails",
            trigger: ".o_form_view .alert-info:contains(Held Orders)",
        },
        {
            content: "Nothing warns of paying twice",
            trigger: ".o_form_view:not(:has(.alert-warning:contains(paid twice)))",
        },
        {
            content: "Register payments",
            trigger: ".o_field_widget[name=register_payment] input",
            run: "click",
        },
        {
            content: "Now the form warns",
            trigger: ".o_form_view .alert-warning:contains(paid twice)",
        },
        {
            content: "The journal of the payments is asked for",
            trigger: ".o_field_widget[name=property_payment_journal_id]",
        },
        {
            content: "Think better of it",
            trigger: ".o_field_widget[name=register_payment] input",
            run: "click",
        },
        {
            content: "The journal of the payments is gone",
            trigger:
                ".o_form_view:not(:has(.o_field_widget[name=property_payment_journal_id]))",
        },
        {
            content: "Post invoices",
            trigger: ".o_field_widget[name=validate_invoice] input",
            run: "click",
        },
        {
            content: "Ship orders as a whole",
            trigger: ".o_field_widget[name=picking_policy] input[data-value=one]",
            run: "click",
        },
        {
            content: "Look for the sales journal",
            trigger: ".o_field_widget[name=property_journal_id] input",
            run: `edit ${JOURNAL}`,
        },
        {
            content: "Choose it",
            trigger: `.o-autocomplete--dropdown-item:contains(${JOURNAL})`,
            run: "click",
        },
        ...stepUtils.saveForm(),
    ],
});
