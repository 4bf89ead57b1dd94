# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AmazonOrder(models.Model):
    """Settlements that have waited for an order are matched after its import."""

    _inherit = "amazon.order"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("sale_order_id"):
            lines = self.env["amazon.settlement.line"]
            for seller, orders in self.grouped("seller_id").items():
                lines._enqueue_retry(seller, orders.mapped("name"))
        return result
