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
