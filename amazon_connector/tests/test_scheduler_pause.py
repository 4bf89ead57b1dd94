# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..lib.errors import AccessDeniedError, RejectedError
from .common import GERMANY, USA
from .scheduler import NOON, SchedulerCase

CLOCK = "amazon_connector.ir_cron_run_schedulers"
ACTIVITY = "amazon_connector.mail_activity_type_scheduler_paused"


@tagged("post_install", "-at_install")
class TestSchedulerPause(SchedulerCase):
    """What keeps a scheduler from running, and what lets it go on."""

    # === A USER THAT CANNOT RUN IT === #

    def assert_paused(self, scheduler, *words):
        self.assertEqual(scheduler.status, "paused")
        for word in words:
            self.assertIn(word, scheduler.pause_reason)

    def test_archived_user(self):
        """L06."""
        scheduler = self.switch_on(user_id=self.user.id)
        self.switch_on(seller=self.other_seller)
        self.user.active = False
        started = [seller for seller, _sync_type in self.run_clock()]
        self.assertEqual(started, [self.other_seller])
        self.assert_paused(scheduler, self.user.name, "archived", "another user")
        self.assertEqual(len(self.seller.activity_search([ACTIVITY])), 1)
        self.run_clock()
        self.assertEqual(len(self.seller.activity_search([ACTIVITY])), 1)
        scheduler.user_id = self.manager
        self.assertFalse(scheduler.pause_reason)
        self.assertFalse(self.seller.activity_search([ACTIVITY]))
        self.assertTrue(self.run_clock())

    def test_user_that_comes_back(self):
        scheduler = self.switch_on(user_id=self.user.id)
        self.user.active = False
        self.run_clock()
        self.user.active = True
        self.assertTrue(self.run_clock())
        self.assertEqual((scheduler.status, scheduler.pause_reason), ("on", False))

    def test_user_that_lost_its_rights(self):
        scheduler = self.switch_on(user_id=self.user.id)
        self.user.group_ids = self.env.ref("base.group_user")
        self.assertFalse(self.run_clock())
        self.assert_paused(scheduler, "Amazon: User")

    def test_user_of_another_company(self):
        scheduler = self.switch_on(user_id=self.user.id)
        other = self.env["res.company"].create({"name": "Other"})
        self.user.write({"company_ids": other.ids, "company_id": other.id})
        self.assertFalse(self.run_clock())
        self.assert_paused(scheduler, self.company.name)

    def test_user_that_cannot_run_it_is_refused(self):
        nobody = self.create_user("nobody")
        with self.assertRaisesRegex(ValidationError, "Amazon: User"):
            self.get_scheduler().user_id = nobody

    # === A FLOW THAT AMAZON REFUSES === #

    def pause(self):
        scheduler = self.switch_on()
        other = self.switch_on("send_refunds")
        self.env["amazon.scheduler"]._pause(self.seller, "update_stock", "No role.")
        return scheduler, other

    def test_only_the_refused_flow_is_paused(self):
        """A07."""
        scheduler, other = self.pause()
        self.assert_paused(scheduler, "No role.")
        self.assertEqual(other.status, "on")
        self.assertEqual(len(self.run_clock()), 1)
        self.assertEqual(scheduler.next_call, NOON)
        activity = self.seller.activity_search([ACTIVITY])
        self.assertIn("No role.", activity.note)
        self.assertEqual(self.seller.paused_scheduler_count, 1)

    def test_resumed_by_hand(self):
        scheduler, _other = self.pause()
        with self.assertRaises(AccessError):
            scheduler.with_user(self.user).action_resume()
        scheduler.with_user(self.manager).action_resume()
        self.assertEqual(scheduler.status, "on")
        self.assertFalse(self.seller.activity_search([ACTIVITY]))
        self.assertEqual(len(self.run_clock(Datetime.now())), 2)

    def prove_connection(self, reports):
        """Test the connection; this is what Amazon answers about reports."""
        with self.fake_client(
            get_marketplace_participations=[GERMANY, USA],
            get_order=RejectedError("No such order."),
            get_reports=reports,
        ):
            self.seller.with_user(self.user)._test_connection()

    def test_resumed_by_a_test_that_finds_the_role(self):
        scheduler, _other = self.pause()
        self.prove_connection(AccessDeniedError("Denied."))
        self.assert_paused(scheduler, "No role.")
        self.prove_connection({"reports": []})
        self.assertEqual(scheduler.status, "on")
        self.assertLessEqual(scheduler.next_call, Datetime.now())

    def test_reconnected(self):
        """What was missed is caught up at once; nothing else starts."""
        later = Datetime.now() + timedelta(hours=5)
        due = self.switch_on(next_call=later)
        off = self.get_scheduler("send_invoices")
        off.next_call = later
        paused = self.switch_on("send_refunds", next_call=later)
        self.env["amazon.scheduler"]._pause(self.seller, "send_refunds", "No role.")
        triggers = self.env["ir.cron.trigger"].search([])
        self.seller._on_reconnected(later - timedelta(days=1))
        new_triggers = self.env["ir.cron.trigger"].search([]) - triggers
        self.assertEqual(new_triggers.cron_id, self.env.ref(CLOCK))
        self.assertLessEqual(due.next_call, Datetime.now())
        self.assertEqual((off | paused).mapped("next_call"), [later, later])

    def test_reconnected_flows_start_one_after_the_other(self):
        later = Datetime.now() + timedelta(hours=5)
        flows = self.switch_on(next_call=later)
        flows |= self.switch_on("send_refunds", next_call=later)
        self.seller._on_reconnected(later - timedelta(days=1))
        first, second = flows.mapped("next_call")
        self.assertEqual(second - first, timedelta(minutes=2))
