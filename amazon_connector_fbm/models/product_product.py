# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class ProductProduct(models.Model):
    """A product may be what held orders wait for."""

    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        """Let the next import try orders that waited for the internal reference."""
        products = super().create(vals_list)
        products._make_amazon_orders_due()
        return products

    def write(self, vals):
        """Let the next import try orders that waited for the internal reference."""
        result = super().write(vals)
        if {"default_code", "active"} & set(vals):
            self._make_amazon_orders_due()
        return result

    def _make_amazon_orders_due(self):
        skus = set(self.filtered("default_code").mapped("default_code"))
        # Who maintains products need have no rights on orders from Amazon.
        orders = self.env["amazon.order"].sudo()
        orders._get_waiting_for_skus(skus, [])._make_due()
