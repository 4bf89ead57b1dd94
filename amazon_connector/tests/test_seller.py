# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..lib.errors import (
    AccessDeniedError,
    AuthorizationError,
    ConfigurationError,
    TemporaryError,
)
from .common import GERMANY, USA, AmazonCommon, participation

SPAIN_AWAY = participation(
    "A1RKKUPIHCS9HS",
    "ES",
    "EUR",
    "es_ES",
    "www.amazon.es",
    participating=False,
)


@tagged("post_install", "-at_install")
class TestSeller(AmazonCommon):
    """Creating a seller and testing its connection."""

    def test_connection_verdict(self):
        answer = [GERMANY, USA, SPAIN_AWAY]
        with self.fake_client(get_marketplace_participations=answer):
            action = self.seller.action_test_connection()
        self.assertEqual(
            self.seller.last_test_verdict,
            "Connected to the simulator as Test Store (Europe): 3 marketplaces, of "
            "which 1 are not participating.",
        )
        self.assertEqual(action["params"]["message"], self.seller.last_test_verdict)
        self.assertEqual(action["params"]["type"], "success")
        self.assertTrue(self.seller.last_test_passed)
        self.assertTrue(self.seller.last_connected)
        log = self.env["amazon.sync.log"].search([("seller_id", "=", self.seller.id)])
        self.assertEqual(log.operation, "test_connection")
        self.assertEqual(log.state, "done")
        self.assertEqual(log.request_id, "request-1")

    def test_failed_connection_verdicts(self):
        expected = [
            (AuthorizationError("x", code="invalid_client"), "client secret"),
            (AuthorizationError("x", code="invalid_grant"), "refresh token"),
            (AccessDeniedError("x"), "region Europe"),
            (TemporaryError("x"), "python -m simulator"),
            (ConfigurationError("LWA_APP_ID is set"), "LWA_APP_ID"),
        ]
        for error, words in expected:
            with self.fake_client(
                get_marketplace_participations=error,
                get_order=error,
                get_reports=error,
            ):
                action = self.seller.action_test_connection()
            self.assertIn(words, self.seller.last_test_verdict)
            self.assertEqual(action["params"]["type"], "danger")
            self.assertFalse(self.seller.last_test_passed)
        logs = self.env["amazon.sync.log"].search([("seller_id", "=", self.seller.id)])
        self.assertEqual(logs.mapped("state"), ["failed"] * len(expected))

    def test_dead_authorisation_needs_attention(self):
        error = AuthorizationError("x", code="invalid_grant")
        with self.fake_client(get_marketplace_participations=error):
            self.seller.action_test_connection()
        self.assertEqual(self.seller.state, "reauthorize")

    def test_outage_leaves_the_seller_connected(self):
        error = TemporaryError("x")
        with self.fake_client(get_marketplace_participations=error):
            self.seller.action_test_connection()
        self.assertEqual(self.seller.state, "connected")

    def test_user_may_test_but_not_load(self):
        user = self.create_user("seller-user", "amazon_connector.group_amazon_user")
        with self.fake_client(get_marketplace_participations=[GERMANY]):
            self.seller.with_user(user).action_test_connection()
            with self.assertRaises(UserError):
                self.seller.with_user(user).action_load_marketplaces()
        self.assertTrue(self.seller.last_test_passed)

    def test_wizard_for_the_simulator(self):
        form = Form(self.env["amazon.seller.create.wizard"])
        form.name = "Demo"
        form.endpoint = "simulator"
        self.assertEqual(form.lwa_client_id, "amzn1.application-oa2-client.simulator")
        wizard = form.save()
        with self.fake_client(get_marketplace_participations=[GERMANY]):
            action = wizard.action_create_and_test()
        seller = self.env["amazon.seller"].browse(action["params"]["next"]["res_id"])
        self.assertEqual(seller.state, "connected")
        self.assertEqual(seller.simulator_url, "http://127.0.0.1:9555")
        self.assertEqual(seller._get_credentials().client_secret, "simulator-secret")

    def test_wizard_proposes_the_simulator_that_is_in_use(self):
        wizards = self.env["amazon.seller.create.wizard"]
        sellers = self.env["amazon.seller"].search([("endpoint", "=", "simulator")])
        sellers.last_connected = False
        self.create_seller(
            self.company, short_code="OTH", simulator_url="http://127.0.0.1:9777"
        )
        self.assertEqual(Form(wizards).simulator_url, "http://127.0.0.1:9777")
        sellers.search([("endpoint", "=", "simulator")]).endpoint = "sandbox"
        self.assertEqual(Form(wizards).simulator_url, "http://127.0.0.1:9555")

    def test_wizard_tells_what_it_has_kept(self):
        wizard = self.env["amazon.seller.create.wizard"].create(
            {
                "name": "Padded",
                "short_code": "PAD",
                "merchant_token": "A2REAL",
                "lwa_client_id": " amzn1.application-oa2-client.padded",
                "lwa_client_secret": "secret",
            }
        )
        self.assertTrue(wizard.has_client_secret)
        self.assertFalse(wizard.has_refresh_token)
        wizard.refresh_token = "Atzr|padded"
        with self.assertRaises(ValidationError):
            wizard.action_create_and_test()
        self.assertTrue(wizard.has_refresh_token)
        with Form(wizard) as form:
            form.lwa_client_id = "amzn1.application-oa2-client.padded"
        with self.fake_client(get_marketplace_participations=[GERMANY]):
            action = wizard.action_create_and_test()
        seller = self.env["amazon.seller"].browse(action["params"]["next"]["res_id"])
        credentials = seller._get_credentials()
        self.assertEqual(credentials.client_secret, "secret")
        self.assertEqual(credentials.refresh_token, "Atzr|padded")

    def test_wizard_needs_credentials_for_amazon(self):
        wizard = self.env["amazon.seller.create.wizard"].create(
            {
                "name": "Real",
                "lwa_client_id": "amzn1.application-oa2-client.real",
                "lwa_client_secret": "secret",
                "merchant_token": "A2REAL",
            }
        )
        with self.assertRaisesRegex(ValidationError, "Refresh Token"):
            wizard.action_create_and_test()

    def test_wizard_keeps_a_seller_that_failed(self):
        wizard = self.env["amazon.seller.create.wizard"].create(
            {"name": "Broken", "endpoint": "simulator"}
        )
        with self.fake_client(get_marketplace_participations=TemporaryError("x")):
            action = wizard.action_create_and_test()
        seller = self.env["amazon.seller"].browse(action["params"]["next"]["res_id"])
        self.assertEqual(seller.state, "draft")
        self.assertEqual(seller.sync_log_count, 1)
        self.assertIn("python -m simulator", seller.last_test_verdict)

    def test_short_code(self):
        for code in ("A", "amz", "A-Z", "1AB", "ÄMZ"):
            with self.assertRaises(ValidationError):
                self.seller.short_code = code
        self.seller.short_code = "AB1"

    @mute_logger("odoo.sql_db")
    def test_short_code_is_unique_in_the_company(self):
        with self.assertRaises(UniqueViolation):
            self.create_seller(self.company)

    def test_default_short_code_is_free(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        sellers = self.env["amazon.seller"].with_company(company)
        first = sellers.create({"name": "First"})
        second = sellers.create({"name": "Second"})
        self.assertEqual(first.short_code, "AMZ")
        self.assertEqual(second.short_code, "AMZ2")

    @mute_logger("odoo.sql_db")
    def test_merchant_token_once_per_region_and_endpoint(self):
        """L08."""
        self.seller.merchant_token = "A2TEST"
        self.create_seller(self.company, short_code="OTH", region="na").write(
            {"merchant_token": "A2TEST"}
        )
        with self.assertRaises(UniqueViolation):
            self.create_seller(self.company, short_code="BAD", merchant_token="A2TEST")

    def test_merchant_token_is_letters_and_digits(self):
        for token in ("bad token!", "A2-TEST", "Ａ2TEST"):
            with self.assertRaisesRegex(ValidationError, "is no merchant token"):
                self.seller.merchant_token = token

    def test_blank_merchant_tokens_do_not_collide(self):
        sellers = [
            self.create_seller(self.company, short_code=code, merchant_token="")
            for code in ("BLA", "BLB")
        ]
        self.assertEqual([each.merchant_token for each in sellers], [False, False])

    def test_simulator_address(self):
        for url in (False, "127.0.0.1:9555", "ftp://127.0.0.1", "http://"):
            with self.assertRaises(ValidationError):
                self.seller.simulator_url = url

    def test_seller_with_integrated_marketplaces_stays(self):
        with self.assertRaises(UserError):
            self.seller.unlink()

    def test_client_of_each_endpoint(self):
        for endpoint in ("simulator", "sandbox", "production"):
            self.seller.endpoint = endpoint
            self.assertEqual(self.seller._get_endpoint().kind, endpoint)
            self.assertEqual(self.seller._get_endpoint().region, "eu")

    def test_smart_buttons(self):
        for name in ("marketplaces", "sync_logs", "mismatches"):
            action = getattr(self.seller, f"action_view_{name}")()
            self.assertEqual(action["type"], "ir.actions.act_window")
