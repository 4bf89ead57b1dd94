# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..lib.errors import (
    AccessDeniedError,
    AuthorizationError,
    RejectedError,
    TemporaryError,
    ThrottledError,
)
from ..lib.roles import ROLES
from ..models.amazon_connection_test_mixin import OTHER_REGION_SECONDS, TEST_SECONDS
from .common import GERMANY, AmazonCommon

NOT_FOUND = RejectedError("x", status=404)
DENIED = AccessDeniedError("x", operation="getOrder")


def order_denied_for(*sections):
    """getOrder refuses these parts of an order, and finds no order otherwise."""

    def get_order(_order_id, included_data=()):
        raise DENIED if set(included_data) & set(sections) else NOT_FOUND

    return get_order


@tagged("post_install", "-at_install")
class TestRole(AmazonCommon):
    """Test Connection says which roles Amazon grants."""

    def run_test(self, participations=(GERMANY,), get_order=None, **answers):
        """Test the connection and return the action."""
        if isinstance(participations, tuple):
            participations = list(participations)
        answers["get_marketplace_participations"] = participations
        with self.fake_client(**answers) as client:
            client.get_order.side_effect = get_order or NOT_FOUND
            self.client = client
            return self.seller.action_test_connection()

    def test_all_granted(self):
        action = self.run_test()
        self.assertEqual(self.seller.role_report, dict.fromkeys(ROLES, "granted"))
        self.assertFalse(self.seller.has_missing_roles)
        self.assertEqual(action["params"]["type"], "success")
        for role in ROLES.values():
            self.assertIn(role.name, self.seller.role_report_html)

    def test_missing_role_is_named_and_the_seller_works(self):
        """A07: 403 on one operation only."""
        action = self.run_test(get_order=order_denied_for("RECIPIENT"))
        self.assertEqual(self.seller.state, "connected")
        self.assertTrue(self.seller.last_test_passed)
        self.assertFalse(self.seller._has_role("direct_to_consumer_shipping"))
        self.assertTrue(self.seller._has_role("tax_invoicing"))
        self.assertIn(
            "Missing roles: Direct-to-Consumer Shipping (Restricted).",
            self.seller.last_test_verdict,
        )
        self.assertIn("Does not work", self.seller.role_report_html)
        self.assertIn("telephone numbers", self.seller.role_report_html)
        self.assertEqual(action["params"]["type"], "warning")

    def test_unknown_role_counts_as_granted(self):
        self.run_test(get_reports=ThrottledError("x", retry_after=9))
        self.assertEqual(self.seller.role_report["product_listing"], "unknown")
        self.assertTrue(self.seller._has_role("product_listing"))
        self.assertFalse(self.seller.has_missing_roles)

    def test_unknown_role_stays_as_it_was(self):
        """A07: Amazon that is busy during a test takes nothing back."""
        denied = AccessDeniedError("x", operation="getReports")
        self.run_test(get_reports=denied)
        self.run_test(get_reports=ThrottledError("x", retry_after=9))
        self.assertFalse(self.seller._has_role("product_listing"))
        self.run_test()
        self.assertTrue(self.seller._has_role("product_listing"))
        self.run_test(get_reports=ThrottledError("x", retry_after=9))
        self.assertEqual(self.seller.role_report["product_listing"], "granted")

    def test_untested_seller_has_every_role(self):
        self.assertFalse(self.seller.role_report)
        self.assertTrue(all(self.seller._has_role(key) for key in ROLES))

    def test_noted_role_is_asked_again(self):
        self.seller._note_missing_role("tax_invoicing")
        self.assertTrue(self.seller.has_missing_roles)
        self.run_test()
        self.assertFalse(self.seller.has_missing_roles)

    def test_without_insights_the_other_flows_work(self):
        denied = AccessDeniedError("x", operation="getMarketplaceParticipations")
        self.run_test(participations=denied)
        self.assertEqual(self.seller.state, "connected")
        self.assertIn("Selling Partner Insights", self.seller.last_test_verdict)
        self.assertTrue(self.marketplace_de.active)

    def test_denied_loading_names_the_role_and_pauses_nothing(self):
        denied = AccessDeniedError("x", operation="getMarketplaceParticipations")
        with self.fake_client(get_marketplace_participations=denied):
            action = self.seller.action_load_marketplaces()
        self.assertIn("Selling Partner Insights", action["params"]["message"])
        self.assertEqual(self.seller.state, "connected")

    def test_denied_sku_pauses_nothing(self):
        """A08: 403 for one record is no dead authorisation."""
        error = AccessDeniedError("x", operation="getListingsItem")
        with self.fake_client(get_order=error):
            with self.assertRaises(AccessDeniedError):
                self.seller._amazon_call(lambda client: client.get_order("1"))
        self.assertEqual(self.seller.state, "connected")
        self.assertFalse(self.env.cr.postrollback._funcs)

    def test_dead_authorisation_while_probing(self):
        error = AuthorizationError("x", code="invalid_grant")
        self.run_test(get_order=error)
        self.assertEqual(self.seller.state, "reauthorize")
        self.assertFalse(self.seller.last_test_passed)

    # --- A10: the wrong region ---

    def refuse_but_in(self, region):
        """Let Amazon know the seller in one region only."""

        def get_client(seller, asked_region=None, **_options):
            is_right = (asked_region or seller.region) == region
            self.client.get_marketplace_participations.side_effect = (
                None if is_right else AccessDeniedError("x")
            )
            return self.client

        return patch.object(type(self.seller), "_get_client", get_client)

    def test_wrong_region_names_the_right_one(self):
        """A10."""
        self.seller.write({"endpoint": "sandbox", "region": "na"})
        denied = AccessDeniedError("x")
        with self.fake_client(
            get_marketplace_participations=[GERMANY],
            get_order=denied,
            get_reports=denied,
        ) as self.client:
            with self.refuse_but_in("eu"):
                self.seller.action_test_connection()
        self.assertEqual(self.seller.state, "attention")
        self.assertIn("Choose the region Europe", self.seller.last_test_verdict)
        self.assertIn("not to North America", self.seller.last_test_verdict)

    def test_no_marketplace_is_no_success(self):
        self.run_test(participations=[])
        self.assertEqual(self.seller.state, "attention")
        self.assertFalse(self.seller.last_test_passed)
        self.assertIn("Europe", self.seller.last_test_verdict)
        self.assertTrue(self.marketplace_de.active)
        self.seller._set_connected()
        with self.fake_client(get_marketplace_participations=[]):
            action = self.seller.action_load_marketplaces()
        self.assertIn("names no marketplace", action["params"]["message"])

    # --- what else the test finds ---

    def test_clock(self):
        late = datetime.now(timezone.utc) + timedelta(seconds=300)
        with self.fake_client(get_marketplace_participations=[GERMANY]) as client:
            client.amazon_date = late
            self.seller.action_test_connection()
        self.assertAlmostEqual(self.seller.clock_drift, 300, delta=60)
        self.assertIn("clock of the Odoo server", self.seller.last_test_verdict)
        self.run_test()
        self.assertEqual(self.seller.clock_drift, 0)
        self.assertNotIn("clock", self.seller.last_test_verdict)

    def test_production_needs_the_merchant_token(self):
        vals = {"endpoint": "production", "merchant_token": False}
        self.seller.write(vals | {"lwa_client_secret": "s", "refresh_token": "Atzr|s"})
        self.run_test()
        self.client.get_marketplace_participations.assert_not_called()
        self.assertIn("merchant token", self.seller.last_test_verdict)
        self.seller.merchant_token = "A2REAL"
        self.run_test()
        self.assertTrue(self.seller.last_test_passed)

    def test_test_has_one_time_limit(self):
        """Seven calls of a minute each would outlast the request."""
        budgets = []
        get_client = type(self.seller)._get_client

        def note_budget(seller, *args, seconds=None):
            budgets.append(seconds)
            return get_client(seller, *args, seconds=seconds)

        self.seller.simulator_url = "http://127.0.0.1:9"
        with patch.object(type(self.seller), "_get_client", note_budget):
            self.seller.action_test_connection()
        self.assertEqual(budgets, [TEST_SECONDS])
        self.assertLessEqual(TEST_SECONDS + 2 * OTHER_REGION_SECONDS, 45)

    def test_refused_tests_keep_nobody_locked_out(self):
        """S26: nor do those that lack a setting; only calls of Amazon count."""
        for _test in range(10):
            self.run_test()
        with freeze_time(datetime.now() + timedelta(minutes=4)):
            for _test in range(15):
                self.run_test()
            self.client.get_marketplace_participations.assert_not_called()
        with freeze_time(datetime.now() + timedelta(minutes=6)):
            self.run_test()
            self.client.get_marketplace_participations.assert_called()

    def test_too_many_tests_of_one_user(self):
        """S26: another seller for each try helps nobody."""
        self.run_test()
        other = self.create_seller(self.company, short_code="OTH")
        test = {
            "seller_id": other.id,
            "operation": "test_connection",
            "state": "done",
        }
        self.env["amazon.sync.log"].create([test] * 29)
        self.run_test()
        self.client.get_marketplace_participations.assert_not_called()
        with self.fake_client(get_marketplace_participations=[GERMANY]) as client:
            colleague = self.create_user("dora", "amazon_connector.group_amazon_user")
            self.seller.with_user(colleague).action_test_connection()
        client.get_marketplace_participations.assert_called()

    def test_too_many_tests(self):
        """S26: nobody tries out secrets with the button."""
        for _test in range(10):
            self.run_test(TemporaryError("x"))
        verdict = self.seller.last_test_verdict
        action = self.run_test()
        self.client.get_marketplace_participations.assert_not_called()
        self.assertIn("Wait five minutes", action["params"]["message"])
        self.assertEqual(self.seller.last_test_verdict, verdict)
        audits = self.env["amazon.audit.log"].search(
            [("seller_id", "=", self.seller.id), ("event", "=", "permission_denied")]
        )
        self.assertEqual(len(audits), 1)
        logs = self.env["amazon.sync.log"].search([("seller_id", "=", self.seller.id)])
        logs.date_start = datetime.now() - timedelta(minutes=6)
        self.run_test()
        self.assertTrue(self.seller.last_test_passed)
