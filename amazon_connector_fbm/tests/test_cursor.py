# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta, timezone

from odoo.fields import Datetime
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

from .common import AmazonFbmCommon
from .documents import item, moment, valid_order


def parse(text):
    """Return naive UTC for a time in Amazon's form."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


@tagged("post_install", "-at_install")
class TestCursor(AmazonFbmCommon):
    """The cursor is the end of a window of which every page was stored."""

    def assert_near(self, value, expected, seconds=5):
        self.assertLessEqual(abs((value - expected).total_seconds()), seconds)

    def ago(self, **interval):
        return Datetime.now() - timedelta(**interval)

    def window_start(self, number=-1):
        return parse(self.searches()[number]["lastUpdatedAfter"])

    # === WHERE A WINDOW BEGINS === #

    def test_first_window(self):
        self.seller.order_first_days = 12
        log = self.run_import()
        self.assert_near(self.window_start(), self.ago(days=12))
        self.assert_near(log.window_start, self.ago(days=12))

    def test_next_window_overlaps(self):
        self.seller.order_overlap_minutes = 25
        self.run_import()
        cursor = self.seller.order_cursor
        self.run_import()
        self.assertEqual(self.window_start(), cursor - timedelta(minutes=25))

    def test_looks_back_once_a_day(self):
        self.run_import()
        self.seller.order_lookback_days = 3
        cursor = self.seller.order_cursor
        self.seller.order_lookback_date = self.ago(days=1)
        self.put_simple("302-1", minutes=60 * 24 * 2)
        log = self.run_import()
        self.assertEqual(self.window_start(), cursor - timedelta(days=3))
        self.assertTrue(self.get_sales("302-1"))
        self.assertEqual(self.seller.order_lookback_date, log.date_start)
        cursor = self.seller.order_cursor
        self.run_import()
        self.assertEqual(self.window_start(), cursor - timedelta(minutes=15))

    def test_look_back_that_failed_is_repeated(self):
        self.run_import()
        self.seller.order_lookback_date = self.ago(days=2)
        self.faults.plan(operation="searchOrders", status=400)
        self.run_import()
        self.run_import()
        self.assert_near(self.window_start(), self.ago(days=2, minutes=2))

    def test_look_back_is_shorter_than_the_overlap(self):
        self.run_import()
        self.seller.order_lookback_days = 0
        self.seller.order_lookback_date = False
        cursor = self.seller.order_cursor
        self.run_import()
        self.assertEqual(self.window_start(), cursor - timedelta(minutes=15))

    def test_dates_by_hand_are_no_look_back(self):
        self.run_import(date_from=self.ago(days=4))
        self.assertFalse(self.seller.order_lookback_date)

    def test_late_order_is_caught_by_the_overlap(self):
        """O11."""
        self.run_import()
        self.put_simple("302-1", minutes=12)
        self.run_import()
        self.assertTrue(self.get_sales("302-1"))

    def test_cursor_in_the_future_is_clamped(self):
        """O12."""
        self.seller.order_cursor = Datetime.now() + timedelta(days=1)
        self.seller.order_lookback_days = 0
        self.put_simple("302-1")
        log = self.run_import()
        self.assert_near(self.window_start(), self.ago(minutes=15))
        self.assertTrue(self.get_sales("302-1"))
        self.assertIn("yet to come", log.technical_detail)

    def test_cursor_in_the_future_is_repaired(self):
        """Otherwise orders of the hours until the next run would be skipped."""
        self.seller.order_cursor = Datetime.now() + timedelta(days=1)
        self.run_import()
        self.assert_near(self.seller.order_cursor, self.ago(minutes=2))

    # === WHERE IT ENDS === #

    def test_cursor_is_amazons_end_of_the_window(self):
        until = moment(7)
        page = {"orders": [], "lastUpdatedBefore": until}
        with self.fake_client(search_orders=page):
            log = self.run_import()
        self.assertEqual(self.seller.order_cursor, parse(until))
        self.assertEqual(log.window_end, parse(until))

    def test_cursor_is_that_of_the_first_page(self):
        """A later page may name a later end, but only the first is complete."""
        first, second = self.page(token="A"), self.page()
        first["lastUpdatedBefore"] = moment(9)
        first["orders"] = [valid_order("302-1", [item("MUG")], minutes=10)]
        with self.fake_client(search_orders=(first, second)):
            self.run_import()
        self.assertEqual(self.seller.order_cursor, parse(first["lastUpdatedBefore"]))

    def test_answer_without_a_usable_end_moves_nothing(self):
        page = {"orders": [], "lastUpdatedBefore": "soon"}
        with self.fake_client(search_orders=page):
            log = self.run_import()
        self.assertEqual(log.state, "done")
        self.assertFalse(self.seller.order_cursor)

    def test_answer_without_an_end_reaches_as_far_as_amazons_clock(self):
        for answer in ({}, {"lastUpdatedBefore": None}):
            self.seller.order_cursor = False
            with self.fake_client(search_orders={"orders": [], **answer}) as client:
                client.amazon_date = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)
                self.run_import()
            self.assertEqual(self.seller.order_cursor, datetime(2026, 5, 1, 11, 57))

    def test_cursor_waits_for_the_last_page(self):
        self.put_simple("302-1", "302-2", "302-3")
        self.faults.plan(operation="searchOrders", nth=3, status=500)
        with self.pages_of(1), self.trapped_run() as (log, trap):
            self.perform_until(trap, RetryableJobError)
            self.assertEqual(log.page_count, 2)
            self.assertFalse(self.seller.order_cursor)
            log.sudo()._job_fetch_orders()
            self.assertEqual(self.seller.order_cursor, log.window_end)
            self.perform(trap)
        self.assertEqual((log.state, log.imported_count), ("done", 3))
        tokens = [query.get("paginationToken") for query in self.searches()]
        self.assertEqual(tokens[2], tokens[3], "it goes on where it stopped")

    def test_cursor_does_not_wait_for_held_orders(self):
        self.run_import(valid_order("302-1", [item("NEW-1")]))
        self.assertTrue(self.seller.order_cursor)

    def test_cursor_never_goes_back(self):
        later = Datetime.now() - timedelta(seconds=30)
        self.seller.order_cursor = later
        self.run_import()
        self.assertEqual(self.seller.order_cursor, later)

    def test_failed_run_moves_nothing(self):
        self.faults.plan(operation="searchOrders", status=400)
        self.run_import()
        self.assertFalse(self.seller.order_cursor)

    # === DATES BY HAND === #

    def test_date_range(self):
        self.put_simple("302-1", minutes=60 * 24 * 3)
        self.put_simple("302-2", minutes=60)
        cursor = self.seller.order_cursor = self.ago(minutes=5)
        log = self.run_import(date_from=self.ago(days=4), date_to=self.ago(days=2))
        query = self.searches()[0]
        self.assert_near(parse(query["lastUpdatedAfter"]), self.ago(days=4))
        self.assert_near(parse(query["lastUpdatedBefore"]), self.ago(days=2))
        self.assertEqual(self.get_sales().mapped("name"), ["302-1"])
        self.assertEqual(self.seller.order_cursor, cursor)
        self.assert_near(log.window_start, self.ago(days=4))
        self.assert_near(log.window_end, self.ago(days=2))

    def test_date_range_until_now(self):
        """Amazon refuses an end in its last two minutes: none is sent."""
        log = self.run_import(date_from=self.ago(days=4), date_to=Datetime.now())
        self.assertEqual(log.state, "done")
        self.assertNotIn("lastUpdatedBefore", self.searches()[0])
        self.assertFalse(self.seller.order_cursor)

    # === THE REQUEST === #

    def test_request(self):
        self.put_simple("302-1", "302-2")
        with self.pages_of(1):
            self.run_import()
        for entry in self.simulator.journal.entries("searchOrders"):
            self.assertEqual(entry.status, 200)
            self.assertFalse(entry.unknown_parameters)
            self.assertFalse(entry.user_agent_problem)
        query = self.searches()[0]
        self.assertEqual(
            query["marketplaceIds"].split(","),
            sorted(self.marketplaces.mapped("amazon_ref")),
        )
        self.assertLessEqual(
            {"BUYER", "RECIPIENT", "PROCEEDS", "TAX", "FULFILLMENT"},
            set(query["includedData"].split(",")),
        )

    def test_one_search_for_all_marketplaces(self):
        self.put_simple("302-1")
        self.put(
            valid_order("111-1", [item("MUG")], marketplace=("ATVPDKIKX0DER", "USD"))
        )
        log = self.run_import()
        self.assertEqual(log.imported_count, 2)
        self.assertEqual(len(self.searches()), 1)
