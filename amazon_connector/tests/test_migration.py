# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.modules.migration import load_script
from odoo.tests import tagged

from ..lib.errors import KeyUnusableError
from ..lib.vault import generate_key
from ..models.amazon_seller_credential import KEY_ENVIRONMENT
from .common import AmazonCommon

SCRIPTS = Path(__file__).parents[1] / "migrations/19.0.2.0.0"
SCRIPT = SCRIPTS / "post-migration.py"
GUARD = SCRIPTS / "pre-migration.py"


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

    def prepare(self):
        load_script(str(GUARD), "pre-migration").migrate(self.env.cr, "19.0.1.0.0")

    def use_key(self, key):
        self.startPatcher(patch.dict(os.environ, {KEY_ENVIRONMENT: key}))

    def test_upgrade_stops_without_a_usable_key(self):
        """Nothing is lost: the sentence says how to make a key."""
        self.use_key("no key")
        with self.assertRaisesRegex(UserError, "Make one with: python3"):
            self.prepare()
        stored = self.credentials.search([]).mapped("value")
        self.assertTrue(stored)
        self.assertTrue(all(value.startswith("clear-") for value in stored))

    def test_upgrade_goes_on_with_a_key(self):
        self.use_key(generate_key())
        self.prepare()
        self.migrate()
        self.assertEqual(len(self.seller._read_secrets()), 2)

    def test_upgrade_without_secrets_needs_no_key(self):
        self.use_key("no key")
        self.credentials.search([]).unlink()
        self.env.flush_all()
        self.prepare()
        error = KeyUnusableError("The key is not usable.")
        with patch.object(type(self.credentials), "_get_vault", side_effect=error):
            self.migrate()
        self.assertFalse(self.credentials.search([]))
