# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.configuration_check import (
    ConfigurationCheckCase,
)

from .common import AmazonFbmCommon
from .documents import item

GAP = "No import has covered the time"
LATE = "The orders are complete until"
NO_AUDIT = "No audit of the last three days"
INCOMPLETE = "did not prove that Odoo has all"


@tagged("post_install", "-at_install")
class TestCheckCompleteness(ConfigurationCheckCase, AmazonFbmCommon):
    """The configuration check says when orders may be missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_seller()

    def ago(self, **interval):
        return Datetime.now() - timedelta(**interval)

    def audit(self):
        """Audit with all jobs at once; return the record of the audit."""
        seller = self.seller.with_context(queue_job__no_delay=True)
        log = seller._start_order_audit("manual")
        return self.refresh(log.order_audit_ids)

    def run_old_import(self):
        """Import as if a week ago; return the sync log."""
        log = self.run_import()
        log.date_start = self.ago(days=7)
        return log

    def assert_silent(self):
        for words in (GAP, LATE, NO_AUDIT, INCOMPLETE):
            self.assert_mended(words)

    def test_before_the_first_import(self):
        self.assert_silent()

    def test_young_seller_needs_no_audit_yet(self):
        self.run_import()
        self.assert_silent()

    def test_one_account_as_two_sellers(self):
        """An account may be authorised twice, but Amazon gives an order id once."""
        other = self.create_seller(self.company, name="Other", short_code="OTH")
        order = self.import_order("302-1", [item("MUG")])
        words = "Orders of this seller are imported for"
        self.assert_mended(words)
        with self.expect(words, "warning", self.seller):
            order.copy({"seller_id": other.id})
        self.assertIn("Other", self.find(words).message)
        other.active = False
        self.assert_mended(words)

    def test_gap(self):
        log = self.run_import()
        with self.expect(GAP, "warning", log):
            log.write({"gap_start": self.ago(days=40), "has_gap": True})
        log.has_gap = False
        self.assert_mended(GAP)

    def test_import_that_lags(self):
        log = self.run_import()
        with self.expect(LATE, "warning", self.seller, opens=log):
            self.seller.order_cursor = self.ago(days=2)
        self.get_scheduler().enabled = False
        self.assert_mended(LATE)

    def test_no_audit(self):
        scheduler = self.get_scheduler("audit_fbm_orders")
        with self.expect(NO_AUDIT, "warning", self.seller, opens=scheduler):
            self.run_old_import()
        audit = self.audit()
        self.assert_silent()
        audit.date = self.ago(days=4)
        self.assertTrue(self.find(NO_AUDIT))

    def test_audit_that_failed(self):
        self.put_simple("302-1", minutes=60)
        self.faults.plan(operation="searchOrders", drop_order_ids=["302-1"])
        self.run_old_import()
        self.faults.plan(operation="getOrder", status=404)
        audit = self.audit()
        self.assertEqual(audit.state, "incomplete")
        self.assert_opens(self.find(INCOMPLETE), audit)
        self.audit()
        self.assert_silent()
