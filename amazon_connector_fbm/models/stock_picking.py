# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    amazon_endpoint = fields.Selection(
        related="sale_id.amazon_endpoint",
        help="Whether the order of this delivery is a real one of Amazon.",
    )

    def _send_confirmation_email(self):
        """Text no buyer of Amazon, and tell nobody of what was shipped elsewhere."""
        if self.env.context.get("amazon_shipped_elsewhere"):
            return None
        from_amazon = self.filtered("sale_id.amazon_order_ref")
        silent = from_amazon.with_context(skip_sms=True)
        super(StockPicking, silent)._send_confirmation_email()
        return super(StockPicking, self - from_amazon)._send_confirmation_email()
