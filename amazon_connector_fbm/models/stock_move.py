# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    amazon_pending_order_id = fields.Many2one(
        "amazon.order",
        "Pending Amazon Order",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The move only holds goods until Amazon releases this order.",
    )
    amazon_gift_wrap = fields.Char(
        related="sale_line_id.amazon_gift_wrap", string="Amazon Gift Wrap"
    )
    amazon_gift_message = fields.Char(
        related="sale_line_id.amazon_gift_message",
        string="Amazon Gift Message",
        groups="amazon_connector.group_amazon_pii",
    )
