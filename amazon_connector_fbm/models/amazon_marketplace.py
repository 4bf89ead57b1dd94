# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AmazonMarketplace(models.Model):
    _inherit = "amazon.marketplace"

    def _get_complete_until(self):
        """Orders that changed after the cursor have not been asked for yet."""
        # Whoever takes a marketplace out need not see how far its orders are.
        cursor = self.sudo().seller_id.order_cursor
        until = super()._get_complete_until()
        return min(until, cursor) if cursor else until

    def _on_integrated(self):
        """Look for the orders that the marketplace has already.

        The cursor counts for all marketplaces of a seller, so it starts again; orders
        that are stored already are recognised.
        """
        result = super()._on_integrated()
        for seller in self.seller_id:
            added = self.filtered(lambda m, seller=seller: m.seller_id == seller)
            dates = added.filtered("complete_until").mapped("complete_until")
            seller._restart_order_cursor(min(dates, default=None))
        return result
