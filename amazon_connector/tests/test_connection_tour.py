# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch
from urllib.parse import urlsplit

import httpx

from odoo.tests import tagged

from .test_authorization import AuthorizationCase

SELLER_CENTRAL = "https://sellercentral.example"


@tagged("post_install", "-at_install")
class TestConnectionTour(AuthorizationCase):
    """What a manager does in the browser to connect a seller, both ways."""

    def setUp(self):
        super().setUp()
        self.seller.unlink()

    def fetch_proxy(self, url):
        """Agree on the simulator's page: a tour cannot leave Odoo to press a button."""
        if not url.startswith(SELLER_CENTRAL):
            return super().fetch_proxy(url)
        page = url.replace(SELLER_CENTRAL, self.simulator.url)
        answer = httpx.post(page, data={"authorize": "1"})
        location = {"name": "location", "value": answer.headers["location"]}
        return {"responseCode": 302, "responseHeaders": [location]}

    def run_tour(self, name):
        port = urlsplit(self.simulator.url).port
        self.start_tour(
            "/odoo", name, login="anna", cookies={"simulator_port": str(port)}
        )

    def test_own_application(self):
        self.simulator.state.deny_roles(["tax_invoicing"])
        self.run_tour("amazon_manager_connects_own_application")
        seller = self.env["amazon.seller"].search([("short_code", "=", "OWN")])
        self.assertEqual(seller.state, "connected")
        self.assertFalse(seller._has_role("tax_invoicing"))

    def test_authorise_at_amazon(self):
        self.startPatcher(
            patch.object(
                type(self.seller),
                "_get_seller_central_url",
                lambda _seller: SELLER_CENTRAL,
            )
        )
        self.run_tour("amazon_manager_authorises_at_amazon")
        seller = self.env["amazon.seller"].search([("short_code", "=", "PUB")])
        self.assertEqual(seller.state, "connected")
        self.assertTrue(seller.has_credentials)
        self.assertTrue(seller.merchant_token)
