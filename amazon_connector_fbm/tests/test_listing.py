# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import item, order


@tagged("post_install", "-at_install")
class TestListing(AmazonFbmCommon):
    """Which product a SKU means, when the listing is not as it should be."""

    def create_listing(self, **values):
        return self.env["amazon.listing"].create(
            {
                "seller_id": self.seller.id,
                "marketplace_id": self.marketplace_de.id,
                "sku": "X-FBM",
                **values,
            }
        )

    def test_listing_without_a_product_is_filled(self):
        listing = self.create_listing()
        self.seller.create_products = True
        sale = self.import_sale("302-1", [item("X-FBM")])
        self.assertEqual(listing.product_id, sale.order_line.product_id)

    def test_archived_listing_still_says_what_its_sku_means(self):
        self.create_listing(product_id=self.book.id, active=False)
        self.seller.create_products = True
        sale = self.import_sale("302-1", [item("X-FBM")])
        self.assertEqual(sale.order_line.product_id, self.book)

    def test_listing_without_a_product_holds_the_order(self):
        self.create_listing()
        binding = self.import_order("302-1", [item("X-FBM")])
        self.assertEqual(binding.hold_reason, "unknown_sku")

    def test_every_unknown_sku_is_named(self):
        binding = self.import_order("302-1", [item("A"), item("MUG"), item("B")])
        self.assertEqual(binding.hold_reason, "unknown_sku")
        self.assertIn("'A'", binding.hold_message)
        self.assertIn("'B'", binding.hold_message)

    def test_price_in_the_companys_currency_becomes_the_sales_price(self):
        self.marketplace_de.currency_id = self.company.currency_id
        self.seller.create_products = True
        self.run_import(order("302-1", [item("X-FBM", 1, "7.50")]))
        product = self.env["product.product"].search([("default_code", "=", "X-FBM")])
        self.assertEqual(product.list_price, 7.5)
