# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from odoo.addons.amazon_connector.tests.configuration_check import (
    ConfigurationCheckCase,
)

from .common import AmazonFbmCommon


@tagged("post_install", "-at_install")
class TestTourCheck(ConfigurationCheckCase, AmazonFbmCommon, HttpCase):
    """The configuration check in the browser: find, mend, check again."""

    def setUp(self):
        super().setUp()
        manager = self.create_user(
            "anna",
            "amazon_connector.group_amazon_manager",
            "stock.group_stock_multi_warehouses",
        )
        self.complete_settings()
        # Sellers that the database has already would be checked as well.
        self.env["amazon.seller"].search([("id", "!=", self.seller.id)]).active = False
        self.seller.user_id = manager
        self.marketplaces.fiscal_position_id = False

    def test_manager_mends_what_the_check_finds(self):
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Check Warehouse", "code": "CHK", "company_id": self.company.id}
        )
        self.marketplace_de.warehouse_id = False
        self.start_tour("/odoo", "amazon_manager_checks_configuration", login="anna")
        self.assertEqual(self.marketplace_de.warehouse_id, warehouse)

    def test_manager_tests_the_connection_from_the_check(self):
        self.seller.state = "draft"
        self.start_tour("/odoo", "amazon_manager_checks_one_seller", login="anna")
        self.assertEqual(self.seller.state, "connected")
