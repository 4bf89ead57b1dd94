# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Settlements of a journal are booked in their order, however they come."""

from datetime import datetime
from itertools import permutations

from odoo.tests import freeze_time, tagged

from .banking import BankCommon, ForeignCommon
from .booking import (
    ADVERTISING,
    OPENING,
    PAYABLE,
    REIMBURSEMENT,
    RESERVE,
    SUBSCRIPTION,
)
from .common import AmazonReportCommon
from .report_text import report_text

JUNE = {"start": datetime(2026, 6, 2, 22), "end": datetime(2026, 6, 16, 22)}
LATE_JUNE = {"start": datetime(2026, 6, 16, 22), "end": datetime(2026, 6, 30, 22)}
JULY = {"start": datetime(2026, 6, 30, 22), "end": datetime(2026, 7, 14, 22)}
CHARGE = ("other-transaction", "other-transaction", "Successful charge")


def on(day, texts, amount, month=6):
    """Return a row that was posted on a day."""
    return (texts, amount, "", "", datetime(2026, month, day, 12))


@tagged("post_install", "-at_install")
class TestTurn(BankCommon):
    """A settlement waits for those before it, as long as they come by themselves."""

    def plan_two(self):
        """Return two settlements of which the first reserves all that it has."""
        first = self.plan(
            on(10, REIMBURSEMENT, "500.00"), on(10, RESERVE, "-500.00"), **JUNE
        )
        second = self.plan(
            on(17, OPENING, "500.00"), on(20, SUBSCRIPTION, "-39.00"), **LATE_JUNE
        )
        return first, second

    def choose_opening_account(self):
        account = self.create_account("equity", "Opening", "AMZ90")
        self.marketplace.opening_balance_account_id = account
        return account

    def test_later_one_waits(self):
        account = self.choose_opening_account()
        first, second = self.plan_two()
        self.book(second)
        self.assertFalse(second.line_ids.statement_line_id)
        self.assertEqual(second.state, "processing")
        self.assertIn(first.name, second.waiting_reason)
        self.assertFalse(second.activity_ids)
        self.book(first)
        self.assert_proved(first)
        self.assert_proved(self.refresh(second))
        self.assertFalse(self.get_balance(account))
        self.assertEqual(self.get_balance(self.journal.default_account_id), 0)

    def test_others_go_on(self):
        """What is missing, unprocessed or of another journal is not waited for."""
        first, second = self.plan_two()
        first.state = "downloaded"
        other = (self.marketplace_de | self.marketplace_us) - self.marketplace
        self.plan(
            on(10, SUBSCRIPTION, "-1.00"),
            marketplace_id=other.id,
            journal_id=other.settlement_journal_id.id,
            **JUNE,
        )
        third = self.plan(on(5, SUBSCRIPTION, "-1.00", 7), **JULY)
        self.book(second)
        self.assertEqual(second.state, "reconciled")
        self.assertEqual(self.book(third).state, "reconciled")

    def test_first_one_is_refused(self):
        first, second = self.plan_two()
        self.book(second)
        first.with_context(queue_job__no_delay=True)._refuse("It is wrong.")
        self.assertEqual(self.refresh(second).state, "reconciled")

    def test_clock_starts_what_waits(self):
        """Somebody may undo the first one, or its job may end at the same time."""
        first, second = self.plan_two()
        first.is_stored = False
        self.book(second)
        clock = self.env["amazon.settlement"].with_context(queue_job__no_delay=True)
        clock._resume_bookings()
        self.assertTrue(self.refresh(second).waits_for_turn)
        first.state = "downloaded"
        clock._resume_bookings()
        self.assertEqual(self.refresh(second).state, "reconciled")
        self.assertFalse(second.waits_for_turn)

    def test_obstacle_of_the_first_one(self):
        """The first one waits for somebody, the second one for the first."""
        suspense = self.journal.suspense_account_id
        self.journal.suspense_account_id = False
        first, second = self.plan_two()
        self.book(first)
        self.journal.suspense_account_id = suspense
        self.book(second)
        self.assertTrue(second.waits_for_turn)
        self.assertEqual(len(first.activity_ids), 1)
        self.assertFalse(second.activity_ids)
        first.with_context(queue_job__no_delay=True).action_reconcile()
        self.assert_proved(self.refresh(first))
        self.assert_proved(self.refresh(second))

    def test_first_one_comes_much_later(self):
        """The opening entry of the one that was the first goes away."""
        account = self.choose_opening_account()
        first, second = self.plan_two()
        first.state = "downloaded"
        self.book(second)
        self.assertEqual(self.get_balance(account), -500)
        self.book(first)
        self.assert_proved(self.refresh(first))
        self.assert_proved(self.refresh(second))
        self.assertEqual(self.get_balance(account), 0)
        self.assertEqual(self.get_balance(self.journal.default_account_id), 0)

    def test_matched_payout_is_left_alone(self):
        self.choose_opening_account()
        first, second = self.plan_two()
        first.state = "downloaded"
        self.book(second)
        bank = self.create_bank(currency_id=self.currency.id)
        second._match_payout(self.create_bank_line(bank, 461.0))
        statement = second.statement_id
        self.book(first)
        self.assertEqual(self.refresh(second).statement_id, statement)
        self.assertIn(first.name, second.activity_ids.note)


@tagged("post_install", "-at_install")
class TestAnyOrder(ForeignCommon):
    """RP19: what is booked does not depend on the order of the imports."""

    def plan_chain(self):
        """Return settlements that end negative, negative, and with a payout."""
        first = self.plan(
            on(4, SUBSCRIPTION, "-32.09"),
            on(5, CHARGE, "32.09"),
            on(15, SUBSCRIPTION, "-321.69"),
            **JUNE,
        )
        second = self.plan(
            on(17, PAYABLE, "-321.69"),
            on(17, CHARGE, "321.69"),
            on(20, REIMBURSEMENT, "23.26"),
            on(26, ADVERTISING, "-85.57"),
            **LATE_JUNE,
        )
        third = self.plan(
            on(1, PAYABLE, "-62.31", 7), on(4, REIMBURSEMENT, "448.79", 7), **JULY
        )
        return first | second | third

    def read_books(self, chain):
        """Return what statements and journal items say."""
        items = chain.line_ids.statement_line_id.move_id.line_ids
        return (
            [
                (
                    settlement.state,
                    settlement.opening_balance_company,
                    settlement.closing_balance_company,
                    settlement.statement_id.balance_start,
                    settlement.statement_id.balance_end_real,
                )
                for settlement in chain
            ],
            sorted(
                (
                    str(item.date),
                    item.account_id.code,
                    item.amount_currency,
                    item.balance,
                )
                for item in items
            ),
        )

    def test_every_order(self):
        chain = self.plan_chain()
        chain.state = "downloaded"
        books = []
        for order in permutations(chain):
            for settlement in order:
                self.book(settlement)
            for settlement in chain:
                self.assert_proved(self.refresh(settlement))
            self.assert_amazon_has(0, 0)
            books.append(self.read_books(chain))
            chain.action_undo()
        self.assertEqual(books[0][0][1][3:], (-321.69, -62.31))
        for other in books[1:]:
            self.assertEqual(other, books[0])


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 12:00:00")
class TestNewestFirst(AmazonReportCommon):
    """Amazon lists the newest settlement first."""

    def test_booked_from_the_oldest(self):
        periods = [
            ("7001", "2026-09-17", "2026-10-01"),
            ("7002", "2026-10-01", "2026-10-15"),
            ("7003", "2026-10-15", "2026-10-29"),
        ]
        for name, start, end in periods:
            self.put_report(
                report_text(name, start=start, end=end),
                dataStartTime=f"{start}T07:00:00+00:00",
                dataEndTime=f"{end}T07:00:00+00:00",
                createdTime=f"{end}T08:00:00+00:00",
            )
        self.run_reports()
        settlements = [self.get_settlement(name) for name, *_period in periods]
        statements = [settlement.statement_id.id for settlement in settlements]
        self.assertEqual(statements, sorted(statements))
        self.assertTrue(all(statements))
        self.assertFalse(any(each.waiting_reason for each in settlements))
