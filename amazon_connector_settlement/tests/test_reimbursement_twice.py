# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .booking import REIMBURSEMENT, SALE
from .reimbursement import ReimbursementCommon

REF = "302-0000001-0000001"


@tagged("post_install", "-at_install")
class TestReimbursementTwice(ReimbursementCommon):
    """What is invoiced is no income on an account as well."""

    def release(self, *extra):
        """Return a line that was put to suspense in the statement, and its invoice."""
        settlement = self.settle((REIMBURSEMENT, "8.00"), *extra)
        invoice = self.find_documents()
        line = self.get_line(settlement, "Reimbursement")
        line.statement_line_id.action_undo_reconciliation()
        self.refresh(line)
        self.assert_open(line, "undone")
        return line, invoice

    def assert_income_once(self, line, invoice):
        """Assert that the line is matched with its invoice, and nothing else."""
        self.assert_proved(line.settlement_id)
        self.assertEqual(self.assert_documents(("out_invoice", 8.0)), invoice)
        self.assertEqual(line.row_ids.reimbursement_move_id, invoice)
        self.assertEqual(self.get_balance(self.income, currency=True), -8)
        self.assertEqual(self.get_balance(self.reimbursements), 0)
        self.assertEqual(self.get_balance(self.advertising), 0)

    def test_settings_that_are_blanked(self):
        names = ("partner", "journal", "product")
        for blanked in ([each] for each in names), [names]:
            for each in blanked:
                with self.subTest(names=each):
                    self.choose_settings()
                    line, invoice = self.release()
                    self.seller.write(
                        {f"reimbursement_{name}_id": False for name in each}
                    )
                    line.action_reconcile()
                    self.assert_income_once(line, invoice)
                    line.settlement_id.action_undo()

    def test_rule_that_gets_an_account(self):
        line, invoice = self.release()
        rule = line.row_ids.rule_id.with_company(self.company)
        rule.account_id = self.advertising
        line.action_reconcile()
        self.assert_income_once(line, invoice)

    def test_draft_and_no_settings(self):
        """The draft is no income yet, but will be when somebody confirms it."""
        line, invoice = self.release()
        self.seller.reimbursement_partner_id = False
        invoice.button_draft()
        line.action_reconcile()
        self.assert_open(line, "no_reimbursement_invoice", "is a draft again")
        self.with_jobs(invoice.action_post)
        self.assert_income_once(line, invoice)

    def test_cancelled_and_no_settings(self):
        """A cancelled invoice counts no more: the settings say what is next."""
        line, invoice = self.release()
        self.seller.reimbursement_partner_id = False
        invoice.button_cancel()
        line.action_reconcile()
        self.assert_proved(line.settlement_id)
        self.assertFalse(self.find_documents())
        self.assertEqual(self.get_balance(self.reimbursements, currency=True), -8)
        self.assertEqual(self.get_balance(self.income), 0)

    # === BY HAND === #

    def create_wizard(self, lines):
        return self.env["amazon.settlement.book.wizard"].create(
            {
                "line_ids": lines.ids,
                "account_id": self.reimbursements.id,
                "note": "Income",
            }
        )

    def test_book_on_an_account(self):
        line, invoice = self.release()
        wizard = self.create_wizard(line)
        for action in (line.action_book_by_hand, wizard.action_book):
            with self.assertRaisesRegex(UserError, f"{invoice.name}.*Undo of the line"):
                action()
        self.assert_open(line, "undone")
        line.action_undo()
        self.assertEqual(invoice.state, "cancel")
        line.action_book_by_hand()
        wizard.action_book()
        self.refresh(line)
        self.assert_proved(line.settlement_id)
        self.assertEqual(line.reason, "by_hand")
        self.assertEqual(self.get_balance(self.income), 0)
        self.assertEqual(self.get_balance(self.reimbursements, currency=True), -8)

    def test_job_leaves_out_what_was_released_meanwhile(self):
        line, invoice = self.release()
        line._job_book_by_hand(self.reimbursements.id, False, "Late")
        self.assert_open(line, "undone")
        line.action_reconcile()
        self.assert_income_once(line, invoice)

    def test_rest_of_a_line_is_booked_by_hand(self):
        """Only what is in suspense counts, not what its invoice holds."""
        inside = ("Order", "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE")
        settlement = self.settle((SALE, "100.00", REF), (inside, "8.00", REF))
        line = self.get_line(settlement, REF)
        invoice = self.assert_documents(("out_invoice", 8.0))
        self.assertEqual(line.open_amount, 100)
        self.create_wizard(line).action_book()
        self.refresh(line)
        self.assert_proved(settlement)
        self.assertEqual(self.assert_documents(("out_invoice", 8.0)), invoice)

    def test_booked_in_another_screen(self):
        """The line says that its invoice is open, and how to mend it."""
        line, invoice = self.release()
        suspense = line._get_suspense_items()
        self.replace_in_other_screen(suspense, self.reimbursements)
        self.assert_open(line, "no_reimbursement_invoice", invoice.name, "Undo")
        self.assertEqual(line.open_amount, 8)
        self.assertEqual(line.settlement_id.state, "imported")
        line.action_reconcile()
        self.assert_open(line, "no_reimbursement_invoice", invoice.name)
        invoice.button_cancel()
        line.action_reconcile()
        self.assert_proved(line.settlement_id)
        self.assertEqual(self.get_balance(self.income), 0)

    def replace_in_other_screen(self, item, account):
        """Put an item in the place of another one, as reconciliation screens do."""
        move = item.move_id.with_context(force_delete=True, skip_readonly_check=True)
        values = {
            "name": item.name,
            "account_id": account.id,
            "currency_id": item.currency_id.id,
            "amount_currency": item.amount_currency,
            "balance": item.balance,
        }
        move.write({"line_ids": [Command.delete(item.id), Command.create(values)]})
        self.env.cr.precommit.run()
        self.refresh(move)
