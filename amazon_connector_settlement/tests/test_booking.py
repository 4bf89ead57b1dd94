# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from odoo.tests import tagged

from .booking import (
    ADVERTISING,
    COMMISSION,
    OPENING,
    PAYABLE,
    REIMBURSEMENT,
    RESERVE,
    SALE,
    SUBSCRIPTION,
    UNKNOWN,
    BookingCommon,
)

REF = "302-0000001-0000001"
OTHER = "302-0000002-0000002"


@tagged("post_install", "-at_install")
class TestBooking(BookingCommon):
    """Planned lines become a bank statement that proves itself."""

    def test_order_is_paid_and_the_rest_is_booked(self):
        order = self.create_order(REF, 100.0)
        settlement = self.settle(
            (SALE, "100.00", REF),
            (COMMISSION, "-15.00", REF),
            (SUBSCRIPTION, "-39.00"),
            (ADVERTISING, "-20.00"),
            (REIMBURSEMENT, "8.00"),
        )
        self.assert_proved(settlement)
        self.assertEqual(self.get_invoice(order).payment_state, "paid")
        line = self.get_line(settlement, REF)
        receivable = self.partner.property_account_receivable_id.code
        self.assertEqual(
            self.get_items(line), {(receivable, "-100.00"), ("AMZ60", "15.00")}
        )
        self.assertEqual(self.get_balance(self.fees), 54.0)
        self.assertEqual(self.get_balance(self.advertising), 20.0)
        self.assertEqual(self.get_balance(self.reimbursements), -8.0)
        self.assertEqual(self.get_balance(self.journal.default_account_id), 0.0)
        transfer = self.company.transfer_account_id
        self.assertEqual(
            self.get_items(self.get_line(settlement, "payout")),
            {(transfer.code, "34.00")},
        )

    def test_statement_says_what_it_is(self):
        settlement = self.settle((SUBSCRIPTION, "-39.00"), (OPENING, "60.00"))
        statement = settlement.statement_id
        self.assertEqual(statement.name, f"{self.journal.code} {settlement.name}")
        self.assertEqual(statement.reference, settlement.name)
        self.assertEqual((statement.balance_start, statement.balance_end_real), (60, 0))
        label = self.marketplace.ending_balance_description
        payout = statement.line_ids.filtered(lambda line: line.amount < -20.5)
        self.assertIn(label, statement.line_ids.mapped("payment_ref"))
        self.assertEqual(len(payout), 2)

    def test_reserves_of_a_chain(self):
        """The closing balance of one statement is the opening one of the next."""
        first = self.settle((REIMBURSEMENT, "100.00"), (RESERVE, "-55.00"))
        self.assert_proved(first)
        self.assertEqual(first.statement_id.balance_end_real, 55.0)
        self.assertEqual(self.get_balance(self.journal.default_account_id), 55.0)
        second = self.settle(
            (OPENING, "55.00", "", "", datetime(2026, 7, 1, 12)),
            (REIMBURSEMENT, "1.00", "", "", datetime(2026, 7, 2, 12)),
            start=datetime(2026, 6, 30, 22),
            end=datetime(2026, 7, 14, 22),
        )
        self.assert_proved(second)
        self.assertEqual(second.statement_id.balance_start, 55.0)
        self.assertEqual(self.get_balance(self.journal.default_account_id), 0.0)

    def test_negative_and_zero_totals(self):
        """RP19: no payout, no empty entry; the next settlement takes the debt over."""
        first = self.settle((SUBSCRIPTION, "-35.20"))
        self.assert_proved(first)
        self.assertEqual(len(first.statement_id.line_ids), 1)
        self.assertEqual(first.statement_id.balance_end_real, -35.2)
        later = datetime(2026, 7, 5, 12)
        second = self.settle(
            (PAYABLE, "-35.20", "", "", later),
            (REIMBURSEMENT, "35.20", "", "", later),
            start=datetime(2026, 6, 30, 22),
            end=datetime(2026, 7, 14, 22),
        )
        self.assert_proved(second)
        self.assertEqual(second.payout_amount, 0)
        self.assertEqual(len(second.statement_id.line_ids), 1)
        self.assertEqual(self.get_balance(self.journal.default_account_id), 0.0)

    def test_unknown_amount_waits_in_suspense(self):
        """RP18: the sum still ties, nothing is income, somebody is told."""
        settlement = self.settle((UNKNOWN, "-7.00"), (SUBSCRIPTION, "-1.00"))
        self.assert_proved(settlement, "imported")
        line = self.get_line(settlement, "Brand New Charge")
        self.assert_open(line, "unmapped", "Brand New Charge", "Map it")
        suspense = self.journal.suspense_account_id
        self.assertEqual(self.get_items(line), {(suspense.code, "7.00")})
        self.assertEqual((settlement.open_line_count, settlement.open_amount), (1, -7))
        self.assertFalse(line.statement_line_id.is_reconciled)

    def test_missing_account_waits_in_suspense(self):
        self.seller.fee_account_id = False
        settlement = self.settle((SUBSCRIPTION, "-1.00"))
        self.assert_proved(settlement, "imported")
        self.assert_open(settlement.line_ids, "account_missing", "Fee")
        self.seller.fee_account_id = self.fees
        settlement.action_reconcile()
        self.assert_proved(settlement)
        self.assertEqual(self.get_items(settlement.line_ids), {("AMZ60", "1.00")})

    def test_order_that_is_not_in_odoo(self):
        """RP20: booked, in suspense, listed; its fees are fees already."""
        settlement = self.settle((SALE, "10.00", REF), (COMMISSION, "-1.50", REF))
        self.assert_proved(settlement, "imported")
        line = self.get_line(settlement, REF)
        self.assert_open(line, "order_missing", REF)
        self.assertEqual(line.open_amount, 10.0)
        suspense = self.journal.suspense_account_id.code
        self.assertEqual(
            self.get_items(line), {(suspense, "-10.00"), ("AMZ60", "1.50")}
        )

    def test_labels_are_never_an_order_id_alone(self):
        """Otherwise account_reconcile_oca takes any document with that id."""
        settlement = self.settle((SALE, "10.00", REF))
        self.assertNotIn(REF, settlement.statement_id.line_ids.mapped("payment_ref"))

    def test_missing_journal_says_what_to_do(self):
        self.marketplace.settlement_journal_id = False
        settlement = self.settle((SUBSCRIPTION, "-1.00"))
        self.assertEqual(settlement.state, "processing")
        self.assertIn("Choose one under Amazon", settlement.waiting_reason)
        self.assertEqual(len(settlement.activity_ids), 1)
        self.marketplace.settlement_journal_id = self.journal
        settlement.with_context(queue_job__no_delay=True).action_reconcile()
        self.assert_proved(self.refresh(settlement))
        self.assertFalse(settlement.activity_ids)

    def test_booking_again_does_nothing(self):
        settlement = self.settle((SUBSCRIPTION, "-1.00"))
        before = self.env["account.bank.statement.line"].search_count([])
        settlement._job_book()
        settlement.state = "processing"
        settlement._job_book()
        self.assertEqual(
            self.env["account.bank.statement.line"].search_count([]), before
        )
        self.assert_proved(settlement)

    def test_opening_account_of_the_first_settlement(self):
        account = self.create_account("equity", "Opening", "AMZ90")
        self.marketplace.opening_balance_account_id = account
        first = self.settle(
            (OPENING, "50.00"), (SUBSCRIPTION, "-10.00"), (RESERVE, "-5.00")
        )
        self.assert_proved(first)
        self.assertEqual(first.statement_id.balance_start, 0)
        self.assertEqual(self.get_balance(account), -50)
        self.assertEqual(self.get_balance(self.journal.default_account_id), 5)

    def test_summary_has_one_row_for_each_category(self):
        """Price and shipping are sales, whichever rules they are booked by."""
        shipping = ("Order", "ItemPrice", "Shipping")
        settlement = self.settle(
            (SALE, "10.00", REF), (shipping, "4.00", REF), (COMMISSION, "-1.50", REF)
        )
        self.assertEqual(len(settlement.row_ids.rule_id), 3)
        sales, fees, _payout = settlement.summary_ids
        self.assertEqual((sales.section, sales.amount), ("sales", 14))
        self.assertEqual((fees.section, fees.amount), ("fee", -1.5))
        rows = self.env["amazon.settlement.row"]
        shown = rows.search(sales.action_view_rows()["domain"])
        self.assertEqual(sorted(shown.mapped("amount")), [4, 10])

    def test_grouped_by_day(self):
        self.marketplace.settlement_grouping = "day"
        paid = self.create_order(REF, 10.0)
        settlement = self.settle(
            (SALE, "10.00", REF),
            (COMMISSION, "-1.00", REF),
            (SALE, "20.00", OTHER),
            (COMMISSION, "-2.00", OTHER),
        )
        self.assert_proved(settlement, "imported")
        self.assertEqual(self.get_invoice(paid).payment_state, "paid")
        own = settlement.line_ids.filtered(lambda line: line.order_ref == OTHER)
        self.assert_open(own, "order_missing")
        self.assertEqual(own.amount, 18.0)
        day = settlement.line_ids.filtered(
            lambda line: line.kind == "order" and not line.order_ref
        )
        self.assertEqual((day.state, day.amount), ("reconciled", 9.0))
