# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AmazonMarketplace(models.Model):
    _inherit = "amazon.marketplace"

    def action_integrate(self):
        """Look for the orders that a new marketplace has already.

        The cursor counts for all marketplaces of a seller, so it starts again; orders
        that are stored already are recognised.
        """
        added = self.filtered(lambda marketplace: not marketplace.active)
        result = super().action_integrate()
        added.seller_id._restart_order_cursor()
        return result
