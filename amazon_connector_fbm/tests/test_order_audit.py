# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models.amazon_scheduler import AUDIT
from .common import AmazonFbmCommon
from .documents import item, moment, valid_order

HOUR = 60


@tagged("post_install", "-at_install")
class TestOrderAudit(AmazonFbmCommon):
    """The audit lists what was bought and finds what the imports missed."""

    def setUp(self):
        super().setUp()
        self.seller.order_audit_days = 3

    def audit(self, date_from=None, date_to=None):
        """Audit with all jobs at once; return the record of the audit."""
        seller = self.seller.with_context(queue_job__no_delay=True)
        log = seller._start_order_audit("manual", date_from, date_to)
        self.refresh(log)
        return self.env["amazon.order.audit"].search([("sync_log_id", "=", log.id)])

    def import_without(self, **fault):
        """Import once while Amazon's list leaves out orders."""
        self.faults.plan(operation="searchOrders", **fault)
        return self.run_import()

    # === WHAT IT FINDS === #

    def test_nothing_is_missing(self):
        self.put_simple("302-1", "302-2", minutes=HOUR)
        self.run_import()
        audit = self.audit()
        self.assertEqual(audit.state, "complete")
        self.assertEqual(audit.result, "Amazon 2 = Odoo 2")
        self.assertRecordValues(
            audit, [{"late_count": 0, "outdated_count": 0, "unlisted_count": 0}]
        )
        self.assertEqual(audit.sync_log_id.state, "done")
        self.assertIn("Amazon 2 = Odoo 2", audit.sync_log_id.notice)
        self.assertFalse(self.simulator.journal.entries("getOrder"))

    def test_request_asks_for_ids_only(self):
        self.put_simple("302-1", minutes=HOUR)
        self.run_import()
        audit = self.audit()
        query = self.searches()[-1]
        self.assertNotIn("includedData", query)
        self.assertNotIn("lastUpdatedAfter", query)
        self.assertEqual(
            query["createdAfter"], self.seller._format_moment(audit.window_start)
        )
        self.assertEqual(
            query["createdBefore"], self.seller._format_moment(audit.window_end)
        )

    def test_every_tenth_order_was_missed(self):
        """O13."""
        refs = [f"302-{number:02d}" for number in range(20)]
        self.put_simple(*refs, minutes=HOUR)
        self.import_without(drop_every=10)
        self.assertEqual(len(self.get_sales()), 18)
        audit = self.audit()
        self.assertEqual(audit.result, "Amazon 20 = Odoo 20")
        self.assertEqual(audit.late_count, 2)
        self.assertEqual(len(audit.late_order_ids), 2)
        self.assertEqual(set(self.get_sales().mapped("amazon_order_ref")), set(refs))
        self.assertEqual(audit.sync_log_id.imported_count, 2)
        self.assertIn("had missed 2", audit.sync_log_id.notice)

    def test_next_imports_do_not_find_what_the_audit_finds(self):
        """Otherwise the audit would prove nothing that the imports do not."""
        self.seller.order_lookback_days = 0
        self.put_simple("302-1", minutes=HOUR)
        self.import_without(drop_order_ids=["302-1"])
        self.run_import()
        self.assertFalse(self.get_sales())
        self.assertEqual(self.audit().late_count, 1)

    def test_outdated_order_is_fetched_again(self):
        self.seller.order_lookback_days = 0
        self.put_simple("302-1", minutes=HOUR)
        self.run_import()
        self.put(self.with_status("302-1", "SHIPPED", minutes=30))
        self.import_without(drop_order_ids=["302-1"])
        order = self.get_order("302-1")
        self.assertEqual(order.fulfillment_status, "UNSHIPPED")
        audit = self.audit()
        self.assertEqual((audit.outdated_count, audit.late_count), (1, 0))
        self.assertEqual(audit.state, "complete")
        self.assertEqual(order.fulfillment_status, "SHIPPED")

    def test_order_that_amazon_lists_but_does_not_give(self):
        self.put_simple("302-1", "302-2", minutes=HOUR)
        self.import_without(drop_order_ids=["302-1"])
        self.faults.plan(operation="getOrder", status=404)
        audit = self.audit()
        self.assertEqual(audit.state, "incomplete")
        self.assertEqual(audit.result, "Amazon 2 ≠ Odoo 1")
        line = audit.sync_log_id.line_ids
        self.assertEqual((line.reference, line.cause), ("302-1", "not_found"))

    def test_order_that_amazon_does_not_list(self):
        self.put_simple("302-1", "302-2", minutes=HOUR)
        self.run_import()
        self.faults.plan(operation="searchOrders", drop_order_ids=["302-1"])
        audit = self.audit()
        self.assertEqual(audit.state, "complete")
        self.assertEqual((audit.amazon_count, audit.unlisted_count), (1, 1))

    def test_several_pages(self):
        self.put_simple("302-1", "302-2", "302-3", minutes=HOUR)
        self.import_without(drop_order_ids=["302-2"])
        with self.pages_of(1):
            audit = self.audit()
        self.assertEqual(audit.result, "Amazon 3 = Odoo 3")
        self.assertEqual(audit.late_order_ids.name, "302-2")

    def test_list_that_turns_in_a_circle(self):
        self.put_simple("302-1", "302-2", "302-3", minutes=HOUR)
        self.run_import()
        self.faults.plan(operation="searchOrders", duplicate_page=True, times="always")
        with self.pages_of(1):
            audit = self.audit()
        self.assertEqual(audit.state, "failed")
        self.assertEqual(audit.sync_log_id.state, "failed")
        self.assertFalse(audit.result)

    def test_refused_list_pauses_no_import(self):
        self.put_simple("302-1", minutes=HOUR)
        self.run_import()
        self.faults.plan(operation="searchOrders", status=403)
        self.assertEqual(self.audit().state, "failed")
        self.assertFalse(self.get_scheduler().pause_reason)

    # === WHICH TIME IT COVERS === #

    def test_window(self):
        self.run_import()
        cursor = self.seller.order_cursor = Datetime.now() - timedelta(hours=2)
        audit = self.audit()
        self.assertEqual(audit.window_end, cursor)
        reach = Datetime.now() - audit.window_start
        self.assertAlmostEqual(reach / timedelta(days=1), 3, places=2)

    def test_orders_from_before_the_first_import_are_left_out(self):
        """Whoever chose a short first import does not get the rest by the audit."""
        self.seller.order_first_days = 1
        self.put_simple("302-1", minutes=2 * 24 * HOUR)
        self.run_import()
        audit = self.audit(date_from=Datetime.now() - timedelta(days=5))
        self.assertEqual((audit.state, audit.amazon_count), ("complete", 0))
        self.assertFalse(self.get_order("302-1"))

    def test_dates_by_hand(self):
        self.put_simple("302-1", minutes=2 * 24 * HOUR)
        self.put_simple("302-2", minutes=HOUR)
        self.run_import()
        now = Datetime.now()
        audit = self.audit(now - timedelta(days=4), now - timedelta(days=1))
        self.assertEqual(audit.result, "Amazon 1 = Odoo 1")

    def test_before_the_first_import(self):
        with self.assertRaisesRegex(UserError, "no import of .* was complete yet"):
            self.audit()

    def test_time_that_no_import_covers(self):
        self.run_import()
        with self.assertRaisesRegex(UserError, "nothing to audit"):
            self.audit(date_from=Datetime.now())

    def test_days_are_limited(self):
        for days in (0, 731):
            with self.assertRaises(ValidationError):
                self.seller.order_audit_days = days

    # === HOW IT RUNS === #

    def test_clock_starts_it(self):
        self.put_simple("302-1", minutes=HOUR)
        self.run_import()
        self.assertEqual(self.run_clock(AUDIT).operation, AUDIT)
        audit = self.env["amazon.order.audit"].search([])
        self.assertEqual(audit.result, "Amazon 1 = Odoo 1")

    def test_it_starts_at_night(self):
        seller = self.create_seller(self.company, name="New", short_code="NEW")
        scheduler = self.get_scheduler(AUDIT, seller)
        self.assertTrue(scheduler.enabled)
        self.assertEqual(scheduler.next_call.hour, 2)
        self.assertGreater(scheduler.next_call, Datetime.now())

    def test_old_audits_are_deleted(self):
        self.run_import()
        old, new = self.audit(), self.audit()
        old.date = Datetime.now() - timedelta(days=400)
        self.env["amazon.order.audit"]._gc_old_audits()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())

    def test_stalled_audit_goes_on(self):
        self.put_simple("302-1", minutes=HOUR)
        self.import_without(drop_order_ids=["302-1"])
        with trap_jobs() as trap:
            log = self.seller._start_order_audit("manual").with_env(self.env)
            self.perform(trap, "_job_list_orders")
            self.assertEqual(log.order_audit_ids.state, "fetching")
        self.age(log)
        logs = self.env["amazon.sync.log"].with_context(queue_job__no_delay=True)
        logs._resume_stalled_orders()
        self.assertEqual(self.refresh(log).order_audit_ids.state, "complete")
        self.assertTrue(self.get_sales("302-1"))

    def test_user_sees_and_opens_what_was_found(self):
        self.put_simple("302-1", minutes=HOUR)
        self.import_without(drop_order_ids=["302-1"])
        user = self.create_user("ben", "amazon_connector.group_amazon_user")
        audit = self.audit().with_user(user)
        action = audit.action_view_late_orders()
        orders = self.env["amazon.order"].with_user(user).search(action["domain"])
        self.assertEqual(orders.name, "302-1")
        self.assertEqual(audit.action_view_sync_log()["res_id"], audit.sync_log_id.id)

    def test_order_that_comes_while_it_lists(self):
        """An id may come twice: on both pages it counts once."""
        documents = [
            valid_order(ref, [item("MUG")], minutes=HOUR) for ref in ("302-1", "302-2")
        ]
        self.run_import(*documents)
        pages = (
            {**self.page(*documents, token="A"), "createdBefore": moment(5)},
            self.page(documents[1]),
        )
        with self.fake_client(search_orders=pages):
            audit = self.audit()
        self.assertEqual(audit.result, "Amazon 2 = Odoo 2")
