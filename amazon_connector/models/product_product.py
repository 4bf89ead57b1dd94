# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ProductProduct(models.Model):
    """What is archived is not sold at Amazon any more."""

    _inherit = "product.product"

    def write(self, vals):
        """Plan to stop the listings of products that are archived."""
        result = super().write(vals)
        if "active" in vals:
            # Who maintains products need have no rights on listings.
            listings = self.env["amazon.listing"].sudo()
            listings._get_listings_of(self)._plan_stop()
        return result
