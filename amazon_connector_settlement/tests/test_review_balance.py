# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Book values of settlements without payout, and how entries are proved."""

from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged

from .banking import ForeignCommon
from .booking import (
    COMMISSION,
    OPENING,
    REIMBURSEMENT,
    RESERVE,
    SALE,
    SUBSCRIPTION,
    BookingCommon,
)

BOOKING = "odoo.addons.amazon_connector_settlement.models.amazon_settlement_booking"
REF = "302-0000001-0000001"
FBA_FEE = ("Order", "ItemFees", "FBAPerUnitFulfillmentFee")
JULY = {"start": datetime(2026, 6, 30, 22), "end": datetime(2026, 7, 14, 22)}
LATER = datetime(2026, 7, 5, 12)


@tagged("post_install", "-at_install")
class TestBookValue(ForeignCommon):
    """What Amazon still has keeps its book value."""

    def test_all_is_reserved(self):
        """RP19: a settlement without payout hands its book value on."""
        first = self.settle((REIMBURSEMENT, "110.00"), (RESERVE, "-110.00"))
        self.assert_proved(first)
        self.assertAlmostEqual(first.closing_balance_company, 100)
        second = self.settle(
            (OPENING, "110.00", "", "", LATER),
            (REIMBURSEMENT, "70.00", "", "", LATER),
            **JULY,
        )
        self.assert_proved(second)
        self.assert_amazon_has(0, 0)

    def test_booked_payout_keeps_the_closing_value(self):
        settlement = self.settle((REIMBURSEMENT, "110.00"), (RESERVE, "-55.00"))
        settlement.state = "processing"
        settlement._job_book()
        self.assertAlmostEqual(settlement.closing_balance_company, 50)


@tagged("post_install", "-at_install")
class TestProof(BookingCommon):
    """The proof counts what is booked, and says what is left when it fails."""

    def set_rule(self, name, **values):
        """Change a rule that comes with the addon."""
        self.env.ref(
            f"amazon_connector_settlement.amazon_settlement_rule_{name}"
        ).write(values)

    def create_tax(self):
        """Return a tax of 20 percent on purchases, with an account of its own."""
        account = self.create_account("asset_current", "Input Tax", "AMZ15")
        tax = self.env["account.tax"].create(
            {
                "name": "Input",
                "amount": 20,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
            }
        )
        lines = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        of_tax = lines.filtered(lambda line: line.repartition_type == "tax")
        of_tax.account_id = account
        return tax

    def book_two_fees_with_tax(self):
        tax = self.create_tax()
        shipping = self.create_account("expense", "Amazon Logistics", "AMZ62")
        self.set_rule("itemfees_commission", tax_id=tax.id)
        self.set_rule("itemfees_fba", tax_id=tax.id, account_id=shipping.id)
        self.create_order(REF, 100.0)
        return self.settle(
            (SALE, "100.00", REF), (COMMISSION, "-12.00", REF), (FBA_FEE, "-6.00", REF)
        )

    def test_one_tax_on_two_accounts(self):
        settlement = self.book_two_fees_with_tax()
        self.assert_proved(settlement)
        items = self.get_items(self.get_line(settlement, REF))
        self.assertLessEqual(
            {
                ("AMZ60", "10.00"),
                ("AMZ62", "5.00"),
                ("AMZ15", "2.00"),
                ("AMZ15", "1.00"),
            },
            items,
        )

    def test_wrong_amounts_are_found(self):
        """The proof fails for an item without tax, and for an entry with taxes."""
        settlement = self.book_two_fees_with_tax()
        rows = settlement.row_ids.sorted("number")
        for row in rows[0], rows[2]:
            row.amount += 0.01
            self.env.flush_all()
            wrong = rows[:1] if row == rows[0] else rows[1:]
            [item_id] = settlement._query_wrong_items()
            self.assertIn(item_id, wrong.move_line_id.ids)
            self.assertIn("do not add up", settlement._find_problem())
            row.amount -= 0.01

    def test_a_wrong_part_is_not_committed(self):
        """Each job proves what it booked; what others booked before stays."""
        settlement = self.plan(
            *(
                (SUBSCRIPTION, "-1.00", "", "", datetime(2026, 6, day, 12))
                for day in (20, 21, 22)
            )
        )
        first, second, third = settlement.line_ids.sorted("date")
        booker = type(self.env["amazon.settlement.booker"])
        book = booker._book

        def book_wrongly(records, lines):
            book(records, lines)
            if lines == second:
                lines.row_ids.amount += 1

        with (
            patch(f"{BOOKING}.CHUNK", 1),
            patch.object(booker, "_book", book_wrongly),
        ):
            self.book(settlement)
        self.assertEqual(settlement.state, "processing")
        self.assertTrue(first.statement_line_id)
        self.assertFalse((second | third).statement_line_id)
        self.assertIn("What is booked so far stays", settlement.waiting_reason)
        settlement.action_undo()
        self.assertFalse(first.statement_line_id)
        self.assert_proved(self.book(settlement))

    def test_jobs_are_limited_by_rows(self):
        """A line with many rows gets a job of its own, however few lines there are."""
        settlement = self.plan(
            *(
                (SUBSCRIPTION, "-1.00", "", "", datetime(2026, 6, day, 12))
                for day in (20, 21, 22)
            )
        )
        booker = type(self.env["amazon.settlement.booker"])
        sizes = []
        book = booker._book

        def book_and_count(records, lines):
            sizes.append(len(lines))
            book(records, lines)

        with (
            patch(f"{BOOKING}.ROWS_PER_JOB", 2, create=True),
            patch.object(booker, "_book", book_and_count),
        ):
            self.book(settlement)
        self.assertEqual(sizes, [2, 1])
        self.assert_proved(settlement)
        sizes.clear()
        settlement.action_undo()
        with (
            patch(f"{BOOKING}.ROWS_PER_JOB", 0, create=True),
            patch.object(booker, "_book", book_and_count),
        ):
            self.book(settlement)
        self.assertEqual(sizes, [1, 1, 1])


@tagged("post_install", "-at_install")
class TestJournal(BookingCommon):
    """The journal is that of the marketplace until something is booked in it."""

    def test_another_journal_is_chosen_later(self):
        self.journal.suspense_account_id = False
        settlement = self.settle((SUBSCRIPTION, "-1.00"))
        self.assertIn("suspense account", settlement.waiting_reason)
        old = self.journal
        self.journal = old.copy({"currency_id": self.currency.id, "code": "NEWJO"})
        self.journal.suspense_account_id = (
            self.company.account_journal_suspense_account_id
        )
        self.marketplace.settlement_journal_id = self.journal
        self.book(settlement)
        self.assertEqual(settlement.statement_id.journal_id, self.journal)
        self.assert_proved(settlement)

    def test_what_is_booked_keeps_its_journal(self):
        settlement = self.settle((SUBSCRIPTION, "-1.00"))
        other = self.journal.copy({"currency_id": self.currency.id, "code": "NEWJO"})
        self.marketplace.settlement_journal_id = other
        self.book(settlement)
        self.assertEqual(settlement.journal_id, self.journal)
