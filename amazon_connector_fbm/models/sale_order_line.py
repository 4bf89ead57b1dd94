# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    amazon_order_item_ref = fields.Char(
        "Amazon Order Item", copy=False, readonly=True, help="Amazon's orderItemId."
    )
    amazon_component = fields.Char(
        copy=False,
        readonly=True,
        help="The kind of Amazon's charge that this line stands for, e.g. SHIPPING.",
    )
