# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from .amazon_settlement_rule import TREATMENTS


class AmazonSettlementRow(models.Model):
    """One amount of Amazon's report, as it came, and the journal item that holds it."""

    _name = "amazon.settlement.row"
    _description = "Amazon Settlement Row"
    _order = "settlement_id, number"
    _rec_name = "number"

    settlement_id = fields.Many2one(
        "amazon.settlement",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="settlement_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    number = fields.Integer(required=True, readonly=True)
    file_line = fields.Integer(readonly=True)
    transaction_type = fields.Char(readonly=True)
    amount_type = fields.Char(readonly=True)
    amount_description = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True)
    order_ref = fields.Char("Order ID", readonly=True, index="btree_not_null")
    merchant_order_ref = fields.Char("Merchant Order ID", readonly=True)
    adjustment_ref = fields.Char("Adjustment ID", readonly=True)
    shipment_ref = fields.Char("Shipment ID", readonly=True)
    marketplace_name = fields.Char(readonly=True)
    fulfillment = fields.Char(readonly=True)
    posted_date = fields.Date(readonly=True)
    posted = fields.Datetime("Posted (UTC)", readonly=True)
    item_ref = fields.Char("Order Item Code", readonly=True)
    sku = fields.Char("SKU", readonly=True)
    quantity = fields.Integer(readonly=True, aggregator=None)
    promotion_ref = fields.Char("Promotion ID", readonly=True)
    treatment = fields.Selection(TREATMENTS, readonly=True, index=True)
    rule_id = fields.Many2one(
        "amazon.settlement.rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    line_id = fields.Many2one(
        "amazon.settlement.line",
        "Statement Line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Journal Item",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _number_uniq = models.Constraint(
        "UNIQUE(settlement_id, number)", "This row of the settlement exists already."
    )
