# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, models

from ..lib.errors import OrderHold


class AmazonListing(models.Model):
    _inherit = "amazon.listing"

    @api.model
    def _find_products(self, marketplace, skus):
        """Products by seller SKU: by listing first, then by internal reference.

        An archived listing still says what its SKU means; one without a product does
        not.

        :return: for each SKU the products it may mean, archived ones included; one
            product is a match, none or several are for a person to decide
        """
        company = marketplace.seller_id.company_id
        found = defaultdict(self.env["product.product"].browse)
        listings = self._get_listings(marketplace, list(skus))
        for listing in listings.filtered("product_id"):
            found[listing.sku] |= listing.product_id
        products = self.env["product.product"].with_context(active_test=False)
        for product in products.search(
            [
                ("default_code", "in", [sku for sku in skus if sku not in found]),
                ("company_id", "in", (False, company.id)),
            ]
        ):
            found[product.default_code] |= product
        return {sku: self._prefer_active(found[sku]) for sku in skus}

    @api.model
    def _get_listings(self, marketplace, skus):
        return self.with_context(active_test=False).search(
            [("marketplace_id", "=", marketplace.id), ("sku", "in", skus)]
        )

    def _prefer_active(self, products):
        return products.filtered("active") or products

    @api.model
    def _choose_product(self, sku, products):
        """The one product that a SKU means; raises OrderHold if that is not clear."""
        if not sku or not products:
            raise OrderHold(
                "unknown_sku",
                self.env._(
                    "SKU '%s' is not known in Odoo. Press Map SKU on the order and "
                    "choose the product, or give the product this internal reference "
                    "and retry the order.",
                    sku,
                ),
                sku,
            )
        if len(products) > 1:
            raise OrderHold(
                "ambiguous_sku",
                self.env._(
                    "SKU '%(sku)s' is the internal reference of several products: "
                    "%(products)s. Create a listing that says which one is meant.",
                    sku=sku,
                    products=", ".join(products.mapped("display_name")),
                ),
                sku,
            )
        if not products.active:
            raise OrderHold(
                "archived_product",
                self.env._(
                    "SKU '%(sku)s' means the archived product %(product)s. Unarchive "
                    "it or create a listing for another product.",
                    sku=sku,
                    product=products.display_name,
                ),
                sku,
            )
        return products

    @api.model
    def _create_product_for(self, marketplace, item):
        """Create the product for an order item whose SKU is unknown, and map it."""
        product = self.env["product.product"].create(
            self._prepare_product_vals(marketplace, item)
        )
        listing = self._get_listings(marketplace, [item.sku])
        if listing:
            listing.product_id = product
        else:
            self.create(self._prepare_listing_vals(marketplace, item, product))
        return product

    def _prepare_product_vals(self, marketplace, item):
        """Values of a product that is created from an order item.

        Amazon's price becomes the sales price only if it is in the company's currency.
        """
        company = marketplace.seller_id.company_id
        is_own_currency = marketplace.currency_id == company.currency_id
        return {
            "name": item.title or item.sku,
            "default_code": item.sku,
            "type": "consu",
            "is_storable": True,
            "list_price": float(item.unit_price or 0) if is_own_currency else 0.0,
            "company_id": company.id,
        }

    def _prepare_listing_vals(self, marketplace, item, product):
        """Values of the listing that remembers which product a SKU means."""
        return {
            "marketplace_id": marketplace.id,
            "seller_id": marketplace.seller_id.id,
            "sku": item.sku,
            "asin": item.asin,
            "title": item.title,
            "product_id": product.id,
        }
