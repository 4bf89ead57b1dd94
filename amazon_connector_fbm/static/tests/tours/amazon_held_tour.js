import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openMenu } from "./amazon_tour_steps";

const row = (text) => `.o_data_row:contains(${text})`;
const openHeldOrders = () =>
    openMenu("amazon_menu_sales", "amazon_connector_fbm.amazon_order_menu_held");

registry.category("web_tour.tours").add("amazon_user_mends_held_orders", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openHeldOrders(),
        {
            content: "Two orders wait for one SKU: map it",
            trigger: `${row("MUG-3PK")}:has(td[name=order_count]:contains(2)) button[name=action_map_sku]`,
            run: "click",
        },
        {
            content: "The pop-up says what Amazon calls it",
            trigger: ".modal .o_field_widget[name=title]:contains(Title of MUG-3PK)",
        },
        {
            content: "Look for the product",
            trigger: ".modal .o_field_widget[name=product_id] input",
            run: "edit MUG",
        },
        {
            content: "Choose the product",
            trigger: ".o-autocomplete--dropdown-item:contains(Product MUG)",
            run: "click",
        },
        {
            content: "It is a pack of three",
            trigger: ".modal .o_field_widget[name=quantity_factor] input",
            run: "edit 3",
        },
        {
            content: "Import what waits",
            trigger: ".modal button[name=action_map]",
            run: "click",
        },
        {
            content: "Both orders are imported",
            trigger: ".o_notification:contains(2 imported)",
        },
        {
            content: "The row is gone, another one stays",
            trigger: `.o_list_view:has(${row("NOBODY-KNOWS")}):not(:has(${row("MUG-3PK")}))`,
        },
        {
            content: "Retry all that is left",
            trigger: ".o_control_panel button[name=action_retry_all]",
            run: "click",
        },
        {
            content: "The message says why it is still held",
            trigger:
                ".o_notification:contains(1 held):contains(SKU 'NOBODY-KNOWS' is not known)",
        },
        {
            content: "Open the order",
            trigger: `${row("NOBODY-KNOWS")} td[name=title]`,
            run: "click",
        },
        {
            content: "Open its form",
            trigger: `${row("302-0000003-0000003")} td[name=name]`,
            run: "click",
        },
        {
            content: "It says how often it was tried: take it off the list",
            trigger: ".o_form_view:contains(Tries so far) button[name=action_resolve]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Refunded in Seller Central",
        },
        {
            content: "Confirm",
            trigger: ".modal footer button[name=action_resolve]",
            run: "click",
        },
        {
            content: "The order shows who resolved it and why",
            trigger:
                ".o_form_view .alert:contains(Refunded in Seller Central):contains(ben)",
        },
        ...openHeldOrders(),
        {
            content: "Nothing is left to do",
            trigger: ".o_view_nocontent:contains(No order is held)",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_manager_gives_price_list", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openHeldOrders(),
        {
            content: "The price list is in another currency: give another one",
            trigger: `${row("EUR")} button[name=action_create_pricelist]`,
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "The order is imported",
            trigger: ".o_notification:contains(1 imported)",
        },
        {
            content: "Nothing is left to do",
            trigger: ".o_view_nocontent:contains(No order is held)",
        },
    ],
});
