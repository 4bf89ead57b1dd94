# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from itertools import permutations

from odoo.tests import tagged

from .banking import BankCommon
from .booking import OPENING, REIMBURSEMENT, RESERVE, SUBSCRIPTION, BookingCommon
from .test_review_turn import JULY, JUNE, LATE_JUNE, on

# Amazon settles both kinds of orders at nearly the same time.
LATER = {name: moment + timedelta(hours=1) for name, moment in JUNE.items()}
LATER_STILL = {name: moment + timedelta(hours=1) for name, moment in LATE_JUNE.items()}


@tagged("post_install", "-at_install")
class TestOverlap(BookingCommon):
    """Amazon settles kinds of orders apart: two chains in one journal."""

    def plan_all(self):
        """Return two chains of two; Amazon has 100 and nothing at their ends."""
        return [
            self.plan(
                on(10, REIMBURSEMENT, "500.00"), on(10, RESERVE, "-500.00"), **JUNE
            ),
            self.plan(
                on(4, REIMBURSEMENT, "70.00"), on(10, RESERVE, "-20.00"), **LATER
            ),
            self.plan(
                on(17, OPENING, "500.00"),
                on(20, SUBSCRIPTION, "-39.00"),
                on(21, RESERVE, "-100.00"),
                **LATE_JUNE,
            ),
            self.plan(
                on(17, OPENING, "20.00"),
                on(18, REIMBURSEMENT, "5.00"),
                **LATER_STILL,
            ),
        ]

    def test_in_any_order(self):
        for order in permutations(range(4)):
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                settlements = self.plan_all()
                for place in order:
                    self.book(settlements[place])
                self.env.invalidate_all()
                for settlement in settlements:
                    self.assert_proved(settlement)
                own = self.journal.default_account_id
                self.assertEqual(self.get_balance(own, currency=True), 100)
                last = self.env["account.bank.statement"].search(
                    [("journal_id", "=", self.journal.id)], limit=1
                )
                self.assertEqual(last.balance_end_real, 100)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_missing_settlement_shows(self):
        settlements = self.plan_all()
        settlements.append(
            self.plan(
                on(4, OPENING, "77.00", month=7),
                on(5, SUBSCRIPTION, "-7.00", month=7),
                **JULY,
            )
        )
        for settlement in settlements:
            self.book(settlement)
        *others, last = settlements
        self.assertTrue(last.statement_id.is_complete)
        self.assertFalse(last.statement_id.is_valid)
        for settlement in others:
            self.assert_proved(settlement)

    def test_gap_shows_in_any_order(self):
        """One between the two is missing, whichever of them is booked first."""
        first = self.plan(
            on(10, REIMBURSEMENT, "500.00"), on(10, RESERVE, "-500.00"), **JUNE
        )
        third = self.plan(
            on(4, OPENING, "77.00", month=7),
            on(5, SUBSCRIPTION, "-7.00", month=7),
            **JULY,
        )
        for order in ((first, third), (third, first)):
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                order[1].state = "downloaded"
                for settlement in order:
                    self.book(settlement)
                self.env.invalidate_all()
                self.assert_proved(first)
                self.assertTrue(third.statement_id.is_complete)
                self.assertFalse(third.statement_id.is_valid)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_single_chain_has_the_balances_of_amazon(self):
        first, other, second, _last = self.plan_all()
        other.state = "downloaded"
        self.book(first)
        self.book(second)
        statement = second.statement_id
        self.assertEqual(
            (statement.balance_start, statement.balance_end_real), (500, 100)
        )

    def test_notice(self):
        """What an accountant would wonder about is said on the settlement."""
        first, other, second, _last = self.plan_all()
        for settlement in (first, other, second):
            self.book(settlement)
        self.assertIn(other.name, first.balance_notice)
        self.assertIn("go on from one another", first.balance_notice)
        self.assertFalse(second.balance_notice)


@tagged("post_install", "-at_install")
class TestNotice(BankCommon):
    """What is not in the books, and where the payout went, is said and shown."""

    def test_opening_that_is_not_booked(self):
        settlement = self.settle((OPENING, "50.00"), (SUBSCRIPTION, "-39.00"))
        self.assertIn("50.00", settlement.balance_notice)
        self.assertIn("Opening Balance Account", settlement.balance_notice)
        check = self.env["amazon.configuration.check"].new({})
        lines = list(check._check_open_settlements(self.seller))
        self.assertIn(settlement.balance_notice, [line["message"] for line in lines])
        self.marketplace.opening_balance_account_id = self.create_account(
            "equity", "Opening", "AMZ90"
        )
        settlement.action_undo()
        self.book(settlement)
        self.assertFalse(self.refresh(settlement).balance_notice)

    def test_matched_payout(self):
        settlement = self.settle((REIMBURSEMENT, "100.00"))
        self.assertFalse(settlement.is_payout_matched)
        bank = self.create_bank(currency_id=self.currency.id)
        line = self.create_bank_line(bank, 100.0, label="AMZN Payments")
        settlement._match_payout(line)
        self.env.invalidate_all()
        self.assertEqual(settlement.payout_bank_line_id, line)
        self.assertTrue(settlement.is_payout_matched)
        settlement.action_undo()
        self.env.invalidate_all()
        self.assertFalse(settlement.is_payout_matched)
