# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from unittest.mock import patch

from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import item, valid_order

LOG = "odoo.addons.amazon_connector_fbm.models.amazon_sync_log"
REFS = [f"302-{number}" for number in range(5)]


@tagged("post_install", "-at_install")
class TestPaging(AmazonFbmCommon):
    """Pages follow each other until Amazon's list has ended, and no longer."""

    def setUp(self):
        super().setUp()
        self.use_small_pages()
        for number, ref in enumerate(REFS):
            self.put(valid_order(ref, [item("MUG")], minutes=14 - number))

    def use_small_pages(self):
        pages = self.pages_of(1)
        pages.__enter__()
        self.addCleanup(pages.__exit__, None, None, None)

    def assert_complete(self, log):
        self.assertEqual(log.state, "done", log.failure_reason)
        self.assertEqual((log.fetched_count, log.imported_count), (5, 5))
        self.assertEqual(len(self.get_sales(*REFS)), 5)

    def assert_stopped(self, log, *words):
        self.assertEqual(log.state, "failed")
        for word in words:
            self.assertIn(word, log.failure_reason)
        self.assertFalse(self.seller.order_cursor)
        self.assertTrue(log.date_end)
        imported = self.get_sales()
        self.assertEqual(log.imported_count, len(imported))
        self.assertEqual(log.fetched_count, len(imported))
        self.assertTrue(imported, "what was received is imported")

    def test_all_pages(self):
        """O18."""
        log = self.run_import()
        self.assert_complete(log)
        self.assertEqual(log.page_count, 5)
        first, *others = self.searches()
        self.assertNotIn("paginationToken", first)
        tokens = [query.pop("paginationToken") for query in others]
        self.assertEqual(len(set(tokens)), 4)
        for token in tokens:
            self.assertTrue(token.endswith("+/=%"), "the token is sent unchanged")
        for query in others:
            self.assertEqual(query, first)

    def test_no_job_holds_more_than_a_page_or_a_batch(self):
        """W09: what a job keeps in memory does not grow with the orders of the run."""
        held = defaultdict(list)
        with (
            self.pages_of(3),
            patch(f"{LOG}.CHUNK", 2),
            self.trapped_run() as (log, trap),
        ):
            while jobs := self.waiting_jobs(trap):
                self.perform_in_memory(trap, jobs[0], held[jobs[0].method_name])
        self.assert_complete(log)
        self.assertEqual(held["_job_fetch_orders"], [(3, 0), (2, 0)])
        self.assertEqual(max(held["_job_process_orders"]), (2, 2))
        self.assertEqual(set(held["_job_finish_orders"]), {(0, 0)})

    def perform_in_memory(self, trap, job, held):
        """Run a job alone, note how many documents and sales orders it has read."""
        trap.enqueued_jobs.remove(job)
        job.perform()
        fields = (
            self.env["amazon.order"]._fields["payload"],
            self.env["sale.order"]._fields["amount_total"],
        )
        held.append(tuple(len(field._get_cache(self.env)) for field in fields))
        self.refresh(self.seller)

    def test_settings_changed_between_two_pages(self):
        """O17."""
        with self.trapped_run() as (log, trap):
            self.perform_job(trap, self.waiting_jobs(trap)[0])
            self.seller.order_overlap_minutes = 90
            self.marketplace_us.active = False
            self.perform(trap)
        self.assert_complete(log)
        for query in self.searches():
            query.pop("paginationToken", None)
            self.assertEqual(query, self.searches()[0])

    def test_one_page_twice(self):
        self.faults.plan(operation="searchOrders", nth=2, duplicate_page=True)
        log = self.run_import()
        self.assert_complete(log)
        self.assertEqual(log.page_count, 6)

    def test_same_token_again(self):
        """O15."""
        self.faults.plan(operation="searchOrders", from_=2, same_token=True)
        log = self.run_import()
        self.assert_stopped(log, "same page", "next run")
        self.assertEqual(len(self.searches()), 2)

    def test_new_tokens_for_one_page(self):
        """O16."""
        self.faults.plan(operation="searchOrders", from_=2, duplicate_page=True)
        log = self.run_import()
        self.assert_stopped(log, "same page", "next run")
        self.assertLessEqual(len(self.searches()), 3)

    def test_next_run_gets_what_a_stopped_one_did_not(self):
        self.faults.plan(operation="searchOrders", nth=2, same_token=True)
        self.run_import()
        self.run_import()
        self.assertEqual(len(self.get_sales(*REFS)), 5)

    def test_expired_token_restarts_the_window(self):
        """O19."""
        self.faults.plan(operation="searchOrders", nth=2, status=400)
        self.assert_complete(self.run_import())
        first, _refused, restarted, *_others = self.searches()
        self.assertEqual(restarted, first)

    def test_expired_token_on_a_late_page(self):
        """Pages that were seen before the restart are no sign of a loop."""
        self.faults.plan(operation="searchOrders", nth=5, status=400)
        log = self.run_import()
        self.assert_complete(log)
        self.assertEqual(log.restart_count, 1)
        self.assertIn("the window starts again", log.technical_detail)

    def test_restarts_end(self):
        self.faults.plan(
            operation="searchOrders",
            match="paginationToken",
            status=400,
            times="always",
        )
        log = self.run_import()
        self.assert_stopped(log, "refused")
        self.assertEqual(log.restart_count, 3)
        self.assertEqual(len(self.searches()), 8)
        self.assertTrue(log.request_id)

    def test_refused_window_fails_at_once(self):
        self.faults.plan(operation="searchOrders", status=400, times="always")
        log = self.run_import()
        self.assertEqual(log.state, "failed")
        self.assertIn("refused", log.failure_reason)
        self.assertEqual(len(self.searches()), 1)

    def test_order_that_moves_to_a_later_page(self):
        """O08: It changes at Amazon while the pages are fetched: it is not lost."""
        self.faults.plan(
            operation="searchOrders", nth=2, mutate={REFS[1]: {"programs": ["PRIME"]}}
        )
        self.run_import()
        self.assertEqual(len(self.get_sales(*REFS)), 4, "it is too new for this window")
        self.simulator.clock.advance(300)
        self.run_import()
        self.assertEqual(len(self.get_sales(*REFS)), 5)
        self.assertTrue(self.get_order(REFS[1]).is_prime)
