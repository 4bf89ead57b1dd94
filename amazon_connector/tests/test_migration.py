# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from pathlib import Path
from unittest.mock import patch

from odoo.modules.migration import load_script
from odoo.tests import tagged

from ..lib.errors import KeyMissingError
from .common import AmazonCommon

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.2.0.0/post-migration.py"
LOGGER = "odoo.addons.amazon_connector.migrations"


@tagged("post_install", "-at_install")
class TestMigration(AmazonCommon):
    """Secrets that 19.0.1 stored in clear."""

    def setUp(self):
        super().setUp()
        self.twin = self.create_seller(self.company, short_code="TWIN")
        self.credentials = self.env["amazon.seller.credential"]
        self.wizard = self.env["amazon.seller.create.wizard"].create({"name": "Open"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_seller_credential SET value = 'clear-' || name,"
            " fingerprint = NULL, stored_date = NULL, write_date = '2026-04-01 10:00'"
        )
        self.env.cr.execute(
            "UPDATE amazon_seller SET database_uuid = NULL, client_secret_date = NULL,"
            " authorization_date = NULL"
        )
        self.env.invalidate_all()

    def migrate(self):
        load_script(str(SCRIPT), "post-migration").migrate(self.env.cr, "19.0.1.0.0")
        self.env.flush_all()
        self.env.invalidate_all()

    def test_with_a_key(self):
        with self.assertLogs("post-migration", "WARNING") as logs:
            self.migrate()
        self.assertIn("Test Seller", logs.output[0])
        secrets = {
            "lwa_client_secret": "clear-lwa_client_secret",
            "refresh_token": "clear-refresh_token",
        }
        for seller in (self.seller, self.twin):
            self.assertEqual(seller._read_secrets(), secrets)
            self.assertEqual(seller.state, "connected")
            self.assertEqual(str(seller.client_secret_date), "2026-04-01")
            self.assertEqual(str(seller.authorization_date), "2026-04-01")
            self.assertTrue(seller.sudo().database_uuid)
            self.assertFalse(seller.secret_problem)
        stored = self.credentials.search([]).mapped("value")
        self.assertNotIn("clear", str(stored))
        self.assertEqual(
            len(self.credentials.search([("fingerprint", "!=", False)])), 1
        )
        self.assertFalse(self.wizard.exists())

    def test_without_a_key(self):
        error = KeyMissingError("There is no key.")
        vault = patch.object(type(self.credentials), "_get_vault", side_effect=error)
        with vault, self.assertLogs("post-migration", "WARNING"):
            self.migrate()
        self.assertFalse(self.credentials.search([]))
        for seller in (self.seller, self.twin):
            self.assertEqual(seller.state, "draft")
            self.assertIn("Make one with", str(seller.message_ids.mapped("body")))
