# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from odoo.tests import tagged

from .booking import PAYABLE, REFUND, SALE, BookingCommon

REF = "302-0000001-0000001"
JULY = {"start": datetime(2026, 6, 30, 22), "end": datetime(2026, 7, 14, 22)}
LATE, LATER = datetime(2026, 6, 25, 12), datetime(2026, 7, 5, 12)
FIRST, SECOND = "amzn1:crow:A", "amzn1:crow:B"


@tagged("post_install", "-at_install")
class TestRefunds(BookingCommon):
    """A credit note that its amount has told keeps the id of its refund."""

    def settle_first(self, *rows):
        """Book a settlement of the first refund; Amazon is owed the money."""
        return self.settle((REFUND, "-20.00", REF, FIRST), *rows)

    def settle_second(self):
        """Book the next settlement, with the second refund."""
        return self.settle(
            (PAYABLE, "-20.00"), (REFUND, "-20.00", REF, SECOND, LATER), **JULY
        )

    def get_note(self, settlement):
        """Return the credit notes that a settlement is reconciled with."""
        return settlement.line_ids.filtered(
            lambda line: line.kind == "refund"
        )._get_documents()

    def test_id_is_written(self):
        order = self.create_order(REF, 100.0)
        other = self.refund(order, 30.0)
        note = self.refund(order, 20.0)
        settlement = self.settle_first()
        self.assert_proved(settlement)
        self.assertEqual(self.get_note(settlement), note)
        self.assertEqual(note.amazon_adjustment_ref, FIRST)
        self.assertFalse(other.amazon_adjustment_ref)

    def test_second_refund_does_not_take_the_note_of_the_first(self):
        """Neither while the first one is undone, nor when both are booked again."""
        order = self.create_order(REF, 100.0)
        first_note = self.refund(order, 20.0)
        first = self.settle_first()
        first.action_undo()
        self.assertEqual(first_note.amazon_adjustment_ref, FIRST)
        second = self.settle_second()
        self.assert_open(
            second.line_ids.filtered(lambda line: line.kind == "refund"),
            "no_credit_note",
            SECOND,
        )
        second_note = self.with_jobs(lambda: self.refund(order, 20.0))
        self.assertEqual(self.get_note(second), second_note)
        self.assertEqual(second_note.amazon_adjustment_ref, SECOND)
        self.book(first)
        self.assertEqual(self.get_note(first), first_note)
        for settlement in (second, first):
            settlement.action_undo()
        for settlement in (second, first):
            self.book(settlement)
        self.assertEqual(self.get_note(first), first_note)
        self.assertEqual(self.get_note(second), second_note)

    def test_two_equal_notes_are_told_apart_one_after_the_other(self):
        """While both are open, either may be the right one: nothing is claimed."""
        order = self.create_order(REF, 100.0)
        notes = self.refund(order, 20.0) | self.refund(order, 20.0)
        first = self.settle_first()
        self.assertEqual(self.get_note(first), notes[0])
        self.assertEqual(notes.mapped("amazon_adjustment_ref"), [False, False])
        second = self.settle_second()
        self.assertEqual(self.get_note(second), notes[1])
        self.assertEqual(notes.mapped("amazon_adjustment_ref"), [False, SECOND])
        first.action_undo()
        self.book(first)
        self.assertEqual(self.get_note(first), notes[0])
        self.assertEqual(notes.mapped("amazon_adjustment_ref"), [FIRST, SECOND])

    def test_refund_before_the_invoice(self):
        """Amazon has paid and refunded an order that Odoo invoices only later."""
        order = self.create_order(REF, 100.0, post=None)
        settlement = self.settle(
            (SALE, "100.00", REF), (REFUND, "-20.00", REF, FIRST, LATE)
        )
        for line in settlement.line_ids.filtered("order_ref"):
            self.assertEqual(line.state, "open", line.message)
        sale = order.sale_order_id
        self.with_jobs(lambda: sale._create_invoices().action_post())
        note = self.with_jobs(lambda: self.refund(order, 20.0))
        self.assert_proved(settlement)
        documents = self.get_invoice(order) | note
        self.assertEqual(set(documents.mapped("payment_state")), {"paid"})
        self.assertEqual(documents.mapped("amount_residual"), [0, 0])
        self.assertEqual(note.amazon_adjustment_ref, FIRST)

    def test_note_that_its_invoice_has_swallowed(self):
        order = self.create_order(REF, 100.0)
        note = self.refund(order, 20.0)
        settlement = self.settle_first((SALE, "100.00", REF))
        self.assert_proved(settlement)
        self.assertEqual(note.amazon_adjustment_ref, FIRST)

    def test_named_note_comes_before_one_of_this_amount(self):
        """Also if an invoice has swallowed the named one and the other is open."""
        order = self.create_order(REF, 20.0)
        named = self.refund(order, 20.0, FIRST)
        other = self.refund(order, 20.0)
        self.assertEqual((named.amount_residual, other.amount_residual), (0, 20))
        settlement = self.settle_first()
        self.assertEqual(self.get_note(settlement), named)
        self.assertFalse(other.amazon_adjustment_ref)

    def test_written_id_is_never_overwritten(self):
        order = self.create_order(REF, 100.0)
        note = self.refund(order, 20.0, SECOND)
        settlement = self.settle_first()
        self.assert_proved(settlement, "imported")
        self.assertFalse(self.get_note(settlement))
        self.assertEqual(note.amazon_adjustment_ref, SECOND)

    def test_refund_without_an_id(self):
        order = self.create_order(REF, 100.0)
        note = self.refund(order, 20.0)
        settlement = self.settle((REFUND, "-20.00", REF))
        self.assertEqual(self.get_note(settlement), note)
        self.assertFalse(note.amazon_adjustment_ref)
