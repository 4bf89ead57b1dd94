# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.errors import (
    AccessDeniedError,
    ProtocolError,
    RejectedError,
    TemporaryError,
    ThrottledError,
)
from ..lib.notification import NewClientSecret
from ..models.amazon_sync_log_rotation import PATIENCE
from .notification_case import NotificationCase
from .notifications import make_new_secret

USER = "amazon_connector.group_amazon_user"
CLIENT_ID = "amzn1.application-oa2-client.test"
NEW = "amzn1.oa2-cs.v1.canary"
ASK = "_job_rotate_client_secret"
AWAIT = "_job_await_client_secret"


@tagged("post_install", "-at_install")
class TestSecretRotation(NotificationCase):
    """A11: a client secret that Amazon sends only to the queue is never lost."""

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.configure_queue()

    def start(self):
        with trap_jobs() as trap:
            self.seller.action_rotate_client_secret()
        trap.assert_jobs_count(1)
        return self.env["amazon.sync.log"].search([], order="id desc", limit=1)

    def ask(self, log, *answers):
        """Run the job that asks; return the client and whether it comes again."""
        with self.fake_client(rotate_client_secret=answers or (None,)) as client:
            with trap_jobs() as trap:
                again = self.run_job(log, ASK)
        log.invalidate_recordset()
        return client.rotate_client_secret, again, len(trap.enqueued_jobs)

    def send(self, secret=NEW, client_id=CLIENT_ID, event_time=None):
        event_time = event_time or fields.Datetime.now()
        moments = [
            (event_time + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
            for days in (0, 180, 7)
        ]
        self.put(make_new_secret(client_id, secret, *moments))

    def secrets(self, seller=None):
        stored = (seller or self.seller)._read_secrets()
        return stored["lwa_client_secret"], stored.get("lwa_client_secret_previous")

    # === THE WHOLE WAY === #

    def test_rotation(self):
        log = self.start()
        self.assertFalse(log.rotation_asked)
        call, again, jobs = self.ask(log)
        call.assert_called_once_with()
        self.assertEqual((again, jobs), (False, 1))
        self.assertTrue(log.rotation_asked)
        self.assertTrue(self.run_job(log, AWAIT), "the queue is still empty")
        self.send()
        self.assertFalse(self.run_job(log, AWAIT))
        self.assertEqual(self.secrets(), (NEW, "test-secret"))
        self.assertEqual(log.state, "done")
        self.assertEqual(self.left_in_queue(), 0)
        self.assertEqual(self.seller.state, "connected")
        expires = fields.Date.today() + timedelta(days=180)
        self.assertEqual(self.seller.secret_expiry_date, expires)

    def test_killed_after_the_call(self):
        """Whatever became of the job: Amazon is asked once, the queue tells."""
        log = self.start()
        with self.fake_client(rotate_client_secret=(None,)):
            with trap_jobs():
                getattr(log, ASK)()
        self.roll_back()
        log.invalidate_recordset()
        call, _again, jobs = self.ask(log)
        call.assert_not_called()
        self.assertEqual(jobs, 1)
        self.send()
        self.run_job(log, AWAIT)
        self.assertEqual(self.secrets(), (NEW, "test-secret"))

    def test_killed_after_the_message_was_received(self):
        log = self.start()
        self.ask(log)
        self.send()
        with self.seller._get_queue() as queue:
            self.assertEqual(len(queue.receive()), 1)
        self.assertTrue(self.run_job(log, AWAIT))
        self.simulator.clock.advance(301)
        self.assertFalse(self.run_job(log, AWAIT))
        self.assertEqual(self.secrets(), (NEW, "test-secret"))

    def test_killed_before_the_message_was_deleted(self):
        log = self.start()
        self.ask(log)
        self.send()
        getattr(log, AWAIT)()
        self.roll_back()
        self.assertEqual(self.left_in_queue(), 1)
        self.simulator.clock.advance(301)
        with trap_jobs():
            receiving = self.seller._start_receive_notifications("automatic")
            self.run_job(receiving, "_job_receive_notifications")
        self.assertEqual(self.left_in_queue(), 0)
        self.assertEqual(self.secrets(), (NEW, "test-secret"))

    def test_a_run_that_lost_its_jobs(self):
        log = self.start()
        self.ask(log)
        with trap_jobs() as trap:
            self.env["amazon.sync.log"]._resume_lost_runs()
        trap.assert_enqueued_job(getattr(log, ASK))
        call, _again, jobs = self.ask(log)
        call.assert_not_called()
        self.assertEqual(jobs, 1)

    def test_other_messages_do_not_prolong_the_wait(self):
        log = self.start()
        self.ask(log)
        self.put(make_new_secret("another application", NEW, "2026-05-02T12:00:00Z"))
        with freeze_time(fields.Datetime.now() + PATIENCE + timedelta(minutes=1)):
            with trap_jobs() as trap:
                self.run_job(log, AWAIT)
        trap.assert_jobs_count(0)
        self.assertEqual(log.state, "failed")

    def test_a_job_that_asks_says_nothing_about_the_queue(self):
        log = self.start()
        log._on_job_failed("RetryableJobError", "Amazon is down")
        self.assertEqual(log.state, "failed")
        self.assertFalse(self.seller.queue_problem)

    def test_the_scheduler_was_faster(self):
        """What another run has stored ends the rotation as well."""
        log = self.start()
        self.ask(log)
        self.send()
        with trap_jobs():
            receiving = self.seller._start_receive_notifications("automatic")
            self.run_job(receiving, "_job_receive_notifications")
        self.assertFalse(self.run_job(log, AWAIT))
        self.assertEqual(log.state, "done")

    def test_it_never_comes(self):
        log = self.start()
        self.ask(log)
        with freeze_time(fields.Datetime.now() + PATIENCE + timedelta(minutes=1)):
            self.assertFalse(self.run_job(log, AWAIT))
        self.assertEqual(log.state, "failed")
        self.assertIn("has not sent", log.failure_reason)

    # === WHAT AMAZON ANSWERS === #

    def test_unknown_outcome_counts_as_asked(self):
        for error in (TemporaryError("timeout"), ProtocolError("HTML")):
            with self.subTest(error=error):
                log = self.start()
                _call, again, jobs = self.ask(log, error)
                self.assertEqual((again, jobs), (False, 1))
                self.assertTrue(log.rotation_asked)
                self.assertIn(str(error), log.technical_detail)
                log._finish()

    def test_surely_not_asked(self):
        for error in (
            ThrottledError("slow down", retry_after=5),
            TemporaryError("no login", operation="login"),
        ):
            with self.subTest(error=error):
                log = self.start()
                _call, again, _jobs = self.ask(log, error)
                self.assertTrue(again)
                self.assertFalse(log.rotation_asked)
                call, again, jobs = self.ask(log)
                call.assert_called_once_with()
                self.assertEqual((again, jobs), (False, 1))
                log._finish()

    def test_refused(self):
        for error in (
            RejectedError("no", status=400, detail="Application is not enrolled"),
            AccessDeniedError("no", operation="rotateApplicationClientSecret"),
        ):
            with self.subTest(error=error):
                log = self.start()
                _call, again, jobs = self.ask(log, error)
                self.assertEqual((again, jobs, log.state), (False, 0, "failed"))
                self.assertIn("The present secret stays", log.failure_reason)
        self.assertEqual(self.secrets(), ("test-secret", None))

    # === SEVERAL SELLERS === #

    def test_all_sellers_of_the_application(self):
        company = self.env["res.company"].create({"name": "Other"})
        place = {"simulator_url": self.simulator.url}
        twin = self.create_seller(company, short_code="TWN", **place)
        archived = self.create_seller(self.company, short_code="ARC", **place)
        archived.active = False
        elsewhere = self.create_seller(self.company, short_code="ELS")
        other = self.create_seller(
            self.company, short_code="OTH", lwa_client_id="other", **place
        )
        copied = self.create_seller(self.company, short_code="CPY", **place)
        copied.sudo().database_uuid = "another"
        log = self.start()
        self.ask(log)
        self.send()
        self.run_job(log, AWAIT)
        for seller in self.seller | twin | archived:
            self.assertEqual(self.secrets(seller), (NEW, "test-secret"))
        for seller in elsewhere | other | copied:
            self.assertEqual(self.secrets(seller), ("test-secret", None))

    def test_two_sellers_do_not_rotate_at_once(self):
        twin = self.create_seller(
            self.company, short_code="TWN", **self.prepare_queue_vals()
        )
        log = self.start()
        with self.assertRaisesRegex(UserError, "running already"):
            twin.action_rotate_client_secret()
        with self.assertRaisesRegex(UserError, "running already"):
            self.seller.action_rotate_client_secret()
        log._finish()
        with trap_jobs():
            twin.action_rotate_client_secret()

    # === WHICH SECRET COUNTS === #

    def receive(self, *arguments, **keywords):
        self.seller._take_notification(
            NewClientSecret(CLIENT_ID, *arguments, expires=None, **keywords)
        )

    def test_older_and_duplicate_secrets(self):
        now = fields.Datetime.now().replace(microsecond=0)
        self.receive("second", now, previous_expires=None)
        self.receive("third", now + timedelta(minutes=5), previous_expires=None)
        for secret, minutes in (("second", 0), ("third", 5), ("zeroth", 3)):
            moment = now + timedelta(minutes=minutes)
            self.receive(secret, moment, previous_expires=None)
            self.assertEqual(self.secrets()[0], "third")

    def test_late_secrets_come_in_their_order(self):
        """Odoo was down: two rotations came at once, hours later."""
        now = fields.Datetime.now().replace(microsecond=0)
        self.env["amazon.seller.credential"].search(
            [("seller_id", "=", self.seller.id)]
        ).stored_date = now - timedelta(days=2)
        self.receive("second", now - timedelta(hours=20), previous_expires=None)
        self.receive("third", now - timedelta(hours=10), previous_expires=None)
        self.assertEqual(self.secrets()[0], "third")

    def test_a_secret_that_was_typed_later_stays(self):
        old = fields.Datetime.now() - timedelta(hours=2)
        self.receive("stale", old, previous_expires=None)
        self.assertEqual(self.secrets(), ("test-secret", None))
        self.receive("second", fields.Datetime.now(), previous_expires=None)
        self.seller.lwa_client_secret = "typed"
        self.receive("stale", old, previous_expires=None)
        self.assertEqual(self.secrets()[0], "typed")

    def test_previous_secret_ends_when_amazon_says(self):
        now = fields.Datetime.now().replace(microsecond=0)
        end = now + timedelta(days=3)
        self.receive("second", now, previous_expires=end)
        previous = self.seller._get_stored_secrets("lwa_client_secret_previous")
        self.assertEqual(previous.expiry_date, end)

    # === WHO MAY === #

    def test_only_managers(self):
        user = self.create_user("amazon-user", USER)
        with self.assertRaises(AccessError):
            self.seller.with_user(user).action_rotate_client_secret()

    def test_refused_before_anything_is_asked(self):
        for vals, words in (
            ({"authorization_method": "website"}, "own application"),
            ({"queue_url": False}, "a queue and nowhere else"),
            ({"aws_access_key_id": "AKIAOTHER"}, "does not accept the access key"),
        ):
            with self.subTest(vals=vals), self.env.cr.savepoint() as savepoint:
                self.seller.write(vals)
                with self.assertRaisesRegex(UserError, words):
                    self.seller.action_rotate_client_secret()
                savepoint.rollback()
                self.env.invalidate_all()

    def test_no_secret_leaves_a_trace(self):
        """S10: not in jobs, logs, messages, audit or the record of the run."""
        with self.assertLogs(level="DEBUG") as logs, trap_jobs() as trap:
            log = self.start()
            self.ask(log)
            self.send()
            self.run_job(log, AWAIT)
        self.assertEqual(self.secrets()[0], NEW)
        jobs = [(job.args, job.kwargs) for job in trap.enqueued_jobs]
        events = self.env["amazon.audit.log"].search([])
        traces = (
            logs.output,
            jobs,
            log.read(),
            log.line_ids.read(),
            events.mapped("detail"),
            self.seller.message_ids.mapped("body"),
        )
        self.assertNotIn(NEW, str(traces))
        self.assertIn("secret_rotation_started", events.mapped("event"))
