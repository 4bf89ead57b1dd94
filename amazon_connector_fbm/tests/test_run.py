# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from odoo.addons.amazon_connector.exceptions import (
    SellerAttentionError,
    SyncAlreadyRunningError,
)
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import DEFAULT_REFRESH_TOKEN, AmazonFbmCommon
from .documents import item, pending_order, valid_order

FETCH = "_job_fetch_orders"
PROCESS = "_job_process_orders"
RESULTS = (
    "imported",
    "updated",
    "held",
    "pending",
    "cancelled",
    "skipped",
    "failed",
)


@tagged("post_install", "-at_install")
class TestRun(AmazonFbmCommon):
    """Each run leaves one record that says what was asked, got and done."""

    def counts(self, log):
        return {name: log[f"{name}_count"] for name in RESULTS}

    def assert_adds_up(self, log):
        self.assertEqual(sum(self.counts(log).values()), log.fetched_count)

    # === ONE RECORD FOR EACH RUN === #

    def test_run_that_finds_nothing(self):
        log = self.run_import()
        self.assertEqual(self.get_logs(), log)
        self.assertRecordValues(
            log,
            [
                {
                    "state": "done",
                    "operation": "import_fbm_orders",
                    "sync_type": "manual",
                    "user_id": self.env.uid,
                    "page_count": 1,
                    "fetched_count": 0,
                    "failure_reason": False,
                    "pagination_token": False,
                    "request_params": False,
                }
            ],
        )
        self.assertEqual(set(self.counts(log).values()), {0})
        self.assertTrue(log.date_end)
        self.assertTrue(log.window_start < log.window_end)
        request = self.simulator.journal.entries("searchOrders")[0].request_id
        self.assertEqual(log.request_id, request)

    def test_counts_of_every_result(self):
        self.run_import(valid_order("302-0", [item("MUG")]))
        by_amazon = valid_order("302-4", [item("MUG")])
        by_amazon["fulfillment"]["fulfilledBy"] = "AMAZON"
        builder = type(self.env["amazon.order.builder"])
        check = builder._check_settings

        def fail(records, draft):
            if draft.order.ref == "302-6":
                raise KeyError("x")
            return check(records, draft)

        self.put(
            self.with_status("302-0", "SHIPPED"),
            valid_order("302-1", [item("MUG")]),
            pending_order("302-2", ["MUG"]),
            valid_order("302-3", [item("MUG")], status="CANCELLED"),
            by_amazon,
            valid_order("302-5", [item("NEW-1")]),
            valid_order("302-6", [item("MUG")]),
        )
        with patch.object(builder, "_check_settings", fail), self.quiet():
            log = self.run_import()
        self.assertEqual(self.counts(log), dict.fromkeys(RESULTS, 1))
        self.assert_adds_up(log)
        self.assertEqual(log.state, "partial")
        self.assertEqual(len(log.line_ids), 7)
        self.assertEqual(set(log.line_ids.mapped("request_id")), {log.request_id})

    def test_held_orders_of_a_run_that_changed_nothing(self):
        self.run_import(valid_order("302-1", [item("NEW-1")]))
        binding = self.get_order("302-1")
        log = self.run_import()
        self.assertEqual((log.held_count, log.state), (1, "partial"))
        self.assertFalse(log.line_ids)
        user = self.create_user("run-user", "amazon_connector.group_amazon_user")
        action = log.with_user(user).action_view_orders()
        orders = self.env["amazon.order"].with_user(user).search(action["domain"])
        self.assertEqual(orders, binding)

    def test_order_that_came_in_two_versions_counts_once(self):
        pages = (
            self.page(valid_order("302-1", [item("MUG")], minutes=9), token="A"),
            self.page(valid_order("302-1", [item("MUG", 2)], minutes=5)),
        )
        with self.fake_client(search_orders=pages):
            log = self.run_import()
        self.assertEqual(log.fetched_count, 1)
        self.assertEqual(log.updated_count, 1)
        self.assert_adds_up(log)

    def test_order_that_was_not_confirmed_counts_once(self):
        sales = type(self.env["sale.order"])
        error = UserError("Not today.")
        self.put_simple("302-1")
        with patch.object(sales, "action_confirm", side_effect=error):
            log = self.run_import()
        self.assertEqual((log.fetched_count, log.held_count), (1, 1))
        self.assert_adds_up(log)

    def test_document_without_an_id_counts(self):
        page = self.page({}, valid_order("302-1", [item("MUG")]))
        with self.fake_client(search_orders=page):
            log = self.run_import()
        self.assertEqual(log.fetched_count, 2)
        self.assert_adds_up(log)

    def test_running_twice_is_refused(self):
        with self.trapped_run():
            with self.assertRaisesRegex(SyncAlreadyRunningError, "running already"):
                self.seller._start_order_import("manual")
        self.assertEqual(len(self.get_logs()), 1)

    def test_no_marketplace(self):
        self.marketplaces.active = False
        with self.assertRaisesRegex(UserError, "no integrated marketplace"):
            self.run_import()
        self.assertFalse(self.get_logs())

    def test_button_opens_the_log(self):
        with trap_jobs() as trap:
            action = self.seller.action_import_orders()
            trap.assert_jobs_count(1, only=self.get_logs()._job_fetch_orders)
        self.assertEqual(action["res_id"], self.get_logs().id)

    def test_wizard(self):
        wizard = self.env["amazon.operation.wizard"].create(
            {
                "operation": "import_fbm_orders",
                "seller_ids": self.seller.ids,
                "date_from": Datetime.now() - timedelta(days=3),
                "date_to": Datetime.now() - timedelta(days=1),
            }
        )
        self.assertTrue(wizard.has_dates)
        wizard.with_context(queue_job__no_delay=True).action_execute()
        log = self.get_logs()
        self.assertEqual((log.state, log.sync_type), ("done", "manual"))
        self.assertEqual(log.window_start, wizard.date_from)
        self.assertIn("lastUpdatedBefore", self.searches()[0])

    # === AUTHORISATION === #

    def test_dead_authorisation(self):
        self.simulator.state.login.revoke(DEFAULT_REFRESH_TOKEN)
        log = self.run_import()
        self.assertEqual(log.state, "failed")
        self.assertIn("refresh token", log.failure_reason)
        self.assertNotIn(DEFAULT_REFRESH_TOKEN, log.failure_reason)
        self.end_transaction(self.env.cr.postcommit)
        self.assertEqual(self.seller.state, "reauthorize")
        self.assertIn("refresh token", self.seller.attention_reason)
        calls = self.simulator.journal.count()
        with self.assertRaises(SellerAttentionError):
            self.run_import()
        self.assertFalse(self.run_clock())
        self.assertEqual(self.simulator.journal.count(), calls)

    def test_attention_between_two_pages(self):
        self.put_simple("302-1", "302-2")
        with self.pages_of(1), self.trapped_run() as (log, trap):
            self.perform_job(trap, self.waiting_jobs(trap)[0])
            self.seller._set_attention("The token is dead.")
            calls = len(self.searches())
            self.perform(trap)
            self.assertEqual(len(self.searches()), calls)
        self.assertEqual(log.state, "failed")
        self.assertIn("The token is dead.", log.failure_reason)
        self.assertFalse(self.seller.order_cursor)
        self.assertEqual(len(self.get_sales()), 1, "the first page is imported")
        self.assert_adds_up(log)

    def test_wrong_secret(self):
        self.seller.lwa_client_secret = "wrong"
        self.seller._drop_previous_secret()
        self.seller._set_connected()
        log = self.run_import()
        self.assertEqual(log.state, "failed")
        self.assertIn("client secret", log.failure_reason)
        self.assertNotIn("wrong.", log.failure_reason)

    def test_new_secret_that_amazon_does_not_know_yet(self):
        """A04: the import goes on with the previous client secret."""
        self.put_simple("302-1")
        self.seller.lwa_client_secret = "not-active-yet"
        self.seller.action_test_connection()
        self.assertTrue(self.seller.uses_previous_secret)
        self.assertEqual(self.run_import().imported_count, 1)

    def test_copied_database(self):
        """L13: neither a run nor a request, and nothing fails either."""
        self.put_simple("302-1")
        requests = len(self.simulator.journal.entries())
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("database.uuid", "uuid-of-the-copy")
        self.assertFalse(self.run_clock())
        with self.assertRaises(SellerAttentionError):
            self.run_import()
        self.assertEqual(len(self.simulator.journal.entries()), requests)
        self.seller.action_confirm_database()
        self.assertEqual(self.run_clock().imported_count, 1)

    # === JOBS === #

    def test_jobs(self):
        self.put_simple("302-1")
        with self.trapped_run() as (log, trap):
            log = log.sudo()
            trap.assert_jobs_count(1)
            self.perform_job(trap, self.waiting_jobs(trap)[0])
            order = self.get_order("302-1")
            trap.assert_enqueued_job(log._job_process_orders, args=(order.ids,))
            trap.assert_enqueued_job(log._job_finish_orders)
            keys = [job.identity_key for job in trap.enqueued_jobs]
            self.assertEqual(len(set(keys)), 2)
            for key in keys:
                self.assertTrue(key.startswith(f"amazon-sync-log-{log.id}:"))
            for job in trap.enqueued_jobs:
                self.assertEqual(job.channel, "root.amazon.orders")
                self.assertNotIn("MUG", str(job.args))

    def test_many_orders_are_processed_in_chunks(self):
        self.put_simple(*(f"302-{number}" for number in range(120)))
        with self.trapped_run() as (log, trap):
            self.perform(trap, FETCH)
            sizes = [len(job.args[0]) for job in self.waiting_jobs(trap, PROCESS)]
            self.assertEqual(sum(sizes), 120)
            self.assertLessEqual(max(sizes), 50)
        self.assertEqual(log.page_count, 2)

    def test_finish_comes_after_the_last_order(self):
        self.put_simple("302-1")
        with self.trapped_run() as (log, trap):
            self.perform(trap, FETCH)
            self.perform(trap, "_job_finish_orders")
            self.assertEqual(log.state, "running")
            self.perform(trap)
        self.assertEqual((log.state, log.imported_count), ("done", 1))

    def test_processing_that_does_not_see_the_last_page_yet(self):
        """Another worker stores the last page while this job is at work."""
        self.put_simple("302-1")
        with self.trapped_run() as (log, trap):
            self.perform(trap, FETCH)
            log.sudo().all_pages_stored = False
            self.perform(trap, "_job_finish_orders")
            self.perform_job(trap, self.waiting_jobs(trap, PROCESS)[0])
            log.sudo().all_pages_stored = True
            self.perform(trap)
        self.assertEqual(log.state, "done")

    def test_note_of_a_failed_attempt_survives_its_rollback(self):
        self.faults.plan(operation="searchOrders", status=503, body="")
        with self.trapped_run() as (log, trap):
            error = self.perform_until(trap, RetryableJobError)
            self.end_transaction(self.env.cr.postrollback)
            self.assertIn(str(error), log.technical_detail)
            request = self.simulator.journal.entries("searchOrders")[0].request_id
            self.assertIn(request, log.technical_detail)
            self.assertEqual(log.state, "running")
            log.sudo()._job_fetch_orders()
            self.perform(trap)
        self.assertEqual(log.state, "done")

    def test_job_that_failed_for_good_closes_the_run(self):
        functions = self.env["queue.job.function"].search(
            [("model_id.model", "=", "amazon.sync.log")]
        )
        self.assertEqual(set(functions.mapped("on_fail_method")), {"_on_job_failed"})
        with self.trapped_run() as (log, _trap):
            log.sudo()._on_job_failed(
                exc_name="FailedJobError", exc_message="Max. retries (5) reached"
            )
        self.assertEqual(log.state, "failed")
        self.assertIn("several tries", log.failure_reason)
        self.assertIn("Max. retries (5) reached", log.technical_detail)
        self.assertTrue(log.date_end)
        self.assertEqual(self.run_import().state, "done")

    def test_orders_that_a_failed_run_left_are_imported_by_the_next(self):
        self.put_simple("302-1")
        with self.trapped_run() as (log, trap):
            self.perform(trap, FETCH)
            log.sudo()._on_job_failed(exc_message="killed")
        self.assertEqual(self.get_order("302-1").state, "new")
        self.seller.order_cursor = Datetime.now()
        self.seller.order_overlap_minutes = 0
        self.simulator.state.seller().orders.put_all([])
        with self.fake_client(search_orders=self.page()):
            log = self.run_import()
        self.assertEqual(self.get_order("302-1").state, "imported")
        self.assertEqual((log.fetched_count, log.imported_count), (1, 1))

    # === STALLED RUNS === #

    def stall(self, log):
        """Lose the jobs of a run, as a crashed job runner might."""
        self.age(log)

    def resume(self, log):
        with trap_jobs() as trap:
            self.env["amazon.sync.log"].sudo()._resume_stalled_orders()
            resumed = len(trap.enqueued_jobs)
            self.perform(trap)
        self.refresh(log)
        return resumed

    def test_stalled_before_the_first_page(self):
        self.put_simple("302-1")
        with self.trapped_run() as (log, _trap):
            pass
        self.assertFalse(self.resume(log), "it is not stalled yet")
        self.stall(log)
        self.assertTrue(self.resume(log))
        self.assertEqual((log.state, log.imported_count), ("done", 1))

    def test_stalled_between_pages(self):
        self.put_simple("302-1", "302-2")
        with self.pages_of(1), self.trapped_run() as (log, trap):
            self.perform_job(trap, self.waiting_jobs(trap)[0])
        self.stall(log)
        self.resume(log)
        self.assertEqual((log.state, log.imported_count), ("done", 2))
        self.assertEqual(len(self.searches()), 2, "the first page is not asked again")

    def test_stalled_before_processing(self):
        self.put_simple("302-1")
        with self.trapped_run() as (log, trap):
            self.perform(trap, FETCH)
        self.stall(log)
        self.resume(log)
        self.assertEqual((log.state, log.imported_count), ("done", 1))

    def test_stalled_before_the_end(self):
        self.put_simple("302-1")
        with self.trapped_run() as (log, trap):
            self.perform(trap, FETCH)
            self.perform(trap, PROCESS)
        self.assertEqual(log.state, "running")
        self.stall(log)
        self.resume(log)
        self.assertEqual((log.state, log.imported_count), ("done", 1))

    def test_run_with_a_waiting_job_is_not_stalled(self):
        log = self.seller._start_order_import("manual")
        job = self.env["queue.job"].search(
            [("identity_key", "=like", f"amazon-sync-log-{log.id}:%")]
        )
        self.assertEqual(job.state, "pending")
        self.stall(log)
        self.assertFalse(self.resume(log))
        job.state = "failed"
        self.assertTrue(self.resume(log))
