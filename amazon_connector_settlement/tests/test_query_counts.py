# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged

from .booking import REFUND, REIMBURSEMENT, SALE, BookingCommon
from .reimbursement import ReimbursementCommon
from .report_text import report_text

JUNE = {}
JULY = {"start": datetime(2026, 6, 30, 22), "end": datetime(2026, 7, 14, 22)}
FEW, MANY = 5, 25
REFUND_REF = "amzn1:crow:A"


class QueryCommon:
    """Counts queries."""

    def count(self, function):
        """Return how many queries a function needs, with cold caches."""
        self.refresh(self.seller)
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def book_planned(self, settlement):
        booker = self.env["amazon.settlement.booker"]
        booker._book(settlement._get_planned_lines(100))


@tagged("post_install", "-at_install")
class TestQueryCounts(QueryCommon, BookingCommon):
    """Work on many records asks the database as often as work on a few."""

    def plan_orders(self, size, amount, values, *extra):
        """Return a settlement of some orders of 10.00 and two pieces each."""
        refs = [f"302-{size:07}-{number:07}" for number in range(size)]
        orders = [self.create_order(ref, 10.0, quantity=2) for ref in refs]
        rows = [(SALE, amount, ref) for ref in refs]
        rows += [(*each[:2], ref, each[2]) for ref in refs for each in extra]
        return self.plan(*rows, **values), orders

    def assert_flat(self, counts):
        """Assert that twenty orders more need less than one query more for each."""
        few, many = counts
        self.assertLess(many - few, 10, counts)

    def test_orders_that_are_settled_in_parts(self):
        """Whether Amazon has more to settle of an order is asked once for all."""
        counts = []
        for size, values in ((FEW, JUNE), (MANY, JULY)):
            settlement, orders = self.plan_orders(size, "4.00", values)
            counts.append(self.count(lambda s=settlement: self.book_planned(s)))
            states = {self.get_invoice(order).payment_state for order in orders}
            self.assertEqual(states, {"partial"})
            lines = settlement.line_ids.filtered(lambda line: line.kind == "order")
            self.assertEqual(set(lines.mapped("state")), {"reconciled"})
        self.assert_flat(counts)

    def test_open_lines_that_are_looked_at_again(self):
        """The rest of an order is open, and its second piece not settled yet."""
        counts = []
        for size, values in ((FEW, JUNE), (MANY, JULY)):
            settlement, _orders = self.plan_orders(size, "4.00", values)
            self.book_planned(settlement)
            lines = settlement.line_ids.filtered(lambda line: line.kind == "order")
            lines.write({"state": "open", "reason": "amount_differs"})
            counts.append(self.count(lines._retry))
            self.assertEqual(set(lines.mapped("state")), {"reconciled"})
        self.assert_flat(counts)

    def test_credit_notes_that_get_the_id_of_their_refund(self):
        """It costs one update more than credit notes that have it already."""
        refund = (REFUND, "-2.00", REFUND_REF)
        counts = []
        for size, values, ref in ((MANY, JUNE, REFUND_REF), (MANY + 1, JULY, False)):
            settlement, orders = self.plan_orders(size, "10.00", values, refund)
            notes = [self.refund(order, 2.0, ref) for order in orders]
            counts.append(self.count(lambda s=settlement: self.book_planned(s)))
            for note in notes:
                self.assertEqual(note.amazon_adjustment_ref, REFUND_REF)
        self.assert_flat(counts)

    # === FILES === #

    def take(self, name):
        """Take a file of one settlement in."""
        log = self.env["amazon.sync.log"]._start(
            self.seller, "upload_settlements", "manual"
        )
        file = io.BytesIO(report_text(name).encode())
        self.env["amazon.settlement"]._take_file(self.seller, file, "x.txt", log)
        log._finish()

    def test_file_does_not_look_at_those_of_others(self):
        """Neither queries nor reads grow with the settlements of the seller."""
        self.seller.process_settlements = False
        attachments = type(self.env["ir.attachment"])
        read = attachments._file_read
        counts, reads = [], []
        for size in (FEW, MANY):
            for number in range(size):
                self.take(f"{size}{number:03}")
            with patch.object(attachments, "_file_read", autospec=True) as files:
                files.side_effect = read
                counts.append(self.count(lambda n=size: self.take(f"9{n}")))
            reads.append(files.call_count)
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(reads, [0, 0])

    def test_content_counts_not_its_path(self):
        """An object store keeps files of which the file system knows nothing."""
        self.seller.process_settlements = False
        self.take("8001")
        settlement = self.env["amazon.settlement"].search([("name", "=", "8001")])
        content = settlement.file_id.raw
        attachments = type(self.env["ir.attachment"])
        self.env.invalidate_all()
        with (
            patch.object(attachments, "_full_path", lambda *_args: "/nowhere/at/all"),
            patch.object(attachments, "_file_read", lambda *_args: content),
        ):
            self.assertTrue(settlement._is_file_there())
            with settlement._open_file() as file:
                self.assertEqual(len(list(file.rows())), settlement.row_count)
        with patch.object(attachments, "_file_read", lambda *_args: b""):
            self.assertFalse(settlement._is_file_there())
        self.assertTrue(settlement._is_file_there(), "nothing old is remembered")


@tagged("post_install", "-at_install")
class TestReimbursementQueryCounts(QueryCommon, ReimbursementCommon):
    """Invoices of many reimbursements are made and taken back together."""

    def plan_reimbursements(self, size, values):
        rows = [(REIMBURSEMENT, "1.00", f"FBA{number}") for number in range(size)]
        return self.plan(*rows, **values)

    def count_each(self, prepare, is_invoiced):
        """Return how many queries one more line costs.

        :param prepare: returns what to count, for a settlement that is not booked yet
        """
        counts = []
        for size, values in ((FEW, JUNE), (MANY, JULY)):
            self.choose_settings()
            self.seller.reimbursement_account_id = self.reimbursements
            settlement = self.plan_reimbursements(size, values)
            counts.append(self.count(prepare(settlement, is_invoiced)))
            documents = self.env["account.move"].search_count(
                [("invoice_origin", "ilike", settlement.name)]
            )
            self.assertEqual(documents, size if is_invoiced else 0)
        return (counts[1] - counts[0]) / (MANY - FEW)

    def assert_invoices_are_cheap(self, prepare):
        """Assert that a line with an invoice costs few queries more than without."""
        extra = self.count_each(prepare, True) - self.count_each(prepare, False)
        self.assertLess(extra, 10)

    def book_with(self, settlement, is_invoiced):
        if not is_invoiced:
            self.seller.reimbursement_journal_id = False
        self.book(settlement)
        return settlement.line_ids.filtered(lambda line: line.kind == "reimbursement")

    def prepare_reconcile(self, settlement, is_invoiced):
        """All lines wait for an account; then they get it, or invoices."""
        self.seller.write({"reimbursement_account_id": False, "fee_account_id": False})
        lines = self.book_with(settlement, False)
        self.assertEqual(set(lines.mapped("reason")), {"account_missing"})
        self.seller.reimbursement_account_id = self.reimbursements
        if is_invoiced:
            self.choose_settings()
        return lines._retry

    def prepare_undo_of_lines(self, settlement, is_invoiced):
        return self.book_with(settlement, is_invoiced)._undo_each

    def prepare_undo(self, settlement, is_invoiced):
        self.book_with(settlement, is_invoiced)
        return settlement.action_undo

    def test_reconcile(self):
        self.assert_invoices_are_cheap(self.prepare_reconcile)

    def test_undo_of_lines(self):
        self.assert_invoices_are_cheap(self.prepare_undo_of_lines)

    def test_undo_of_a_settlement(self):
        self.assert_invoices_are_cheap(self.prepare_undo)
