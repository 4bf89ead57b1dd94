# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .booking import (
    COMMISSION,
    PAYABLE,
    REFUND,
    REFUND_COMMISSION,
    SALE,
    SALE_TAX,
    SUBSCRIPTION,
    UNKNOWN,
    WITHHELD,
    BookingCommon,
)

REF = "302-0000001-0000001"
OTHER = "302-0000002-0000002"
REFUND_TAX = ("Refund", "ItemPrice", "Tax")
REFUND_WITHHELD = (
    "Refund",
    "ItemWithheldTax",
    "MarketplaceFacilitatorTax-Principal",
)
JULY = {"start": datetime(2026, 6, 30, 22), "end": datetime(2026, 7, 14, 22)}
LATER = datetime(2026, 7, 5, 12)


@tagged("post_install", "-at_install")
class TestMatching(BookingCommon):
    """Amounts of orders are reconciled with their documents, or say why not."""

    def assert_paid(self, order, state="paid"):
        self.assertEqual(self.get_invoice(order).payment_state, state)

    def assert_settled_by(self, settlement, *documents):
        """Assert that these documents alone were reconciled with the settlement."""
        found = settlement.line_ids.mapped(lambda line: line._get_documents())
        self.assertEqual(set(found), set(documents))

    # === WITHHELD TAX === #

    def test_invoice_that_holds_the_tax_of_amazon(self):
        """The tax that the invoice holds is cleared, nothing remains."""
        order = self.create_order(REF, 100.0, tax=8.0)
        settlement = self.settle(
            (SALE, "100.00", REF), (SALE_TAX, "8.00", REF), (WITHHELD, "-8.00", REF)
        )
        self.assert_proved(settlement)
        self.assert_paid(order)
        product = self.seller.tax_product_id
        lines = self.get_invoice(order).invoice_line_ids
        account = lines.filtered(lambda line: line.product_id == product).account_id
        receivable = self.partner.property_account_receivable_id
        self.assertEqual(
            self.get_items(self.get_line(settlement, REF)),
            {(receivable.code, "-108.00"), (account.code, "8.00")},
        )

    def test_invoice_without_the_tax_of_amazon(self):
        order = self.create_order(REF, 100.0)
        settlement = self.settle(
            (SALE, "100.00", REF), (SALE_TAX, "8.00", REF), (WITHHELD, "-8.00", REF)
        )
        self.assert_proved(settlement)
        self.assert_paid(order)
        receivable = self.partner.property_account_receivable_id
        line = self.get_line(settlement, REF)
        self.assertEqual(self.get_items(line), {(receivable.code, "-100.00")})

    def test_withheld_tax_of_an_order_in_two_parts(self):
        order = self.create_order(REF, 100.0, tax=8.0, quantity=2)
        part = ((SALE, "50.00", REF), (SALE_TAX, "4.00", REF), (WITHHELD, "-4.00", REF))
        self.assert_proved(self.settle(*part))
        self.assert_paid(order, "partial")
        self.assert_proved(self.settle(*part, **JULY))
        self.assert_paid(order)

    # === AMOUNTS === #

    def test_one_cent_less_is_flagged(self):
        order = self.create_order(REF, 100.0)
        settlement = self.settle((SALE, "99.99", REF))
        self.assert_proved(settlement, "imported")
        self.assert_paid(order, "partial")
        line = self.get_line(settlement, REF)
        self.assert_open(line, "amount_differs", self.get_invoice(order).name)
        self.assertAlmostEqual(line.open_amount, 0.01)
        self.assertTrue(line.statement_line_id.is_reconciled)
        self.refund(order, 0.01)
        rest = (
            self.get_invoice(order).line_ids + order.sale_order_id.invoice_ids.line_ids
        )
        rest.filtered(
            lambda item: item.display_type == "payment_term" and not item.reconciled
        ).reconcile()
        settlement.action_reconcile()
        self.assert_proved(settlement)

    def test_one_cent_more_is_flagged(self):
        order = self.create_order(REF, 100.0)
        settlement = self.settle((SALE, "100.01", REF))
        self.assert_proved(settlement, "imported")
        self.assert_paid(order)
        self.assert_open(self.get_line(settlement, REF), "amount_differs", "more than")

    def test_two_settlements_and_two_lines(self):
        order = self.create_order(REF, 100.0, quantity=3)
        first = self.settle(
            (SALE, "30.00", REF),
            (SALE, "30.00", REF, "", datetime(2026, 6, 22, 12)),
        )
        self.assert_proved(first)
        self.assertEqual(len(self.get_line(first, REF)), 2)
        self.assert_paid(order, "partial")
        self.assert_proved(self.settle((SALE, "40.00", REF, "", LATER), **JULY))
        self.assert_paid(order)

    def test_two_invoices(self):
        order = self.create_order(REF, 60.0, quantity=2)
        line = order.sale_order_id.order_line.copy({"order_id": order.sale_order_id.id})
        line.write({"product_uom_qty": 2, "price_unit": 30})
        order.amount_total = order.sale_order_id.amount_total
        order.sale_order_id._create_invoices().action_post()
        settlement = self.settle((SALE, "120.00", REF))
        self.assert_proved(settlement)
        self.assertEqual(len(self.get_invoice(order)), 2)
        self.assertEqual(set(self.get_invoice(order).mapped("payment_state")), {"paid"})

    def test_nothing_to_pay(self):
        """An order of 0.00, such as a replacement, is booked and waits for nothing."""
        settlement = self.settle((SALE, "0.00", REF), (COMMISSION, "-1.00", REF))
        self.assert_proved(settlement)

    # === REFUNDS === #

    def test_refund_by_adjustment_id(self):
        order = self.create_order(REF, 100.0)
        other = self.refund(order, 20.0, "amzn1:crow:B")
        note = self.refund(order, 20.0, "amzn1:crow:A")
        settlement = self.settle(
            (REFUND, "-20.00", REF, "amzn1:crow:A"),
            (REFUND_COMMISSION, "-0.60", REF, "amzn1:crow:A"),
        )
        self.assert_proved(settlement)
        self.assert_settled_by(settlement, note)
        self.assertEqual(other.amount_residual, 0, "it goes on paying its invoice")

    def test_refund_by_amount(self):
        order = self.create_order(REF, 100.0)
        notes = [self.refund(order, amount) for amount in (30.0, 20.0)]
        settlement = self.settle((REFUND, "-20.00", REF, "amzn1:crow:A"))
        self.assert_proved(settlement)
        self.assert_settled_by(settlement, notes[1])

    def test_refund_that_its_invoice_has_swallowed(self):
        """Odoo lets a credit note pay its invoice; Amazon's money pays both."""
        order = self.create_order(REF, 100.0)
        note = self.refund(order, 20.0)
        self.assertEqual(self.get_invoice(order).amount_residual, 80)
        settlement = self.settle(
            (SALE, "100.00", REF), (REFUND, "-20.00", REF, "amzn1:crow:A")
        )
        self.assert_proved(settlement)
        self.assert_paid(order)
        self.assertEqual(note.payment_state, "paid")
        items = settlement.line_ids.statement_line_id.move_id.line_ids
        receivable = items.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        self.assertEqual(receivable.mapped("amount_residual"), [0, 0])

    def test_refund_with_withheld_tax(self):
        order = self.create_order(REF, 100.0, tax=8.0)
        note = self.refund(order)
        settlement = self.settle(
            (REFUND, "-100.00", REF, "amzn1:crow:A"),
            (REFUND_TAX, "-8.00", REF, "amzn1:crow:A"),
            (REFUND_WITHHELD, "8.00", REF, "amzn1:crow:A"),
        )
        self.assert_proved(settlement)
        self.assertEqual(note.payment_state, "paid")

    def test_refund_before_its_credit_note(self):
        order = self.create_order(REF, 100.0)
        settlement = self.settle((REFUND, "-20.00", REF, "amzn1:crow:A"))
        line = self.get_line(settlement, REF)
        self.assert_open(line, "no_credit_note", "amzn1:crow:A")
        note = self.with_jobs(lambda: self.refund(order, 20.0))
        self.assert_proved(settlement)
        self.assertEqual(note.payment_state, "paid")

    def test_adjustment_id_that_comes_later(self):
        order = self.create_order(REF, 100.0)
        note = self.refund(order, 25.0)
        settlement = self.settle((REFUND, "-20.00", REF, "amzn1:crow:A"))
        self.assert_open(self.get_line(settlement, REF), "no_credit_note")
        self.with_jobs(lambda: note.write({"amazon_adjustment_ref": "amzn1:crow:A"}))
        self.assertEqual(note.payment_state, "partial")
        self.assert_open(self.get_line(settlement, REF), "amount_differs")

    # === RETRY === #

    def test_invoice_that_is_confirmed_later(self):
        order = self.create_order(REF, 100.0, post=False)
        settlement = self.settle((SALE, "100.00", REF))
        self.assert_open(self.get_line(settlement, REF), "not_invoiced", "draft")
        self.with_jobs(lambda: self.get_invoice(order).action_post())
        self.assert_proved(settlement)
        self.assert_paid(order)

    def test_order_that_is_imported_later(self):
        settlement = self.settle((SALE, "100.00", REF))
        self.assert_open(self.get_line(settlement, REF), "order_missing")
        order = self.create_order(REF, 100.0, post=None)
        sale = order.sale_order_id
        order.sale_order_id = False
        self.with_jobs(lambda: order.write({"sale_order_id": sale.id}))
        self.assert_open(self.get_line(settlement, REF), "not_invoiced", sale.name)
        self.with_jobs(lambda: sale._create_invoices().action_post())
        self.assert_proved(settlement)
        self.assert_paid(order)

    def test_clock_looks_again_once_a_day(self):
        settlement = self.settle((SALE, "100.00", REF))
        order = self.create_order(REF, 100.0)
        line = self.get_line(settlement, REF)
        with trap_jobs() as trap:
            self.env["amazon.scheduler"]._recover_runs()
            trap.assert_jobs_count(0)
            line.retry_date = datetime(2026, 1, 1)
            self.env["amazon.scheduler"]._recover_runs()
            trap.perform_enqueued_jobs()
        self.assert_proved(self.refresh(settlement))
        self.assert_paid(order)

    def test_confirmed_invoice_without_open_lines_costs_no_job(self):
        with trap_jobs() as trap:
            self.create_order(REF, 100.0)
            trap.assert_jobs_count(0)

    def test_import_this_order(self):
        settlement = self.settle((SALE, "100.00", REF), (SUBSCRIPTION, "-1.00"))
        with trap_jobs() as trap:
            self.get_line(settlement, REF).action_import_order()
            self.assertEqual(
                trap.enqueued_jobs[0].method_name, "_job_fetch_single_orders"
            )
        log = self.env["amazon.sync.log"].search(
            [("operation", "=", "import_order_ids")], limit=1
        )
        self.assertEqual(log.wanted_refs, [REF])
        with self.assertRaisesRegex(UserError, "in Odoo already"):
            self.get_line(settlement, "Subscription").action_import_order()

    def test_paid_invoice_is_not_paid_twice(self):
        order = self.create_order(REF, 100.0)
        self.settle((SALE, "100.00", REF))
        again = self.settle((SALE, "100.00", REF), **JULY)
        self.assert_proved(again, "imported")
        line = self.get_line(again, REF)
        self.assert_open(line, "amount_differs", "paid already")
        self.assert_paid(order)

    # === MAPPING === #

    def map(self, settlement, **values):
        wizard = self.env["amazon.settlement.map.wizard"].create(
            {
                "sample_row_id": settlement.row_ids.filtered(
                    lambda row: row.treatment == "unmapped"
                )[:1].id,
                "name": "New Charge",
                "transaction_type": "*",
                "amount_type": "*",
                "amount_description": "Brand New Charge",
                "treatment": "fee",
                **values,
            }
        )
        return self.with_jobs(wizard.action_map)

    def test_unknown_amount_is_mapped_later(self):
        """Counted, shown, mapped and booked without another download."""
        settlement = self.settle((UNKNOWN, "-7.00"), (UNKNOWN, "-3.00", "FBA1"))
        unmapped = self.env["amazon.settlement.unmapped"].search(
            [("seller_id", "=", self.seller.id)]
        )
        self.assertEqual((unmapped.row_count, unmapped.amount), (2, -10))
        self.map(settlement, account_id=self.advertising.id)
        self.assert_proved(settlement)
        self.assertEqual(self.get_balance(self.advertising), 10)
        self.assertEqual(set(settlement.line_ids.mapped("kind")), {"fee"})
        self.assertFalse(
            self.env["amazon.settlement.unmapped"].search(
                [("seller_id", "=", self.seller.id)]
            )
        )
        again = self.settle((PAYABLE, "-10.00"), (UNKNOWN, "-1.00"), **JULY)
        self.assert_proved(again)

    def test_unknown_amount_inside_an_order(self):
        order = self.create_order(REF, 100.0)
        charge = ("Order", "ItemFees", "Brand New Charge")
        settlement = self.settle((SALE, "100.00", REF), (charge, "-7.00", REF))
        self.assert_paid(order)
        self.assert_open(self.get_line(settlement, REF), "unmapped")
        self.map(settlement)
        self.assert_proved(settlement)
        self.assertEqual(self.get_balance(self.fees), 7)

    def test_mapping_that_does_not_fit(self):
        settlement = self.settle((UNKNOWN, "-7.00"))
        with self.assertRaisesRegex(UserError, "does not fit"):
            self.map(settlement, amount_description="Something Else")

    # === UNDO === #

    def entries(self, settlement):
        """Return all that a settlement has in the books, as plain values."""
        return sorted(
            (
                line.date,
                line.payment_ref,
                item.account_id.code,
                item.partner_id.id,
                item.amount_currency,
                item.balance,
                item.reconciled,
                tuple(
                    sorted(
                        settlement.row_ids.filtered(
                            lambda row, item=item: row.move_line_id == item
                        ).mapped("number")
                    )
                ),
            )
            for line in settlement.statement_id.line_ids
            for item in line.move_id.line_ids
        )

    def test_undo_and_book_again(self):
        order = self.create_order(REF, 100.0)
        settlement = self.settle(
            (SALE, "100.00", REF), (COMMISSION, "-15.00", REF), (SALE, "5.00", OTHER)
        )
        before = self.entries(settlement)
        moves = settlement.statement_id.line_ids.move_id
        settlement.action_undo()
        self.assertFalse(moves.exists())
        self.assertFalse(settlement.statement_id)
        self.assertEqual(settlement.state, "downloaded")
        self.assertEqual(len(settlement.row_ids), 3)
        self.assert_paid(order, "not_paid")
        self.assertEqual(self.get_balance(self.fees), 0)
        self.book(settlement)
        self.assertEqual(self.entries(settlement), before)
        self.assert_proved(settlement, "imported")

    def test_undo_with_the_audit_trail(self):
        self.company.restrictive_audit_trail = True
        settlement = self.settle((SUBSCRIPTION, "-15.00"))
        before = self.entries(settlement)
        moves = settlement.statement_id.line_ids.move_id
        settlement.action_undo()
        self.assertEqual(set(moves.exists().mapped("state")), {"cancel"})
        self.book(settlement)
        self.assertEqual(self.entries(settlement), before)
        self.assert_proved(settlement)

    def test_undo_of_one_line(self):
        order = self.create_order(REF, 100.0)
        settlement = self.settle((SALE, "100.00", REF), (COMMISSION, "-15.00", REF))
        before = self.entries(settlement)
        line = self.get_line(settlement, REF)
        line.action_undo()
        self.assert_paid(order, "not_paid")
        self.assert_open(line, "undone", "Reconcile")
        self.assert_proved(settlement, "imported")
        self.with_jobs(lambda: self.get_invoice(order).write({"ref": "x"}))
        self.assert_open(line, "undone")
        line.action_reconcile()
        self.assert_paid(order)
        self.assertEqual(self.entries(settlement), before)
        self.assert_proved(settlement)

    def test_undo_of_the_payout(self):
        settlement = self.settle((SALE, "100.00", REF))
        payout = self.get_line(settlement, "payout")
        before = self.entries(settlement)
        payout.action_undo()
        payout.action_reconcile()
        self.assertEqual(self.entries(settlement), before)

    # === RIGHTS === #

    def test_user_without_accounting_rights(self):
        user = self.create_user("clerk", "amazon_connector.group_amazon_user")
        settlement = self.settle((SUBSCRIPTION, "-15.00")).with_user(user)
        self.assertEqual(settlement.state, "reconciled")
        self.assertEqual(settlement.line_ids.mapped("amount"), [-15])
        for method in ("action_open_statement", "action_open_entries"):
            with self.assertRaisesRegex(AccessError, "Ask an accountant"):
                getattr(settlement, method)()
        for method in ("action_undo", "action_reconcile", "action_match_payout"):
            with self.assertRaisesRegex(AccessError, "accountants and Amazon managers"):
                getattr(settlement, method)()

    def test_accountant_without_amazon_rights(self):
        user = self.create_user("accountant", "account.group_account_manager")
        self.create_order(REF, 100.0)
        settlement = self.settle((SALE, "100.00", REF)).with_user(user)
        self.assertEqual(
            settlement.action_open_statement()["res_model"], "account.bank.statement"
        )
        settlement.action_open_entries()
        settlement.action_undo()
        self.book(settlement.sudo())
        line = self.get_line(settlement, REF)
        line.action_undo()
        line.action_reconcile()
        self.assertEqual(settlement.state, "reconciled")

    def test_invoice_knows_its_settlements(self):
        order = self.create_order(REF, 100.0)
        settlement = self.settle((SALE, "100.00", REF))
        invoice = self.get_invoice(order)
        self.assertEqual(invoice.amazon_settlement_count, 1)
        action = invoice.action_open_amazon_settlements()
        self.assertEqual(action["res_id"], settlement.id)
