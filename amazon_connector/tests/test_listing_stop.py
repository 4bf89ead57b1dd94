# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from simulator.listings import make_item
from simulator.lwa import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_REFRESH_TOKEN,
    DEFAULT_SELLER,
)

from ..lib.client import AmazonClient
from ..lib.rate import MemoryRateBudget
from ..lib.token import TokenCache
from ..models.amazon_seller_schedule_mixin import CLOCK
from ..models.amazon_sync_log_stop import JOB, STOP
from .common import DE_REF, US_REF
from .notification_case import NotificationCase

USER = "amazon_connector.group_amazon_user"
STOCK = "stock.group_stock_user"
SKU = "MUG/3 #5%"
PATCH = "patchListingsItem"
API_MIXIN = "odoo.addons.amazon_connector.models.amazon_api_mixin"
CLOCK_LOGGER = "odoo.addons.amazon_connector.models.amazon_scheduler_clock_mixin"


@tagged("post_install", "-at_install")
class TestListingStop(NotificationCase):
    """L05: a product archived after listing: 0 is sent once, then nothing more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.write(
            {
                "merchant_token": DEFAULT_SELLER,
                "lwa_client_id": DEFAULT_CLIENT_ID,
                "lwa_client_secret": DEFAULT_CLIENT_SECRET,
                "refresh_token": DEFAULT_REFRESH_TOKEN,
            }
        )
        cls.seller._set_connected()
        cls.product = cls.env["product.product"].create({"name": "Mug"})
        cls.listing = cls.create_listing(SKU, cls.product)

    @classmethod
    def create_listing(cls, sku, product, marketplace=None):
        """Return a listing that is not at Amazon yet."""
        marketplace = marketplace or cls.marketplace_de
        vals = {"sku": sku, "product_id": product.id, "marketplace_id": marketplace.id}
        return cls.env["amazon.listing"].create(vals)

    def setUp(self):
        super().setUp()
        budget = "DatabaseRateBudget"
        self.startPatcher(patch(f"{API_MIXIN}.{budget}", lambda *_: MemoryRateBudget()))
        # The simulator has forgotten every token, as a restart of Odoo does.
        defaults = AmazonClient.__init__.__kwdefaults__
        self.startPatcher(patch.dict(defaults, {"token_cache": TokenCache()}))
        self.put_item(SKU)

    def put_item(self, sku, *channels, quantity=5, marketplace=DE_REF):
        """Let Amazon sell a SKU, by the merchant unless channels are given."""
        state = self.simulator.state
        item = make_item(sku, [marketplace], state.clock.now(), quantity=quantity)
        if channels:
            item["fulfillmentAvailability"] = [
                {"fulfillmentChannelCode": channel} for channel in channels
            ]
        state.put_listings([item])

    def run_clock(self):
        """Start what is due and run its jobs; return the run that was started."""
        before = self.get_runs()
        with self.mute_schedulers():
            scheduler = self.env["amazon.scheduler"]
            scheduler.with_context(queue_job__no_delay=True)._cron_run_due()
        return self.get_runs() - before

    def mute_schedulers(self):
        """Let the clock find no scheduler that is due."""
        schedulers = type(self.env["amazon.scheduler"])
        return patch.object(schedulers, "_find_due", lambda model: model.browse())

    def get_runs(self):
        return self.env["amazon.sync.log"].search([("operation", "=", STOP)])

    def sent(self):
        """Return what Amazon was told: SKU and quantity, in turn."""
        return [
            (each["sku"], each["body"]["patches"][0]["value"][0]["quantity"])
            for each in self.simulator.state.seller().listings.submissions()
        ]

    def let_settle(self, listing=None):
        """Let the hour pass after which Odoo looks again."""
        listing = listing or self.listing
        listing.sudo().stop_date -= timedelta(hours=2)

    # === ONCE === #

    def test_one_zero_then_none(self):
        self.product.action_archive()
        self.assertEqual(self.listing.stop_state, "due")
        self.assertFalse(self.simulator.journal.count())
        log = self.run_clock()
        self.assertEqual(self.sent(), [(SKU, 0)])
        self.assertRecordValues(self.listing, [{"stop_state": "sent"}])
        self.assertTrue(self.listing.stop_date)
        self.assertRecordValues(log, [{"state": "done", "updated_count": 1}])
        line = log.line_ids
        self.assertEqual((line.reference, line.result), (SKU, "updated"))
        (entry,) = self.simulator.journal.entries(PATCH)
        self.assertEqual(line.request_id, entry.request_id)
        self.assertFalse(self.run_clock())
        self.let_settle()
        self.run_clock()
        self.assertEqual(self.listing.stop_state, "stopped")
        self.assertFalse(self.run_clock())
        self.assertEqual(self.sent(), [(SKU, 0)])
        self.assertEqual(self.simulator.journal.count(PATCH), 1)

    def test_archiving_wakes_the_clock(self):
        triggers = self.env["ir.cron.trigger"]
        domain = [("cron_id", "=", self.env.ref(CLOCK).id)]
        before = triggers.search_count(domain)
        self.product.action_archive()
        self.assertEqual(triggers.search_count(domain), before + 1)

    def test_template(self):
        """Archiving the template archives its variants."""
        self.product.product_tmpl_id.action_archive()
        self.assertEqual(self.listing.stop_state, "due")
        self.product.product_tmpl_id.action_unarchive()
        self.assertFalse(self.listing.stop_state)

    def test_archived_again(self):
        """An active product clears the mark; archived once more, 0 is sent again."""
        self.product.action_archive()
        self.run_clock()
        self.product.action_unarchive()
        self.assertRecordValues(
            self.listing, [{"stop_state": False, "stop_date": False}]
        )
        self.put_item(SKU, quantity=7)
        self.product.action_archive()
        self.run_clock()
        self.assertEqual(self.sent(), [(SKU, 0), (SKU, 0)])

    def test_unarchived_before_the_run(self):
        self.product.action_archive()
        self.product.action_unarchive()
        self.assertFalse(self.run_clock())
        self.assertFalse(self.sent())

    def test_saved_again(self):
        """What changes nothing about the product sends nothing."""
        self.product.action_archive()
        self.run_clock()
        self.product.write({"active": False, "name": "Old Mug"})
        self.listing.write({"product_id": self.product.id})
        self.assertEqual(self.listing.stop_state, "sent")
        self.assertFalse(self.run_clock())

    def test_switched_off(self):
        self.seller.stop_archived_products = False
        self.product.action_archive()
        self.assertFalse(self.listing.stop_state)
        self.assertFalse(self.run_clock())
        self.assertFalse(self.simulator.journal.count())

    def test_switched_off_before_the_run(self):
        self.product.action_archive()
        self.seller.stop_archived_products = False
        self.assertFalse(self.run_clock())

    def test_many(self):
        """Each job does a few of them, and enqueues the next one."""
        products = self.env["product.product"].create(
            [{"name": f"Cup {number}"} for number in range(7)]
        )
        for product in products:
            self.create_listing(product.name, product)
            self.put_item(product.name)
        products.action_archive()
        with trap_jobs() as trap, self.mute_schedulers():
            self.env["amazon.scheduler"]._cron_run_due()
        log = self.get_runs()
        trap.assert_jobs_count(1, only=getattr(log, JOB))
        with trap_jobs() as trap:
            getattr(log, JOB)()
        self.assertEqual(len(self.sent()), 5)
        trap.assert_jobs_count(1, only=getattr(log, JOB))
        getattr(log.with_context(queue_job__no_delay=True), JOB)()
        self.assertEqual(len(self.sent()), 7)
        self.assertRecordValues(log, [{"state": "done", "updated_count": 7}])

    def test_killed_before_the_commit(self):
        """The same 0 is sent again at most, and Amazon is asked first."""
        self.product.action_archive()
        with self.mute_schedulers(), trap_jobs():
            self.env["amazon.scheduler"]._cron_run_due()
            log = self.get_runs()
            self.env.flush_all()
            with self.env.cr.savepoint() as savepoint:
                getattr(log, JOB)()
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(self.listing.stop_state, "due")
        getattr(log.with_context(queue_job__no_delay=True), JOB)()
        self.assertEqual(self.sent(), [(SKU, 0)])
        self.assertEqual(self.listing.stop_state, "stopped")
        self.assertTrue(self.listing.stop_date)

    def test_a_run_that_lost_its_job(self):
        self.product.action_archive()
        with trap_jobs(), self.mute_schedulers():
            self.env["amazon.scheduler"]._cron_run_due()
        log = self.get_runs()
        with trap_jobs() as trap:
            self.env["amazon.sync.log"]._resume_lost_runs()
        trap.assert_enqueued_job(getattr(log, JOB))

    # === WHAT IS NOT SENT === #

    def test_shipped_by_amazon(self):
        """F16: a quantity of the merchant would take it away from Amazon."""
        for channels in (["AMAZON_EU"], ["AMAZON_NA", "DEFAULT"]):
            self.put_item(SKU, *channels)
            self.product.action_archive()
            log = self.run_clock()
            self.assertEqual(self.listing.stop_state, "by_amazon")
            self.assertEqual(log.line_ids.result, "skipped")
            self.assertIn("Amazon ships", log.line_ids.message)
            self.product.action_unarchive()
        self.assertFalse(self.sent())

    def test_nothing_left_anyway(self):
        self.put_item(SKU, quantity=0)
        self.product.action_archive()
        self.run_clock()
        self.assertEqual(self.listing.stop_state, "stopped")
        self.assertFalse(self.sent())

    def test_unclear(self):
        self.put_item(SKU, "WAREHOUSE-7")
        self.product.action_archive()
        log = self.run_clock()
        self.assertEqual((self.listing.stop_state, log.state), ("failed", "partial"))
        self.assertIn("Set its quantity to 0", log.line_ids.message)
        self.assertFalse(self.sent())

    def test_same_sku_of_an_active_product(self):
        """Amazon may have one quantity for both marketplaces."""
        other = self.env["product.product"].create({"name": "Other"})
        self.create_listing(SKU, other, self.marketplace_us)
        self.product.action_archive()
        log = self.run_clock()
        self.assertEqual(self.listing.stop_state, "failed")
        self.assertIn("another marketplace", log.line_ids.message)
        self.assertFalse(self.simulator.journal.count("getListingsItem"))

    def test_each_marketplace(self):
        listing = self.create_listing("MUG-US", self.product, self.marketplace_us)
        self.put_item("MUG-US", marketplace=US_REF)
        self.product.action_archive()
        self.run_clock()
        self.assertEqual(sorted(self.sent()), [("MUG-US", 0), (SKU, 0)])
        self.assertEqual(listing.stop_state, "sent")

    def test_marketplace_that_is_not_integrated(self):
        """L02: pushes stop, and are caught up."""
        self.marketplace_de.active = False
        self.product.action_archive()
        self.assertFalse(self.run_clock())
        self.marketplace_de.active = True
        self.run_clock()
        self.assertEqual(self.sent(), [(SKU, 0)])

    def test_archived_listing(self):
        """Nobody sells under it any more, as far as Odoo knows."""
        self.listing.action_archive()
        self.product.action_archive()
        self.assertFalse(self.run_clock())
        self.listing.action_unarchive()
        self.run_clock()
        self.assertEqual(self.sent(), [(SKU, 0)])

    def test_mapped_to_an_archived_product(self):
        archived = self.env["product.product"].create({"name": "A", "active": False})
        self.listing.product_id = archived
        self.assertEqual(self.listing.stop_state, "due")
        self.listing.product_id = self.product
        self.assertFalse(self.listing.stop_state)
        self.listing.product_id = archived
        self.listing.product_id = False
        self.assertFalse(self.listing.stop_state)

    # === NOT NOW === #

    def assert_caught_up(self, repair):
        """Nothing is called until ``repair()``, then 0 is sent."""
        self.product.action_archive()
        self.simulator.journal.clear()
        self.assertFalse(self.run_clock())
        self.assertFalse(self.simulator.journal.count())
        repair()
        self.run_clock()
        self.assertEqual(self.sent(), [(SKU, 0)])

    def test_seller_that_needs_authorisation(self):
        self.seller._set_attention("Revoked", "reauthorize")
        self.assert_caught_up(self.seller._set_connected)

    def test_copied_database(self):
        """L13."""
        self.seller.sudo().database_uuid = "another"
        self.assert_caught_up(self.seller.action_confirm_database)

    def test_archived_seller(self):
        self.seller.active = False
        self.assert_caught_up(self.seller.action_unarchive)

    def test_missing_role(self):
        """A07: Amazon refuses; the run says which role, and Odoo stops asking."""
        self.simulator.state.deny_roles(["product_listing"])
        self.product.action_archive()
        log = self.run_clock()
        self.assertEqual(log.state, "failed")
        self.assertIn("Product Listing", log.failure_reason)
        self.assertTrue(log.request_id)
        self.assertFalse(self.seller._has_role("product_listing"))
        self.assertEqual(self.listing.stop_state, "due")
        log.date_end -= timedelta(hours=1)
        self.assertFalse(self.run_clock())
        self.simulator.state.deny_roles([])
        self.seller.action_test_connection()
        self.run_clock()
        self.assertEqual(self.sent(), [(SKU, 0)])

    def test_dead_authorisation_during_a_run(self):
        self.product.action_archive()
        self.simulator.state.login.revoke(DEFAULT_REFRESH_TOKEN)
        log = self.run_clock()
        self.assertEqual(log.state, "failed")
        self.assertEqual(self.listing.stop_state, "due")

    def test_throttled(self):
        """What was done stays, the rest comes again."""
        self.create_listing("CUP", self.product)
        self.put_item("CUP")
        self.product.action_archive()
        self.simulator.faults.plan(operation=PATCH, nth=2, status=429)
        with self.mute_schedulers(), trap_jobs():
            self.env["amazon.scheduler"]._cron_run_due()
            log = self.get_runs()
            getattr(log, JOB)()
            self.assertEqual(len(self.sent()), 1)
            self.simulator.faults.plan(operation="getListingsItem", status=429)
            with self.assertRaises(RetryableJobError):
                getattr(log, JOB)()
        self.assertEqual(log.state, "running")

    def test_failed_run_pauses(self):
        """Not every minute a run that fails in the same way."""
        self.product.action_archive()
        with self.mute_schedulers(), trap_jobs():
            self.env["amazon.scheduler"]._cron_run_due()
        self.get_runs()._fail("Out of reach")
        self.assertFalse(self.run_clock())
        self.get_runs().date_end = fields.Datetime.now() - timedelta(hours=1)
        self.assertTrue(self.run_clock())

    def test_trouble_stops_no_scheduler(self):
        """The clock goes on with the schedulers, whatever happens here."""
        listings = type(self.env["amazon.listing"])
        found = []
        with (
            patch.object(listings, "_stop_due", side_effect=ValueError("x")),
            patch.object(
                type(self.env["amazon.scheduler"]),
                "_find_due",
                lambda model: found.append(1) or model.browse(),
            ),
            self.assertLogs(CLOCK_LOGGER, "ERROR"),
        ):
            self.env["amazon.scheduler"]._cron_run_due()
        self.assertTrue(found)

    # === REFUSED === #

    def assert_refused(self, words):
        """One mismatch with a sentence, and no second call before a retry."""
        self.product.action_archive()
        log = self.run_clock()
        self.assertEqual((self.listing.stop_state, log.state), ("failed", "partial"))
        line = log.line_ids
        self.assertEqual((line.result, line.cause), ("failed", "stop"))
        self.assertIn(words, line.message)
        self.assertTrue(line.can_retry)
        self.assertFalse(self.run_clock())
        return line

    def test_invalid(self):
        """Amazon's answer is a success that says no."""
        issue = {
            "code": "4000001",
            "message": "The provided value is invalid.",
            "severity": "ERROR",
            "categories": ["INVALID_ATTRIBUTE"],
        }
        body = {"sku": SKU, "status": "INVALID", "submissionId": "1", "issues": [issue]}
        self.simulator.faults.plan(operation=PATCH, status=200, body=body)
        line = self.assert_refused("The provided value is invalid. (4000001)")
        (entry,) = self.simulator.journal.entries(PATCH)
        self.assertEqual(line.request_id, entry.request_id)
        self.retry(line)
        self.assertEqual(self.sent(), [(SKU, 0)])
        self.assertTrue(line.resolved)

    def retry(self, line):
        """Press Retry on the mismatch as an Amazon User, and let the clock run."""
        user = self.create_user("ben", USER)
        action = line.with_user(user).action_retry()
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(self.listing.stop_state, "due")
        return self.run_clock()

    def test_unknown_sku(self):
        self.simulator.state.reset()
        line = self.assert_refused("archive the listing in Odoo")
        self.assertIn("not found", line.message)

    def test_denied_sku(self):
        """A08: 403 for one SKU stops no other and pauses nothing."""
        self.create_listing("CUP", self.product)
        self.put_item("CUP")
        self.simulator.faults.plan(operation="getListingsItem", match="MUG", status=403)
        self.product.action_archive()
        log = self.run_clock()
        self.assertEqual(self.sent(), [("CUP", 0)])
        self.assertEqual((log.state, log.failed_count), ("partial", 1))
        self.assertEqual(self.listing.stop_state, "failed")
        self.assertTrue(self.seller._has_role("product_listing"))
        self.assertEqual(self.seller.state, "connected")

    def test_without_merchant_token(self):
        self.seller.merchant_token = False
        self.assert_refused("Enter the merchant token")
        self.assertFalse(self.simulator.journal.count())

    def test_accepted_and_ignored(self):
        """Accepted is not applied: Odoo looks, and never repeats it by itself."""
        self.product.action_archive()
        self.run_clock()
        self.put_item(SKU, quantity=5)
        self.let_settle()
        log = self.run_clock()
        self.assertEqual((self.listing.stop_state, log.state), ("failed", "partial"))
        self.assertIn("shows another one still", log.line_ids.message)
        self.assertEqual(self.sent(), [(SKU, 0)])
        self.retry(log.line_ids)
        self.assertEqual(self.sent(), [(SKU, 0), (SKU, 0)])

    # === NO ANSWER === #

    def break_listing(self, match="MUG", operation="getListingsItem", **effect):
        """Let Amazon answer about a SKU as it does when it is out of order."""
        self.simulator.faults.plan(
            operation=operation,
            match=match,
            times="always",
            **(effect or {"status": 500}),
        )

    def let_retry(self):
        """Let the pause before the next try pass."""
        self.listing.sudo().stop_next_try -= timedelta(hours=1)

    def assert_others_go_on(self):
        """The listings behind a broken one are stopped by the same run."""
        cup = self.create_listing("ZOTHER", self.product)
        self.put_item("ZOTHER")
        self.product.action_archive()
        log = self.run_clock()
        self.assertEqual(self.sent(), [("ZOTHER", 0)])
        self.assertEqual(cup.stop_state, "sent")
        self.assertEqual((self.listing.stop_state, log.state), ("due", "done"))
        return log

    def test_broken_listing_stops_no_other(self):
        """A lasting 5xx about one SKU; the run says so, and asks again later."""
        self.break_listing()
        log = self.assert_others_go_on()
        line = log.line_ids.filtered(lambda line: line.sku == SKU)
        self.assertEqual((line.result, log.pending_count), ("pending", 1))
        self.assertTrue(line.request_id)
        self.assertEqual(self.listing.stop_tries, 1)
        self.assertFalse(self.run_clock())

    def test_damaged_answers_stop_no_other(self):
        self.break_listing(body="<html>", status=200)
        self.assert_others_go_on()

    def test_damaged_item_stops_no_other(self):
        """JSON of which nobody can tell whether the listing is offered."""
        self.break_listing(body={"sku": SKU, "summaries": "none"}, status=200)
        log = self.assert_others_go_on()
        self.assertTrue(all(log.line_ids.mapped("request_id")))

    def test_change_without_an_answer_stops_no_other(self):
        self.break_listing(operation=PATCH)
        self.assert_others_go_on()

    def test_more_broken_listings_than_a_job_takes(self):
        for number in range(6):
            self.create_listing(f"BAD-{number}", self.product)
        self.break_listing("BAD")
        self.product.action_archive()
        log = self.run_clock()
        self.assertEqual(self.sent(), [(SKU, 0)])
        self.assertRecordValues(
            log, [{"state": "done", "pending_count": 6, "updated_count": 1}]
        )

    def test_broken_for_good(self):
        """Also alone: after the last try it is a mismatch that names the SKU."""
        self.break_listing()
        self.product.action_archive()
        for number in range(1, 5):
            self.run_clock()
            self.assertEqual(self.listing.stop_tries, number)
            self.assertFalse(self.run_clock())
            self.let_retry()
        log = self.run_clock()
        self.assertEqual((self.listing.stop_state, log.state), ("failed", "partial"))
        line = log.line_ids
        self.assertRecordValues(
            line, [{"sku": SKU, "result": "failed", "cause": "stop"}]
        )
        self.assertIn("no usable answer", line.message)
        self.assertTrue(line.request_id)
        self.assertTrue(line.can_retry)
        self.assertFalse(self.run_clock())
        self.simulator.faults.clear()
        self.retry(line)
        self.assertEqual((self.sent(), self.listing.stop_tries), ([(SKU, 0)], 0))
        self.assertTrue(line.resolved)

    def test_amazon_out_of_order(self):
        """No SKU gets an answer: the job waits, and no listing is charged."""
        self.break_listing("")
        self.product.action_archive()
        with self.mute_schedulers(), trap_jobs():
            self.env["amazon.scheduler"]._cron_run_due()
            log = self.get_runs()
            with self.assertRaises(RetryableJobError):
                getattr(log, JOB)()
        self.assertFalse(log.line_ids)
        self.assertRecordValues(self.listing, [{"stop_state": "due", "stop_tries": 0}])

    def test_unarchived_forgets_the_tries(self):
        self.break_listing()
        self.product.action_archive()
        self.run_clock()
        self.assertTrue(self.listing.stop_next_try)
        self.product.action_unarchive()
        self.assertRecordValues(
            self.listing, [{"stop_tries": 0, "stop_next_try": False}]
        )

    # === WHAT WAS SAID BEFORE === #

    def test_another_sku(self):
        """What Amazon was told about a SKU says nothing about another one."""
        self.product.action_archive()
        self.run_clock()
        self.listing.sku = SKU
        self.assertEqual(self.listing.stop_state, "sent")
        self.listing.sku = "MUG-2"
        self.put_item("MUG-2")
        self.run_clock()
        self.assertEqual(self.sent(), [(SKU, 0), ("MUG-2", 0)])

    def test_mismatch_that_is_settled(self):
        """Whoever unarchives the product need have no rights on the mismatch."""
        self.simulator.state.reset()
        line = self.assert_refused("archive the listing in Odoo")
        user = self.create_user("stock", "product.group_product_manager", STOCK)
        self.product.with_user(user).action_unarchive()
        self.assertTrue(line.resolved)
        self.assertFalse(self.listing.stop_state)

    def test_mismatch_of_a_listing_that_is_archived(self):
        """The mismatch asks for it."""
        self.simulator.state.reset()
        line = self.assert_refused("archive the listing in Odoo")
        self.listing.with_user(self.create_user("ben", USER)).action_archive()
        self.assertTrue(line.resolved)
        self.assertFalse(self.run_clock())

    def test_retry_of_what_is_not_to_be_stopped(self):
        self.simulator.state.reset()
        line = self.assert_refused("archive the listing in Odoo")
        for record, name in (
            (self.seller, "stop_archived_products"),
            (self.marketplace_de, "active"),
        ):
            record[name] = False
            action = line.action_retry()
            self.assertEqual(action["params"]["type"], "danger")
            self.assertEqual(self.listing.stop_state, "failed")
            record[name] = True
        self.assertEqual(line.action_retry()["params"]["type"], "success")

    # === RIGHTS === #

    def test_who_archives_needs_no_rights_on_amazon(self):
        user = self.create_user("stock", "product.group_product_manager", STOCK)
        self.product.with_user(user).action_archive()
        self.assertEqual(self.listing.stop_state, "due")

    def test_nobody_writes_the_state(self):
        user = self.create_user("ben", USER)
        listing = self.listing.with_user(user)
        for name in ("stop_state", "stop_date", "stop_tries", "stop_next_try"):
            with self.assertRaises(AccessError):
                listing.write({name: False})
        with self.assertRaises(AccessError):
            listing.create({"sku": "A", "stop_state": "stopped"})

    def test_retry_of_a_paused_seller(self):
        self.seller._set_attention("Revoked", "reauthorize")
        self.listing.sudo().stop_state = "failed"
        with self.assertRaisesRegex(UserError, "Revoked"):
            self.listing.action_retry()
        self.assertEqual(self.listing.stop_state, "failed")

    def test_log_of_the_listing(self):
        self.product.action_archive()
        log = self.run_clock()
        action = self.listing.action_view_stop_lines()
        self.assertEqual(action["res_id"], log.line_ids.id)
        self.let_settle()
        later = self.run_clock()
        action = self.listing.action_view_stop_lines()
        lines = self.env["amazon.sync.log.line"].search(action["domain"])
        self.assertEqual(lines, (log | later).line_ids)
