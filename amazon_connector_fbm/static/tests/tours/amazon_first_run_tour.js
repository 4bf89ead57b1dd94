import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { createSeller, openMenu, tick } from "./amazon_tour_steps";

const SHOP = "My First Shop";
const MAX_CLICKS = 8;

let clicks = 0;

function count() {
    clicks += 1;
}

registry.category("web_tour.tours").add("amazon_manager_first_run", {
    steps: () => [
        ...stepUtils.goToAppSteps("amazon_connector.amazon_menu_root", "Open Amazon"),
        ...openMenu("amazon_menu_configuration", "amazon_connector.amazon_seller_menu"),
        ...createSeller(SHOP, "FIRST"),
        {
            content: "From here on every click counts",
            trigger: ".modal button[name=action_create_and_test]",
            run: () => document.addEventListener("pointerdown", count, true),
        },
        {
            content: "Create the seller",
            trigger: ".modal button[name=action_create_and_test]",
            run: "click",
        },
        {
            content: "Load the marketplaces",
            trigger: ".o_form_view button[name=action_load_marketplaces]",
            run: "click",
        },
        tick("Amazon.de"),
        {
            content: "Integrate it",
            trigger: ".modal button[name=action_integrate]",
            run: "click",
        },
        {
            content: "Back on the seller, import its orders",
            trigger: "body:not(:has(.modal)) .o_form_view button[name=action_import_orders]",
            run: "click",
        },
        {
            content: "The import is running: that took few clicks",
            trigger:
                ".o_form_view:has(.o_statusbar_status .o_arrow_button_current:contains(Running))",
            run() {
                document.removeEventListener("pointerdown", count, true);
                if (!clicks || clicks > MAX_CLICKS) {
                    throw new Error(`It took ${clicks} clicks instead of ${MAX_CLICKS}`);
                }
            },
        },
    ],
});
