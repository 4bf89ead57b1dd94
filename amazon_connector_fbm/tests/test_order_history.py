# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import format_date

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import AmazonFbmCommon

DAY = 24 * 60


@tagged("post_install", "-at_install")
class TestOrderHistory(AmazonFbmCommon):
    """O33: a first import that reaches far back, month by month, beside the import."""

    def setUp(self):
        super().setUp()
        self.seller.order_first_days = 100
        self.put_simple("302-1", minutes=60)
        self.put_simple("302-40", minutes=40 * DAY)
        self.put_simple("302-80", minutes=80 * DAY)
        self.put_simple("302-99", minutes=99 * DAY)

    def get_history(self):
        """Return the runs for older orders, the first one first."""
        logs = self.get_logs().sorted("id")
        return logs.filtered(lambda log: log.operation == "import_order_history")

    def age(self, moment):
        """Return how many days ago a time was."""
        return round((Datetime.now() - moment) / timedelta(days=1))

    def pause(self, log):
        """Let more than an hour pass since a run has ended."""
        log.date_end = Datetime.now() - timedelta(hours=2)

    def start_with_history(self):
        """Import the last month; return the trap with the first job of the next."""
        with self.trapped_run() as (log, trap):
            while not self.get_history():
                self.perform_job(trap, trap.enqueued_jobs[0])
        return self.refresh(log), trap

    def test_month_by_month(self):
        log = self.run_import()
        self.assertEqual(self.age(log.window_start), 31)
        self.assertIn("older orders", log.notice)
        windows = [
            (self.age(run.window_start), self.age(run.window_end), run.state)
            for run in self.get_history()
        ]
        self.assertEqual(
            windows, [(62, 31, "done"), (93, 62, "done"), (100, 93, "done")]
        )
        self.assertEqual(len(self.get_sales()), 4)
        for run in self.get_history():
            window = (run.window_start, run.window_end)
            start, end = (format_date(self.env, moment) for moment in window)
            self.assertIn(f"({start} to {end})", run.name)
        self.assertFalse(self.get_logs().filtered("has_older"))
        cursor = self.seller.order_cursor
        self.assertEqual(cursor, log.window_end, "older runs leave it alone")

    def test_short_import_has_none(self):
        self.seller.order_first_days = 31
        self.run_import()
        self.assertFalse(self.get_history())

    def test_it_is_fetched_once(self):
        self.run_import()
        self.run_import()
        self.assertEqual(len(self.get_history()), 3)

    def test_new_orders_do_not_wait(self):
        _log, trap = self.start_with_history()
        self.put_simple("302-2", minutes=5)
        live = self.run_import()
        self.assertEqual((live.operation, live.state), ("import_fbm_orders", "done"))
        self.assertTrue(self.get_sales("302-2"))
        self.assertFalse(self.get_sales("302-40"))
        with trap_jobs() as later:
            later.enqueued_jobs += trap.enqueued_jobs
            self.perform(later)
        self.assertEqual(len(self.get_sales()), 5)

    def test_older_orders_wait_for_new_ones(self):
        self.start_with_history()
        with self.trapped_run() as (live, trap):
            with self.assertRaises(RetryableJobError) as caught:
                self.get_history()._job_fetch_orders()
            self.assertTrue(caught.exception.ignore_retry)
            calls = len(self.searches())
            self.perform(trap, "_job_fetch_orders")
            self.assertTrue(self.refresh(live).all_pages_stored)
            self.get_history()._job_fetch_orders()
            self.assertEqual(len(self.searches()), calls + 2)

    def test_jobs_come_behind_those_of_new_orders(self):
        _log, trap = self.start_with_history()
        (older,) = self.waiting_jobs(trap, "_job_fetch_orders")
        with self.trapped_run() as (_live, new):
            self.assertLess(new.enqueued_jobs[0].priority, older.priority)

    def test_goes_on_after_a_failure(self):
        self.faults.plan(operation="searchOrders", nth=3, status=400)
        self.run_import()
        done, failed = self.get_history()
        self.assertEqual((done.state, failed.state), ("done", "failed"))
        self.run_import()
        self.assertEqual(len(self.get_history()), 2, "not again at once")
        self.pause(failed)
        self.run_import()
        again = self.get_history()[2]
        self.assertEqual(
            (again.window_start, again.window_end),
            (failed.window_start, failed.window_end),
        )
        self.assertEqual(len(self.get_sales()), 4)
        self.assertFalse(self.get_logs().filtered("has_older"))

    def test_failed_first_import_notes_it_again(self):
        self.faults.plan(operation="searchOrders", status=400)
        self.run_import()
        self.assertFalse(self.get_history())
        self.run_import()
        self.assertEqual(len(self.get_history()), 3)
        self.assertEqual(len(self.get_sales()), 4)

    def test_given_up_after_its_pages_loses_no_month(self):
        """The cursor has moved, so no later import notes the older months again."""
        with self.trapped_run() as (log, trap):
            self.perform(trap, "_job_fetch_orders")
            log.sudo()._on_job_failed(exc_message="killed")
        self.assertEqual((log.state, log.all_pages_stored), ("failed", True))
        self.run_import()
        self.assertEqual(len(self.get_history()), 3)
        self.assertTrue(self.get_sales("302-40"))
        self.assertTrue(self.get_sales("302-99"))

    def test_gap_is_closed_by_the_oldest_month(self):
        self.seller.order_first_days = 1
        first = self.run_import()
        first.window_end = self.seller.order_cursor = Datetime.now() - timedelta(
            days=50
        )
        with self.trapped_run() as (log, trap):
            self.assertTrue(log.has_gap)
            self.perform(trap)
        self.assertEqual(len(self.get_history()), 1)
        self.assertFalse(self.refresh(log).has_gap)
        self.assertTrue(self.get_sales("302-40"))
