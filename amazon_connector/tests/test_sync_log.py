# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
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
        self.assertEqual(log.mismatch_count, 1)
        self.assertEqual(self.seller.mismatch_count, 1)

    def test_duration(self):
        log = self.start()
        log.write({"date_end": log.date_start + timedelta(seconds=90)})
        self.assertEqual(log.duration, 90)

    def test_name(self):
        self.assertIn("Test Connection – Test Seller – ", self.start().display_name)

    def test_failure_of_a_committed_log(self):
        log = self.start()
        self.env.flush_all()
        log._record_failure_after_rollback("why", "detail", "request-3")
        self.assertEqual(log.state, "running")
        with self.enter_registry_test_mode():
            self.env.cr.postrollback.run()
        log.invalidate_recordset()
        self.assertEqual(log.state, "failed")
        self.assertEqual(log.failure_reason, "why")
        self.assertEqual(log.request_id, "request-3")

    def test_failure_of_a_log_that_was_rolled_back(self):
        start = fields.Datetime.now() - timedelta(hours=1)
        log = self.start(window_start=start)
        log._record_failure_after_rollback("why")
        log.with_context(test=True).write({"state": "done"})
        log.unlink()
        with self.enter_registry_test_mode():
            self.env.cr.postrollback.run()
        log = self.env["amazon.sync.log"].search([("seller_id", "=", self.seller.id)])
        self.assertEqual(log.state, "failed")
        self.assertEqual(log.window_start, start)
        self.assertEqual(log.sync_type, "automatic")

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
