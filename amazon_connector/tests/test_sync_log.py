# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import NotNullViolation, SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import SyncAlreadyRunningError
from .common import AmazonCommon


@tagged("post_install", "-at_install")
class TestSyncLog(AmazonCommon):
    """The record of each run."""

    def start(self, operation="test_connection", **kwargs):
        return self.env["amazon.sync.log"]._start(
            self.seller, operation, "automatic", **kwargs
        )

    def test_one_running_per_seller_and_operation(self):
        log = self.start()
        with self.assertRaisesRegex(SyncAlreadyRunningError, "running already"):
            self.start()
        self.start("load_marketplaces")
        log._finish()
        self.assertEqual(self.start().state, "running")

    @mute_logger("odoo.sql_db")
    def test_index_decides_between_workers(self):
        """Another worker's log is not visible before the insertion."""
        self.start()
        logs = self.env["amazon.sync.log"]
        self.patch(type(logs), "_get_running", lambda self, *args: self.browse())
        with self.assertRaises(SyncAlreadyRunningError):
            self.start()

    def test_counts_and_end(self):
        log = self.start()
        log._add_line("1", "imported", record=self.seller)
        log._add_line("2", "updated")
        log._finish()
        self.assertEqual((log.imported_count, log.updated_count), (1, 1))
        self.assertEqual(log.state, "done")
        self.assertTrue(log.date_end)
        self.assertEqual((log.line_count, log.mismatch_count), (2, 0))
        line = log.line_ids.filtered("res_id")
        self.assertEqual(line.action_open_record()["res_id"], self.seller.id)

    def test_held_record_makes_it_partial(self):
        log = self.start()
        log._add_line("1", "held", cause="unknown_sku", sku="X", message="Who?")
        log._finish()
        self.assertEqual(log.state, "partial")
        self.assertEqual((log.mismatch_count, log.open_mismatch_count), (1, 1))
        self.assertEqual(self.seller.mismatch_count, 1)
        open_runs = [("line_ids", "any", [("resolved", "=", False)])]
        self.assertIn(log, log.search(open_runs))
        log.line_ids.action_resolve()
        log.invalidate_recordset()
        self.assertEqual((log.mismatch_count, log.open_mismatch_count), (1, 0))
        self.assertEqual((log.state, log.held_count), ("partial", 1))

    def test_duration(self):
        log = self.start()
        log.write({"date_end": log.date_start + timedelta(seconds=90)})
        self.assertEqual(log.duration, 90)

    def test_name(self):
        self.assertIn("Test Connection – Test Seller – ", self.start().display_name)

    def break_off(self, log, error):
        """Let the body of the run raise the error."""
        with self.assertRaises(type(error)), log._recorded():
            raise error

    def end_transaction(self, hooks):
        """Run what would run after the end of this transaction."""
        with self.enter_registry_test_mode():
            hooks.run()
        self.env.invalidate_all()
        return self.env["amazon.sync.log"].search([("seller_id", "=", self.seller.id)])

    def test_failure_of_a_log_that_was_rolled_back(self):
        start = fields.Datetime.now() - timedelta(hours=1)
        user = self.create_user("fail-user", "amazon_connector.group_amazon_user")
        with self.env.cr.savepoint() as savepoint:
            log = self.start(window_start=start)
            log.user_id = user
            self.break_off(log, UserError("Ask for the right product."))
            savepoint.rollback()
        log = self.end_transaction(self.env.cr.postrollback)
        self.assertEqual(log.state, "failed")
        self.assertEqual(log.failure_reason, "Ask for the right product.")
        self.assertEqual(log.window_start, start)
        self.assertEqual(log.sync_type, "automatic")
        self.assertEqual(log.user_id, user)
        self.assertTrue(log.date_end)

    def test_failure_of_a_log_that_stays(self):
        """Somebody catches the exception, or the log was committed before."""
        for hooks in (self.env.cr.postrollback, self.env.cr.postcommit):
            log = self.start()
            self.break_off(log, UserError("why"))
            self.assertEqual(log.state, "running")
            self.end_transaction(hooks)
            self.assertEqual(log.state, "failed")
            self.assertEqual(log.failure_reason, "why")

    def test_failure_says_nothing_that_may_be_secret(self):
        log = self.start()
        self.break_off(log, KeyError("Jane Doe"))
        self.end_transaction(self.env.cr.postrollback)
        self.assertIn("unexpected error", log.failure_reason)
        self.assertEqual(log.technical_detail, "KeyError")

    @mute_logger("odoo.sql_db")
    def test_failure_of_the_database(self):
        """The transaction is dead, also when only the flush brings it to light."""
        with self.env.cr.savepoint() as savepoint:
            log = self.start()
            with self.assertRaises(NotNullViolation), log._recorded():
                self.seller.name = False
            savepoint.rollback()
        log = self.end_transaction(self.env.cr.postrollback)
        self.assertEqual(log.technical_detail, "NotNullViolation")

    def test_what_odoo_runs_again_leaves_one_log(self):
        for error in (SerializationFailure(), ConcurrencyError()):
            log = self.start()
            self.break_off(log, error)
            self.assertEqual(
                self.end_transaction(self.env.cr.postrollback).state, "running"
            )
            log._finish()
            log.unlink()

    def test_failure_of_a_seller_that_is_gone(self):
        with self.env.cr.savepoint() as savepoint:
            self.seller = self.create_seller(self.company, short_code="GONE")
            self.break_off(self.start(), UserError("why"))
            savepoint.rollback()
        self.assertFalse(self.end_transaction(self.env.cr.postrollback))

    def test_buttons_leave_a_log_whatever_happens(self):
        for name in ("action_test_connection", "action_load_marketplaces"):
            with self.env.cr.savepoint() as savepoint:
                with (
                    self.fake_client(get_marketplace_participations=ValueError("?")),
                    self.assertRaises(ValueError),
                ):
                    getattr(self.seller, name)()
                savepoint.rollback()
            log = self.end_transaction(self.env.cr.postrollback)
            self.assertEqual(log.operation, name.removeprefix("action_"))
            self.assertEqual(log.state, "failed")
            log.unlink()

    def test_running_log_is_not_deleted(self):
        log = self.start()
        with self.assertRaises(UserError):
            log.unlink()
        log._fail("over")
        log.unlink()

    def test_vacuum(self):
        logs = self.env["amazon.sync.log"]
        for operation, state in (
            ("test_connection", "done"),
            ("load_marketplaces", "failed"),
        ):
            log = self.start(operation)
            log._finish() if state == "done" else log._fail("x")
            log.date_end = fields.Datetime.now() - timedelta(days=400)
        recent = self.start()
        recent._finish()
        logs._gc_old_logs()
        kept = logs.search([("seller_id", "=", self.seller.id)])
        self.assertEqual(sorted(kept.mapped("state")), ["done", "failed"])

    def test_user_resolves_and_nothing_else(self):
        log = self.start()
        line = log._add_line("1", "failed", cause="unexpected", message="Oops")
        user = self.create_user("log-user", "amazon_connector.group_amazon_user")
        line = line.with_user(user)
        line.action_resolve()
        self.assertTrue(line.resolved)
        self.assertEqual(line.resolved_by, user)
        self.assertTrue(line.resolved_on)
        line.resolution_note = "Product created"
        for vals in ({"result": "imported"}, {"resolved_by": self.env.uid}):
            with self.assertRaises(AccessError):
                line.write(vals)
        line.action_reopen()
        self.assertFalse(line.resolved_by)

    def test_run_of_a_user_is_written(self):
        user = self.create_user("run-user", "amazon_connector.group_amazon_user")
        logs = self.env["amazon.sync.log"].with_user(user)
        log = logs._start(self.seller.with_user(user), "test_connection", "manual")
        log._add_line("1", "skipped")
        log._finish()
        self.assertEqual(log.user_id, user)
        self.assertEqual(log.state, "done")

    def test_open_record_that_is_gone(self):
        log = self.start()
        line = log._add_line("1", "imported")
        with self.assertRaises(UserError):
            line.action_open_record()

    def test_retry(self):
        log = self.start()
        germany = log._add_line("1", "held", record=self.marketplace_de)
        usa = log._add_line("2", "failed", record=self.marketplace_us)
        imported = log._add_line("3", "imported", record=self.marketplace_us)
        foreign = log._add_line("4", "held", record=self.seller)
        lines = germany | usa | imported | foreign
        self.assertFalse(any(lines.mapped("can_retry")))
        with self.assertRaises(UserError):
            lines.action_retry()
        retried = self.offer_retry("amazon.marketplace")
        self.assertEqual(lines.filtered("can_retry"), germany | usa)
        user = self.create_user("retry-user", "amazon_connector.group_amazon_user")
        self.assertEqual(lines.with_user(user).action_retry(), {"said": "so"})
        self.assertEqual(retried, [self.marketplace_de | self.marketplace_us])
        self.assertEqual(retried[0].env.user, user)

    def test_no_retry_of_what_is_resolved(self):
        self.offer_retry("amazon.marketplace")
        line = self.start()._add_line("1", "held", record=self.marketplace_us)
        line.action_resolve()
        self.assertFalse(line.can_retry)
        line.action_reopen()
        self.assertTrue(line.can_retry)

    def test_no_retry_of_a_record_that_is_gone(self):
        self.offer_retry("amazon.marketplace")
        line = self.start()._add_line("1", "held", record=self.marketplace_us)
        self.assertTrue(line.can_retry)
        self.marketplace_us.active = False
        self.marketplace_us.unlink()
        line.invalidate_recordset()
        self.assertFalse(line.can_retry)

    def offer_retry(self, model):
        """Let records of the model be tried again; return the list of those tried."""
        retried = []

        def action_retry(records):
            retried.append(records)
            return {"said": "so"}

        lines = type(self.env["amazon.sync.log.line"])
        self.patch(lines, "_get_retry_models", lambda line: {model})
        self.startPatcher(
            patch.object(
                type(self.env[model]), "action_retry", action_retry, create=True
            )
        )
        self.env["amazon.sync.log.line"].invalidate_model(["can_retry"])
        return retried
