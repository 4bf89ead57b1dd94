# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import AmazonFbmCommon
from .documents import ADDRESS, BUYER, item, moment, valid_order

RUN = "odoo.addons.amazon_connector_fbm.models.amazon_privacy_run"
CANARY = "Kanarienvogel"
BUYER_CANARY = {
    "buyerName": f"{CANARY} Schmidt",
    "buyerEmail": f"{CANARY.lower()}@marketplace.amazon.de",
}
ADDRESS_CANARY = {
    **ADDRESS,
    "name": f"{CANARY} Schmidt",
    "addressLine1": f"{CANARY}weg 7",
    "phone": "+49 4711 0815",
}
GIFT = {"packing": {"giftOption": {"giftMessage": f"Liebe {CANARY}"}}}
TABLES = """
    SELECT table_name
      FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""


@tagged("post_install", "-at_install")
class TestPrivacy(AmazonFbmCommon):
    """Personal data go when their time is over, and nothing else does."""

    def buy(self, ref="302-1", **values):
        """Import an order of the canary that was due today."""
        fulfillment = {
            "fulfillmentStatus": "UNSHIPPED",
            "fulfilledBy": "MERCHANT",
            "deliverByWindow": {"latestDateTime": moment(0)},
        }
        values = {
            "buyer": BUYER_CANARY,
            "recipient": {"deliveryAddress": ADDRESS_CANARY},
            "fulfillment": fulfillment,
            **values,
        }
        return self.import_sale(ref, [item("MUG", fulfillment=GIFT)], **values)

    def ship(self, sale):
        """Deliver the goods in Odoo; Amazon reports them as shipped."""
        picking = sale.picking_ids
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking._action_done()
        self.run_import(self.with_status(sale.amazon_order_ref, "SHIPPED", 4))

    def delete_after(self, days):
        """Let the nightly job run so many days from now; return its record."""
        runs = self.env["amazon.privacy.run"].with_context(queue_job__no_delay=True)
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            runs._cron_delete_personal_data()
        self.refresh(runs)
        return runs.search([("seller_id", "=", self.seller.id)], limit=1)

    def find_canary(self):
        """Return the tables of the database that hold the canary."""
        self.env.flush_all()
        self.env.cr.execute(TABLES)
        return [name for (name,) in self.env.cr.fetchall() if self.holds_canary(name)]

    def holds_canary(self, table):
        self.env.cr.execute(
            SQL(
                "SELECT EXISTS (SELECT FROM %s line WHERE line::text ILIKE %s)",
                SQL.identifier(table),
                f"%{CANARY}%",
            )
        )
        return self.env.cr.fetchone()[0]

    # === WHAT GOES === #

    def test_nothing_of_the_buyer_is_left(self):
        """S18: no name, address, phone number or message anywhere."""
        sale = self.buy()
        picking = sale.picking_ids
        sale.message_post(body=f"<p>{CANARY} Schmidt called about 302-1</p>")
        sale.message_post(body="Where is it?", author_id=sale.partner_id.id)
        picking.note = f"<p>Ring at {CANARY} Schmidt</p>"
        for record in (sale, picking, sale.partner_id, sale.amazon_order_id):
            self.attach(record)
        self.ship(sale)
        self.assertIn("res_partner", self.find_canary())
        run = self.delete_after(31)
        self.assertEqual(self.find_canary(), [])
        self.assertEqual(
            (run.state, run.order_count, run.contact_count), ("done", 1, 1)
        )
        self.assertIn("0 documents older than 30 days", run.proof)
        self.assertEqual(sale.partner_id.name, "Amazon customer 302-1")
        self.assertFalse(sale.partner_id.street or sale.partner_id.phone)
        self.assertEqual(sale.partner_id.country_id, self.env.ref("base.de"))
        self.assertNotIn("Where is it", str(sale.message_ids.mapped("body")))

    def attach(self, record):
        """Attach a label with the buyer's name."""
        return self.env["ir.attachment"].create(
            {
                "name": f"{CANARY}.txt",
                "raw": f"{CANARY}".encode(),
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def test_words_of_the_buyer_go(self):
        sale = self.buy()
        sale.client_order_ref = f"Order of {CANARY}"
        sale.amazon_order_id.cancel_reason = f"{CANARY} is in hospital"
        self.ship(sale)
        sale.amazon_order_id.cancel_reason = f"{CANARY} is in hospital"
        self.delete_after(31)
        self.assertEqual(sale.client_order_ref, "302-1")
        self.assertFalse(sale.amazon_order_id.cancel_reason)
        self.assertEqual(self.find_canary(), [])

    def test_money_and_goods_stay(self):
        sale = self.buy()
        self.ship(sale)
        binding = sale.amazon_order_id
        before = (sale.amount_total, sale.order_line.mapped("name"), binding.proof)
        self.delete_after(31)
        self.assertEqual(
            (sale.amount_total, sale.order_line.mapped("name"), binding.proof), before
        )
        payload = json.dumps(binding.payload)
        self.assertIn("MUG", payload)
        self.assertIn("10.00", payload)

    def test_invoices_stay_complete(self):
        sale = self.buy()
        self.ship(sale)
        invoice = sale._create_invoices()
        invoice.action_post()
        file = self.attach(invoice)
        self.delete_after(31)
        self.assertRecordValues(
            invoice.partner_id,
            [
                {
                    "name": f"{CANARY} Schmidt",
                    "street": f"{CANARY}weg 7",
                    "city": "Berlin",
                    "phone": False,
                    "email": False,
                }
            ],
        )
        self.assertTrue(file.exists())
        self.assertNotIn(CANARY, json.dumps(sale.amazon_order_id.payload))
        self.assertTrue(sale.amazon_order_id.personal_data_deleted)

    def test_people_outside_amazon_are_untouched(self):
        """S19: also somebody whom a person chose as the customer."""
        sale = self.buy()
        other = self.env["res.partner"].create(
            {"name": f"{CANARY} Schmidt", "phone": "1", "street": "S"}
        )
        sale.partner_invoice_id = other
        before = other.read(["name", "phone", "street", "write_date"])
        self.ship(sale)
        self.delete_after(31)
        self.assertEqual(other.read(["name", "phone", "street", "write_date"]), before)

    def test_contact_used_outside_amazon_stays(self):
        sale = self.buy()
        self.ship(sale)
        self.env["sale.order"].create({"partner_id": sale.partner_id.id})
        self.delete_after(31)
        self.assertEqual(sale.partner_id.street, f"{CANARY}weg 7")
        self.assertNotIn(CANARY, json.dumps(sale.amazon_order_id.payload))

    def test_contact_of_a_newer_order_stays_until_that_is_over(self):
        first = self.buy()
        self.ship(first)
        later = {
            "fulfillmentStatus": "UNSHIPPED",
            "fulfilledBy": "MERCHANT",
            "deliverByWindow": {"latestDateTime": moment(-20 * 24 * 60)},
        }
        second = self.buy("302-2", fulfillment=later)
        self.assertEqual(second.partner_id, first.partner_id)
        self.ship(second)
        self.delete_after(31)
        self.assertEqual(first.partner_id.street, f"{CANARY}weg 7")
        self.assertNotIn(CANARY, json.dumps(first.amazon_order_id.payload))
        self.delete_after(51)
        self.assertFalse(first.partner_id.street)
        self.assertEqual(self.find_canary(), [])

    # === WHEN === #

    def test_not_before_its_time(self):
        sale = self.buy()
        self.ship(sale)
        run = self.delete_after(29)
        self.assertEqual((run.state, run.order_count), ("done", 0))
        self.assertEqual(sale.partner_id.street, f"{CANARY}weg 7")

    def test_days_are_counted_in_utc(self):
        """C07: whatever the zone of the user, and in which day it delivered there."""
        sale = self.buy()
        self.ship(sale)
        order = sale.amazon_order_id
        package = {
            "packageReferenceId": "1",
            "packageStatus": {"status": "DELIVERED"},
        }
        self.run_import(self.changed("302-1", 3, packages=[package]))
        due = order.delivered_date + timedelta(days=30)
        runs = self.env["amazon.privacy.run"].with_context(queue_job__no_delay=True)
        for zone in ("America/Los_Angeles", "Pacific/Kiritimati"):
            self.env.user.tz = zone
            with freeze_time(due - timedelta(minutes=1)):
                runs.with_context(tz=zone)._cron_delete_personal_data()
            self.assertFalse(self.refresh(order).personal_data_deleted)
        with freeze_time(due + timedelta(minutes=1)):
            runs._cron_delete_personal_data()
        self.assertTrue(self.refresh(order).personal_data_deleted)

    def test_days_of_the_seller_count(self):
        self.seller.privacy_days = 5
        sale = self.buy()
        self.ship(sale)
        self.assertEqual(self.delete_after(6).order_count, 1)

    def test_what_is_to_deliver_waits(self):
        sale = self.buy()
        run = self.delete_after(31)
        self.assertEqual((run.order_count, run.open_count), (0, 1))
        self.assertEqual((run.state, run.remaining_count), ("done", 0))
        self.assertEqual(sale.partner_id.street, f"{CANARY}weg 7")

    def test_what_nobody_ships_does_not_wait_for_ever(self):
        self.buy()
        self.assertEqual(self.delete_after(91).order_count, 1)

    def test_clock(self):
        sale = self.buy()
        binding = sale.amazon_order_id
        day = fields.Datetime.now().replace(microsecond=0)
        binding.write(
            {
                "delivered_date": day,
                "deliver_by_date": day + timedelta(1),
                "ship_by_date": day + timedelta(2),
            }
        )
        self.assertEqual(binding.privacy_clock_date, day)
        binding.delivered_date = False
        self.assertEqual(binding.privacy_clock_date, day + timedelta(1))
        binding.deliver_by_date = False
        self.assertEqual(binding.privacy_clock_date, day + timedelta(16))
        binding.ship_by_date = False
        expected = binding.purchase_date + timedelta(30)
        self.assertEqual(binding.privacy_clock_date, expected)
        binding.fulfillment_status = "CANCELLED"
        self.assertEqual(binding.privacy_clock_date, binding.last_update_date)

    def test_delivery_is_the_first_time_that_amazon_says_so(self):
        sale = self.buy()
        package = {
            "packageReferenceId": "1",
            "packageStatus": {"status": "DELIVERED"},
        }
        self.run_import(self.changed("302-1", 5, packages=[package]))
        delivered = sale.amazon_order_id.delivered_date
        self.assertTrue(delivered)
        self.run_import(self.changed("302-1", 4, packages=[package]))
        self.assertEqual(sale.amazon_order_id.delivered_date, delivered)

    def test_orders_without_a_sales_order(self):
        document = valid_order("302-9", [item("UNKNOWN")], buyer=BUYER_CANARY)
        self.run_import(document)
        self.run_import(self.with_status("302-9", "CANCELLED", 4))
        self.delete_after(31)
        self.assertEqual(self.find_canary(), [])

    # === AGAIN === #

    def test_second_night_changes_nothing(self):
        """S19: the same end state, and nothing is written."""
        sale = self.buy()
        self.ship(sale)
        self.delete_after(31)
        records = (sale.partner_id, sale.amazon_order_id)
        for record in records:
            self.age(record)
        run = self.delete_after(32)
        self.assertEqual((run.state, run.order_count), ("done", 0))
        for record in records:
            self.assert_untouched(record)

    def test_killed_run_goes_on(self):
        for ref in ("302-1", "302-2", "302-3"):
            self.ship(self.buy(ref))
        runs = self.env["amazon.privacy.run"]
        with (
            freeze_time(fields.Datetime.now() + timedelta(days=31)),
            patch(f"{RUN}.CHUNK", 1),
        ):
            with trap_jobs() as trap:
                runs._start(self.seller, "automatic")
                self.perform_job(trap, trap.enqueued_jobs[0])
            run = runs.search([("seller_id", "=", self.seller.id)])
            self.assertEqual((run.state, run.order_count), ("running", 1))
            again = runs.with_context(queue_job__no_delay=True)
            again._start(self.seller, "automatic")
        self.refresh(run)
        self.assertEqual((run.state, run.order_count), ("done", 3))
        self.assertEqual(self.find_canary(), [])

    def test_one_bad_order_stops_no_other(self):
        bad = self.buy("302-1")
        self.ship(bad)
        self.ship(self.buy("302-2"))
        orders = type(self.env["amazon.order"])
        delete = orders._delete_personal_data

        def fail_once(order):
            if order.name == "302-1":
                raise ValueError("broken")
            return delete(order)

        with patch.object(orders, "_delete_personal_data", fail_once):
            with self.assertLogs(RUN, level="ERROR"):
                run = self.delete_after(31)
        self.assertEqual((run.state, run.order_count), ("failed", 1))
        self.assertEqual((run.failed_count, run.remaining_count), (1, 1))
        self.assertIn("1 documents older than 30 days", run.proof)

    def test_later_versions_bring_nothing_back(self):
        sale = self.buy()
        self.ship(sale)
        self.delete_after(31)
        self.run_import(self.changed("302-1", 3))
        self.assertEqual(sale.amazon_order_id.fulfillment_status, "SHIPPED")
        self.assertEqual(self.find_canary(), [])

    def test_new_orders_of_the_buyer_have_a_new_contact(self):
        sale = self.buy()
        self.ship(sale)
        self.delete_after(31)
        again = self.buy("302-2")
        self.assertNotEqual(again.partner_id, sale.partner_id)
        self.assertEqual(again.partner_id.name, f"{CANARY} Schmidt")

    def test_processing_again_says_what_is_missing(self):
        document = valid_order("302-9", [item("UNKNOWN")], buyer=BUYER_CANARY)
        self.run_import(document)
        order = self.get_order("302-9")
        order._delete_personal_data()
        order.action_retry()
        self.assertIn("were deleted on", self.get_logs()[0].notice)

    # === SETTING, PROOF, RIGHTS === #

    def test_days_have_limits(self):
        with self.assertRaisesRegex(ValidationError, "cannot be negative"):
            self.seller.privacy_days = -1
        with self.assertRaisesRegex(ValidationError, "The Law Requires Longer"):
            self.seller.privacy_days = 31
        self.seller.write({"privacy_days": 90, "is_privacy_longer": True})
        event = self.env["amazon.audit.log"].search([], limit=1)
        self.assertEqual(event.event, "configuration_changed")
        self.assertIn("90", event.detail)

    def test_the_audit_log_says_it(self):
        self.ship(self.buy())
        self.delete_after(31)
        event = self.env["amazon.audit.log"].search(
            [("event", "=", "personal_data_deleted")], limit=1
        )
        self.assertEqual((event.seller_id, event.detail), (self.seller, "Orders: 1"))

    def test_proof_looks_at_the_documents(self):
        """A document that was missed is counted, whatever the run believes."""
        sale = self.buy()
        self.ship(sale)
        self.delete_after(31)
        sale.amazon_order_id.personal_data_deleted = False
        sale.amazon_order_id.payload = valid_order("302-1", [item("MUG")], buyer=BUYER)
        sale.amazon_order_id.personal_data_deleted = fields.Datetime.now()
        run = self.delete_after(31)
        self.assertEqual((run.state, run.remaining_count), ("failed", 1))

    def test_proof_bears_what_is_no_object(self):
        sale = self.buy()
        self.ship(sale)
        self.delete_after(31)
        order = sale.amazon_order_id
        for recipient in (None, {"deliveryAddress": None}):
            self.store(order, {**order.payload, "recipient": recipient})
            run = self.delete_after(31)
            self.assertEqual((run.state, run.remaining_count), ("done", 0))
        self.store(order, {**order.payload, "recipient": "Käthe"})
        self.assertEqual(self.delete_after(31).remaining_count, 1)

    def test_proof_counts_what_open_orders_do_not_hide(self):
        """An open order without personal data makes up for no missed document."""
        sale = self.buy()
        self.ship(sale)
        self.delete_after(31)
        order = sale.amazon_order_id
        still_open = self.buy("302-2").amazon_order_id
        self.store(still_open, order.payload)
        self.store(order, {**order.payload, "buyer": BUYER})
        run = self.delete_after(31)
        self.assertEqual(run.open_count, 1)
        self.assertEqual((run.state, run.remaining_count), ("failed", 1))

    def store(self, order, payload):
        """Let the database have a document that nothing has looked at."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE amazon_order SET payload = %s WHERE id = %s",
                json.dumps(payload),
                order.id,
            )
        )
        self.env.invalidate_all()

    def test_nobody_edits_a_proof(self):
        self.buy()
        run = self.delete_after(1)
        manager = self.create_user("boss", "amazon_connector.group_amazon_manager")
        self.assertIn("0 documents", run.with_user(manager).proof)
        with self.assertRaises(AccessError):
            run.with_user(manager).proof = "All fine"

    def test_manager_deletes_now_and_user_may_not(self):
        self.ship(self.buy())
        manager = self.create_user("boss", "amazon_connector.group_amazon_manager")
        user = self.create_user("clerk", "amazon_connector.group_amazon_user")
        with self.assertRaises(AccessError):
            self.seller.with_user(user).action_delete_personal_data()
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            seller = self.seller.with_user(manager)
            seller.with_context(queue_job__no_delay=True).action_delete_personal_data()
        self.refresh(self.seller)
        self.assertEqual(self.find_canary(), [])

    def test_archived_sellers_are_not_forgotten(self):
        self.ship(self.buy())
        self.seller.active = False
        self.assertEqual(self.delete_after(31).order_count, 1)
