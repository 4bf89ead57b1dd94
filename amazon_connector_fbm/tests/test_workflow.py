# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import AmazonFbmCommon
from .documents import item, valid_order

MODELS = "odoo.addons.amazon_connector_fbm.models"
REFUSAL = UserError("Not today.")
STEPS = {
    # What fails -> the option of the workflow, model and method that does it.
    "confirmed": ("validate_order", "sale.order", "action_confirm"),
    "created": ("create_invoice", "sale.order", "_create_invoices"),
    "posted": ("validate_invoice", "account.move", "action_post"),
    "locked": ("sale_done", "sale.order", "action_lock"),
    "registered": ("register_payment", "account.payment", "action_post"),
}


class WorkflowCase(AmazonFbmCommon):
    """An automatic workflow that does everything, run as its scheduled action does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.workflow = cls.env["sale.workflow.process"].create(
            {
                "name": "Everything",
                "invoice_policy": "order",
                **{option: True for option, _model, _method in STEPS.values()},
            }
        )
        cls.seller.workflow_process_id = cls.workflow

    def run_cron(self):
        """Run the scheduled action and the jobs that it enqueues; return their count.

        A job that fails raises here.
        """
        with trap_jobs() as trap:
            self.env["automatic.workflow.job"].run()
            count = len(trap.enqueued_jobs)
            self.perform(trap)
        return count

    def run_until_idle(self):
        for _run in range(6):
            self.run_cron()

    def failing(self, step, error=REFUSAL):
        """Let a step fail as long as the context manager lasts."""
        _option, model, method = STEPS[step]
        models = type(self.env[model])
        original = getattr(models, method)

        def refuse(records, *args, **kwargs):
            if records:
                raise error
            return original(records, *args, **kwargs)

        return patch.object(models, method, refuse)

    def mismatches(self, binding, resolved=False):
        return self.env["amazon.sync.log.line"].search(
            [
                ("res_model", "=", "amazon.order"),
                ("res_id", "=", binding.id),
                ("is_mismatch", "=", True),
                ("resolved", "=", resolved),
            ]
        )

    def import_unconfirmed(self, ref="302-1", **values):
        """Import an order that only the scheduled action confirms."""
        self.workflow.validate_order = False
        binding = self.import_order(ref, [item("MUG")], **values)
        self.workflow.validate_order = True
        return binding

    def assert_waits(self, binding, *words):
        self.assertEqual((binding.state, binding.hold_reason), ("held", "workflow"))
        for word in words:
            self.assertIn(word, binding.hold_message)
        line = self.mismatches(binding)
        self.assertEqual(len(line), 1)
        self.assertEqual(line.message, binding.hold_message)
        self.assertEqual(line.cause, "workflow")

    def assert_done(self, binding):
        """Assert that every step was done and nobody is bothered any more."""
        sale = binding.sale_order_id
        self.assertEqual((sale.state, sale.locked), ("sale", True))
        invoice = sale.invoice_ids
        self.assertEqual(len(invoice), 1)
        self.assertEqual(invoice.state, "posted")
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(invoice.amount_total, binding.amount_total)
        self.assertEqual(binding.state, "imported", binding.hold_message)
        self.assertFalse(binding.hold_reason)
        self.assertFalse(self.mismatches(binding))
        self.assertFalse(sale.amazon_workflow_failure_count)
        self.assertFalse(invoice.amazon_workflow_failure_count)


@tagged("post_install", "-at_install")
class TestWorkflow(WorkflowCase):
    """A step that fails is a work item, and is tried again later."""

    def test_every_step_in_jobs_and_payment_in_the_scheduled_action(self):
        binding = self.import_unconfirmed()
        self.assertEqual(binding.sale_order_id.state, "draft")
        self.run_until_idle()
        self.assert_done(binding)
        payment = binding.sale_order_id.invoice_ids.matched_payment_ids
        self.assertEqual(len(payment), 1)
        self.assertEqual(payment.amount, 10.0)
        self.assertEqual(self.run_cron(), 0)
        self.assertFalse(
            self.env["amazon.sync.log"].search([("operation", "=", "run_workflow")])
        )

    def test_failure_of_each_step(self):
        for number, step in enumerate(STEPS):
            with self.subTest(step=step):
                binding = self.import_unconfirmed(f"302-{number}")
                with self.failing(step):
                    self.run_until_idle()
                self.assert_waits(binding, "Not today.", step)
                line = self.mismatches(binding)
                self.assertEqual(
                    (line.operation, line.log_id.state, line.can_retry),
                    ("run_workflow", "partial", True),
                )
                with freeze_time(binding.workflow_retry_date):
                    self.run_until_idle()
                self.assert_done(binding)

    def test_confirmation_that_fails_in_the_import(self):
        with self.failing("confirmed"):
            binding = self.import_order("302-1", [item("MUG")])
            self.assertEqual(self.run_cron(), 0, "the next try is later")
        self.assert_waits(binding, "Not today.", "302-1")
        self.assertEqual(self.mismatches(binding).operation, "import_fbm_orders")
        with freeze_time(binding.workflow_retry_date):
            self.run_until_idle()
        self.assert_done(binding)

    def test_pause_doubles_up_to_a_day(self):
        binding = self.import_unconfirmed()
        sale = binding.sale_order_id
        pauses = []
        with self.failing("confirmed"):
            for _try in range(10):
                now = sale.amazon_workflow_retry_date or Datetime.now()
                with freeze_time(now):
                    self.assertEqual(self.run_cron(), 1)
                    self.assertEqual(self.run_cron(), 0)
                pauses.append(sale.amazon_workflow_retry_date - now)
        minutes = [pause / timedelta(minutes=1) for pause in pauses]
        self.assertEqual(minutes[:7], [15, 30, 60, 120, 240, 480, 960])
        self.assertEqual(minutes[7:], [1440] * 3)
        self.assertEqual(sale.amazon_workflow_failure_count, 10)
        self.assert_waits(binding, "Not today.")
        logs = self.env["amazon.sync.log"].search([("operation", "=", "run_workflow")])
        self.assertEqual(len(logs), 1, "one incident is one run")

    def test_one_bad_order_stops_no_other(self):
        bad, good = self.import_unconfirmed("302-1"), self.import_unconfirmed("302-2")
        post = type(self.env["account.move"]).action_post

        def refuse(moves):
            if "302-1" in (moves.invoice_origin or ""):
                raise REFUSAL
            return post(moves)

        with patch.object(type(self.env["account.move"]), "action_post", refuse):
            self.run_until_idle()
        self.assert_waits(bad, "Not today.")
        self.assert_done(good)

    def test_failed_step_leaves_nothing_half_done(self):
        binding = self.import_unconfirmed()
        lock = type(self.env["sale.order"])._action_confirm

        def confirm_then_fail(sales):
            lock(sales)
            raise REFUSAL

        sales = type(self.env["sale.order"])
        with patch.object(sales, "_action_confirm", confirm_then_fail):
            self.run_cron()
        self.assert_waits(binding, "Not today.")
        self.assertEqual(binding.sale_order_id.state, "draft")
        self.assertFalse(binding.sale_order_id.picking_ids)

    def test_text_of_an_unexpected_error_stays_in_the_server_log(self):
        binding = self.import_unconfirmed()
        with (
            self.failing("confirmed", ZeroDivisionError("buyer@example.com")),
            self.assertLogs(f"{MODELS}.amazon_workflow_mixin", "ERROR") as logs,
        ):
            self.run_cron()
        self.assert_waits(binding, "ZeroDivisionError")
        self.assertNotIn("buyer@example.com", binding.hold_message)
        self.assertIn("buyer@example.com", logs.output[0])

    def test_two_workers_at_once_are_left_to_the_queue(self):
        """The queue runs a job again that lost against another one."""
        binding = self.import_unconfirmed()
        with (
            self.failing("confirmed", SerializationFailure()),
            self.assertRaises(SerializationFailure),
        ):
            self.run_cron()
        self.assertEqual(binding.state, "imported")
        self.assertFalse(self.mismatches(binding))

    def test_orders_from_elsewhere_fail_as_ever(self):
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "A"}).id,
                "workflow_process_id": self.workflow.id,
            }
        )
        with self.failing("confirmed"), self.assertRaises(UserError):
            self.run_cron()
        self.assertFalse(sale.amazon_workflow_failure_count)


@tagged("post_install", "-at_install")
class TestWorkflowRetry(WorkflowCase):
    """People mend what failed, and say so or not."""

    def import_failed(self, step="posted"):
        """Import an order of which a step fails."""
        binding = self.import_unconfirmed(f"302-{step}")
        with self.failing(step):
            self.run_until_idle()
        self.assert_waits(binding)
        return binding

    def test_retry_button_of_the_mismatch_retries_at_once(self):
        user = self.create_user("user", "amazon_connector.group_amazon_user")
        for step in STEPS:
            with self.subTest(step=step):
                binding = self.import_failed(step)
                line = self.mismatches(binding)
                action = line.with_user(user).action_retry()
                self.assertEqual(action["params"]["type"], "success")
                self.refresh(binding)
                self.assertTrue(line.resolved)
                self.run_until_idle()
                self.assert_done(binding)

    def test_retry_does_all_that_is_left(self):
        binding = self.import_failed("created")
        binding.action_retry()
        self.assert_done(self.refresh(binding))

    def test_retry_that_fails_again(self):
        binding = self.import_failed()
        invoice = binding.sale_order_id.invoice_ids
        with self.failing("posted"):
            action = binding.action_retry()
            self.assertEqual(action["params"]["type"], "warning")
            self.assertEqual(self.run_cron(), 0)
        self.refresh(binding)
        self.assert_waits(binding, "Not today.")
        self.assertEqual(self.mismatches(binding).operation, "process_fbm_orders")
        self.assertEqual(invoice.amazon_workflow_failure_count, 2)
        self.assertGreater(invoice.amazon_workflow_retry_date, Datetime.now())

    def test_news_from_amazon_do_not_hide_the_failure(self):
        binding = self.import_failed()
        with self.failing("posted"):
            self.run_import(self.with_status(binding.name, "SHIPPED"))
        self.assert_waits(binding, "Not today.")
        self.assertEqual(binding.fulfillment_status, "SHIPPED")

    def test_mended_by_hand(self):
        binding = self.import_failed("posted")
        binding.sale_order_id.invoice_ids.action_post()
        self.run_until_idle()
        self.assert_done(binding)

    def test_confirmed_by_hand(self):
        binding = self.import_failed("confirmed")
        binding.sale_order_id.action_confirm()
        self.run_until_idle()
        self.assert_done(binding)

    def test_deleted_invoice_is_made_again(self):
        self.workflow.sale_done = False
        binding = self.import_failed("posted")
        binding.sale_order_id.invoice_ids.unlink()
        self.run_until_idle()
        self.assertEqual(binding.sale_order_id.invoice_ids.state, "posted")
        self.assertEqual(binding.state, "imported")
        self.assertFalse(self.mismatches(binding))

    def test_step_that_is_switched_off(self):
        binding = self.import_failed("registered")
        self.workflow.register_payment = False
        self.run_cron()
        self.assertEqual(binding.state, "imported")
        self.assertFalse(self.mismatches(binding))

    def test_workflow_waits_while_a_person_compares_a_change(self):
        """An order that Amazon changed is not invoiced as it was."""
        self.workflow.create_invoice = False
        binding = self.import_order("302-1", [item("MUG")])
        binding.sale_order_id.action_lock()
        changed = valid_order("302-1", [item("MUG", 2)], minutes=5)
        self.run_import(changed)
        self.assertEqual(binding.hold_reason, "changed")
        self.assertFalse(binding.sale_order_id.amazon_workflow_due)
        self.workflow.create_invoice = True
        self.assertEqual(self.run_cron(), 0)
        self.assertEqual(binding.hold_reason, "changed")
        binding.sale_order_id.action_unlock()
        lines = binding.sale_order_id.order_line
        lines.write({"product_uom_qty": 2, "price_unit": 10})
        binding.action_accept_change()
        self.assertTrue(self.refresh(binding.sale_order_id).amazon_workflow_due)
        self.assertEqual(self.run_cron(), 1)
        self.assertTrue(binding.sale_order_id.invoice_ids)

    def test_broken_filter_stops_no_other_workflow(self):
        other = self.seller.workflow_process_id.copy({"name": "Other"})
        broken = self.workflow.create_invoice_filter_id.copy(
            {"domain": "[('no_such_field', '=', 1)]"}
        )
        self.workflow.create_invoice_filter_id = broken
        sale = self.import_unconfirmed("302-2").sale_order_id
        sale.workflow_process_id = other
        with mute_logger(f"{MODELS}.automatic_workflow_job"):
            self.run_cron()
            self.run_cron()
        self.assertEqual(sale.state, "sale")
        log = self.env["amazon.sync.log"].search([("operation", "=", "run_workflow")])
        self.assertEqual(log.state, "failed")
        self.assertIn("Everything", log.failure_reason)
