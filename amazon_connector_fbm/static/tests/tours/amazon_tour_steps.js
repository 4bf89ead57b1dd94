import { cookie } from "@web/core/browser/cookie";

/**
 * Steps that open a menu item of the Amazon app.
 *
 * @param {string} section name of the section in amazon_connector
 * @param {string} item XML id of the menu item
 */
export function openMenu(section, item) {
    return [
        {
            content: `Open ${section}`,
            trigger: `.o_menu_sections [data-menu-xmlid="amazon_connector.${section}"]`,
            run: "click",
        },
        {
            content: `Choose ${item}`,
            trigger: `.o-dropdown--menu [data-menu-xmlid="${item}"]`,
            run: "click",
        },
    ];
}

/**
 * Step that ticks a marketplace in the wizard that shows those of a seller.
 *
 * @param {string} marketplace its name
 */
export function tick(marketplace) {
    return {
        content: `Tick ${marketplace}`,
        trigger: `.modal tr:has(td[data-tooltip="${marketplace}"]) td[name="selected"] input`,
        run: "click",
    };
}

/**
 * Steps from the list of sellers that fill the wizard for one of the simulator.
 *
 * @param {string} name
 * @param {string} shortCode
 */
export function createSeller(name, shortCode) {
    return [
        {
            content: "Start the wizard from the list of sellers",
            trigger: ".o_control_panel button:contains(Create Seller)",
            run: "click",
        },
        {
            content: "Name the seller",
            trigger: ".modal .o_field_widget[name=name] input",
            run: `edit ${name}`,
        },
        {
            content: "Give it a short code",
            trigger: ".modal .o_field_widget[name=short_code] input",
            run: `edit ${shortCode}`,
        },
        {
            content: "Choose the simulator",
            trigger: ".modal .o_field_widget[name=endpoint] input[data-value=simulator]",
            run: "click",
        },
        {
            content: "Enter its address; the credentials are there already",
            trigger: ".modal .o_field_widget[name=simulator_url] input",
            run(helpers) {
                return helpers.edit(`http://127.0.0.1:${cookie.get("simulator_port")}`);
            },
        },
    ];
}
