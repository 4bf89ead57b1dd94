# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class AmazonListing(models.Model):
    """A listing may sell several pieces as one, and may release held orders."""

    _name = "amazon.listing"
    _inherit = "amazon.listing"

    quantity_factor = fields.Integer(
        "Pieces in a Pack",
        default=1,
        help="How many pieces of the product are one piece of this SKU: 3 if X-3PK "
        "sells three X. Sales orders keep Amazon's quantity, in a unit of so many "
        "pieces; deliveries take the pieces out of stock.",
    )

    _quantity_factor_positive = models.Constraint(
        "CHECK(quantity_factor >= 1)", "A pack has at least one piece."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Orders that waited for the SKU are tried by the next import."""
        listings = super().create(vals_list)
        listings._make_orders_due()
        return listings

    def write(self, vals):
        """Orders that waited for the SKU are tried by the next import."""
        result = super().write(vals)
        if {"product_id", "sku", "marketplace_id"} & set(vals):
            self._make_orders_due()
        return result

    def _make_orders_due(self):
        # A user who maintains listings may not write what Amazon says about orders.
        orders = self.env["amazon.order"].sudo()
        mapped = self.filtered("product_id").grouped("marketplace_id")
        for marketplace, listings in mapped.items():
            skus = set(listings.mapped("sku"))
            domain = [("marketplace_id", "=", marketplace.id)]
            orders._get_waiting_for_skus(skus, domain)._make_due()

    @api.model
    def _get_pack_sizes(self, marketplace, skus):
        """Return how many pieces one piece of a SKU is, for those that are packs."""
        listings = self.with_context(active_test=False).search_fetch(
            [
                ("marketplace_id", "=", marketplace.id),
                ("sku", "in", list(skus)),
                ("quantity_factor", ">", 1),
                ("product_id", "!=", False),
            ],
            ["sku", "quantity_factor"],
        )
        return {listing.sku: listing.quantity_factor for listing in listings}
