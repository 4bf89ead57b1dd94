# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .booking import REIMBURSEMENT, SUBSCRIPTION
from .reimbursement import CLAWBACK, ReimbursementCommon


@tagged("post_install", "-at_install")
class TestReimbursementUndo(ReimbursementCommon):
    """Undone invoices are cancelled, and no amount is ever invoiced twice."""

    def test_undo_and_book_again(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"), (CLAWBACK, "-3.00"))
        documents = self.find_documents()
        numbers = documents.mapped("name")
        settlement.action_undo()
        self.assertEqual(documents.mapped("state"), ["cancel", "cancel"])
        self.assertEqual(documents.mapped("name"), numbers)
        self.assertIn("undone", documents[0].message_ids[0].body)
        self.assertFalse(settlement.reimbursement_count)
        self.assertEqual(self.get_balance(self.income), 0)
        self.book(settlement)
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 8.0), ("out_refund", 3.0))
        self.assertFalse(set(self.find_documents().mapped("name")) & set(numbers))

    def test_undo_with_the_audit_trail(self):
        self.company.restrictive_audit_trail = True
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        settlement.action_undo()
        self.assertEqual(invoice.state, "cancel")
        self.book(settlement)
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 8.0))

    def test_another_plan_after_undo(self):
        """Rows that make other lines then are not in two documents either."""
        settlement = self.settle(
            (REIMBURSEMENT, "8.00", "FBA1"), (REIMBURSEMENT, "2.00", "FBA2")
        )
        settlement.action_undo()
        keeper = settlement.line_ids.filtered(lambda line: line.kind != "payout")[0]
        settlement.row_ids.write({"line_id": keeper.id})
        (settlement.line_ids - keeper).filtered(
            lambda line: line.kind != "payout"
        ).unlink()
        keeper.amount = 10
        self.book(settlement)
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 10.0))

    def test_undo_of_one_line(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"), (SUBSCRIPTION, "-1.00"))
        invoice = self.find_documents()
        line = self.get_line(settlement, "Reimbursement")
        line.action_undo()
        self.assert_open(line, "undone")
        self.assertEqual(invoice.state, "cancel")
        line.action_reconcile()
        self.assert_proved(settlement)
        self.assertNotEqual(self.assert_documents(("out_invoice", 8.0)), invoice)

    def test_reconciliation_undone_in_the_statement(self):
        """The invoice stays confirmed there, and is matched again."""
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        line = self.get_line(settlement, "Reimbursement")
        line.statement_line_id.action_undo_reconciliation()
        self.assertEqual(self.refresh(invoice).payment_state, "not_paid")
        self.assertEqual(invoice.amazon_settlement_count, 1)
        line.action_reconcile()
        self.assert_proved(settlement)
        self.assertEqual(self.assert_documents(("out_invoice", 8.0)), invoice)

    def test_invoice_that_became_a_draft(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        line = self.get_line(settlement, "Reimbursement")
        line.statement_line_id.action_undo_reconciliation()
        invoice.button_draft()
        line.action_reconcile()
        self.assert_open(line, "no_reimbursement_invoice", "is a draft again")
        self.assertFalse(self.find_documents())
        self.with_jobs(invoice.action_post)
        self.assert_proved(settlement)
        self.assertEqual(self.assert_documents(("out_invoice", 8.0)), invoice)

    def test_invoice_that_is_paid_otherwise(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        line = self.get_line(settlement, "Reimbursement")
        line.statement_line_id.action_undo_reconciliation()
        payment = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"amount": 5.0})
            ._create_payments()
        )
        line.action_reconcile()
        self.assert_open(line, "no_reimbursement_invoice", "paid already")
        self.assertEqual(self.find_documents(), invoice)
        with self.assertRaisesRegex(UserError, "also reconciled with"):
            settlement.action_undo()
        payment.action_draft()
        payment.action_cancel()
        line.action_reconcile()
        self.assert_proved(settlement)

    def test_matched_invoice_stays(self):
        """Nothing takes it away from under a line that says it is reconciled."""
        settlement = self.settle((REIMBURSEMENT, "8.00"), (SUBSCRIPTION, "-1.00"))
        invoice = self.find_documents()
        for flow in (
            invoice.button_draft,
            invoice.button_cancel,
            invoice.with_context(force_delete=True).unlink,
            lambda: invoice._reverse_moves(cancel=True),
        ):
            with self.assertRaisesRegex(UserError, "Press Undo of that line"):
                flow()
        self.refresh(settlement)
        self.assert_proved(settlement)
        self.assertEqual(self.assert_documents(("out_invoice", 8.0)), invoice)
        self.assertEqual(self.get_balance(self.income, currency=True), -8)

    def test_matched_credit_note_stays(self):
        self.settle((CLAWBACK, "-8.00"))
        with self.assertRaisesRegex(UserError, "Press Undo of that line"):
            self.find_documents().button_draft()

    def test_invoice_that_somebody_released_stays(self):
        """Its money would hang on the account of the customer."""
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        invoice.line_ids.remove_move_reconcile()
        with self.assertRaisesRegex(UserError, "Press Undo of that line"):
            self.refresh(invoice).button_cancel()
        settlement.line_ids.filtered("reimbursement_count").action_undo()
        self.assertEqual(invoice.state, "cancel")

    def release_in_statement(self, settlement):
        """Put a reimbursement to suspense there; return its line."""
        line = self.get_line(settlement, "Reimbursement")
        line.statement_line_id.action_undo_reconciliation()
        self.refresh(line)
        self.assert_open(line, "undone")
        self.assertEqual(line.open_amount, 8.0)
        self.assert_proved(settlement, "imported")
        return line

    def test_cancelled_by_hand(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        line = self.release_in_statement(settlement)
        invoice.button_cancel()
        self.assert_open(line, "undone")
        self.assert_proved(settlement, "imported")
        self.assertEqual(self.get_balance(invoice.line_ids.account_id[:1]), 0)
        line.action_reconcile()
        self.assert_proved(settlement)
        self.assertNotEqual(self.assert_documents(("out_invoice", 8.0)), invoice)

    def test_cancelled_by_hand_and_undone(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        self.release_in_statement(settlement)
        invoice.button_cancel()
        settlement.action_undo()
        self.book(settlement)
        self.assert_proved(settlement)
        self.assertNotEqual(self.assert_documents(("out_invoice", 8.0)), invoice)

    def test_deleted_by_hand(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        line = self.release_in_statement(settlement)
        invoice.button_draft()
        invoice.unlink()
        self.assertFalse(line.reimbursement_count)
        line.action_reconcile()
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 8.0))
        self.assertEqual(self.get_balance(self.income, currency=True), -8)

    def test_secured_invoice_is_reversed(self):
        """The hash keeps it as it is, so that a credit note takes it back."""
        self.sales.restrict_mode_hash_table = True
        self.service.taxes_id = self.create_tax("19", 19)
        settlement = self.settle((REIMBURSEMENT, "0.03"))
        invoice = self.find_documents()
        self.assertTrue(invoice.inalterable_hash)
        settlement.action_undo()
        self.assertEqual((invoice.state, invoice.payment_state), ("posted", "reversed"))
        self.assertEqual(self.get_balance(self.income), 0)
        self.book(settlement)
        self.assert_proved(settlement)
        self.assertAlmostEqual(self.get_balance(self.income, currency=True), -0.03)

    def test_locked_invoices_stay(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        self.company.sale_lock_date = date(2026, 6, 25)
        line = self.get_line(settlement, "Reimbursement")
        for record in (settlement, line):
            with self.assertRaisesRegex(UserError, "Unlock that period"):
                record.action_undo()
        self.assert_proved(settlement)
        self.company.sale_lock_date = False
        settlement.action_undo()
        self.assertFalse(self.find_documents())
