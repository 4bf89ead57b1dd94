# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.common import GERMANY
from odoo.addons.amazon_connector.tests.notifications import make_order_change
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from simulator.queues import DEFAULT_ACCESS_KEY_ID

from .common import AmazonFbmCommon
from .documents import item, valid_order

KNOWN = "302-0000001-0000001"
NEWER = "302-0000002-0000002"
UNKNOWN = "302-0000003-0000003"
MERCHANT = "ASIMULATOR0001"
LONG_AGO = "2020-01-01T00:00:00Z"
LATER = "2026-05-02T12:00:00Z"


@tagged("post_install", "-at_install")
class TestOrderNotification(AmazonFbmCommon):
    """O23, R9: a notification changes no order, it lets Amazon be asked once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.write(
            {
                "merchant_token": MERCHANT,
                "queue_url": f"{cls.simulator.url}/000000000000/notifications",
                "aws_access_key_id": DEFAULT_ACCESS_KEY_ID,
                "aws_secret_access_key": "any",
            }
        )

    def setUp(self):
        super().setUp()
        self.documents = [
            valid_order(name, [item("MUG")]) for name in (KNOWN, NEWER, UNKNOWN)
        ]
        self.simulator.state.put_orders(self.documents)
        log = self.at_once(self.seller)._start_order_fetch([KNOWN, NEWER])
        self.assertEqual(self.refresh(log).imported_count, 2)
        self.simulator.journal.clear()

    def at_once(self, record):
        """Return the record in a context in which jobs run where they are enqueued."""
        return record.with_context(queue_job__no_delay=True)

    def notify(self, order_id, event_time, merchant=MERCHANT, times=1):
        document = make_order_change(order_id, merchant, event_time)
        for _time in range(times):
            self.simulator.state.queues.send(document)

    def receive(self):
        """Take what is in the queue, up to the marks; return the run."""
        with trap_jobs() as trap:
            log = self.seller._start_receive_notifications("automatic")
        with trap_jobs():
            log._job_receive_notifications()
        self.env.flush_all()
        self.env.cr.postcommit.run()
        trap.assert_jobs_count(1)
        return log

    def marked(self, seller=None):
        marks = self.env["amazon.order.mark"].search(
            [("seller_id", "=", (seller or self.seller).id)]
        )
        return sorted(marks.mapped("name"))

    def stored(self):
        orders = self.env["amazon.order"].search([("seller_id", "=", self.seller.id)])
        return orders.sorted("name").read(["name", "last_update_date", "state"])

    def asked(self):
        entries = self.simulator.journal.entries("getOrder")
        return sorted(entry.path.rpartition("/")[2] for entry in entries)

    def put_three(self):
        """A duplicate, one that is older than what is stored, an unknown order."""
        self.notify(KNOWN, LATER, times=2)
        self.notify(NEWER, LONG_AGO)
        self.notify(UNKNOWN, LATER)

    def test_only_marks(self):
        self.put_three()
        before = self.stored()
        self.receive()
        self.assertEqual(self.marked(), [KNOWN, NEWER, UNKNOWN])
        self.assertEqual(self.stored(), before)
        self.assertFalse(self.asked())
        self.assertFalse(self.simulator.state.queues.bodies())

    def test_then_one_call_each(self):
        self.put_three()
        log = self.receive()
        before = self.stored()
        self.at_once(log)._job_receive_notifications()
        self.assertFalse(self.marked())
        self.assertEqual(self.asked(), [KNOWN, NEWER, UNKNOWN])
        after = self.stored()
        self.assertEqual([order["name"] for order in after], [KNOWN, NEWER, UNKNOWN])
        self.assertEqual(after[:2], before, "nothing had changed at Amazon")

    def test_a_message_stays_until_its_mark_is_committed(self):
        self.notify(UNKNOWN, LATER)
        with trap_jobs():
            log = self.seller._start_receive_notifications("automatic")
            log._job_receive_notifications()
        self.env.cr.postcommit.clear()
        self.assertEqual(len(self.simulator.state.queues.bodies()), 1)

    def test_a_mark_that_is_just_handed_over(self):
        """It may be gone after the commit: the notification comes again."""
        self.notify(UNKNOWN, LATER)
        self.receive()
        self.notify(UNKNOWN, LATER)
        marks = type(self.env["amazon.order.mark"])
        with trap_jobs():
            log = self.env["amazon.sync.log"]._get_running(
                self.seller, "receive_notifications"
            )
            with patch.object(
                marks, "try_lock_for_update", lambda marks, **_options: marks.browse()
            ):
                with self.assertRaises(RetryableJobError):
                    log._job_receive_notifications()
        self.env.cr.postcommit.clear()
        self.assertFalse(log.line_ids)
        self.assertEqual(len(self.simulator.state.queues.bodies()), 1)

    def test_marks_wait_while_orders_are_fetched(self):
        with trap_jobs():
            running = self.seller._start_order_fetch([KNOWN])
        self.notify(UNKNOWN, LATER)
        log = self.receive()
        with trap_jobs():
            log._job_receive_notifications()
        self.assertEqual(self.marked(), [UNKNOWN])
        running._finish()
        self.at_once(self.env["amazon.scheduler"])._recover_runs()
        self.assertFalse(self.marked())
        self.assertEqual(self.asked(), [UNKNOWN])

    def test_marks_of_a_seller_that_cannot_import_stay(self):
        self.notify(UNKNOWN, LATER)
        self.receive()
        self.marketplaces.active = False
        with trap_jobs() as trap:
            self.env["amazon.order.mark"]._fetch_waiting()
        trap.assert_jobs_count(0)
        self.assertEqual(self.marked(), [UNKNOWN])

    def test_an_order_that_amazon_does_not_have(self):
        self.notify("302-9999999-9999999", LATER)
        log = self.receive()
        self.at_once(log)._job_receive_notifications()
        self.assertFalse(self.marked())
        fetch = self.env["amazon.sync.log"].search([], order="id desc", limit=1)
        self.assertEqual(fetch.line_ids.cause, "not_found")

    # === WHOSE NOTIFICATION === #

    def test_another_seller_of_the_same_queue(self):
        """Also of another company: each learns what is about it."""
        other = self.create_seller(
            self.env["res.company"].create({"name": "Other"}),
            short_code="OTH",
            merchant_token="AOTHER",
            simulator_url=self.seller.simulator_url,
            queue_url=self.seller.queue_url,
        )
        self.create_marketplace(other, GERMANY).active = True
        self.notify(UNKNOWN, LATER, merchant="AOTHER")
        self.receive()
        self.assertEqual(self.marked(other), [UNKNOWN])
        self.assertFalse(self.marked())

    def test_marketplace_that_is_not_integrated(self):
        """Nobody wants its orders: the message goes, the order is not fetched."""
        self.marketplace_de.active = False
        self.notify(UNKNOWN, LATER)
        self.receive()
        self.assertFalse(self.marked())
        self.assertFalse(self.simulator.state.queues.bodies())

    def test_nobody_here(self):
        self.notify(UNKNOWN, LATER, merchant="ASTRANGER")
        log = self.receive()
        self.assertEqual(log.left_count, 1)
        self.assertEqual(len(self.simulator.state.queues.bodies()), 1)

    def test_a_seller_without_merchant_token(self):
        self.seller.merchant_token = False
        self.notify(UNKNOWN, LATER, merchant="AWHOEVER")
        self.receive()
        self.assertEqual(self.marked(), [UNKNOWN])

    # === SUBSCRIPTION === #

    def test_moved_queue(self):
        """Amazon sends to the new queue then, and to no other one."""
        self.seller.action_subscribe_notifications()
        queues = self.simulator.state.queues
        queues.create("another")
        self.seller.queue_url = f"{self.simulator.url}/000000000000/another"
        action = self.seller.action_subscribe_notifications()
        self.assertEqual(action["params"]["type"], "success")
        (subscription,) = self.simulator.state.seller().subscriptions.values()
        self.assertEqual(subscription["destinationId"], self.seller.destination_ref)
        self.assertEqual(self.simulator.journal.count("deleteSubscriptionById"), 1)

    def test_subscription(self):
        """Twice is once: what exists is found."""
        for _time in range(2):
            action = self.seller.action_subscribe_notifications()
            self.assertEqual(action["params"]["type"], "success")
        subscriptions = self.simulator.state.seller().subscriptions
        self.assertEqual(list(subscriptions), ["ORDER_CHANGE"])
        self.assertEqual(self.simulator.journal.count("createDestination"), 1)
        self.assertEqual(self.simulator.journal.count("createSubscription"), 1)
