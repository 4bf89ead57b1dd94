# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged

from odoo.addons.amazon_connector_fbm import post_init_hook
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import AmazonFbmCommon
from .documents import USA, item, valid_order

USER = "amazon_connector.group_amazon_user"


@tagged("post_install", "-at_install")
class TestScheduler(AmazonFbmCommon):
    """Orders are imported by themselves, for each seller as it is set."""

    # === THE CLOCK STARTS IMPORTS === #

    def test_new_seller_imports_every_quarter_of_an_hour(self):
        scheduler = self.get_scheduler()
        self.assertRecordValues(
            scheduler,
            [
                {
                    "enabled": True,
                    "interval_number": 15,
                    "interval_type": "minutes",
                    "status": "on",
                    "operation": "import_fbm_orders",
                    "last_log_id": False,
                }
            ],
        )

    def test_import(self):
        self.put_simple("302-1")
        log = self.run_clock()
        self.assertEqual((log.sync_type, log.imported_count), ("automatic", 1))
        self.assertEqual(log.user_id, self.get_scheduler().user_id)

    def test_run_counts_as_the_users_and_odoobot_works(self):
        """Whoever is asked for in the scheduler need not be there for the work."""
        self.put_simple("302-1")
        user = self.create_user("user", USER)
        self.get_scheduler().user_id = user
        self.get_scheduler().next_call = Datetime.now() - timedelta(minutes=1)
        with trap_jobs() as trap:
            self.env["amazon.scheduler"]._cron_run_due()
        self.assertEqual(self.get_logs().user_id, user)
        workers = {job.recordset.env.uid for job in trap.enqueued_jobs}
        self.assertEqual(workers, {SUPERUSER_ID})

    def test_last_run_is_shown(self):
        self.put_simple("302-1")
        log = self.run_clock()
        scheduler = self.get_scheduler()
        self.assertRecordValues(
            scheduler,
            [
                {
                    "last_log_id": log.id,
                    "last_state": "done",
                    "last_start": log.date_start,
                    "last_duration": log.duration,
                    "is_running": False,
                }
            ],
        )
        self.assertEqual(scheduler.action_open_last_log()["res_id"], log.id)

    def test_running_is_shown(self):
        with self.trapped_run() as (log, _trap):
            scheduler = self.get_scheduler()
            self.assertEqual(
                (scheduler.status, scheduler.last_log_id), ("running", log)
            )

    def test_one_seller_does_not_stop_the_others(self):
        idle = self.create_seller(self.company, name="A first", short_code="OTH")
        self.assertEqual(self.run_clock().seller_id, self.seller)
        message = self.get_scheduler(seller=idle).last_message
        self.assertIn("no integrated marketplace", message)

    def test_off(self):
        self.get_scheduler().enabled = False
        self.assertFalse(self.run_clock())
        self.assertFalse(self.searches())

    def test_needs_attention(self):
        self.seller._set_attention("dead")
        self.assertFalse(self.run_clock())
        self.assertFalse(self.searches())

    def test_while_a_run_is_going_on(self):
        """It is left alone, and started again when it is due the next time."""
        with self.trapped_run() as (log, _trap):
            self.assertFalse(self.run_clock())
            self.assertEqual(self.get_logs(), log)
            scheduler = self.get_scheduler()
            self.assertGreater(scheduler.next_call, Datetime.now())
            self.assertFalse(scheduler.last_message)
            with self.assertRaisesRegex(UserError, "running already"):
                scheduler.action_run_now()

    def test_user_runs_it_now(self):
        self.put_simple("302-1")
        user = self.create_user("user", USER)
        scheduler = self.get_scheduler().with_user(user)
        action = scheduler.with_context(queue_job__no_delay=True).action_run_now()
        log = self.env["amazon.sync.log"].browse(action["res_id"])
        self.assertEqual((log.imported_count, log.user_id), (1, user))
        self.assertEqual(log.sync_type, "manual")

    def test_lost_jobs_are_resumed_by_the_clock(self):
        self.put_simple("302-1")
        with self.trapped_run() as (log, _trap):
            pass
        self.age(log)
        self.get_scheduler().enabled = False
        self.run_clock()
        self.assertEqual((log.state, log.imported_count), ("done", 1))

    def test_installation_with_sellers(self):
        self.get_scheduler().enabled = False
        post_init_hook(self.env)
        enabled = self.seller.scheduler_ids.filtered("enabled")
        # Other addons add flows of their own.
        self.assertLessEqual(
            {"import_fbm_orders", "audit_fbm_orders"}, set(enabled.mapped("flow"))
        )

    # === LANGUAGE OF THE USER === #

    def test_language_changes_no_number_and_no_date(self):
        """L14."""
        results = []
        for code in ("en_US", "de_DE", "ar_001", "ja_JP"):
            self.env["res.lang"]._activate_lang(code)
            user = self.create_user(f"user_{code}", USER, lang=code)
            self.get_scheduler().user_id = user
            ref = f"302-{code}"
            self.put(valid_order(ref, [item("MUG", 3, "1234.56", shipping="4.90")]))
            self.assertEqual(self.run_clock().user_id, user)
            order = self.get_order(ref)
            self.assert_proved(order, "3708.58")
            results.append(
                (
                    order.odoo_total,
                    order.sale_order_id.amount_tax,
                    order.sale_order_id.order_line.mapped("price_unit"),
                )
            )
            document = self.simulator.state.seller().orders.get(ref)
            created = document["createdTime"].replace("T", " ").rstrip("Z")
            self.assertEqual(str(order.purchase_date), created)
        self.assertEqual(results, [results[0]] * 4)

    # === A SELLER OR MARKETPLACE THAT IS GIVEN UP === #

    def test_seller_archived_during_a_run(self):
        """L01."""
        self.put_simple("302-1", "302-2", "302-3")
        with self.pages_of(1), self.trapped_run() as (log, trap):
            self.perform_job(trap, self.waiting_jobs(trap)[0])
            self.seller.active = False
            calls = self.simulator.journal.count()
            self.perform(trap)
            self.assertEqual(self.simulator.journal.count(), calls)
        self.assertEqual(log.state, "failed")
        self.assertIn("archived", log.failure_reason)
        self.assertEqual(len(self.get_sales()), 1, "the page that had come is imported")
        self.assertFalse(self.run_clock())
        self.assertEqual(self.simulator.journal.count(), calls)

    def test_archived_seller_goes_on_later_and_has_lost_nothing(self):
        self.put_simple("302-1", "302-2", "302-3")
        with self.pages_of(1), self.trapped_run() as (_log, trap):
            self.perform_job(trap, self.waiting_jobs(trap)[0])
            self.seller.active = False
            self.perform(trap)
        self.seller.active = True
        self.run_clock()
        self.assertEqual(len(self.get_sales()), 3)

    def test_marketplace_that_is_given_up(self):
        """L02: Its orders stay, and Amazon is not asked for it any more."""
        self.put(valid_order("111-1", [item("MUG")], marketplace=USA))
        self.run_clock()
        sale = self.get_sales("111-1")
        self.marketplace_us.active = False
        self.put(valid_order("111-2", [item("MUG")], marketplace=USA))
        log = self.run_clock()
        self.assertEqual(log.state, "done")
        self.assertEqual(
            self.searches()[-1]["marketplaceIds"], self.marketplace_de.amazon_ref
        )
        self.assertEqual(self.get_sales(), sale)
        self.assertEqual(sale.state, "sale")
        self.assertEqual(self.get_order("111-1").marketplace_id, self.marketplace_us)

    # === A TIME WITHOUT CONNECTION === #

    def reconnect(self, since):
        """Connect the seller again that has not been connected since then."""
        with freeze_time(since):
            self.seller._set_attention("dead")
        self.seller._set_connected()

    def test_missed_time_is_caught_up(self):
        self.run_clock()
        cursor = self.seller.order_cursor = Datetime.now() - timedelta(days=5)
        since = Datetime.now() - timedelta(days=3)
        self.put_simple("302-1", minutes=60 * 24 * 2)
        self.reconnect(since)
        self.assertLessEqual(self.get_scheduler().next_call, Datetime.now())
        log = self.run_clock()
        self.assertLess(log.window_start, cursor)
        self.assertEqual(log.imported_count, 1)
        self.assertIn(str(since), log.notice)
        self.assertIn(str(log.window_start), log.notice)
        self.assertFalse(self.seller.disconnected_since)
        self.assertFalse(self.run_clock().notice, "it is caught up")

    def test_missed_time_stays_until_a_run_is_complete(self):
        self.reconnect(Datetime.now() - timedelta(days=3))
        self.faults.plan(operation="searchOrders", status=400)
        self.assertEqual(self.run_clock().state, "failed")
        self.assertTrue(self.run_clock().notice)
