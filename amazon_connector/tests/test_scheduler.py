# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError
from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import SUPERUSER_ID
from odoo.exceptions import (
    ConcurrencyError,
    UserError,
    ValidationError,
)
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from .scheduler import NOON, USER, SchedulerCase

CLOCK_MIXIN = "odoo.addons.amazon_connector.models.amazon_scheduler_clock_mixin"
CLOCK = "amazon_connector.ir_cron_run_schedulers"


@tagged("post_install", "-at_install")
class TestScheduler(SchedulerCase):
    """What happens by itself, when and as whom."""

    # === WHAT A SELLER HAS === #

    def test_new_seller_has_every_scheduler(self):
        flows = self.env["amazon.scheduler"]._fields["flow"].get_values(self.env)
        self.assertEqual(self.other_seller.scheduler_ids.mapped("flow"), flows)
        self.env["amazon.scheduler"]._create_missing(self.seller)
        self.assertEqual(len(self.seller.scheduler_ids), len(flows))

    def test_sellers_start_at_different_times(self):
        starts = [
            self.get_scheduler(seller=seller).next_call.replace(second=0)
            for seller in self.seller | self.other_seller
        ]
        self.assertNotEqual(starts[0], starts[1])
        for start in starts:
            self.assertLess(start - Datetime.now(), timedelta(minutes=16))

    def test_runs_as_the_responsible(self):
        seller = self.create_seller(
            self.company, short_code="RES", user_id=self.manager.id
        )
        self.assertEqual(seller.scheduler_ids.user_id, self.manager)

    def test_default_flows_are_on(self):
        seller = self.create_seller(self.company, short_code="DEF")
        enabled = seller.scheduler_ids.filtered("enabled")
        self.assertEqual(enabled.mapped("flow"), ["update_stock"])

    def test_flow_without_an_addon_cannot_be_switched_on(self):
        scheduler = self.get_scheduler("send_invoices")
        self.assertEqual(
            (scheduler.is_available, scheduler.status), (False, "unavailable")
        )
        with self.assertRaisesRegex(ValidationError, "not available yet"):
            scheduler.enabled = True
        with self.assertRaisesRegex(UserError, "not available yet"):
            scheduler.action_run_now()

    def test_flow_whose_addon_is_gone_is_left_out(self):
        self.switch_on()
        schedulers = type(self.env["amazon.scheduler"])
        with patch.object(schedulers, "_get_flow_methods", lambda _self: {}):
            self.assertFalse(self.run_clock())
        self.assertTrue(self.run_clock())

    @mute_logger("odoo.sql_db")
    def test_interval_is_positive(self):
        with self.assertRaises(IntegrityError):
            self.switch_on(interval_number=0)

    def test_interval_has_an_end(self):
        """One of centuries is refused with a sentence, not with an OverflowError."""
        scheduler = self.switch_on()
        for unit in ("minutes", "hours", "days", "weeks", "months"):
            with self.assertRaisesRegex(ValidationError, "too seldom.*longer unit"):
                scheduler.write({"interval_number": 1_000_000, "interval_type": unit})
        scheduler.write({"interval_number": 12, "interval_type": "months"})
        self.assertEqual(scheduler.interval_number, 12)

    # === THE CLOCK === #

    def test_due(self):
        scheduler = self.switch_on(interval_number=15, interval_type="minutes")
        self.assertFalse(self.run_clock(NOON - timedelta(seconds=1)))
        self.assertEqual(self.run_clock(), [(self.seller, "automatic")])
        self.assertEqual(scheduler.next_call, NOON + timedelta(minutes=15))
        self.assertFalse(self.run_clock(NOON + timedelta(minutes=14)))
        self.assertTrue(self.run_clock(NOON + timedelta(minutes=15)))

    def test_missed_starts_are_not_made_up_for_one_by_one(self):
        scheduler = self.switch_on(interval_number=15, interval_type="minutes")
        self.assertEqual(len(self.run_clock(NOON + timedelta(minutes=50))), 1)
        self.assertEqual(scheduler.next_call, NOON + timedelta(minutes=60))

    def test_every_interval(self):
        for number, unit, expected in (
            (15, "minutes", datetime(2026, 5, 4, 12, 15)),
            (2, "hours", datetime(2026, 5, 4, 14, 0)),
            (1, "days", datetime(2026, 5, 5, 12, 0)),
            (1, "weeks", datetime(2026, 5, 11, 12, 0)),
            (1, "months", datetime(2026, 6, 4, 12, 0)),
        ):
            scheduler = self.switch_on(interval_number=number, interval_type=unit)
            self.run_clock()
            self.assertEqual(scheduler.next_call, expected, unit)

    def test_shorter_interval_counts_at_once(self):
        scheduler = self.switch_on(interval_number=3, interval_type="months")
        self.run_clock()
        with freeze_time(NOON):
            scheduler.write({"interval_number": 5, "interval_type": "minutes"})
        self.assertEqual(scheduler.next_call, NOON + timedelta(minutes=5))

    def test_what_does_not_start(self):
        scheduler = self.switch_on()
        scheduler.enabled = False
        self.assertFalse(self.run_clock())
        scheduler.enabled = True
        self.seller._set_attention("dead")
        self.assertFalse(self.run_clock())
        self.assertEqual(scheduler.status, "disconnected")
        self.seller._set_connected()
        self.seller.active = False
        self.assertFalse(self.run_clock(Datetime.now()))
        self.seller.active = True
        self.seller.database_uuid = "another"
        self.assertFalse(self.run_clock(Datetime.now()))
        self.assertEqual(scheduler.status, "copied")
        self.seller.action_confirm_database()
        self.seller._set_connected()
        self.assertTrue(self.run_clock(Datetime.now()), "it is due once it can run")

    def test_rights_company_and_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        other = self.env["res.company"].create({"name": "Other"})
        both = self.create_user(
            "both", USER, company=other | self.company, lang="de_DE"
        )
        self.switch_on(user_id=both.id)
        ((seller, _sync_type),) = self.run_clock()
        self.assertEqual(seller.env.user, both)
        self.assertFalse(seller.env.su)
        self.assertEqual(seller.env.company, self.company)
        self.assertEqual(seller.env.lang, "de_DE")

    def test_one_that_fails_stops_no_other(self):
        failing = self.switch_on()
        working = self.switch_on(seller=self.other_seller)
        self.errors[self.seller.id] = KeyError("secret words")
        with self.assertLogs(CLOCK_MIXIN, "ERROR"):
            started = [seller for seller, _sync_type in self.run_clock()]
        self.assertEqual(started, [self.seller, self.other_seller])
        for scheduler in failing | working:
            self.assertGreater(scheduler.next_call, NOON)
        self.assertIn("log file", failing.last_message)
        self.assertNotIn("secret words", failing.last_message)
        self.assertFalse(working.last_message)

    def test_database_error_of_one_stops_no_other(self):
        self.switch_on()
        working = self.switch_on(seller=self.other_seller)

        def break_transaction(seller, _sync_type):
            if seller == self.seller:
                seller.env.cr.execute("SELECT 1 / 0")
            self.starts.append(seller)

        sellers = type(self.env["amazon.seller"])
        with (
            patch.object(sellers, "_start_test", break_transaction),
            mute_logger(CLOCK_MIXIN, "odoo.sql_db"),
        ):
            self.assertEqual(self.run_clock(), [self.other_seller])
        self.assertGreater(working.next_call, NOON)

    def test_conflict_with_another_transaction_is_tried_again(self):
        """Nothing is wrong then: it is due still, and nobody reads of a problem."""
        working = self.switch_on(seller=self.other_seller)
        scheduler = self.switch_on()
        for error in (SerializationFailure(), LockNotAvailable(), ConcurrencyError()):
            self.errors[self.seller.id] = error
            with self.subTest(error=error), self.assertNoLogs(CLOCK_MIXIN, "ERROR"):
                self.assertIn(self.seller, [seller for seller, _ in self.run_clock()])
                self.assertEqual(scheduler.next_call, NOON)
                self.assertFalse(scheduler.last_message)
        self.assertGreater(working.next_call, NOON)
        self.errors.clear()
        self.assertEqual([seller for seller, _ in self.run_clock()], [self.seller])

    def test_reason_why_nothing_started(self):
        scheduler = self.switch_on(interval_number=1, interval_type="hours")
        self.errors[self.seller.id] = UserError("No marketplace yet.")
        self.run_clock()
        self.assertEqual(scheduler.last_message, "No marketplace yet.")
        self.assertEqual(scheduler.status, "failing")
        self.assertFalse(scheduler.pause_reason)
        self.errors.clear()
        self.run_clock(NOON + timedelta(hours=1))
        self.assertFalse(scheduler.last_message)

    def test_failing_recovery_stops_nothing(self):
        self.switch_on()
        schedulers = type(self.env["amazon.scheduler"])
        with (
            patch.object(schedulers, "_recover_runs", side_effect=KeyError("x")),
            mute_logger(CLOCK_MIXIN),
        ):
            self.assertTrue(self.run_clock())

    def test_clock_is_not_deactivated_by_one_that_always_fails(self):
        """Odoo switches off a scheduled action that failed for a week."""
        self.switch_on()
        self.errors[self.seller.id] = KeyError("x")
        clock = self.env.ref(CLOCK)
        clock.write(
            {
                "failure_count": 10,
                "first_failure_date": Datetime.now() - timedelta(days=8),
            }
        )
        self.env.flush_all()
        progress = {"done": 0, "remaining": 0, "timed_out_counter": 0}
        job = {**clock.read(load=None)[0], **progress}
        with (
            self.enter_registry_test_mode(),
            mute_logger(CLOCK_MIXIN),
            self.registry.cursor() as cr,
        ):
            self.registry["ir.cron"]._process_job(cr, job)
        self.env.invalidate_all()
        self.assertTrue(self.starts)
        self.assertTrue(clock.active)
        self.assertFalse(clock.failure_count)

    def test_clock_ticks_every_minute(self):
        clock = self.env.ref(CLOCK)
        self.assertEqual((clock.interval_number, clock.interval_type), (1, "minutes"))
        self.assertEqual(clock.user_id.id, SUPERUSER_ID)
        self.switch_on()
        clock.ir_actions_server_id.run()
        self.assertTrue(self.starts)

    # === WHO MAY DO WHAT === #

    def test_user_runs_it(self):
        scheduler = self.get_scheduler()
        mine = scheduler.with_user(self.user)
        mine.action_run_now()
        ((seller, sync_type),) = self.starts
        self.assertEqual((seller.env.user, sync_type), (self.user, "manual"))

    # === WHAT THE SCREEN SHOWS === #

    def test_manager_creates_a_seller(self):
        seller = (
            self.env["amazon.seller"]
            .with_user(self.manager)
            .create({"name": "New", "short_code": "NEW", "endpoint": "sandbox"})
        )
        self.assertTrue(seller.scheduler_ids)
        self.assertEqual(seller.enabled_scheduler_count, 1)

    def test_archived_seller_calls_amazon_no_more(self):
        """L01."""
        self.seller.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self.seller._check_connected()
