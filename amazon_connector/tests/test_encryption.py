# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from psycopg2.sql import SQL, Identifier

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from ..lib.credentials import SIMULATOR_CREDENTIALS
from ..lib.errors import ConfigurationError, KeyMissingError, KeyUnusableError
from ..lib.vault import Vault, generate_key
from ..models.amazon_credential_mixin import SECRETS
from ..models.amazon_seller_credential import (
    KEY_COMMAND,
    KEY_ENVIRONMENT,
    AmazonSellerCredential,
)
from .common import AmazonCommon

CANARY = "canary-that-must-not-be-seen"


@tagged("post_install", "-at_install")
class TestEncryption(AmazonCommon):
    """What the database holds is worth nothing without the key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old_key, cls.new_key = generate_key(), generate_key()
        cls.startClassPatcher(cls.patch_keys(cls.old_key))
        cls.seller.write(
            {
                "endpoint": "production",
                "merchant_token": "AEXAMPLE0001",
                "lwa_client_secret": CANARY + "-secret",
                "refresh_token": "Atzr|" + CANARY,
            }
        )
        cls.seller._set_connected()
        cls.manager = cls.create_user("key", "amazon_connector.group_amazon_manager")

    def use_keys(self, *keys):
        self.startPatcher(self.patch_keys(*keys))

    def assertTwin(self, name="Test Seller", **vals):
        """Check that the second seller is refused, with the name of the first."""
        with self.assertRaises(ValidationError) as caught:
            self.create_twin(**vals)
        self.assertIn(f"The seller {name} ", str(caught.exception))

    def without_keys(self, error=None):
        """Let the vault of this installation be unusable."""
        return patch.object(
            self.registry["amazon.seller.credential"],
            "_get_vault",
            side_effect=error or KeyMissingError("There is no key."),
        )

    def count_in_database(self, text):
        """Return the tables of the database with a row that holds the text."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema"
        )
        tables = []
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(
                SQL("SELECT 1 FROM {} t WHERE t::text LIKE %s LIMIT 1").format(
                    Identifier(table)
                ),
                [f"%{text}%"],
            )
            if self.env.cr.fetchone():
                tables.append(table)
        return tables

    def test_no_table_holds_a_secret(self):
        """S06."""
        self.env["amazon.seller.create.wizard"].create(
            {
                "name": "Waiting",
                "lwa_client_secret": CANARY,
                "refresh_token": CANARY,
            }
        )
        self.seller.lwa_client_secret = CANARY + "-another"
        self.assertEqual(self.count_in_database(CANARY), [])
        self.seller.name = CANARY
        self.assertIn("amazon_seller", self.count_in_database(CANARY))

    def test_secrets_are_read_with_the_key(self):
        self.assertEqual(
            self.seller._read_secrets(),
            {
                "lwa_client_secret": CANARY + "-secret",
                "refresh_token": "Atzr|" + CANARY,
            },
        )

    def test_rotation_of_the_key(self):
        self.use_keys(self.new_key, self.old_key)
        self.seller.invalidate_recordset()
        self.assertTrue(self.seller.has_outdated_secrets)
        self.assertFalse(self.seller.secret_problem)
        before = self.seller._read_secrets()
        self.seller.with_user(self.manager).action_reencrypt_secrets()
        self.use_keys(self.new_key)
        self.assertEqual(self.seller._read_secrets(), before)
        self.assertFalse(self.seller.has_outdated_secrets)
        self.assertEqual(self.seller.state, "connected")

    def test_twins_are_found_across_keys(self):
        self.use_keys(self.new_key, self.old_key)
        for _ in range(2):
            self.assertTwin()
            self.seller.action_reencrypt_secrets()

    def create_twin(self, **vals):
        return self.create_seller(
            self.company,
            **{
                "name": "Twin",
                "short_code": "TWIN",
                "endpoint": "production",
                "refresh_token": "Atzr|" + CANARY,
                **vals,
            },
        )

    def test_second_seller_of_the_same_account(self):
        """L08."""
        self.seller.active = False
        other_company = self.env["res.company"].create({"name": "Other"})
        for vals in ({}, {"region": "na"}, {"company_id": other_company.id}):
            self.assertTwin(**vals)
        self.assertTrue(self.create_twin(endpoint="sandbox").has_credentials)
        self.seller.refresh_token = "Atzr|" + CANARY
        self.assertTrue(self.seller.has_credentials)

    def test_sellers_of_one_simulator(self):
        """Its own token is public; another one is an account at its address."""
        public = {name: SIMULATOR_CREDENTIALS[name] for name in SECRETS}
        for code in ("ONE", "TWO"):
            seller = self.create_seller(self.company, short_code=code, **public)
            self.assertTrue(seller.has_credentials)
        typed = {"endpoint": "simulator", "refresh_token": "Atzr|typed"}
        first = self.create_twin(name="First", short_code="THREE", **typed)
        self.assertTwin("First", **typed)
        elsewhere = "http://127.0.0.1:9556"
        self.assertNotEqual(
            self.create_twin(simulator_url=elsewhere, **typed).id, first.id
        )

    def test_no_key(self):
        """Nothing is stored in clear, and the sentence says what to do."""
        for error in (KeyMissingError("x"), KeyUnusableError("x")):
            with self.without_keys(error):
                with self.assertRaises(UserError) as caught:
                    self.seller.refresh_token = "Atzr|other"
                with self.assertRaisesRegex(UserError, "amazon_connector"):
                    self.env["amazon.seller.create.wizard"].create(
                        {"name": "W", "refresh_token": "Atzr|other"}
                    )
                self.seller.invalidate_recordset()
                self.assertIn(KEY_COMMAND, self.seller.secret_problem)
                self.assertTrue(self.seller.has_credentials)
            for words in (KEY_COMMAND, KEY_ENVIRONMENT, "secret_key", "restart"):
                self.assertIn(words, str(caught.exception))

    @mute_logger("odoo.addons.amazon_connector")
    def test_jobs_without_the_key(self):
        """Test Connection says it, and a job does not touch the state."""
        with self.without_keys():
            with self.assertRaises(ConfigurationError):
                self.seller._amazon_call(lambda client: client.get_order("1"))
            self.seller.action_test_connection()
        self.assertIn(KEY_COMMAND, self.seller.last_test_verdict)
        self.assertFalse(self.seller.last_test_passed)
        self.assertEqual(self.seller.state, "connected")

    def test_another_key(self):
        """The secrets can be entered again without the key that was lost."""
        self.use_keys(self.new_key)
        self.seller.invalidate_recordset()
        self.assertIn("another key", self.seller.secret_problem)
        with self.assertRaisesRegex(UserError, "another key"):
            self.seller.action_reencrypt_secrets()
        self.seller.write({"lwa_client_secret": "typed", "refresh_token": "Atzr|typed"})
        self.assertEqual(
            self.seller._read_secrets(),
            {"lwa_client_secret": "typed", "refresh_token": "Atzr|typed"},
        )
        self.assertFalse(self.seller.secret_problem)

    def test_unreadable_secrets_do_not_follow_the_address(self):
        self.use_keys(self.new_key)
        self.seller.endpoint = "sandbox"
        self.assertFalse(self.seller.has_credentials)

    def test_where_the_key_is_read(self):
        vault_of = AmazonSellerCredential._get_vault
        token = Vault(self.new_key).encrypt("x")
        credentials = self.env["amazon.seller.credential"]
        with TemporaryDirectory() as folder:
            path = str(Path(folder, "odoo.conf"))
            Path(path).write_text(
                f"[options]\nlist_db = False\n[amazon_connector]\n"
                f"secret_key = {self.new_key}, {self.old_key}\n"
            )
            with (
                patch.dict(config.options, {"config": path}),
                patch.dict(os.environ),
            ):
                os.environ.pop(KEY_ENVIRONMENT, None)
                self.assertTrue(vault_of(credentials).is_current(token))
                self.assertEqual(repr(vault_of(credentials)), "Vault(2 keys)")
                os.environ[KEY_ENVIRONMENT] = self.old_key
                self.assertFalse(vault_of(credentials).is_current(token))
                del os.environ[KEY_ENVIRONMENT]
                config.options["config"] = str(Path(folder, "none.conf"))
                with self.assertRaises(KeyMissingError):
                    vault_of(credentials)

    def test_environment_of_the_library(self):
        """A14: the variable is named, and nothing is sent."""
        for name in ("LWA_APP_ID", "SP_API_DEFAULT_MARKETPLACE", "AWS_ENV"):
            with patch.dict(os.environ, {name: "x"}):
                self.seller.action_test_connection()
            self.assertIn(name, self.seller.last_test_verdict)
            self.assertFalse(self.seller.last_test_passed)
