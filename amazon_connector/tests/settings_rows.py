# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Proves that a form shows the settings it should, for the tests of all addons."""


def assert_shows(case, view, names):
    """Assert that the form has these fields and that each explains itself.

    :param view: the form view, with what every installed addon adds to it
    """
    arch = view._get_combined_arch()
    shown = {node.get("name") for node in arch.iter("field")}
    fields = case.env[view.model].fields_get(names, ["help"])
    for name in names:
        case.assertIn(name, shown, f"{view.model}.{name} is not on the form")
        case.assertIn(name, fields, f"{view.model}.{name} does not exist")
        case.assertTrue(fields[name].get("help"), f"{view.model}.{name} has no help")


def assert_buttons(case, view, names):
    """Assert that the form has buttons with these texts."""
    arch = view._get_combined_arch()
    shown = {node.get("string") for node in arch.iter("button")}
    case.assertLessEqual(set(names), shown)
