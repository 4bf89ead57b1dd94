# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .banking import BankCommon
from .booking import REIMBURSEMENT, SALE, UNKNOWN
from .report_text import report_text

PAID = "302-0000001-0000001"
MISSING = "302-0000002-0000002"
# Jobs run at once, as if their runner had been waiting for them.
AT_ONCE = {"QUEUE_JOB__NO_DELAY": "1"}


@tagged("post_install", "-at_install")
class TestTourAccountant(BankCommon, HttpCase):
    """An accountant, who has no rights in the rest of Amazon, closes the month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.create_user("ada", "account.group_account_manager")
        cls.clearing = cls.create_account("asset_current", "Old Receivables", "AMZ12")

    def start(self, tour):
        """Run a tour as the accountant, and forget what is in the cache."""
        self.env.flush_all()
        with patch.dict(os.environ, AT_ONCE):
            self.start_tour("/odoo", tour, login="ada")
        self.env.invalidate_all()

    def test_accountant_maps_reconciles_and_undoes(self):
        """Maps an unknown fee, reconciles, undoes all, and reconciles again."""
        order = self.create_order(PAID, 100.0)
        amazon = "Amazon.de"
        rows = (
            ("Order", PAID, amazon, "ItemPrice", "Principal", "100.00"),
            ("Order", PAID, amazon, "ItemFees", "Commission", "-15.00"),
            (*UNKNOWN[:1], "", amazon, *UNKNOWN[1:], "-7.00"),
        )
        settlement = self.take_content(report_text(rows=rows).encode())
        before = settlement.statement_id
        self.start("amazon_settlement_accountant")
        self.assert_proved(settlement)
        self.assertNotEqual(settlement.statement_id, before)
        self.assertFalse(before.exists())
        self.assertEqual(self.get_invoice(order).payment_state, "paid")
        rule = self.env["amazon.settlement.rule"].search(
            [("amount_description", "=", "Brand New Charge")]
        )
        self.assertEqual((rule.name, rule.treatment), ("New Charge", "fee"))
        self.assertEqual(settlement.row_ids.rule_id & rule, rule)
        self.assertEqual(self.get_balance(self.fees), 22)
        self.assertEqual(self.get_balance(self.journal.suspense_account_id), 0)
        self.assertEqual(self.get_balance(self.journal.default_account_id), 0)
        self.assertEqual(len(settlement.statement_id.line_ids), 3)

    def test_accountant_books_old_orders_by_hand(self):
        """An order that is not in Odoo goes to the account of the old receivables."""
        settlement = self.settle((SALE, "20.00", MISSING))
        self.start("amazon_settlement_by_hand")
        line = self.get_line(settlement, MISSING)
        self.assertEqual((line.state, line.reason), ("reconciled", "by_hand"))
        self.assertEqual(self.get_balance(self.clearing), -20)
        self.assert_proved(settlement)

    def test_accountant_matches_the_payout(self):
        """Finds the payout in the statement of the bank, and what is deferred."""
        order = self.create_order(PAID, 100.0)
        settlement = self.settle((REIMBURSEMENT, "100.00"))
        bank = self.create_bank(currency_id=self.currency.id)
        label = "AMAZON PAYMENTS EUROPE"
        line = self.create_bank_line(bank, 100.0, label=label)
        self.start("amazon_settlement_payout")
        self.assertTrue(line.is_reconciled)
        payout = self.get_line(settlement, "payout").statement_line_id
        transfer = self.company.transfer_account_id
        items = (line.move_id | payout.move_id).line_ids
        of_transfer = items.filtered(lambda item: item.account_id == transfer)
        self.assertEqual(set(of_transfer.mapped("reconciled")), {True})
        self.assertEqual(self.get_balance(transfer), 0)
        self.assertEqual(self.get_invoice(order).payment_state, "not_paid")
