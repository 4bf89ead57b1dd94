# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import amazon_settlement_retry
from .booking import (
    OPENING,
    REFUND,
    SALE,
    SUBSCRIPTION,
    UNKNOWN,
    BookingCommon,
)

REF = "302-0000001-0000001"
OTHER = "302-0000002-0000002"


@tagged("post_install", "-at_install")
class TestOpenLines(BookingCommon):
    """What is open is found again, and says truly why it is open."""

    def add_invoice(self, order, amount):
        """Return another confirmed invoice of an order."""
        sale = order.sale_order_id
        line = sale.order_line[:1].copy({"order_id": sale.id})
        line.write({"product_uom_qty": 1, "price_unit": amount})
        order.amount_total = sale.amount_total
        invoice = sale._create_invoices()
        invoice.action_post()
        return invoice

    def map_unknown(self, settlement, **values):
        """Map the first amount of a settlement that no rule fits, with its jobs."""
        row = settlement.row_ids.filtered(lambda row: row.treatment == "unmapped")[:1]
        wizard = self.env["amazon.settlement.map.wizard"].create(
            {
                "sample_row_id": row.id,
                "name": "New Charge",
                "transaction_type": "*",
                "amount_type": "*",
                "amount_description": "Brand New Charge",
                "treatment": "fee",
                **values,
            }
        )
        return self.with_jobs(wizard.action_map)

    def create_rule(self, **values):
        """Return a rule for the amounts that no rule of the connector fits."""
        return self.env["amazon.settlement.rule"].create(
            {
                "name": "New",
                "sequence": 10,
                "amount_description": "Brand New Charge",
                **values,
            }
        )

    # === WHAT STAYED ON THE RECEIVABLE === #

    def test_second_invoice_that_comes_later(self):
        """What Amazon paid ahead of the second invoice pays it when it comes."""
        order = self.create_order(REF, 60.0)
        settlement = self.settle((SALE, "100.00", REF))
        line = self.get_line(settlement, REF)
        self.assert_open(line, "amount_differs", "40.00", "more than")
        second = self.with_jobs(lambda: self.add_invoice(order, 30.0))
        self.assertEqual(second.payment_state, "paid")
        self.assert_open(line, "amount_differs", "10.00", second.name)
        self.assertEqual(line.open_amount, 10)
        third = self.with_jobs(lambda: self.add_invoice(order, 10.0))
        self.assertEqual(third.payment_state, "paid")
        self.assert_proved(settlement)

    def test_second_credit_note_that_comes_later(self):
        order = self.create_order(REF, 100.0)
        self.settle((SALE, "100.00", REF))
        self.refund(order, 60.0, "amzn1:crow:A")
        settlement = self.settle(
            (REFUND, "-100.00", REF, "amzn1:crow:A"),
            start=datetime(2026, 6, 30, 22),
            end=datetime(2026, 7, 14, 22),
        )
        line = self.get_line(settlement, REF)
        self.assert_open(line, "amount_differs", "40.00")
        note = self.with_jobs(lambda: self.refund(order, 40.0, "amzn1:crow:A"))
        self.assertEqual(note.payment_state, "paid")
        self.assert_proved(settlement)

    def test_rest_pays_only_documents_of_its_customer(self):
        order = self.create_order(REF, 60.0)
        settlement = self.settle((SALE, "100.00", REF))
        order.sale_order_id.partner_invoice_id = self.partner.copy()
        second = self.with_jobs(lambda: self.add_invoice(order, 40.0))
        self.assertEqual(second.payment_state, "not_paid")
        self.assert_open(self.get_line(settlement, REF), "amount_differs", "40.00")

    def test_mapping_does_not_hide_what_is_too_much(self):
        self.create_order(REF, 100.0)
        charge = ("Order", "ItemFees", "Brand New Charge")
        settlement = self.settle((SALE, "105.00", REF), (charge, "-3.00", REF))
        line = self.get_line(settlement, REF)
        self.assert_open(line, "amount_differs", "5.00", "No rule")
        self.map_unknown(settlement)
        self.assertEqual(self.get_balance(self.fees), 3)
        self.assert_open(line, "amount_differs", "5.00")
        self.assertNotIn("No rule", line.message)
        self.assertEqual(line.open_amount, 5)
        self.assert_proved(settlement, "imported")

    # === OPENING BALANCE === #

    def test_undone_opening_balance_is_booked_as_before(self):
        equity = self.create_account("equity", "Amazon Start", "AMZ30")
        self.marketplace.opening_balance_account_id = equity
        settlement = self.settle((OPENING, "500.00"), (SUBSCRIPTION, "-10.00"))
        self.assertEqual(self.get_balance(equity), -500)
        line = settlement.line_ids.filtered(lambda line: line.key == "opening")
        line.action_undo()
        self.assertEqual(self.get_balance(equity), 0)
        line.action_reconcile()
        self.assertEqual(self.get_balance(equity), -500)
        self.assertEqual(line.row_ids.move_line_id.account_id, equity)
        self.assert_proved(settlement)
        line.action_undo()
        self.marketplace.opening_balance_account_id = False
        line.action_reconcile()
        self.assert_open(line, "account_missing", "opening balance account")

    # === MAPPING === #

    def test_mapping_offers_no_balance(self):
        """A balance is no movement: a booked amount cannot become one."""
        wizard = self.env["amazon.settlement.map.wizard"]
        offered = set(wizard._fields["treatment"].get_values(self.env))
        self.assertFalse({"opening", "closing", "unmapped"} & offered)

    def test_amount_of_a_line_does_not_become_a_balance(self):
        settlement = self.settle((UNKNOWN, "-50.00"))
        rule = self.create_rule(treatment="closing")
        action = self.with_jobs(rule.action_apply)
        self.assertIn("another treatment", action["params"]["message"])
        self.assertEqual(settlement.row_ids.treatment, "unmapped")
        self.assert_open(settlement.line_ids, "unmapped")
        self.assert_proved(settlement, "imported")

    def test_unknown_type_of_an_order_is_matched_with_its_invoice(self):
        order = self.create_order(REF, 100.0)
        new = ("New Sale", "New Sale", "Brand New Charge")
        settlement = self.settle((new, "100.00", REF))
        self.map_unknown(settlement, treatment="receivable")
        self.assertEqual(self.get_invoice(order).payment_state, "paid")
        self.assertEqual(self.get_line(settlement, REF).kind, "order")
        self.assert_proved(settlement)

    def test_charge_of_the_account_does_not_touch_the_customer(self):
        """An order id on an amount of the account is only what it was for."""
        order = self.create_order(REF, 100.0)
        settlement = self.settle((UNKNOWN, "100.00", REF))
        self.map_unknown(settlement, treatment="receivable")
        self.assertEqual(self.get_invoice(order).payment_state, "not_paid")
        self.assert_open(settlement.line_ids[:1], "unmapped", "no order")

    # === WHEN TO LOOK AGAIN === #

    def assert_looks_tomorrow(self, line):
        """Assert that the clock has the line tomorrow, and not before."""
        line.retry_date = datetime(2026, 1, 1)
        self.with_jobs(self.env["amazon.settlement.line"]._retry_due)
        self.assertEqual(line.state, "open")
        self.assertGreater(line.retry_date, fields.Datetime.now())

    def test_line_that_still_differs_waits_a_day(self):
        self.create_order(REF, 100.0)
        settlement = self.settle((SALE, "105.00", REF))
        self.assert_looks_tomorrow(self.get_line(settlement, REF))

    def test_line_in_a_locked_period_waits_a_day(self):
        settlement = self.settle((SALE, "100.00", REF))
        # Odoo refuses that on the screen, but a parent company may do it.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_company SET fiscalyear_lock_date = '2026-06-30' WHERE id = %s",
            (self.company.id,),
        )
        self.env.invalidate_all()
        line = self.get_line(settlement, REF)
        self.assert_looks_tomorrow(line)
        self.assertIn("locked", line.message)

    def test_who_waits_longest_is_first(self):
        settlement = self.settle((SALE, "1.00", REF), (SALE, "2.00", OTHER))
        first, second = (self.get_line(settlement, ref) for ref in (REF, OTHER))
        first.retry_date = datetime(2026, 1, 2)
        second.retry_date = datetime(2026, 1, 1)
        with patch.object(amazon_settlement_retry, "RETRIES_DUE", 1):
            self.with_jobs(self.env["amazon.settlement.line"]._retry_due)
        self.assertEqual(first.retry_date, datetime(2026, 1, 2))
        self.assertGreater(second.retry_date, fields.Datetime.now())

    def test_button_says_that_the_settlement_is_busy(self):
        settlement = self.settle((SALE, "100.00", REF))
        busy = RetryableJobError("busy")
        with (
            patch.object(type(settlement), "_lock_all", side_effect=busy),
            self.assertRaisesRegex(UserError, "being booked right now"),
        ):
            self.get_line(settlement, REF).action_reconcile()

    # === WHICH DOCUMENT === #

    def test_invoice_of_exactly_this_amount_is_first(self):
        order = self.create_order(REF, 60.0)
        older = self.get_invoice(order)
        newer = self.add_invoice(order, 40.0)
        order.sudo().payload = {"orderItems": [{"quantityOrdered": 2}]}
        settlement = self.settle((SALE, "40.00", REF))
        self.assertEqual(newer.payment_state, "paid")
        self.assertEqual(older.payment_state, "not_paid")
        self.assert_proved(settlement)

    def test_invoice_of_exactly_the_amount_without_withheld_tax(self):
        order = self.create_order(REF, 60.0)
        newer = self.add_invoice(order, 40.0)
        tax = ("Order", "ItemPrice", "Tax")
        withheld = ("Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal")
        order.sudo().payload = {"orderItems": [{"quantityOrdered": 2}]}
        self.settle((SALE, "40.00", REF), (tax, "3.00", REF), (withheld, "-3.00", REF))
        self.assertEqual(newer.payment_state, "paid")
        self.assertEqual(self.get_invoice(order)[0].amount_residual, 60)

    def test_invoice_reaches_the_line_of_a_whole_day(self):
        self.marketplace.settlement_grouping = "day"
        order = self.create_order(REF, 60.0)
        self.create_order(OTHER, 20.0)
        settlement = self.settle((SALE, "100.00", REF), (SALE, "20.00", OTHER))
        line = settlement.line_ids.filtered(lambda line: line.kind == "order")
        self.assertFalse(line.order_ref)
        self.assert_open(line, "amount_differs", "40.00")
        second = self.with_jobs(lambda: self.add_invoice(order, 40.0))
        self.assertEqual(second.payment_state, "paid")
        self.assert_proved(settlement)

    # === RULES OF THE CONNECTOR === #

    def test_tax_on_fees_is_input_tax(self):
        tax_account = self.create_account("asset_current", "Input Tax", "AMZ14")
        self.company.account_purchase_tax_id = self.create_purchase_tax(tax_account)
        fee = ("FBAFees", "FBA Long Term Storage Fee")
        coupon = ("AmazonFees", "Coupon Participation Fee")
        settlement = self.settle(
            ((*fee, "Base fee"), "-100.00"),
            ((*fee, "Tax on fee"), "-10.00"),
            ((*coupon, "Tax on fee"), "-1.00"),
        )
        self.assert_proved(settlement)
        self.assertEqual(self.get_balance(self.fees), 100)
        self.assertEqual(self.get_balance(tax_account), 11)
        self.assertEqual(set(settlement.line_ids.mapped("kind")), {"fee"})

    def test_tax_on_fees_without_an_account(self):
        self.company.account_purchase_tax_id = False
        tax = ("FBAFees", "FBA Long Term Storage Fee", "Tax on fee")
        settlement = self.settle((tax, "-10.00"))
        self.assert_open(settlement.line_ids[:1], "account_missing", "Tax on Fee")

    def test_tax_on_fees_pays_the_bills_of_amazon(self):
        """The bills of Amazon contain the tax."""
        vendor = self.env["res.partner"].create({"name": "Amazon"})
        self.seller.write({"fee_booking": "vendor", "vendor_partner_id": vendor.id})
        tax = ("FBAFees", "FBA Long Term Storage Fee", "Tax on fee")
        settlement = self.settle((tax, "-10.00"))
        self.assert_proved(settlement)
        account = settlement.row_ids.move_line_id.account_id
        self.assertEqual(account, vendor.property_account_payable_id)

    def test_try_before_you_buy(self):
        payment = ("TBYB Order Payment", "TBYB Order Payment", "TBYB Order Payment")
        settlement = self.settle((payment, "-5.00"))
        self.assert_proved(settlement)
        self.assertEqual(self.get_balance(self.fees), 5)

    def create_purchase_tax(self, account):
        """Return a purchase tax of 10 % on an account."""
        tax = self.env["account.tax"].create(
            {
                "name": "Input 10 %",
                "amount": 10,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
            }
        )
        parts = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        parts.filtered(lambda part: part.repartition_type == "tax").account_id = account
        return tax

    # === MANY LINES === #

    def test_reconcile_of_many_lines_is_left_to_jobs(self):
        settlement = self.settle((SALE, "1.00", REF), (SALE, "2.00", OTHER))
        self.create_order(REF, 1.0)
        self.create_order(OTHER, 2.0)
        with (
            patch.object(amazon_settlement_retry, "RETRIES_AT_ONCE", 1),
            trap_jobs() as trap,
        ):
            action = settlement.action_reconcile()
            self.assertIn("in the background", action["params"]["message"])
            self.assertEqual(settlement.state, "imported")
            trap.assert_jobs_count(1)
            trap.perform_enqueued_jobs()
        self.assert_proved(self.refresh(settlement))

    def test_rules_are_searched_once_for_many_lines(self):
        settlement = self.settle((SALE, "1.00", REF), (SALE, "2.00", OTHER))
        model = type(settlement)
        with patch.object(
            model, "_has_taxes", autospec=True, side_effect=model._has_taxes
        ) as has_taxes:
            settlement.action_reconcile()
        self.assertEqual(has_taxes.call_count, 1)

    # === ORDERS WITHOUT A SALES ORDER === #

    def assert_says_why_no_sale(self, *words, **values):
        """Assert what the line of an order says that has no sales order."""
        order = self.create_order(REF, 100.0, post=None, **values)
        order.sale_order_id = False
        line = self.get_line(self.settle((SALE, "100.00", REF)), REF)
        self.assert_open(line, "order_missing", *words)
        self.assertNotIn(" is held", line.message)

    def test_order_that_was_shipped_before_it_was_seen(self):
        self.assert_says_why_no_sale(
            "has no sales order",
            "There was nothing left to ship.",
            "Import Shipped Orders",
            state="skipped",
            fulfillment_status="SHIPPED",
            hold_message="There was nothing left to ship.",
        )

    def test_order_that_is_never_imported(self):
        self.assert_says_why_no_sale(
            "has no sales order",
            "Fulfilled by Amazon.",
            "by hand",
            state="skipped",
            fulfillment_status="SHIPPED",
            fulfilled_by="AMAZON",
            hold_message="Fulfilled by Amazon.",
        )
