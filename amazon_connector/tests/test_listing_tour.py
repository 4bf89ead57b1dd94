# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from ..models.amazon_sync_log_stop import STOP
from .common import AmazonCommon

USER = "amazon_connector.group_amazon_user"


@tagged("post_install", "-at_install")
class TestListingTour(AmazonCommon, HttpCase):
    """L05: what a user sees of an archived product that Amazon still sells."""

    def test_user_retries(self):
        product = self.env["product.product"].create({"name": "Mug"})
        listing = self.env["amazon.listing"].create(
            {
                "sku": "TOUR-MUG",
                "product_id": product.id,
                "marketplace_id": self.marketplace_de.id,
            }
        )
        product.action_archive()
        listing.sudo().stop_state = "failed"
        log = self.env["amazon.sync.log"]._start(self.seller, STOP, "automatic")
        log._add_line(
            "TOUR-MUG",
            "failed",
            listing,
            cause="stop",
            message="Set its quantity to 0 in Seller Central.",
            request_id="request-4711",
        )
        log._finish()
        self.create_user("ben", USER)
        self.start_tour("/odoo", "amazon_user_sees_a_listing", login="ben")
        page = f"/odoo/amazon-listings/{listing.id}"
        self.start_tour(page, "amazon_user_retries_a_listing", login="ben")
        self.env.invalidate_all()
        self.assertEqual(listing.stop_state, "due")
