# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..exceptions import SellerAttentionError
from ..lib.errors import AuthorizationError
from .common import GERMANY, AmazonCommon, participation

ACTIVITY = "amazon_connector.mail_activity_type_reconnect"
PARTICIPATION = "amazon_connector.mail_activity_type_participation"
US_AWAY = participation(
    "ATVPDKIKX0DER", "US", "USD", "en_US", "www.amazon.com", participating=False
)


@tagged("post_install", "-at_install")
class TestConnectionState(AmazonCommon):
    """A seller that Amazon refuses is left in peace until somebody mends it."""

    def call(self, error):
        with self.fake_client(get_order=error) as client:
            with self.assertRaises(SellerAttentionError):
                self.seller._amazon_call(lambda client: client.get_order("1"))
            return client.get_order.call_count

    def commit_attention(self):
        with self.enter_registry_test_mode():
            self.env.cr.postrollback.run()
        self.env.invalidate_all()

    def events(self):
        audits = self.env["amazon.audit.log"].search(
            [("seller_id", "=", self.seller.id)], order="id"
        )
        return audits.mapped("event")

    def test_state_of_each_refusal(self):
        """A03, A05."""
        expected = {
            "invalid_client": "attention",
            "invalid_grant": "reauthorize",
            "unauthorized_client": "reauthorize",
            "token_refused": "reauthorize",
        }
        for code, state in expected.items():
            self.seller._set_connected()
            self.call(AuthorizationError("x", code=code))
            self.commit_attention()
            self.assertEqual(self.seller.state, state, code)

    def test_refused_seller_is_not_called_again(self):
        """A03, A05: one call, one activity, whatever runs afterwards."""
        other = self.create_seller(self.company, short_code="OTH")
        for code in ("invalid_client", "invalid_grant"):
            self.seller._set_connected()
            error = AuthorizationError("x", code=code)
            self.assertEqual(self.call(error), 1)
            self.commit_attention()
            for _tick in range(3):
                self.assertEqual(self.call(error), 0)
            self.assertEqual(len(self.seller.activity_search([ACTIVITY])), 1)
        self.assertEqual(other.state, "connected")

    def test_reason_says_how_to_authorise_again(self):
        error = AuthorizationError("x", code="invalid_grant")
        self.assertIn(
            "paste the new refresh token", self.seller._explain_amazon_error(error)
        )
        self.seller.authorization_method = "website"
        self.assertIn("Press Authorise", self.seller._explain_amazon_error(error))

    def test_pause_is_measured_and_reported(self):
        with patch.object(type(self.seller), "_on_reconnected") as reconnected:
            self.seller._set_attention("dead")
            since = self.seller.disconnected_since
            self.assertTrue(since)
            self.seller._set_attention("dead again", "reauthorize")
            self.assertEqual(self.seller.disconnected_since, since)
            reconnected.assert_not_called()
            self.seller._set_connected()
            self.seller._set_connected()
        reconnected.assert_called_once_with(since)

    def test_pause_ends_when_it_is_caught_up(self):
        seller = type(self.seller)
        with patch.object(seller, "_has_to_catch_up", return_value=True):
            self.seller._set_attention("dead")
            since = self.seller.disconnected_since - timedelta(days=1)
            self.seller.disconnected_since = since
            self.seller._set_connected()
            self.assertEqual(self.seller.disconnected_since, since)
            self.seller._set_attention("dead again")
            self.assertEqual(self.seller.disconnected_since, since)
        with patch.object(seller, "_has_to_catch_up", return_value=False):
            self.seller._set_connected()
        self.assertFalse(self.seller.disconnected_since)

    def test_first_connection_is_no_reconnection(self):
        with patch.object(type(self.seller), "_on_reconnected") as reconnected:
            self.create_seller(self.company, short_code="NEW")
            self.seller._set_connected()
        reconnected.assert_not_called()

    def test_new_credentials_pause_too(self):
        self.seller.refresh_token = "Atzr|other"
        self.assertEqual(self.seller.state, "draft")
        self.assertTrue(self.seller.disconnected_since)

    def test_new_client_secret_pauses_nothing(self):
        """A04: the previous one works on until Amazon accepts the new one."""
        version = self.seller.credential_version
        self.seller.lwa_client_secret = "other"
        self.assertEqual(self.seller.state, "connected")
        self.assertEqual(self.seller.credential_version, version + 1)
        self.seller._check_connected()
        self.assertFalse(self.seller.activity_search([ACTIVITY]))

    def test_new_client_secret_of_a_refused_seller(self):
        """A03: it is tried after a test only."""
        self.seller._set_attention("dead")
        self.seller.lwa_client_secret = "other"
        self.assertEqual(self.seller.state, "draft")

    def test_whoever_must_test_is_told(self):
        """One activity, which the test ends or replaces; the form says it too."""
        for vals in ({"refresh_token": "Atzr|new"}, {"lwa_client_id": "other"}):
            self.seller._set_connected()
            self.seller.write(vals)
            activity = self.seller.activity_search([ACTIVITY])
            self.assertEqual(activity.summary, "Test the connection")
        self.seller._set_attention("dead")
        activity = self.seller.activity_search([ACTIVITY])
        self.assertIn("dead", activity.note)
        self.seller._set_connected()
        self.assertFalse(self.seller.activity_search([ACTIVITY]))
        arch = self.seller.get_view(view_type="form")["arch"]
        self.assertIn("state != 'draft' or not has_credentials", arch)

    def test_account_changes(self):
        """Orders are looked for from the start only where they may be others."""
        self.seller.merchant_token = "AONE"
        known = self.seller.with_context(amazon_known_account=True)
        token = self.seller._read_secrets()["refresh_token"]
        expected = [
            (self.seller, {"lwa_client_secret": "other"}, False),
            (self.seller, {"lwa_client_id": "other"}, False),
            (self.seller, {"refresh_token": token}, False),
            (known, {"refresh_token": "Atzr|same account"}, False),
            (self.seller, {"refresh_token": "Atzr|other"}, True),
            (self.seller, {"merchant_token": "AONE"}, False),
            (self.seller, {"merchant_token": "ATWO"}, True),
            (self.seller, {"region": "na"}, True),
            (self.seller, {"simulator_url": "http://127.0.0.1:9556"}, True),
        ]
        for seller, vals, is_changed in expected:
            changed = []
            with patch.object(
                type(seller),
                "_on_account_changed",
                lambda sellers, changed=changed: changed.extend(sellers.ids),
            ):
                seller.write(vals)
            self.assertEqual(bool(changed), is_changed, vals)

    def test_audit(self):
        before = len(self.events())
        self.seller._set_attention("dead")
        self.seller._set_attention("dead", "reauthorize")
        self.seller._set_connected()
        self.seller._set_connected()
        self.assertEqual(self.events()[before:], ["disconnected", "connected"])

    # --- A16: a participation that ends ---

    def run_test(self, *participations):
        with self.fake_client(get_marketplace_participations=list(participations)):
            self.seller.action_test_connection()
        return self.env["amazon.sync.log"].search(
            [("seller_id", "=", self.seller.id)], limit=1
        )

    def test_ended_participation_stops_the_import(self):
        """A16."""
        warehouse = self.marketplace_us.warehouse_id
        for answer in ([GERMANY], [GERMANY, US_AWAY]):
            self.marketplace_us.participating = True
            self.marketplace_us.action_integrate()
            log = self.run_test(*answer)
            self.assertFalse(self.marketplace_us.active)
            self.assertFalse(self.marketplace_us.participating)
            self.assertTrue(self.marketplace_us.participation_ended)
            self.assertEqual(self.marketplace_us.warehouse_id, warehouse)
            self.assertTrue(self.marketplace_de.active)
            self.assertIn("Amazon.com", self.seller.last_test_verdict)
            self.assertEqual(log.line_ids.reference, "Amazon.com")
            self.assertIn("imports no new orders", log.line_ids.message)
            self.assertEqual(log.state, "done")
        activities = self.seller.activity_search([PARTICIPATION])
        self.assertEqual(activities.mapped("summary"), ["Amazon.com"] * 2)

    def test_ended_participation_is_told_once(self):
        self.run_test(GERMANY)
        log = self.run_test(GERMANY)
        self.assertFalse(log.line_ids)
        self.assertEqual(len(self.seller.activity_search([PARTICIPATION])), 1)

    def test_new_participation_is_offered(self):
        self.run_test(GERMANY)
        back = self.run_test(
            GERMANY, {**US_AWAY, "participation": {"isParticipating": True}}
        )
        self.assertTrue(self.marketplace_us.participating)
        self.assertFalse(self.marketplace_us.active)
        self.assertIn("press Integrate", back.line_ids.message)
        self.marketplace_us.action_integrate()
        self.assertTrue(self.marketplace_us.active)
        self.assertFalse(self.marketplace_us.participation_ended)

    def test_loading_ends_participations_too(self):
        with self.fake_client(get_marketplace_participations=[GERMANY, US_AWAY]):
            self.seller.action_load_marketplaces()
        self.assertFalse(self.marketplace_us.active)
        self.assertTrue(self.marketplace_us.participation_ended)

    def test_test_creates_no_marketplace(self):
        before = self.env["amazon.marketplace"]._get_all(self.seller)
        spain = participation("A1RKKUPIHCS9HS", "ES", "EUR", "es_ES", "www.amazon.es")
        self.run_test(GERMANY, US_AWAY, spain)
        self.assertEqual(self.env["amazon.marketplace"]._get_all(self.seller), before)
