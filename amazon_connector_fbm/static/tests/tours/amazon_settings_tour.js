import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "./amazon_tour_steps";

const FIRST = "First Tour Shop";
const SECOND = "Second Tour Shop";

function field(name) {
    return `.o_form_view .o_field_widget[name=${name}]`;
}

function choose(name, value, scope = ".o_form_view") {
    return [
        {
            content: `Look for ${value}`,
            trigger: `${scope} .o_field_widget[name=${name}] input`,
            run: `edit ${value}`,
        },
        {
            content: `Choose ${value}`,
            trigger: `.o-autocomplete--dropdown-item:contains(${value})`,
            run: "click",
        },
    ];
}

function openTab(name) {
    return {
        content: `Open the tab ${name}`,
        trigger: `.o_notebook_headers a[name=${name}]`,
        run: "click",
    };
}

function see(name, value) {
    return {
        content: `${name} is ${value}`,
        trigger: `${field(name)} input:value(${value})`,
    };
}

registry.category("web_tour.tours").add("amazon_manager_changes_settings", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu("amazon_menu_configuration", "amazon_connector.amazon_settings_menu"),
        ...choose("seller_id", FIRST),
        see("seller_name", FIRST),
        openTab("orders"),
        {
            content: "The start of shipped orders is not asked for",
            trigger: ".o_form_view:not(:has(.o_field_widget[name=shipped_orders_since]))",
        },
        {
            content: "Import shipped orders",
            trigger: `${field("import_shipped_orders")} input`,
            run: "click",
        },
        {
            content: "Now it is, and it is required",
            trigger: `${field("shipped_orders_since")}.o_required_modifier`,
        },
        {
            content: "Better not",
            trigger: `${field("import_shipped_orders")} input`,
            run: "click",
        },
        {
            content: "Enter a prefix",
            trigger: `${field("order_prefix")} input`,
            run: "edit {marketplace}-",
        },
        ...choose("marketplace_id", "Amazon.com"),
        openTab("general"),
        see("marketplace_name", "Amazon.com"),
        {
            content: "Rename the instance",
            trigger: `${field("marketplace_name")} input`,
            run: "edit United States",
        },
        ...stepUtils.saveForm(),
        ...choose("seller_id", SECOND),
        see("seller_name", SECOND),
        see("short_code", "SEC"),
        {
            content: "The second seller has no marketplace, and the page says so",
            trigger: ".o_form_view .alert:contains(no integrated marketplace)",
        },
        {
            content: "Change its short code",
            trigger: `${field("short_code")} input`,
            run: "edit TOUR",
        },
        ...stepUtils.saveForm(),
        ...choose("seller_id", FIRST),
        see("short_code", "TST"),
        see("marketplace_name", "United States"),
        {
            content: "Create one more marketplace",
            trigger: ".o_form_view button[name=action_create_marketplace]",
            run: "click",
        },
        ...choose("marketplace_id", "Amazon.fr", ".modal"),
        {
            content: "It is named by Amazon at first",
            trigger: ".modal .o_field_widget[name=name] input:value(Amazon.fr)",
        },
        {
            content: "Give the instance a name",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Boutique",
        },
        {
            content: "Create it",
            trigger: ".modal button[name=action_create_marketplace]",
            run: "click",
        },
        {
            content: "The new marketplace opens",
            trigger: `${field("country_id")}:contains(France)`,
        },
        see("name", "Boutique"),
    ],
});
