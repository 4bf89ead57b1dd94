# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .common import AmazonFbmCommon


@tagged("post_install", "-at_install")
class TestGap(AmazonFbmCommon):
    """Times that no import covers are seen and can be fetched."""

    def ago(self, **interval):
        return Datetime.now() - timedelta(**interval)

    def run_with_gap(self):
        """Import, move the end by hand as nobody should; return the next run."""
        first = self.run_import(date_from=None)
        first.window_end = self.ago(days=5)
        self.seller.order_cursor = self.ago(hours=1)
        self.seller.order_lookback_days = 0
        return self.run_import()

    def test_runs_that_continue_one_another_have_none(self):
        self.run_import()
        log = self.run_import()
        self.assertFalse(log.has_gap)
        self.assertFalse(log.gap_start)

    def test_failed_run_leaves_none(self):
        self.run_import()
        self.faults.plan(operation="searchOrders", status=400)
        self.run_import()
        self.assertFalse(self.run_import().has_gap)

    def test_cursor_that_jumped(self):
        log = self.run_with_gap()
        self.assertTrue(log.has_gap)
        days = (Datetime.now() - log.gap_start) / timedelta(days=1)
        self.assertAlmostEqual(days, 5, places=2)
        found = self.get_logs().filtered("has_gap")
        self.assertEqual(found, log)

    def test_gap_is_fetched(self):
        log = self.run_with_gap()
        self.put_simple("302-1", minutes=3 * 24 * 60)
        log.with_context(queue_job__no_delay=True).action_fetch_gap()
        self.refresh(log)
        self.assertTrue(self.get_sales("302-1"))
        self.assertFalse(log.has_gap)
        self.assertTrue(log.gap_start, "what happened stays on record")

    def test_gap_stays_while_only_a_part_is_fetched(self):
        log = self.run_with_gap()
        self.run_import(date_from=self.ago(days=3))
        self.assertTrue(self.refresh(log).has_gap)

    def test_orders_by_purchase_date_close_none(self):
        """A change of an older order within the gap would still be missing."""
        log = self.run_with_gap()
        seller = self.seller.with_context(queue_job__no_delay=True)
        seller._start_order_import("manual", self.ago(days=9), by_creation=True)
        self.assertTrue(self.refresh(log).has_gap)

    # === THE RANGE OF DATES === #

    def prepare_wizard(self, **values):
        wizards = self.env["amazon.operation.wizard"].with_context(
            queue_job__no_delay=True
        )
        return wizards.create(
            {
                "operation": "import_fbm_orders",
                "seller_ids": self.seller.ids,
                **values,
            }
        )

    def test_orders_bought_in_the_range(self):
        """Bought in the range, changed after it."""
        self.put_simple("302-1", minutes=60)
        self.put(
            self.changed(
                "302-1", 60, orderId="302-2", createdTime="2026-01-05T10:00:00Z"
            )
        )
        values = {"date_from": "2026-01-05 00:00:00", "date_to": "2026-01-06 00:00:00"}
        self.prepare_wizard(**values, date_field="updated").action_execute()
        self.assertFalse(self.get_order("302-2"))
        self.prepare_wizard(**values, date_field="created").action_execute()
        self.assertTrue(self.get_sales("302-2"))
        self.assertFalse(self.get_order("302-1"))
        self.assertFalse(self.seller.order_cursor)

    def test_ranges_that_cannot_be(self):
        now = Datetime.now()
        later, earlier = now + timedelta(days=1), now - timedelta(days=1)
        for words, values in (
            ("Enter From too", {"date_to": earlier}),
            ("lies in the future", {"date_from": later}),
            ("To has to lie after", {"date_from": earlier, "date_to": earlier}),
            ("Enter From: only", {"date_field": "created"}),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.prepare_wizard(**values).action_execute()
        self.assertFalse(self.searches())
