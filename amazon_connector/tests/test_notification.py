# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.queue import NotificationQueue
from .common import AmazonCommon
from .notification_case import NotificationCase
from .notifications import make_new_secret, make_order_change, make_secret_expiry

RECEIVE = "_job_receive_notifications"
LOGGER = "odoo.addons.amazon_connector.models.amazon_sync_log_notification"
CLIENT_ID = "amzn1.application-oa2-client.test"
NOON = "2026-05-02T12:00:00Z"
UNKNOWN = {"notificationType": "SOMETHING_ELSE"}


@tagged("post_install", "-at_install")
class TestNotification(NotificationCase):
    """A run that empties the queue."""

    def setUp(self):
        super().setUp()
        self.configure_queue()
        self.taken = []

    def start(self):
        with trap_jobs() as trap:
            log = self.seller._start_receive_notifications("automatic")
        trap.assert_jobs_count(1)
        return log

    def run_batch(self, log):
        """Run one job; return the number of jobs that it enqueues."""
        with trap_jobs() as trap:
            self.assertFalse(self.run_job(log, RECEIVE))
        return len(trap.enqueued_jobs)

    def take(self, answer=True):
        """Let every notification be taken, or fail."""

        def take(_seller, notification):
            self.taken.append(notification.order_id)
            if isinstance(answer, Exception):
                raise answer
            return answer

        sellers = type(self.env["amazon.seller"])
        return patch.object(sellers, "_take_notification", take)

    def test_an_empty_queue(self):
        log = self.start()
        self.assertEqual(self.run_batch(log), 0)
        self.assertEqual((log.state, log.fetched_count), ("done", 0))

    def test_batches(self):
        """Each job takes ten messages and enqueues the next one."""
        self.put(*[make_order_change(f"1-{n}", "A1", NOON) for n in range(12)])
        log = self.start()
        with self.take():
            self.assertEqual(self.run_batch(log), 1)
            self.assertEqual(self.left_in_queue(), 2)
            self.assertEqual(self.run_batch(log), 1)
            self.assertEqual(self.run_batch(log), 0)
        self.assertEqual(len(self.taken), 12)
        self.assertEqual((log.state, log.fetched_count), ("done", 12))
        self.assertEqual(self.left_in_queue(), 0)

    def test_deleted_only_after_the_commit(self):
        """A job that dies before its commit loses nothing: the message comes again."""
        self.put(make_order_change("1-1", "A1", NOON))
        log = self.start()
        with self.take(), trap_jobs():
            log._job_receive_notifications()
            self.roll_back()
            self.assertEqual(self.left_in_queue(), 1)
            self.simulator.clock.advance(301)
            self.run_job(log, RECEIVE)
        self.assertEqual(self.taken, ["1-1", "1-1"])
        self.assertEqual(self.left_in_queue(), 0)

    @mute_logger(LOGGER)
    def test_not_deleted(self):
        """A queue that refuses to delete changes nothing about what is stored."""
        self.put(make_order_change("1-1", "A1", NOON))
        self.simulator.faults.plan(operation="DeleteMessage", status=503, body="")
        log = self.start()
        with self.take():
            self.run_batch(log)
        self.assertEqual(log.fetched_count, 1)
        self.assertEqual(self.left_in_queue(), 1)

    def test_what_nobody_knows_stays(self):
        """Another program may wait for it."""
        other = make_new_secret("another-application", "canary", NOON)
        self.put(UNKNOWN, "no JSON", other)
        log = self.start()
        self.run_batch(log)
        self.run_batch(log)
        self.assertEqual((log.state, log.left_count), ("done", 3))
        self.assertEqual(self.left_in_queue(), 3)

    @mute_logger(LOGGER)
    def test_one_bad_message_stops_no_other(self):
        self.put(make_order_change("1-1", "A1", NOON))
        log = self.start()
        with self.take(ValueError("canary")), self.assertLogs(LOGGER) as logs:
            self.run_batch(log)
        self.assertNotIn("canary", str(logs.output))
        self.run_batch(log)
        self.assertEqual((log.state, log.failed_count), ("partial", 1))
        self.assertNotIn("canary", log.line_ids.message)
        self.assertEqual(self.left_in_queue(), 1)

    def test_a_job_that_is_rolled_back_closes_the_queue(self):
        self.put(make_order_change("1-1", "A1", NOON))
        log = self.start()
        with patch.object(NotificationQueue, "close") as close:
            with trap_jobs():
                getattr(log, RECEIVE)()
            close.assert_not_called()
            self.roll_back()
            self.env.cr.postrollback.run()
            close.assert_called_once_with()

    def test_out_of_reach(self):
        """The job comes again; after the last time the seller says why."""
        self.simulator.faults.plan(operation="ReceiveMessage", status=503, body="")
        log = self.start()
        self.assertTrue(self.run_job(log, RECEIVE))
        self.assertEqual(log.state, "running")
        log._on_job_failed("RetryableJobError", "Out of reach")
        self.assertEqual(log.state, "failed")
        self.assertEqual(self.seller.queue_problem, "Out of reach")

    def test_wrong_key(self):
        self.seller.aws_access_key_id = "AKIAOTHER"
        log = self.start()
        self.assertEqual(self.run_batch(log), 0)
        self.assertEqual(log.state, "failed")
        self.assertIn("does not accept the access key", log.failure_reason)
        self.assertEqual(self.seller.queue_problem, log.failure_reason)
        self.assertEqual(self.seller.state, "connected")
        self.seller.aws_access_key_id = "AKIASIMULATOR"
        self.run_batch(self.start())
        self.assertFalse(self.seller.queue_problem)

    def test_a_copied_database_takes_nothing(self):
        """S09: the messages are for the original."""
        self.put(make_order_change("1-1", "A1", NOON))
        log = self.start()
        self.seller.sudo().database_uuid = "another"
        with self.take():
            self.run_batch(log)
        self.assertEqual(log.state, "failed")
        self.assertFalse(self.taken)
        self.assertFalse(self.simulator.journal.count("ReceiveMessage"))

    def test_a_run_that_lost_its_job(self):
        log = self.start()
        with trap_jobs() as trap:
            self.env["amazon.sync.log"]._resume_lost_runs()
        trap.assert_enqueued_job(getattr(log, RECEIVE))

    def test_expiry(self):
        """Amazon says when the secret expires, unless a newer one is stored."""
        self.put(make_secret_expiry(CLIENT_ID, "2026-10-29T12:00:00Z"))
        self.seller.client_secret_event = "2026-05-01 12:00:00"
        self.run_batch(self.start())
        self.assertEqual(str(self.seller.secret_expiry_date), "2026-10-29")
        self.assertEqual(self.left_in_queue(), 0)
        self.seller.client_secret_event = "2026-05-02 13:00:00"
        self.put(make_secret_expiry(CLIENT_ID, "2026-12-24T12:00:00Z"))
        self.env["amazon.sync.log"].search([("state", "=", "running")])._finish()
        self.run_batch(self.start())
        self.assertEqual(str(self.seller.secret_expiry_date), "2026-10-29")


@tagged("post_install", "-at_install")
class TestNotificationMode(AmazonCommon):
    """Without a queue nothing of it is used."""

    def test_the_clock_starts_nothing(self):
        schedulers = self.seller.scheduler_ids
        receiving = schedulers.filtered(lambda s: s.flow == "receive_notifications")
        self.assertTrue(receiving.is_available)
        self.assertNotIn(receiving, self.env["amazon.scheduler"]._find_due())
