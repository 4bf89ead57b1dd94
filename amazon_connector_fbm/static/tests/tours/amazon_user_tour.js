import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "./amazon_tour_steps";

const SKU = "NOBODY-KNOWS";

registry.category("web_tour.tours").add("amazon_user_changes_no_configuration", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        {
            content: "Open the configuration",
            trigger:
                '.o_menu_sections [data-menu-xmlid="amazon_connector.amazon_menu_configuration"]',
            run: "click",
        },
        {
            content: "It offers no wizard that creates a seller",
            trigger: ".o-dropdown--menu:contains(Sellers):not(:contains(Create Seller))",
        },
        {
            content: "Open the sellers",
            trigger: '[data-menu-xmlid="amazon_connector.amazon_seller_menu"]',
            run: "click",
        },
        {
            content: "The list creates none either",
            trigger:
                ".o_list_view:has(.o_data_row):not(:has(.o_list_button_add)):not(:has(button:contains(Create Seller)))",
        },
        {
            content: "Open the seller",
            trigger: ".o_data_row:contains(Test Seller) td[name=name]",
            run: "click",
        },
        {
            content: "Nothing on it can be changed",
            trigger:
                ".o_form_view:has(.o_field_widget[name=short_code]):not(:has(.o_form_sheet input:enabled))",
        },
        {
            content: "Its credentials are not shown, marketplaces cannot be loaded",
            trigger:
                ".o_form_view:not(:has([name=refresh_token])):not(:has(button[name=action_load_marketplaces]))",
        },
        {
            content: "Open the settings of its orders",
            trigger: ".o_notebook_headers a[name=orders]",
            run: "click",
        },
        {
            content: "They cannot be changed either",
            trigger:
                ".o_form_view:has(.o_field_widget[name=order_first_days]):not(:has(.o_form_sheet input:enabled))",
        },
        ...openMenu(
            "amazon_menu_configuration",
            "amazon_connector.amazon_marketplace_menu"
        ),
        {
            content: "Open a marketplace",
            trigger: ".o_data_row:contains(Amazon.de) td[name=name]",
            run: "click",
        },
        {
            content: "It cannot be changed",
            trigger:
                ".o_form_view:has(.o_field_widget[name=pricelist_id]):not(:has(.o_form_sheet input:enabled))",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_user_works_on_held_order", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu("amazon_menu_sales", "amazon_connector_fbm.amazon_order_menu_held"),
        {
            content: "Each row is a cause: open the orders that wait for it",
            trigger: `.o_data_row:contains(Product for SKU ${SKU}) td[name=title]`,
            run: "click",
        },
        {
            content: "Open the held order",
            trigger: `.o_data_row:contains(${SKU}) td[name=name]`,
            run: "click",
        },
        {
            content: "It says why it is held",
            trigger: `.o_form_view .alert:contains(Unknown SKU):contains(${SKU})`,
        },
        {
            content: "Try again without having done anything",
            trigger: ".o_statusbar_buttons button[name=action_retry]",
            run: "click",
        },
        {
            content: "It is held as before",
            trigger: `.o_notification:contains(1 held):contains(SKU '${SKU}' is not known)`,
        },
        {
            content: "Close the message",
            trigger: ".o_notification .o_notification_close",
            run: "click",
        },
        ...openMenu("amazon_menu_products", "amazon_connector.amazon_listing_menu"),
        {
            content: "Map the SKU to a product",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Enter the SKU",
            trigger: ".o_selected_row .o_field_widget[name=sku] input",
            run: `edit ${SKU}`,
        },
        {
            content: "Look for the marketplace",
            trigger: ".o_selected_row .o_field_widget[name=marketplace_id] input",
            run: "edit Amazon.de",
        },
        {
            content: "Choose the marketplace",
            trigger: ".o-autocomplete--dropdown-item:contains(Amazon.de)",
            run: "click",
        },
        {
            content: "Look for the product",
            trigger: ".o_selected_row .o_field_widget[name=product_id] input",
            run: "edit MUG",
        },
        {
            content: "Choose the product",
            trigger: ".o-autocomplete--dropdown-item:contains(Product MUG)",
            run: "click",
        },
        {
            content: "Save the listing",
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "The listing is saved",
            trigger: ".o_list_view:not(:has(.o_selected_row)):has(.o_list_button_add)",
        },
        ...openMenu("amazon_menu_sales", "amazon_connector_fbm.amazon_order_menu_held"),
        {
            content: "Retry all orders of the cause",
            trigger: `.o_data_row:contains(${SKU}) button[name=action_retry]`,
            run: "click",
        },
        {
            content: "Now it is imported",
            trigger: ".o_notification:contains(1 imported)",
        },
        {
            content: "No order is held any more",
            trigger: ".o_view_nocontent:contains(No order is held)",
        },
        ...openMenu("amazon_menu_sales", "amazon_connector_fbm.sale_order_menu_amazon"),
        {
            content: "It is among the sales orders",
            trigger: ".o_data_row:contains(302-0000003-0000003)",
        },
    ],
});
