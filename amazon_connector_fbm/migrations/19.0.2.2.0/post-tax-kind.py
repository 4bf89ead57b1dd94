# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Until 19.0.2.1 a line of tax was known by its text."""

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

from odoo.addons.amazon_connector_fbm.lib.errors import OrderHold
from odoo.addons.amazon_connector_fbm.lib.order import parse_order
from odoo.addons.amazon_connector_fbm.lib.proceeds import read_proceeds

BATCH = 500


def migrate(cr, _version):
    """Say of which kind the lines of tax are, or a change would replace them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    lines = env["sale.order.line"].search(
        [("amazon_component", "=", "TAX"), ("amazon_tax_kind", "=", False)]
    )
    for sale_ids in split_every(BATCH, lines.order_id.ids):
        for order in env["amazon.order"].search([("sale_order_id", "in", sale_ids)]):
            _name_kinds(order)
        env.flush_all()
        env.invalidate_all()


def _name_kinds(order):
    """Collected tax comes first where an order has both."""
    lines = order.sale_order_id.order_line.filtered(
        lambda line: line.amazon_component == "TAX"
    )
    kinds = ["collected", "other"] if _is_collected(order) else ["other"]
    for line, kind in zip(lines.sorted("id"), kinds, strict=False):
        line.amazon_tax_kind = kind


def _is_collected(order):
    try:
        proceeds = read_proceeds(parse_order(order.payload))
    except OrderHold:
        return False
    taxes = order.env["amazon.order.tax"]
    return bool(
        sum(charge.tax for charge in proceeds.charges if taxes._is_collected(charge))
    )
