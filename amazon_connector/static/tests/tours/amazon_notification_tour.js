import { cookie } from "@web/core/browser/cookie";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const QUEUE = "000000000000/notifications";

function field(name) {
    return `.o_form_view .o_field_widget[name=${name}]`;
}

function openNotifications(content) {
    return {
        content,
        trigger: ".o_notebook_headers a[name=notifications]",
        run: "click",
    };
}

function enterQueue() {
    return [
        {
            content: "Enter the queue",
            trigger: `${field("queue_url")} input`,
            run(helpers) {
                const url = `http://127.0.0.1:${cookie.get("simulator_port")}/${QUEUE}`;
                return helpers.edit(url);
            },
        },
        {
            content: "Enter the key",
            trigger: `${field("aws_access_key_id")} input`,
            run: "edit AKIASIMULATOR",
        },
        {
            content: "Enter its secret",
            trigger: `${field("aws_secret_access_key")} input[type=password]`,
            run: "edit canary-tour-secret",
        },
        ...stepUtils.saveForm(),
        {
            content: "The secret cannot be read back",
            trigger: `${field("aws_secret_access_key")} input`,
            run() {
                if (this.anchor.value) {
                    throw new Error("The secret is shown");
                }
            },
        },
        {
            content: "The page says what to do next",
            trigger: ".o_form_view .alert:contains(press Subscribe to Notifications)",
        },
        {
            content: "Subscribe",
            trigger: ".o_form_view button[name=action_subscribe_notifications]",
            run: "click",
        },
        {
            content: "Odoo says that it works",
            trigger: ".o_notification:contains(Amazon sends its notifications to it)",
        },
    ];
}

registry.category("web_tour.tours").add("amazon_manager_uses_a_queue", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        {
            content: "Open the configuration",
            trigger:
                '.o_menu_sections [data-menu-xmlid="amazon_connector.amazon_menu_configuration"]',
            run: "click",
        },
        {
            content: "Open the sellers",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="amazon_connector.amazon_seller_menu"]',
            run: "click",
        },
        {
            content: "Open the seller",
            trigger: ".o_data_cell:contains(Queue Shop)",
            run: "click",
        },
        openNotifications("Open its notifications"),
        {
            content: "Without a queue there is nothing to press",
            trigger:
                ".o_form_view:not(:has(button[name=action_subscribe_notifications]))",
        },
        ...enterQueue(),
        {
            content: "Since when it does so",
            trigger: field("subscription_date"),
        },
        {
            content: "Rotate the client secret",
            trigger: ".o_form_view button[name=action_rotate_client_secret]",
            run: "click",
        },
        {
            content: "What else uses the secret needs the new one: agree",
            trigger: ".modal:contains(within seven days) footer button.btn-primary",
            run: "click",
        },
        {
            content: "The run is shown",
            trigger:
                ".o_form_view .o_field_widget[name=operation]:contains(Rotate Client Secret)",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_manager_enters_a_queue_in_settings", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        {
            content: "Open the configuration",
            trigger:
                '.o_menu_sections [data-menu-xmlid="amazon_connector.amazon_menu_configuration"]',
            run: "click",
        },
        {
            content: "Open the settings",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="amazon_connector.amazon_settings_menu"]',
            run: "click",
        },
        openNotifications("Open the notifications"),
        ...enterQueue(),
    ],
});
