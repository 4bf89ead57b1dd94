# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .banking import BankCommon, ForeignCommon
from .booking import (
    COMMISSION,
    OPENING,
    REIMBURSEMENT,
    RESERVE,
    SALE,
    SUBSCRIPTION,
    BookingCommon,
)

REF = "302-0000001-0000001"
JULY = {"start": datetime(2026, 6, 30, 22), "end": datetime(2026, 7, 14, 22)}
LATER = datetime(2026, 7, 5, 12)
FAILED = (
    "other-transaction",
    "other-transaction",
    "Transfer of funds unsuccessful: Amazon has cancelled your transfer",
)


@tagged("post_install", "-at_install")
class TestTransfer(BankCommon):
    """Money in transit: payouts, failed transfers, and the real bank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.create_bank(currency_id=cls.currency.id)

    def test_payout_is_matched_with_the_bank(self):
        settlement = self.settle((REIMBURSEMENT, "100.00"))
        self.create_bank_line(self.bank, 99.0)
        self.create_bank_line(self.bank, 100.0, "2026-08-30")
        plain = self.create_bank_line(self.bank, 100.0, label="Incoming")
        named = self.create_bank_line(self.bank, 100.0, label="AMZN Mktp Payments")
        self.assertEqual(list(settlement._find_bank_lines()), [named, plain])
        wizard = self.env["amazon.payout.match.wizard"].create(
            {"settlement_id": settlement.id}
        )
        self.assertEqual(wizard.bank_line_id, named)
        wizard.action_match()
        self.assertTrue(named.is_reconciled)
        self.assertFalse(plain.is_reconciled)
        transfer = self.company.transfer_account_id
        items = self.env["account.move.line"].search([("account_id", "=", transfer.id)])
        self.assertEqual(set(items.mapped("reconciled")), {True})
        self.assertEqual(self.get_balance(transfer), 0)
        self.assertFalse(settlement._find_bank_lines())

    def test_undo_gives_the_line_of_the_bank_back(self):
        settlement = self.settle((REIMBURSEMENT, "100.00"))
        line = self.create_bank_line(self.bank, 100.0, label="AMZN Payments")
        settlement._match_payout(line)
        settlement.action_undo()
        self.assertFalse(line.is_reconciled)
        self.book(settlement)
        self.assertEqual(settlement._find_bank_lines(), line)
        settlement._match_payout(line)
        self.get_line(settlement, "payout").action_undo()
        self.assertFalse(line.is_reconciled)

    def test_what_is_undone_in_the_statement_is_open_again(self):
        settlement = self.settle((REIMBURSEMENT, "100.00"), (SUBSCRIPTION, "-9.00"))
        line = settlement.line_ids.filtered(lambda each: each.amount == -9)
        statement_line = line.statement_line_id
        statement_line.action_undo_reconciliation()
        self.assertEqual((line.state, line.reason), ("open", "undone"))
        self.assertEqual(settlement.state, "imported")
        _liquidity, suspense, _others = statement_line._seek_for_lines()
        self.assertEqual(line.row_ids.move_line_id, suspense)
        line.action_reconcile()
        self.assert_proved(settlement)

    def reconcile_elsewhere(self, statement_line, invoice):
        """Put new items in the place of all but Amazon's, as other screens do."""
        _liquidity, suspense, others = statement_line._seek_for_lines()
        due = invoice.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        kept = [
            {
                "name": item.name,
                "account_id": item.account_id.id,
                "currency_id": item.currency_id.id,
                "amount_currency": item.amount_currency,
                "balance": item.balance,
            }
            for item in others
        ]
        paid = {
            "name": invoice.name,
            "account_id": due.account_id.id,
            "partner_id": due.partner_id.id,
            "currency_id": suspense.currency_id.id,
            "amount_currency": suspense.amount_currency,
            "balance": suspense.balance,
        }
        move = statement_line.move_id.with_context(
            force_delete=True, skip_readonly_check=True
        )
        old = [Command.delete(item.id) for item in suspense | others]
        new = [Command.create(vals) for vals in (paid, *kept)]
        move.write({"line_ids": old + new})
        (
            due + move.line_ids.filtered(lambda i: i.account_id == due.account_id)
        ).reconcile()
        # What happens at the end of a request.
        self.env.cr.flush()

    def test_what_is_reconciled_in_the_statement_is_reconciled(self):
        """Also its rows find their items again, and undoing it there is seen."""
        order = self.create_order(REF, 100.0, post=None)
        settlement = self.settle((SALE, "100.00", REF), (COMMISSION, "-15.00", REF))
        line = self.get_line(settlement, REF)
        self.assert_open(line, "not_invoiced")
        invoice = order.sale_order_id._create_invoices()
        invoice.action_post()
        self.reconcile_elsewhere(line.statement_line_id, invoice)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual((line.state, line.open_amount), ("reconciled", 0))
        self.assert_proved(settlement)
        line.statement_line_id.action_undo_reconciliation()
        self.env.cr.flush()
        self.assert_open(line, "undone")
        line.action_reconcile()
        self.assertEqual(invoice.payment_state, "paid")
        self.assert_proved(settlement)

    def test_nothing_booked_is_nothing_to_undo(self):
        settlement = self.settle((REIMBURSEMENT, "100.00"))
        settlement.action_undo()
        settlement.write({"state": "refused", "refusal_reason": "It does not tie."})
        with self.assertRaisesRegex(UserError, "nothing to undo"):
            settlement.action_undo()
        self.assertEqual(settlement.state, "refused")

    def test_match_of_a_line_that_does_not_fit(self):
        settlement = self.settle((REIMBURSEMENT, "100.00"))
        wizard = self.env["amazon.payout.match.wizard"].create(
            {
                "settlement_id": settlement.id,
                "bank_line_id": self.create_bank_line(self.bank, 99.0).id,
            }
        )
        with self.assertRaisesRegex(UserError, "import the statement first"):
            wizard.action_match()

    def test_failed_transfer_pairs_with_its_payout(self):
        first = self.settle((REIMBURSEMENT, "100.00"))
        second = self.settle(
            (FAILED, "100.00", "", "", LATER),
            (SUBSCRIPTION, "-10.00", "", "", LATER),
            **JULY,
        )
        self.assert_proved(second)
        self.assertTrue(
            first.line_ids.statement_line_id.move_id.line_ids.filtered(
                lambda item: item.account_id == self.company.transfer_account_id
            ).reconciled
        )
        transfer = self.company.transfer_account_id
        self.assertEqual(self.get_balance(transfer), 90)

    def test_ending_balance_account(self):
        account = self.create_account("asset_current", "Transit", "AMZ11")
        with self.assertRaisesRegex(ValidationError, "allow reconciliation"):
            self.marketplace.ending_balance_account_id = account
        account.reconcile = True
        self.marketplace.ending_balance_account_id = account
        self.marketplace.ending_balance_description = "To our bank"
        settlement = self.settle((REIMBURSEMENT, "100.00"))
        payout = self.get_line(settlement, "To our bank")
        self.assertEqual(self.get_items(payout), {("AMZ11", "100.00")})


@tagged("post_install", "-at_install")
class TestCurrency(ForeignCommon):
    """The settlement is in another currency than the books, and the rate moves."""

    def test_account_of_amazon_ends_at_zero_in_both_currencies(self):
        order = self.create_order(REF, 110.0)
        settlement = self.settle(
            (SALE, "110.00", REF),
            (COMMISSION, "-15.00", REF),
            (SUBSCRIPTION, "-33.33", "", "", datetime(2026, 6, 22, 12)),
        )
        self.assert_proved(settlement)
        self.assertEqual(self.get_invoice(order).payment_state, "paid")
        self.assert_amazon_has(0, 0)

    def test_reserves_keep_their_book_value(self):
        first = self.settle((REIMBURSEMENT, "110.00"), (RESERVE, "-55.00"))
        self.assert_proved(first)
        self.assert_amazon_has(55, 50)
        second = self.settle(
            (OPENING, "55.00", "", "", LATER),
            (REIMBURSEMENT, "14.00", "", "", LATER),
            **JULY,
        )
        self.assert_proved(second)
        self.assert_amazon_has(0, 0)

    def test_bank_in_another_currency(self):
        settlement = self.settle((REIMBURSEMENT, "110.00"))
        line = self.create_bank_line(
            self.create_bank(),
            90.0,
            foreign_currency_id=self.currency.id,
            amount_currency=110.0,
        )
        self.assertEqual(settlement._find_bank_lines(), line)
        settlement._match_payout(line)
        transfer = self.company.transfer_account_id
        self.assertAlmostEqual(self.get_balance(transfer), 0)
        self.assertAlmostEqual(self.get_balance(transfer, currency=True), 0)

    def test_bank_that_does_not_say_what_it_exchanged(self):
        settlement = self.settle((REIMBURSEMENT, "110.00"))
        line = self.create_bank_line(self.create_bank(), 90.0, label="AMAZON PAYMENTS")
        self.assertEqual(settlement._find_bank_lines(), line)
        settlement._match_payout(line)
        self.assertEqual(line.amount_currency, 110)
        transfer = self.company.transfer_account_id
        self.assertAlmostEqual(self.get_balance(transfer), 0)
        self.assertAlmostEqual(self.get_balance(transfer, currency=True), 0)

    def test_two_currencies_in_two_journals(self):
        """RP22."""
        first = self.settle((REIMBURSEMENT, "10.00"))
        own = self.marketplace_de | self.marketplace_us
        self.marketplace = own - self.marketplace
        self.currency = self.marketplace.currency_id
        second = self.settle((REIMBURSEMENT, "10.00"))
        self.assertNotEqual(first.journal_id, second.journal_id)
        self.assert_proved(first)
        self.assert_proved(second)

    def test_settlement_in_another_currency_than_the_journal(self):
        other = (self.marketplace_de | self.marketplace_us) - self.marketplace
        settlement = self.settle(
            (REIMBURSEMENT, "10.00"), currency_id=other.currency_id.id
        )
        self.assertEqual(settlement.state, "processing")
        self.assertIn("Choose a journal in", settlement.waiting_reason)


@tagged("post_install", "-at_install")
class TestLockDate(BookingCommon):
    """RP16, RP17: a locked period is never entered, nor silently left."""

    def test_wait_and_ask(self):
        for lock in ("fiscalyear_lock_date", "hard_lock_date"):
            with self.subTest(lock=lock):
                self.company[lock] = date(2026, 6, 25)
                settlement = self.settle((SUBSCRIPTION, "-1.00"))
                self.assertEqual(settlement.state, "processing")
                self.assertIn("locked until", settlement.waiting_reason)
                self.assertEqual(len(settlement.activity_ids), 1)
                self.assertFalse(settlement.line_ids.statement_line_id)
                if lock == "fiscalyear_lock_date":
                    self.company[lock] = False
                    settlement.with_context(queue_job__no_delay=True).action_reconcile()
                    self.assert_proved(self.refresh(settlement))
                    dates = settlement.line_ids.statement_line_id.mapped("date")
                    self.assertEqual(dates, [date(2026, 6, 20)])

    def test_first_open_date(self):
        self.seller.lock_date_policy = "first_open"
        self.company.fiscalyear_lock_date = date(2026, 6, 25)
        settlement = self.settle(
            (SUBSCRIPTION, "-1.00"),
            (SUBSCRIPTION, "-2.00", "", "", datetime(2026, 6, 28, 12)),
        )
        self.assert_proved(settlement)
        self.assertEqual(
            set(settlement.line_ids.statement_line_id.mapped("date")),
            {date(2026, 6, 26), date(2026, 6, 28)},
        )
        self.assertEqual(settlement.line_ids[0].date, date(2026, 6, 20))

    def test_locks_of_other_journals_do_not_matter(self):
        self.company.sale_lock_date = date(2026, 6, 25)
        self.company.purchase_lock_date = date(2026, 6, 25)
        self.assert_proved(self.settle((SUBSCRIPTION, "-1.00")))

    def test_tax_lock_matters_if_a_rule_has_a_tax(self):
        self.company.tax_lock_date = date(2026, 6, 25)
        self.assert_proved(self.settle((SUBSCRIPTION, "-1.00")))
        rule = self.env.ref(
            "amazon_connector_settlement.amazon_settlement_rule_"
            "other_transaction_subscription_fee"
        )
        rule.tax_id = self.env["account.tax"].create(
            {"name": "Input", "amount": 19, "type_tax_use": "purchase"}
        )
        settlement = self.settle((SUBSCRIPTION, "-1.00"), **JULY)
        self.assertIn("locked until", settlement.waiting_reason)

    def test_entries_in_a_locked_period_stay(self):
        settlement = self.settle((SALE, "10.00", REF))
        self.lock("2026-06-25")
        with self.assertRaisesRegex(UserError, "Unlock that period"):
            settlement.action_undo()
        self.create_order(REF, 10.0)
        line = self.get_line(settlement, REF)
        line.action_reconcile()
        self.assert_open(line, "order_missing", "locked until")
        with self.assertRaisesRegex(UserError, "Unlock that period"):
            line.action_undo()
        self.lock(None)
        line.action_reconcile()
        self.assert_proved(settlement)

    def lock(self, day):
        """Lock the books although a bank statement line is open.

        Odoo refuses that on the screen, but an import or a parent company may do it.
        """
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_company SET fiscalyear_lock_date = %s WHERE id = %s",
            (day, self.company.id),
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestFees(BookingCommon):
    """Fees with tax, with analytic accounts, and as payment of Amazon's bills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref(
            "amazon_connector_settlement.amazon_settlement_rule_"
            "other_transaction_subscription_fee"
        )

    def create_tax(self, **values):
        return self.env["account.tax"].create(
            {
                "name": "Input",
                "amount": 20,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
                **values,
            }
        )

    def test_tax_in_the_fee(self):
        tax_account = self.create_account("asset_current", "Input Tax", "AMZ15")
        tax = self.create_tax()
        tax.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        ).account_id = tax_account
        tax.refund_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        ).account_id = tax_account
        self.rule.tax_id = tax
        settlement = self.settle((SUBSCRIPTION, "-46.41"))
        self.assert_proved(settlement)
        self.assertEqual(
            self.get_items(settlement.line_ids),
            {("AMZ60", "38.67"), ("AMZ15", "7.74")},
        )
        items = settlement.line_ids.statement_line_id.move_id.line_ids
        taxed = items.filtered("tax_line_id")
        self.assertEqual(taxed.tax_line_id, tax)
        self.assertEqual(taxed.tax_base_amount, 38.67)
        self.assertEqual(settlement.row_ids.move_line_id.tax_ids, tax)
        back = self.settle(
            (("other-transaction", "other-transaction", "Payable to Amazon"), "-46.41"),
            (SUBSCRIPTION, "12.00", "", "", LATER),
            **JULY,
        )
        self.assert_proved(back)
        line = back.line_ids.filtered(lambda line: line.kind == "fee")
        self.assertEqual(
            self.get_items(line), {("AMZ60", "-10.00"), ("AMZ15", "-2.00")}
        )

    def test_reverse_charge(self):
        tax = self.create_tax(
            invoice_repartition_line_ids=[
                Command.create({"repartition_type": "base"}),
                Command.create({"repartition_type": "tax", "factor_percent": 100}),
                Command.create({"repartition_type": "tax", "factor_percent": -100}),
            ],
            refund_repartition_line_ids=[
                Command.create({"repartition_type": "base"}),
                Command.create({"repartition_type": "tax", "factor_percent": 100}),
                Command.create({"repartition_type": "tax", "factor_percent": -100}),
            ],
        )
        self.rule.tax_id = tax
        settlement = self.settle((SUBSCRIPTION, "-100.00"))
        self.assert_proved(settlement)
        self.assertEqual(self.get_balance(self.fees), 100.0)

    def test_account_and_analytic_of_a_rule(self):
        plan = self.env["account.analytic.plan"].create({"name": "Channel"})
        analytic = self.env["account.analytic.account"].create(
            {"name": "Amazon", "plan_id": plan.id}
        )
        self.rule.account_id = self.advertising
        self.rule.analytic_distribution = {str(analytic.id): 100}
        settlement = self.settle((SUBSCRIPTION, "-10.00"))
        item = settlement.row_ids.move_line_id
        self.assertEqual(item.account_id, self.advertising)
        self.assertEqual(item.analytic_distribution, {str(analytic.id): 100})

    def test_fees_pay_the_bills_of_amazon(self):
        with self.assertRaisesRegex(ValidationError, "whose bills"):
            self.seller.fee_booking = "vendor"
        vendor = self.env["res.partner"].create({"name": "Amazon"})
        self.seller.write({"fee_booking": "vendor", "vendor_partner_id": vendor.id})
        self.create_order(REF, 100.0)
        settlement = self.settle(
            (SALE, "100.00", REF), (COMMISSION, "-15.00", REF), (SUBSCRIPTION, "-1.00")
        )
        self.assert_proved(settlement)
        payable = vendor.property_account_payable_id
        items = settlement.row_ids.move_line_id.filtered(
            lambda item: item.account_id == payable
        )
        self.assertEqual(items.partner_id, vendor)
        self.assertEqual(sum(items.mapped("balance")), 16)
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": vendor.id,
                "invoice_date": "2026-07-01",
                "currency_id": self.currency.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Fees", "price_unit": 16, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )
        bill.action_post()
        self.assertTrue(settlement.row_ids)
        due = bill.line_ids.filtered(lambda item: item.account_id == payable)
        (due + items).reconcile()
        self.assertEqual(bill.payment_state, "paid")

    def test_rule_of_one_marketplace_comes_first(self):
        own = self.rule.copy(
            {"marketplace_id": self.marketplace.id, "sequence": self.rule.sequence}
        )
        own.account_id = self.advertising
        settlement = self.settle((SUBSCRIPTION, "-10.00"))
        self.assertEqual(settlement.row_ids.rule_id, own)
        self.assertEqual(self.get_balance(self.advertising), 10)

    def test_rule_for_what_does_not_belong_together(self):
        seller = self.create_seller(self.company, short_code="OTH")
        with self.assertRaisesRegex(ValidationError, "do not belong to each other"):
            self.rule.copy(
                {"marketplace_id": self.marketplace.id, "seller_id": seller.id}
            )

    def test_rule_that_fits_everything_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "fits every amount"):
            self.rule.copy({"amount_type": "*", "amount_description": " * "})


@tagged("post_install", "-at_install")
class TestDeferred(BookingCommon):
    """What is invoiced and not settled yet, by age."""

    def test_deferred_invoices(self):
        order = self.create_order(REF, 100.0, quantity=2)
        deferred = self.env["amazon.deferred.invoice"]
        domain = [("amazon_order_id", "=", order.id)]
        found = deferred.search(domain)
        self.assertEqual(found.move_id, self.get_invoice(order))
        self.assertEqual(found.marketplace_id, self.marketplace)
        self.assertEqual((found.amount_residual, found.bucket), (100, "1"))
        self.settle((SALE, "40.00", REF))
        self.assertEqual(deferred.search(domain).amount_residual, 60)
        self.settle((SALE, "60.00", REF), **JULY)
        self.assertFalse(deferred.search(domain))
