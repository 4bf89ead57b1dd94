# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import suppress

from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..lib.credentials import SIMULATOR_CREDENTIALS
from ..lib.errors import AuthorizationError
from ..models.amazon_credential_mixin import SECRETS
from .common import AmazonCommon

CLIENT_SECRET = "very-secret-client-secret"
REFRESH_TOKEN = "Atzr|very-secret-refresh-token"


@tagged("post_install", "-at_install")
class TestSecret(AmazonCommon):
    """Secrets go in and never come out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.create_user(
            "secret-manager", "amazon_connector.group_amazon_manager"
        )
        cls.user = cls.create_user("secret-user", "amazon_connector.group_amazon_user")
        cls.seller.with_context(tracking_disable=False).write(
            {"lwa_client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN}
        )

    def assertNoSecret(self, value):
        self.assertNotIn(CLIENT_SECRET, str(value))
        self.assertNotIn(REFRESH_TOKEN, str(value))

    def test_read_gives_nothing(self):
        """S04."""
        for user in (self.manager, self.env.ref("base.user_admin")):
            seller = self.seller.with_user(user)
            self.assertNoSecret(seller.read())
            self.assertFalse(seller.lwa_client_secret)
            self.assertFalse(seller.refresh_token)
            self.assertTrue(seller.has_credentials)

    def test_save_does_not_echo(self):
        """The web client saves and reads back in one request."""
        specification = {"lwa_client_secret": {}, "refresh_token": {}, "state": {}}
        seller = self.seller.with_user(self.manager)
        saved = seller.web_save(
            {"lwa_client_secret": "again" + CLIENT_SECRET}, specification
        )
        self.assertNoSecret(saved)
        created = self.env["amazon.seller"].with_user(self.manager)
        created = created.web_save(
            {
                "name": "Fresh",
                "lwa_client_id": "amzn1.application-oa2-client.fresh",
                "lwa_client_secret": CLIENT_SECRET,
                "refresh_token": REFRESH_TOKEN,
            },
            specification,
        )
        self.assertNoSecret(created)
        fresh = self.env["amazon.seller"].browse(created[0]["id"])
        self.assertEqual(fresh._get_credentials().client_secret, CLIENT_SECRET)
        self.assertTrue(fresh.has_credentials)

    def test_user_has_no_access_to_the_fields(self):
        seller = self.seller.with_user(self.user)
        for name in ("lwa_client_id", "lwa_client_secret", "refresh_token"):
            with self.assertRaises(AccessError):
                seller.read([name])
            with self.assertRaises(AccessError):
                seller.write({name: "anything"})

    @mute_logger("odoo.models", "odoo.domains")
    def test_search_is_no_oracle(self):
        """S07."""
        sellers = self.env["amazon.seller"].with_user(self.manager)
        for name in ("lwa_client_secret", "refresh_token"):
            with self.assertRaises(ValueError):
                sellers.search([(name, "=like", "A%")])
        with self.assertRaises(AccessError):
            self.env["amazon.sync.log"].with_user(self.user).search(
                [("seller_id.refresh_token", "=like", "A%")]
            )

    def test_export_copy_and_fields_get(self):
        """S04."""
        seller = self.seller.with_user(self.manager)
        admin = seller.with_user(self.env.ref("base.user_admin"))
        self.assertNoSecret(admin.export_data(["name", "refresh_token"]))
        self.assertFalse(
            seller.fields_get(["refresh_token"])["refresh_token"]["exportable"]
        )
        duplicate = seller.copy()
        self.assertFalse(duplicate.has_credentials)
        self.assertFalse(duplicate.lwa_client_id)
        self.assertEqual(duplicate.state, "draft")
        self.assertNotEqual(duplicate.short_code, seller.short_code)

    def test_chatter_and_tracking(self):
        messages = self.env["mail.message"].search(
            [("model", "=", "amazon.seller"), ("res_id", "=", self.seller.id)]
        )
        self.assertNoSecret(messages.mapped("body"))
        tracked = messages.tracking_value_ids
        self.assertNoSecret(tracked.mapped("new_value_char"))
        self.assertIn("LWA Client Secret", str(messages.mapped("body")))

    def test_private_methods_are_not_public(self):
        for name in ("_get_credentials", "_read_secrets", "_get_client"):
            with self.assertRaises(AccessError):
                get_public_method(self.env["amazon.seller"], name)

    def test_representation(self):
        self.assertNoSecret(repr(self.seller._get_credentials()))
        self.assertNoSecret(repr(self.seller._get_client()))

    def test_blank_keeps(self):
        version = self.seller.credential_version
        self.seller.write({"lwa_client_secret": False, "refresh_token": ""})
        self.assertEqual(self.seller.credential_version, version)
        credentials = self.seller._get_credentials()
        self.assertEqual(credentials.client_secret, CLIENT_SECRET)
        self.assertEqual(credentials.refresh_token, REFRESH_TOKEN)

    def test_padded_is_refused(self):
        labels = {
            "lwa_client_id": "LWA Client ID",
            "lwa_client_secret": "LWA Client Secret",
            "refresh_token": "Refresh Token",
        }
        for name, label in labels.items():
            for value in (" padded", "padded\n", "   "):
                with self.assertRaisesRegex(ValidationError, label):
                    self.seller.write({name: value})

    def test_change_resets_the_connection(self):
        self.seller._set_connected()
        version = self.seller.credential_version
        self.seller.refresh_token = "Atzr|other"
        self.assertEqual(self.seller.credential_version, version + 1)
        self.assertEqual(self.seller.state, "draft")
        self.seller._set_connected()
        self.seller.region = "na"
        self.assertEqual(self.seller.state, "draft")

    def test_another_address_does_not_get_the_secrets(self):
        for vals in (
            {"simulator_url": "http://attacker.example"},
            {"endpoint": "production"},
            {"endpoint": "simulator", "simulator_url": "http://attacker.example:1"},
        ):
            self.seller.write(
                {"lwa_client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN}
            )
            self.assertTrue(self.seller.has_credentials)
            self.seller.with_user(self.manager).write(vals)
            self.assertEqual(self.seller._read_secrets(), {})
            self.assertFalse(self.seller.has_credentials)
            self.assertEqual(self.seller.state, "draft")
        self.assertIn("were deleted", str(self.seller.message_ids.mapped("body")))

    def test_hidden_address_is_no_way_around(self):
        """The address of the simulator counts also while it is not used."""
        self.seller.write(
            {"endpoint": "production", "lwa_client_secret": CLIENT_SECRET}
        )
        self.seller.simulator_url = "http://attacker.example"
        self.seller.lwa_client_secret = CLIENT_SECRET
        self.seller.endpoint = "simulator"
        self.assertEqual(self.seller._read_secrets(), {})

    def test_secrets_that_come_with_the_address_are_kept(self):
        self.seller.with_user(self.manager).write(
            {
                "endpoint": "production",
                "lwa_client_secret": "new-secret",
                "refresh_token": "",
            }
        )
        self.assertEqual(
            self.seller._read_secrets(), {"lwa_client_secret": "new-secret"}
        )

    def test_same_address_keeps_the_secrets(self):
        self.seller.write(
            {
                "endpoint": self.seller.endpoint,
                "simulator_url": self.seller.simulator_url,
                "region": "na",
            }
        )
        self.assertTrue(self.seller.has_credentials)

    def test_public_secrets_move_with_the_simulator(self):
        public = {name: SIMULATOR_CREDENTIALS[name] for name in SECRETS}
        self.seller.write(public)
        self.seller.simulator_url = "http://127.0.0.1:9556"
        self.assertEqual(self.seller._read_secrets(), public)
        self.assertEqual(self.seller.state, "draft")
        self.seller.refresh_token = REFRESH_TOKEN
        self.seller.simulator_url = "http://127.0.0.1:9557"
        self.assertEqual(list(self.seller._read_secrets()), ["lwa_client_secret"])
        self.seller.endpoint = "sandbox"
        self.assertEqual(self.seller._read_secrets(), {})

    def test_who_may_not_write_deletes_nothing(self):
        # Unlike assertRaises, this undoes nothing.
        with suppress(AccessError):
            self.seller.with_user(self.user).simulator_url = "http://attacker.example"
        self.assertLessEqual(set(SECRETS), set(self.seller._read_secrets()))

    def test_seller_key_names_the_database(self):
        key = self.seller._get_credentials().seller_key
        self.assertIn(self.env.cr.dbname, key)

    def test_wizard_keeps_no_secret(self):
        wizard = self.env["amazon.seller.create.wizard"].with_user(self.manager)
        specification = {"lwa_client_secret": {}, "refresh_token": {}}
        saved = wizard.web_save(
            {
                "name": "By Wizard",
                "short_code": "WIZ",
                "endpoint": "production",
                "merchant_token": "A2WIZARD",
                "lwa_client_id": "amzn1.application-oa2-client.wizard",
                "lwa_client_secret": CLIENT_SECRET,
                "refresh_token": REFRESH_TOKEN,
            },
            specification,
        )
        self.assertNoSecret(saved)
        wizard = wizard.browse(saved[0]["id"])
        self.assertNoSecret(wizard.read())
        with self.assertRaises(AccessError):
            wizard.read(["kept_client_secret"])
        error = AuthorizationError("refused", code="invalid_grant")
        with self.fake_client(get_marketplace_participations=error):
            wizard.action_create_and_test()
        self.assertFalse(wizard.exists())
        seller = self.env["amazon.seller"].search([("short_code", "=", "WIZ")])
        self.assertEqual(seller._get_credentials().client_secret, CLIENT_SECRET)
