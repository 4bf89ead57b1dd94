# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.fields import Datetime
from odoo.tests import tagged

from ..models.amazon_order_retry import MAX_LOST_TRIES, MAX_TRIES, TRIES_ACTIVITY
from .documents import item
from .test_held import HeldCase


@tagged("post_install", "-at_install")
class TestRetry(HeldCase):
    """What waits is tried again with pauses, and never stops the other orders."""

    def forget_orders(self):
        """Let Amazon list no order any more: what is stored is tried all the same."""
        self.simulator.state.seller().orders.__init__()

    def make_due(self, binding):
        binding.next_retry = Datetime.now() - timedelta(seconds=1)

    @contextmanager
    def failing(self, error, *refs):
        """Let the import of these orders raise an error."""
        builder = type(self.env["amazon.order.builder"])
        prepare = builder._prepare_sale_order_vals

        def fail(builder, draft):
            if draft.order.ref in refs:
                raise error
            return prepare(builder, draft)

        with patch.object(builder, "_prepare_sale_order_vals", fail):
            yield

    def minutes_to_next_try(self, binding):
        return round((binding.next_retry - Datetime.now()).total_seconds() / 60)

    # === BACK-OFF === #

    def test_pauses_double_up_to_a_day(self):
        binding = self.put_unknown(1)
        pauses = []
        for _number in range(9):
            pauses.append(self.minutes_to_next_try(binding))
            self.make_due(binding)
            self.run_import()
        self.assertEqual(pauses, [15, 30, 60, 120, 240, 480, 960, 1440, 1440])
        self.assertEqual(binding.attempt_count, 10)

    def test_import_leaves_what_is_not_due(self):
        binding = self.put_unknown(1)
        lines = len(binding.sync_log_id.line_ids)
        self.run_import()
        self.assertEqual(binding.attempt_count, 1)
        self.assertEqual(len(binding.sync_log_id.line_ids), lines)

    def test_due_order_needs_not_be_listed_by_amazon(self):
        binding = self.put_unknown(1)
        self.env.cr.execute(
            "UPDATE product_product SET default_code = 'NEW-1' WHERE id = %s",
            [self.lamp.id],
        )
        self.env.invalidate_all()
        self.forget_orders()
        self.run_import()
        self.assertEqual(binding.state, "held")
        self.make_due(binding)
        log = self.run_import()
        self.assert_proved(binding, "10.00")
        self.assertEqual(log.imported_count, 1)
        self.assertFalse(binding.attempt_count)
        self.assertFalse(binding.next_retry)

    def test_new_product_makes_its_orders_due(self):
        binding = self.put_unknown(1)
        other = self.put_unknown(1, "NEW-2")
        self.forget_orders()
        self.env["product.product"].create(self.prepare_product_vals("NEW-1"))
        self.assertFalse(binding.next_retry)
        self.run_import()
        self.assert_proved(binding, "10.00")
        self.assertEqual(other.attempt_count, 1)

    def test_new_listing_makes_its_orders_due(self):
        binding = self.put_unknown(1)
        self.forget_orders()
        listing = self.env["amazon.listing"].create(
            {"marketplace_id": self.marketplace_de.id, "sku": "NEW-1"}
        )
        self.assertTrue(binding.next_retry)
        listing.product_id = self.lamp
        self.run_import()
        self.assert_proved(binding, "10.00")

    def test_changed_document_is_tried_at_once(self):
        binding = self.put_unknown(1)
        self.put(self.changed(binding.name))
        self.run_import()
        self.assertEqual(binding.attempt_count, 2)

    # === ORDERS THAT ALWAYS FAIL === #

    def test_one_activity_after_ten_tries(self):
        """W12: not ten activities; retrying many at once works."""
        bindings = self.put_unknown(2)
        for _number in range(MAX_TRIES + 2):
            self.assertEqual(
                len(self.seller.activity_search([TRIES_ACTIVITY])),
                int(bindings[0].attempt_count >= MAX_TRIES),
            )
            for binding in bindings:
                self.make_due(binding)
            self.run_import()
        activity = self.seller.activity_search([TRIES_ACTIVITY])
        self.assertEqual(len(activity), 1)
        self.assertIn("Held Orders", activity.note)
        self.assertEqual(activity.user_id, self.seller._get_responsible())
        self.env["product.product"].create(self.prepare_product_vals("NEW-1"))
        bindings.action_retry()
        self.assertEqual(set(bindings.mapped("state")), {"imported"})
        self.assertFalse(self.seller.activity_search([TRIES_ACTIVITY]))

    def test_poison_order_stops_no_run(self):
        """W10: the others are imported each time, the clock goes on."""
        clock = self.env.ref("amazon_connector.ir_cron_run_schedulers")
        with self.failing(ValueError("poison"), "302-0"), self.quiet():
            for number in range(8):
                self.put_simple("302-0", f"302-{number + 1}")
                self.run_clock()
                self.make_due(self.get_order("302-0"))
        self.assertEqual(len(self.get_sales()), 8)
        self.assertTrue(clock.active)
        self.assertEqual(clock.failure_count, 0)
        self.assertEqual(self.get_scheduler().status, "on")
        self.assertEqual(self.get_order("302-0").state, "failed")
        self.assertEqual(self.get_order("302-0").attempt_count, 8)

    def run_jobs(self):
        """Import as the queue does: a job that fails for good closes its run."""
        with self.trapped_run() as (log, trap):
            while jobs := self.waiting_jobs(trap):
                try:
                    self.perform_job(trap, jobs[0])
                except SerializationFailure as error:
                    log.sudo()._on_job_failed(exc_name=type(error).__name__)
        return self.refresh(log)

    def test_conflict_is_tried_again_by_the_queue(self):
        """W03, W04: nothing is swallowed, so that the job runs in a new transaction."""
        self.put_simple("302-1", "302-2")
        with self.trapped_run() as (_log, trap):
            with self.failing(SerializationFailure("conflict"), "302-1"):
                job = self.waiting_jobs(trap)[0]
                self.perform_job(trap, job)
                process = self.waiting_jobs(trap, "_job_process_orders")[0]
                with self.assertRaises(SerializationFailure):
                    self.perform_job(trap, process)
            self.assertFalse(self.get_sales())
            trap.enqueued_jobs.append(process)
            self.perform(trap)
        self.assertEqual(len(self.get_sales("302-1", "302-2")), 2)

    def test_order_that_kills_its_job_is_parked_alone(self):
        """W03: after several jobs it waits for a person; its neighbours do not."""
        refs = ["302-1", "302-2", "302-3"]
        self.put_simple(*refs)
        with self.failing(SerializationFailure("conflict"), "302-2"):
            log = self.run_jobs()
            self.assertEqual(log.state, "failed")
            self.assertFalse(self.get_sales())
            log = self.run_jobs()
            self.assertEqual(sorted(self.get_sales().mapped("name")), refs[::2])
            poison = self.get_order("302-2")
            while poison.lost_try_count < MAX_LOST_TRIES:
                self.make_due(poison)
                log = self.run_jobs()
        self.assertEqual((poison.state, poison.hold_reason), ("failed", "unexpected"))
        self.assertFalse(poison.to_process)
        self.assertIn("given up", poison.hold_message)
        self.assertEqual(log.failed_count, 1)
        self.assertEqual(self.issues()._get_orders(), poison)
        self.assertEqual(self.run_jobs().state, "partial")
        poison.action_retry()
        self.assertEqual(poison.state, "imported", poison.hold_message)
        self.assertFalse(poison.lost_try_count)

    def test_workflow_keeps_its_own_pauses(self):
        binding = self.import_order("302-1", [item("MUG")])
        binding._hold_for_workflow("The journal is locked.")
        self.assertFalse(binding._is_due())
        self.assertEqual(self.issues().reason, "workflow")
