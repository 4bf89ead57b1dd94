import { cookie } from "@web/core/browser/cookie";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

function startWizard(name, code) {
    return [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        {
            content: "Open the configuration",
            trigger:
                '.o_menu_sections [data-menu-xmlid="amazon_connector.amazon_menu_configuration"]',
            run: "click",
        },
        {
            content: "Start the wizard",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="amazon_connector.amazon_seller_create_wizard_menu"]',
            run: "click",
        },
        {
            content: "The guide says where the refresh token is",
            trigger: ".modal ol:contains(copy the refresh token)",
        },
        {
            content: "Name the seller",
            trigger: ".modal .o_field_widget[name=name] input",
            run: `edit ${name}`,
        },
        {
            content: "Give it a short code",
            trigger: ".modal .o_field_widget[name=short_code] input",
            run: `edit ${code}`,
        },
    ];
}

const chooseSimulator = [
    {
        content: "Choose the simulator",
        trigger: ".modal .o_field_widget[name=endpoint] input[data-value=simulator]",
        run: "click",
    },
    {
        content: "Enter its address",
        trigger: ".modal .o_field_widget[name=simulator_url] input",
        run(helpers) {
            return helpers.edit(`http://127.0.0.1:${cookie.get("simulator_port")}`);
        },
    },
];

const seeConnected = [
    {
        content: "The seller is connected",
        trigger: ".o_statusbar_status .o_arrow_button_current:contains(Connected)",
    },
    {
        content: "Nobody takes it for production",
        trigger: ".o_form_view .ribbon:contains(Simulator)",
    },
    {
        content: "Open the connection",
        trigger: ".o_notebook_headers a[name=connection]",
        run: "click",
    },
    {
        content: "The verdict is there",
        trigger:
            ".o_field_widget[name=last_test_verdict]:contains(Connected to the simulator)",
    },
];

registry.category("web_tour.tours").add("amazon_manager_connects_own_application", {
    steps: () => [
        ...startWizard("Own Application", "OWN"),
        {
            content: "Paste the refresh token into the wrong field",
            trigger: ".modal .o_field_widget[name=lwa_client_id] input",
            run: "edit Atzr|mistaken",
        },
        {
            content: "Go on to another field",
            trigger: ".modal .o_field_widget[name=merchant_token] input",
            run: "click",
        },
        {
            content: "The wizard sees it at once",
            trigger: ".modal .alert:contains(LWA Client ID holds what looks like the)",
        },
        {
            content: "Take it out",
            trigger: ".modal .o_field_widget[name=lwa_client_id] input",
            run: "clear",
        },
        ...chooseSimulator,
        {
            content: "The hint is gone",
            trigger: ".modal:not(:has(.alert-warning))",
        },
        {
            content: "Create the seller",
            trigger: ".modal button[name=action_create_and_test]",
            run: "click",
        },
        {
            content: "The notification names the role that is missing",
            trigger: ".o_notification:contains(Missing roles: Tax Invoicing)",
        },
        ...seeConnected,
        {
            content: "The table names what does not work",
            trigger:
                ".o_field_widget[name=role_report_html] tr:contains(Tax Invoicing):contains(Missing):contains(VAT invoices)",
        },
        {
            content: "And what does",
            trigger:
                ".o_field_widget[name=role_report_html] tr:contains(Finance and Accounting):contains(Granted)",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_manager_authorises_at_amazon", {
    steps: () => [
        ...startWizard("Public Application", "PUB"),
        {
            content: "Choose to authorise at Amazon",
            trigger:
                ".modal .o_field_widget[name=authorization_method] input[data-value=website]",
            run: "click",
        },
        {
            content: "The guide changes, and shows the address for Amazon",
            trigger:
                ".modal:has(ol:contains(OAuth Redirect URIs)):has(.o_field_widget[name=redirect_uri]:contains(/amazon/authorize)):not(:has([name=refresh_token]))",
        },
        ...chooseSimulator,
        {
            content: "Create the seller and go to Amazon",
            trigger: ".modal button[name=action_create_and_authorize]",
            run: "click",
            expectUnloadPage: true,
        },
        ...seeConnected,
        {
            content: "It can be authorised again",
            trigger: ".o_statusbar_buttons button:contains(Authorise at Amazon)",
        },
    ],
});
