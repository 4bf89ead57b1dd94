# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import item, moment, valid_order, validate


@tagged("post_install", "-at_install")
class TestChange(AmazonFbmCommon):
    """What Amazon changes after the import reaches the sales order, or is held."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.put_in_stock(cls.products, 100)

    def change(self, *items, minutes=5, **values):
        """Let Amazon have these items in the order; return the Amazon order."""
        self.run_import(valid_order("302-1", items, minutes=minutes, **values))
        return self.get_order("302-1")

    def mugs(self, quantity, price="10.00", **values):
        return item("MUG", quantity, price, orderItemId="1", **values)

    def books(self, quantity, **values):
        return item("BOOK", quantity, orderItemId="2", **values)

    def pick(self, sale, quantity):
        """Deliver a part of a sales order, keep the rest open."""
        move = sale.picking_ids.move_ids.filtered(
            lambda m: m.product_id == self.mug and m.state != "done"
        )
        move.write({"quantity": quantity, "picked": True})
        move.picking_id._action_done()

    def import_draft(self, *items):
        self.seller.workflow_process_id = False
        sale = self.import_sale("302-1", items)
        self.assertEqual(sale.state, "draft")
        return sale

    def assert_held_unchanged(self, binding, sale, *words):
        """Nothing was changed, and hold and sales order say what differs."""
        self.assertEqual((binding.state, binding.hold_reason), ("held", "changed"))
        for word in words:
            self.assertIn(word, binding.hold_message)
            self.assertIn(word, sale.message_ids[0].body)
        self.assertTrue(binding.proof["is_proved"])
        self.assertEqual(binding.odoo_total, sale.amount_total)
        difference = sale.amount_total - binding.amount_total
        self.assertAlmostEqual(binding.difference, difference)
        self.assertTrue(difference)

    # === CARRIED OVER === #

    def test_quotation_follows_every_change(self):
        sale = self.import_draft(self.mugs(2, shipping="3.00"), self.books(1))
        lamp = item("LAMP", 1, "7.00", orderItemId="3")
        binding = self.change(self.mugs(1, "9.00", promotion="1.00"), lamp)
        self.assert_proved(binding, "15.00")
        self.assertEqual(
            sorted(
                (line.amazon_component, line.product_uom_qty, line.price_unit)
                for line in sale.order_line
            ),
            [("DISCOUNT", 1, -1.0), ("ITEM", 1, 7.0), ("ITEM", 1, 9.0)],
        )
        self.assertEqual(sale.state, "draft")
        self.assertIn("2 → 1", sale.message_ids[0].body)

    def test_confirmed_order_gets_more(self):
        sale = self.import_sale("302-1", [self.mugs(1)])
        binding = self.change(self.mugs(3), self.books(1))
        self.assert_proved(binding, "40.00")
        moves = sale.picking_ids.move_ids
        self.assertEqual(
            {(move.product_id, move.product_uom_qty) for move in moves},
            {(self.mug, 3), (self.book, 1)},
        )

    def test_confirmed_order_gets_less(self):
        sale = self.import_sale("302-1", [self.mugs(3)])
        binding = self.change(self.mugs(1))
        self.assert_proved(binding, "10.00")
        self.assertEqual(sale.picking_ids.move_ids.product_uom_qty, 1)
        self.assertEqual(len(sale.picking_ids), 1)

    def test_price_of_a_confirmed_order(self):
        sale = self.import_sale("302-1", [self.mugs(1, shipping="3.00")])
        binding = self.change(self.mugs(1, "8.00", shipping="2.00"))
        self.assert_proved(binding, "10.00")
        self.assertEqual(sale.order_line.mapped("price_unit"), [8.0, 2.0])

    def test_the_same_change_is_carried_once(self):
        sale = self.import_sale("302-1", [self.mugs(1)])
        binding = self.change(self.mugs(2))
        messages = len(sale.message_ids)
        self.change(self.mugs(2), minutes=4)
        self.assertEqual(binding.state, "imported")
        self.assertEqual(sale.order_line.product_uom_qty, 2)
        self.assertEqual(len(sale.message_ids), messages)

    def test_product_that_a_person_chose_stays(self):
        sale = self.import_draft(self.mugs(1))
        sale.order_line.product_id = self.lamp
        sale.order_line.write({"price_unit": 10.0, "tax_ids": [Command.clear()]})
        binding = self.change(self.mugs(2))
        self.assertEqual(sale.order_line.product_id, self.lamp)
        self.assert_proved(binding, "20.00")

    def test_rest_of_a_delivery_gets_less(self):
        sale = self.import_sale("302-1", [self.mugs(3)])
        self.pick(sale, 1)
        binding = self.change(self.mugs(2))
        self.assert_proved(binding, "20.00")
        still_open = sale.picking_ids.filtered(lambda p: p.state != "done")
        self.assertEqual(still_open.move_ids.product_uom_qty, 1)

    def test_tax_of_each_piece_follows(self):
        """Amazon taxes each piece with 1.60; Odoo would tax two with 3.19."""
        sale = self.import_sale("302-1", [self.mugs(3, "9.99", tax="4.80")])
        self.assertEqual(sale.amount_tax, 4.8)
        binding = self.change(self.mugs(2, "9.99", tax="3.20"))
        self.assert_proved(binding, "19.98")
        self.assertEqual(sale.amount_tax, 3.2)

    def test_tax_alone_follows(self):
        sale = self.import_sale("302-1", [self.mugs(3, "9.99", tax="4.80")])
        binding = self.change(self.mugs(3, "9.99", tax="4.79"))
        self.assert_proved(binding, "29.97")
        self.assertEqual(sale.amount_tax, 4.79)

    def test_more_of_an_invoiced_piece_with_its_own_tax(self):
        self.mug.invoice_policy = "order"
        sale = self.import_sale("302-1", [self.mugs(2, "9.99", tax="3.20")])
        sale._create_invoices()
        self.assert_proved(self.change(self.mugs(3, "9.99", tax="4.80")), "29.97")
        rest = sale._create_invoices()
        self.assertEqual((rest.amount_total, rest.amount_tax), (9.99, 1.6))

    def test_invoices_share_the_tax_of_each_piece(self):
        self.mug.invoice_policy = "delivery"
        sale = self.import_sale("302-1", [self.mugs(3, "9.99", tax="4.80")])
        amounts = []
        for pieces in (2, 1):
            self.pick(sale, pieces)
            invoice = sale._create_invoices()
            amounts.append((invoice.amount_total, invoice.amount_tax))
        self.assertEqual(amounts, [(19.98, 3.2), (9.99, 1.6)])

    # === PARTIAL CANCELLATION === #

    def test_cancelled_item_leaves_order_and_delivery(self):
        """O30."""
        sale = self.import_sale("302-1", [self.mugs(1), self.books(2)])
        cancelled = {"cancellationExecution": {"cancelledBy": "BUYER"}}
        fulfillment = {"quantityFulfilled": 0, "quantityUnfulfilled": 0}
        document = valid_order("302-1", [self.mugs(1), self.books(0)], minutes=5)
        document["orderItems"][1].update(
            quantityOrdered=2, cancellation=cancelled, fulfillment=fulfillment
        )
        validate(document)
        self.run_import(document)
        self.assert_proved(self.get_order("302-1"), "10.00")
        self.assertEqual(sale.order_line.mapped("product_uom_qty"), [1, 0])
        open_moves = sale.picking_ids.move_ids.filtered("product_uom_qty")
        self.assertEqual(open_moves.product_id, self.mug)
        self.assertEqual(open_moves.state, "assigned")

    def test_part_of_an_item_is_cancelled(self):
        sale = self.import_sale("302-1", [self.mugs(3)])
        cancelled = {"cancellationExecution": {"cancelledBy": "MERCHANT"}}
        fulfillment = {"quantityFulfilled": 0, "quantityUnfulfilled": 1}
        document = valid_order("302-1", [self.mugs(1)], minutes=5)
        document["orderItems"][0].update(
            quantityOrdered=3, cancellation=cancelled, fulfillment=fulfillment
        )
        validate(document)
        self.run_import(document)
        self.assert_proved(self.get_order("302-1"), "10.00")
        self.assertEqual(sale.picking_ids.move_ids.product_uom_qty, 1)

    def test_item_without_quantity_is_left_out(self):
        """O31."""
        sale = self.import_sale("302-1", [self.mugs(1), self.books(0)])
        self.assertEqual(sale.order_line.product_id, self.mug)

    # === HELD === #

    def test_less_than_was_delivered(self):
        sale = self.import_sale("302-1", [self.mugs(3)])
        self.pick(sale, 2)
        binding = self.change(self.mugs(1))
        self.assert_held_unchanged(binding, sale, "3 → 1", "2 are picked")
        self.assertEqual(sale.order_line.product_uom_qty, 3)

    def test_less_than_was_picked(self):
        sale = self.import_sale("302-1", [self.mugs(3)])
        sale.picking_ids.move_ids.picked = True
        binding = self.change(self.mugs(1))
        self.assert_held_unchanged(binding, sale, "3 are picked")

    def test_price_of_what_is_invoiced(self):
        self.mug.invoice_policy = "order"
        sale = self.import_sale("302-1", [self.mugs(1)])
        sale._create_invoices()
        binding = self.change(self.mugs(1, "8.00"))
        self.assert_held_unchanged(binding, sale, "1 are invoiced")

    def test_more_of_what_is_invoiced(self):
        self.mug.invoice_policy = "order"
        sale = self.import_sale("302-1", [self.mugs(1)])
        sale._create_invoices()
        self.assert_proved(self.change(self.mugs(2)), "20.00")
        self.assertEqual(sale.order_line.qty_to_invoice, 1)

    def test_all_or_nothing(self):
        sale = self.import_sale("302-1", [self.mugs(3), self.books(1)])
        self.pick(sale, 3)
        binding = self.change(self.mugs(1), self.books(2))
        self.assert_held_unchanged(binding, sale, "3 → 1", "1 → 2")
        self.assertEqual(sale.order_line.mapped("product_uom_qty"), [3, 1])

    def test_locked_sales_order(self):
        sale = self.import_sale("302-1", [self.mugs(1)])
        sale.action_lock()
        self.assert_held_unchanged(self.change(self.mugs(2)), sale, "locked")

    def test_adapted_by_hand_is_proved_anew(self):
        sale = self.import_sale("302-1", [self.mugs(1)])
        sale.action_lock()
        binding = self.change(self.mugs(2))
        self.assertEqual(binding.difference, -10.0)
        sale.action_unlock()
        sale.order_line.write({"product_uom_qty": 2, "price_unit": 10.0})
        binding.action_accept_change()
        self.assert_proved(binding, "20.00")
        self.assertEqual(binding.proof["amazon_total"], "20.00")

    def test_adapted_wrongly_shows_the_difference(self):
        self.import_sale("302-1", [self.mugs(1)]).action_lock()
        binding = self.change(self.mugs(2))
        binding.action_accept_change()
        self.assertEqual((binding.state, binding.difference), ("imported", -10.0))
        self.assertFalse(binding.proof["is_proved"])

    def test_line_that_a_person_added_breaks_the_proof(self):
        sale = self.import_draft(self.mugs(1))
        sale.order_line = [
            Command.create({"product_id": self.lamp.id, "price_unit": 5.0})
        ]
        total = sale.amount_total
        binding = self.change(self.mugs(2))
        self.assertEqual((binding.state, binding.hold_reason), ("held", "changed"))
        self.assertIn("Odoo's total", binding.hold_message)
        self.assertEqual(sale.amount_total, total)

    def test_hold_is_noted_once_on_the_sales_order(self):
        sale = self.import_sale("302-1", [self.mugs(1)])
        sale.action_lock()
        binding = self.change(self.mugs(2))
        messages = len(sale.message_ids)
        binding.action_retry()
        self.assertEqual(len(sale.message_ids), messages)
        sale.action_unlock()
        binding.action_retry()
        self.assert_proved(binding, "20.00")

    def test_held_order_cannot_be_shipped(self):
        sale = self.import_sale("302-1", [self.mugs(3)])
        sale.picking_ids.move_ids.picked = True
        self.change(self.mugs(1))
        with self.assertRaisesRegex(UserError, "is held"):
            sale.picking_ids.button_validate()

    # === DATES AND STATUS === #

    def test_ship_date_follows(self):
        sale = self.import_sale("302-1", [self.mugs(1)])
        document = self.changed("302-1")
        window = {"latestDateTime": moment(-5 * 24 * 60)}
        document["fulfillment"] = {**document["fulfillment"], "shipByWindow": window}
        self.run_import(document)
        binding = self.get_order("302-1")
        self.assertEqual(sale.commitment_date, binding.ship_by_date)
        self.assertEqual(sale.picking_ids.date_deadline, binding.ship_by_date)

    def test_later_status_counts_although_amazon_dates_it_earlier(self):
        """O22: the newest answer wins, and the log says that time went backwards."""
        self.import_sale("302-1", [self.mugs(1)], minutes=5)
        self.run_import()
        document = self.with_status("302-1", "CANCELLED", minutes=9)
        with self.fake_client(search_orders=self.page(document)):
            log = self.run_import()
        self.assertEqual(self.get_order("302-1").state, "cancelled")
        (line,) = log.line_ids.filtered(
            lambda line: "before the one it sent earlier" in (line.message or "")
        )
        self.assertEqual((line.reference, line.result), ("302-1", "updated"))
        self.assertFalse(line.is_mismatch)
        self.assertEqual((log.fetched_count, log.state), (1, "done"))

    def test_later_dates_are_nothing_to_report(self):
        """O22."""
        self.import_sale("302-1", [self.mugs(1)], minutes=5)
        log = self.run_import(self.with_status("302-1", "CANCELLED", minutes=4))
        self.assertEqual(len(log.line_ids), 1)
