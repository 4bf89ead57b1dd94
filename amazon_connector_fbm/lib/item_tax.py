# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads what an order item says about its tax and points beside the amounts."""

from decimal import Decimal

from . import fields


def reporting_scheme(tax, path):
    """The scheme of an item's tax; several different ones are joined by a plus."""
    rows = fields.rows(tax, "taxCalculationBreakdowns", f"{path}tax.")
    schemes = {fields.text(row.get("reportingScheme"), 40) for row in rows}
    return "+".join(sorted(filter(None, schemes)))


def ioss_number(item, path):
    """The number that the carrier needs if Amazon collected the import VAT."""
    fulfillment = fields.section(item, "fulfillment", path)
    shipping = fields.section(fulfillment, "shipping", f"{path}fulfillment.")
    path = f"{path}fulfillment.shipping."
    international = fields.section(shipping, "internationalShipping", path)
    return fields.text(international.get("iossNumber"), 40)


def points(item, path, money):
    """The Amazon Points of an item: their number and what they cost the seller."""
    expense = fields.section(item, "expense", path)
    cost = fields.section(expense, "pointsCost", f"{path}expense.")
    path = f"{path}expense.pointsCost."
    granted = fields.section(cost, "pointsGranted", path)
    path = f"{path}pointsGranted."
    value = money(granted.get("pointsMonetaryValue"), f"{path}pointsMonetaryValue")
    if granted.get("pointsNumber") is None:
        return {"points_cost": value or Decimal(0)}
    number = fields.whole_number(granted, "pointsNumber", path)
    return {"points": number, "points_cost": value or Decimal(0)}
