# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _send_confirmation_email(self):
        """Text no buyer of Amazon, and tell nobody of what was shipped elsewhere."""
        if self.env.context.get("amazon_shipped_elsewhere"):
            return None
        from_amazon = self.filtered("sale_id.amazon_order_ref")
        silent = from_amazon.with_context(skip_sms=True)
        super(StockPicking, silent)._send_confirmation_email()
        return super(StockPicking, self - from_amazon)._send_confirmation_email()
