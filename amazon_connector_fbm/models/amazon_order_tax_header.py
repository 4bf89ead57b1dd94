# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ..lib.order_tax import NO_SCHEME, read_tax_header
from .amazon_tax_rule import REPORTING_SCHEMES


class AmazonOrder(models.Model):
    """What Amazon says about the tax of an order, and who decided about it."""

    _name = "amazon.order"
    _inherit = "amazon.order"

    tax_rule_id = fields.Many2one(
        "amazon.tax.rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The rule that decides about the order's tax, or that the order waits "
        "for. Empty: the taxes of the products gave Amazon's amounts.",
    )
    reporting_scheme = fields.Selection(
        REPORTING_SCHEMES,
        "Tax Scheme",
        readonly=True,
        help="The scheme under which the order's tax is reported, by Amazon.",
    )
    ioss_number = fields.Char(
        "IOSS Number",
        readonly=True,
        help="Give it to the carrier: Amazon collected the import VAT of the order.",
    )
    points_granted = fields.Integer(
        "Amazon Points", readonly=True, help="Points that the buyer gets for the order."
    )
    points_cost = fields.Monetary(
        "Cost of Points",
        readonly=True,
        aggregator=None,
        help="What the points cost you. It is no part of the order's total: Amazon "
        "takes it off the payout.",
    )

    @api.model
    def _prepare_order_vals(self, log, header, document, currency_ids):
        values = super()._prepare_order_vals(log, header, document, currency_ids)
        tax = read_tax_header(document)
        return values | {
            "reporting_scheme": tax.reporting_scheme
            if tax.reporting_scheme != NO_SCHEME
            else False,
            "ioss_number": tax.ioss_number,
            "points_granted": tax.points,
            "points_cost": float(tax.points_cost),
        }

    def action_open_tax_rule(self):
        """Open the tax rule that the order waits for or has used."""
        self.ensure_one()
        return self.tax_rule_id.get_formview_action()
