# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import AmazonFbmCommon
from .documents import ADDRESS, BUYER, item, valid_order

NOBODY = {"buyer": None, "recipient": None}
FULL = {"buyer": BUYER, "recipient": {"deliveryAddress": ADDRESS}}
DENIED = {
    "status": 403,
    "body": '{"errors": [{"code": "Unauthorized", "message": "Access denied."}]}',
}


@tagged("post_install", "-at_install")
class TestAddress(AmazonFbmCommon):
    """An order without a complete address waits, and Amazon is asked again."""

    def setUp(self):
        super().setUp()
        self.binding = self.import_order("302-1", [item("MUG")], **NOBODY)
        self.sale = self.binding.sale_order_id
        self.picking = self.sale.picking_ids
        self.picking.move_ids.quantity = 1

    def put_full(self):
        """Let Amazon have the address now, without another change."""
        document = self.simulator.state.seller().orders.get("302-1")
        self.put({**document, **FULL})

    def fetch_due(self):
        """Let the clock start what is due, and run its jobs."""
        orders = self.env["amazon.order"].with_context(queue_job__no_delay=True)
        orders._fetch_due_addresses()
        self.refresh(self.binding)

    def calls(self):
        return len(self.simulator.journal.entries("getOrder"))

    # === BLOCK === #

    def test_the_delivery_waits_for_the_address(self):
        self.assertTrue(self.binding.address_incomplete)
        with self.assertRaisesRegex(UserError, "has not sent the complete delivery"):
            self.picking.button_validate()
        self.assertNotEqual(self.picking.state, "done")
        self.assertIn("Address Is Complete", self.sale.amazon_delivery_block)

    def test_unknown_country_waits_as_well(self):
        recipient = {"deliveryAddress": {**ADDRESS, "countryCode": "QQ"}}
        sale = self.import_sale("302-2", [item("MUG")], recipient=recipient)
        self.assertIn("complete delivery address", sale._get_amazon_delivery_block())

    def test_complete_address_blocks_nothing(self):
        sale = self.import_sale("302-2", [item("MUG")])
        self.assertFalse(sale._get_amazon_delivery_block())
        self.assertFalse(sale.amazon_order_id.address_fetch_date)

    def test_address_completed_by_hand(self):
        with self.assertRaisesRegex(UserError, "the street, the country, the city"):
            self.sale.action_confirm_amazon_address()
        values = {"street": "Hauptstraße 5", "zip": "10115"}
        values |= {"country_id": self.env.ref("base.de").id, "name": "Käthe"}
        self.sale.partner_shipping_id.write(values)
        self.sale.action_confirm_amazon_address()
        self.assertFalse(self.sale.amazon_delivery_block)
        self.picking.move_ids.picked = True
        self.picking.button_validate()
        self.assertEqual(self.picking.state, "done")

    def test_nameless_address_is_not_complete(self):
        values = {
            "street": "A 1",
            "city": "B",
            "country_id": self.env.ref("base.de").id,
        }
        self.sale.partner_shipping_id.write(values)
        with self.assertRaisesRegex(UserError, "still lacks the name"):
            self.binding.action_confirm_address()

    def test_address_by_hand_is_kept(self):
        """Amazon's address that comes afterwards goes to a contact of its own."""
        contact = self.sale.partner_shipping_id
        contact.write({"street": "By Hand 1", "city": "Here"})
        self.put_full()
        self.binding.address_fetch_date = fields.Datetime.now()
        self.fetch_due()
        self.assertEqual((contact.street, contact.city), ("By Hand 1", "Here"))
        delivery = self.sale.partner_shipping_id
        self.assertEqual(delivery.street, "Hauptstraße 5")
        self.assertEqual(self.picking.partner_id, delivery)

    # === FETCHING AGAIN === #

    def test_pauses_double_up_to_a_day(self):
        hours = []
        with freeze_time(fields.Datetime.now()) as clock:
            for _number in range(7):
                pause = self.binding.address_fetch_date - fields.Datetime.now()
                hours.append(round(pause / timedelta(hours=1)))
                clock.tick(pause - timedelta(minutes=1))
                self.use_new_tokens()
                self.fetch_due()
                calls = self.calls()
                clock.tick(timedelta(minutes=1))
                self.fetch_due()
                self.assertEqual(self.calls(), calls + 1)
        self.assertEqual(hours, [1, 1, 2, 4, 8, 16, 24])
        self.assertEqual(self.binding.address_fetch_count, 7)

    def test_address_that_comes_later_frees_the_delivery(self):
        self.put_full()
        self.binding.address_fetch_date = fields.Datetime.now()
        self.fetch_due()
        self.assertFalse(self.binding.address_incomplete)
        self.assertFalse(self.binding.address_fetch_date)
        self.assertRecordValues(
            self.sale.partner_id,
            [{"name": "Käthe Müller", "street": "Hauptstraße 5", "city": "Berlin"}],
        )
        self.assertEqual(self.picking.partner_id.street, "Hauptstraße 5")
        self.assertFalse(self.sale.amazon_delivery_block)

    def fetch_now(self):
        """Let the fetch be due, and run it."""
        self.binding.address_fetch_date = fields.Datetime.now()
        self.fetch_due()

    def test_amazon_is_asked_for_the_address(self):
        self.fetch_now()
        (entry,) = self.simulator.journal.entries("getOrder")
        self.assertIn("RECIPIENT", str(entry.query))

    def test_nothing_is_due_before_its_time(self):
        self.fetch_due()
        self.assertEqual(self.calls(), 0)

    def test_cancelled_orders_are_not_asked_for(self):
        self.sale.with_context(disable_cancel_warning=True).action_cancel()
        self.fetch_now()
        self.assertEqual(self.calls(), 0)
        self.assertFalse(self.binding.address_fetch_date)

    def test_shipped_orders_are_not_asked_for(self):
        self.run_import(self.with_status("302-1", "SHIPPED"))
        self.fetch_now()
        self.assertEqual(self.calls(), 0)

    def test_refusal_is_said_and_tried_again(self):
        self.faults.plan(operation="getOrder", times="always", **DENIED)
        self.fetch_now()
        log = self.get_logs()[0]
        self.assertEqual((log.operation, log.state), ("fetch_fbm_orders", "failed"))
        self.assertTrue(log.failure_reason)
        self.assertEqual(self.binding.address_fetch_count, 1)
        self.assertGreater(self.binding.address_fetch_date, fields.Datetime.now())

    def test_disconnected_seller_is_not_called(self):
        self.seller._set_attention("Test")
        self.fetch_now()
        self.assertEqual(self.calls(), 0)
        self.assertTrue(self.binding.address_fetch_date)

    def test_button_fetches_now(self):
        self.put_full()
        user = self.create_user("fetcher", "amazon_connector.group_amazon_user")
        binding = self.binding.with_user(user).with_context(queue_job__no_delay=True)
        action = binding.action_fetch_again()
        self.refresh(self.binding)
        self.assertFalse(self.binding.address_incomplete)
        log = self.env["amazon.sync.log"].browse(action["res_id"])
        self.assertEqual((log.state, log.updated_count), ("done", 1))

    def test_orders_are_fetched_one_after_the_other(self):
        other = self.import_order("302-2", [item("MUG")], **NOBODY)
        with trap_jobs() as trap:
            (self.binding | other).action_fetch_again()
            trap.assert_jobs_count(1)
            self.perform(trap)
        self.assertEqual(self.calls(), 2)
        self.assertEqual(self.get_logs()[0].state, "done")

    def test_order_that_stops_a_run_comes_last(self):
        """What Amazon fails to give is asked for later; the others are not late."""
        other = self.import_order("302-2", [item("MUG")], **NOBODY)
        orders = self.binding | other
        past = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        orders.address_fetch_date = past
        self.faults.plan(operation="getOrder", times="always", **DENIED)
        self.fetch_due()
        self.assertEqual(orders.mapped("address_fetch_count"), [1, 0])
        self.faults.clear()
        self.fetch_due()
        self.assertEqual(orders.mapped("address_fetch_count"), [1, 1])

    def test_lost_run_goes_on(self):
        """O05: the clock enqueues again what no job works on any more."""
        with trap_jobs():
            self.binding.action_fetch_again()
        log = self.get_logs()[0]
        self.put_full()
        self.age(log)
        logs = self.env["amazon.sync.log"].with_context(queue_job__no_delay=True)
        logs._resume_stalled_orders()
        self.refresh(log)
        self.assertEqual((log.state, log.updated_count), ("done", 1))
        self.assertEqual(self.calls(), 1)

    def test_clock_fetches_what_is_due(self):
        self.put_full()
        self.binding.address_fetch_date = fields.Datetime.now()
        self.run_clock()
        self.assertGreaterEqual(self.calls(), 1)
        self.assertFalse(self.binding.address_incomplete)


@tagged("post_install", "-at_install")
class TestLaterAddress(AmazonFbmCommon):
    """Later versions fill what is blank and overwrite nothing."""

    def test_none_then_full_then_none(self):
        """D04: what the second version said outlives the third."""
        sale = self.import_sale("302-1", [item("MUG")], **NOBODY)
        self.run_import(self.changed("302-1", 9, **FULL))
        self.run_import(self.changed("302-1", 8, **NOBODY))
        contact = sale.partner_id
        self.assertEqual(
            (contact.name, contact.street, contact.email),
            ("Käthe Müller", "Hauptstraße 5", "kaethe@marketplace.amazon.de"),
        )
        self.assertFalse(sale.amazon_address_incomplete)

    def test_later_orders_find_the_completed_contact(self):
        sale = self.import_sale("302-1", [item("MUG")], **NOBODY)
        self.run_import(self.changed("302-1", **FULL))
        self.assertEqual(
            self.import_sale("302-2", [item("MUG")]).partner_id, sale.partner_id
        )

    def test_contacts_are_not_merged(self):
        """The buyer is known already: the placeholder stays a contact of its own."""
        placeholder = self.import_sale("302-1", [item("MUG")], **NOBODY).partner_id
        known = self.import_sale("302-2", [item("MUG")]).partner_id
        self.run_import(self.changed("302-1", **FULL))
        self.assertNotEqual(placeholder, known)
        self.assertEqual(placeholder.name, "Käthe Müller")
        self.assertEqual(self.import_sale("302-3", [item("MUG")]).partner_id, known)

    def test_gift_gets_a_delivery_address_of_its_own(self):
        sale = self.import_sale("302-1", [item("MUG")], recipient=None)
        buyer = sale.partner_id
        recipient = {"deliveryAddress": {**ADDRESS, "name": "Oma", "city": "Köln"}}
        self.run_import(self.changed("302-1", recipient=recipient))
        self.assertEqual(buyer.name, "Käthe Müller")
        self.assertFalse(buyer.city)
        self.assertEqual(sale.partner_shipping_id.city, "Köln")
        self.assertEqual(sale.picking_ids.partner_id, sale.partner_shipping_id)

    def test_known_buyer_without_address_ships_not_to_the_old_one(self):
        self.import_sale("302-1", [item("MUG")])
        sale = self.import_sale("302-2", [item("MUG")], recipient=None)
        self.assertEqual(sale.partner_id.street, "Hauptstraße 5")
        self.assertTrue(sale._get_amazon_delivery_block())
        recipient = {"deliveryAddress": {**ADDRESS, "addressLine1": "Nebenweg 1"}}
        self.run_import(self.changed("302-2", recipient=recipient))
        self.assertEqual(sale.partner_id.street, "Hauptstraße 5")
        self.assertEqual(sale.picking_ids.partner_id.street, "Nebenweg 1")

    def test_address_that_amazon_changes_is_followed(self):
        sale = self.import_sale("302-1", [item("MUG")])
        recipient = {"deliveryAddress": {**ADDRESS, "addressLine1": "Nebenweg 1"}}
        self.run_import(self.changed("302-1", recipient=recipient))
        self.assertEqual(sale.partner_id.street, "Hauptstraße 5")
        self.assertEqual(sale.picking_ids.partner_id.street, "Nebenweg 1")
        self.assertIn("another delivery address", sale.message_ids[0].body)

    def test_address_chosen_by_hand_is_not_followed(self):
        sale = self.import_sale("302-1", [item("MUG")])
        chosen = self.env["res.partner"].create({"name": "Pick-up"})
        sale.partner_shipping_id = chosen
        recipient = {"deliveryAddress": {**ADDRESS, "addressLine1": "Nebenweg 1"}}
        self.run_import(self.changed("302-1", recipient=recipient))
        self.assertEqual(sale.partner_shipping_id, chosen)

    def test_picked_goods_go_where_they_were_packed_for(self):
        sale = self.import_sale("302-1", [item("MUG")])
        sale.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        recipient = {"deliveryAddress": {**ADDRESS, "addressLine1": "Nebenweg 1"}}
        self.run_import(self.changed("302-1", recipient=recipient))
        self.assertEqual(sale.picking_ids.partner_id.street, "Hauptstraße 5")

    def test_blank_details_are_filled(self):
        buyer = {"buyerName": "Käthe Müller"}
        address = {key: value for key, value in ADDRESS.items() if key != "phone"}
        recipient = {"deliveryAddress": address}
        sale = self.import_sale(
            "302-1", [item("MUG")], buyer=buyer, recipient=recipient
        )
        tax = {
            "taxRegistrations": [
                {"entityType": "BUYER", "taxRegistrationNumber": "DE136695976"}
            ]
        }
        self.run_import(self.changed("302-1", buyer=BUYER, tax=tax))
        self.assertEqual(sale.partner_id.email, BUYER["buyerEmail"])
        self.assertEqual(sale.partner_id.vat, "DE136695976")

    def test_a_contact_for_each_order(self):
        """D14."""
        self.seller.contact_policy = "order"
        self.put(*(valid_order(ref, [item("MUG")]) for ref in ("302-1", "302-2")))
        self.run_import()
        sales = self.get_sales("302-1", "302-2")
        self.assertEqual(len(sales.partner_id), 2)
        self.assertEqual(set(sales.partner_id.mapped("name")), {"Käthe Müller"})

    def test_the_database_keeps_addresses_apart(self):
        """D16: two workers never make the same delivery address twice."""
        contact = self.import_sale("302-1", [item("MUG")]).partner_id
        key = contact.sudo().amazon_address_key
        self.assertTrue(key)
        other = self.env["res.partner"].create({"name": "Other"})
        with self.assertRaisesRegex(Exception, "amazon_address_key"):
            with self.env.cr.savepoint():
                other.amazon_address_key = key
                self.env.flush_all()
