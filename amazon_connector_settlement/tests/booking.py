# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Settlements with orders and invoices, planned from rows that a test writes down."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import count

from odoo import Command
from odoo.tools import float_repr

from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.document import Header, Row
from ..lib.plan import make_plan
from .common import AmazonSettlementCommon

START = datetime(2026, 6, 16, 22, 0)
END = datetime(2026, 6, 30, 22, 0)
POSTED = datetime(2026, 6, 20, 12, 0)
SALE = ("Order", "ItemPrice", "Principal")
SALE_TAX = ("Order", "ItemPrice", "Tax")
WITHHELD = ("Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal")
COMMISSION = ("Order", "ItemFees", "Commission")
REFUND = ("Refund", "ItemPrice", "Principal")
REFUND_COMMISSION = ("Refund", "ItemFees", "RefundCommission")
SUBSCRIPTION = ("other-transaction", "other-transaction", "Subscription Fee")
ADVERTISING = ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount")
REIMBURSEMENT = (
    "other-transaction",
    "FBA Inventory Reimbursement",
    "WAREHOUSE_DAMAGE",
)
OPENING = (
    "other-transaction",
    "other-transaction",
    "Previous Reserve Amount Balance",
)
RESERVE = ("other-transaction", "other-transaction", "Current Reserve Amount")
PAYABLE = ("other-transaction", "other-transaction", "Payable to Amazon")
UNKNOWN = ("other-transaction", "other-transaction", "Brand New Charge")


class BookingCommon(AmazonSettlementCommon):
    """The German marketplace, its journal, accounts, and a customer.

    ``settle`` books rows like ``(SALE, "100.00", "302-0000001-0000001")``.
    """

    numbers = count(31_000_000_000)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fees = cls.create_account("expense", "Amazon Fees", "AMZ60")
        cls.advertising = cls.create_account("expense", "Amazon Ads", "AMZ61")
        cls.reimbursements = cls.create_account("income_other", "Amazon Pays", "AMZ70")
        cls.seller.write(
            {
                "fee_account_id": cls.fees.id,
                "advertising_account_id": cls.advertising.id,
                "reimbursement_account_id": cls.reimbursements.id,
            }
        )
        cls.marketplace = cls.marketplace_de
        cls.journal = cls.marketplace.settlement_journal_id
        cls.currency = cls.marketplace.currency_id
        cls.partner = cls.env["res.partner"].create({"name": "Buyer"})
        cls.product = cls.env["product.product"].create(
            {
                "name": "Mug",
                "type": "service",
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
            }
        )

    @classmethod
    def create_account(cls, account_type, name, code, **values):
        """Return an account of the company."""
        return cls.env["account.account"].create(
            {
                "name": name,
                "code": code,
                "account_type": account_type,
                "company_ids": [Command.set(cls.company.ids)],
                **values,
            }
        )

    # === ORDERS AND INVOICES === #

    @classmethod
    def create_order(cls, ref, amount, tax=0.0, quantity=1, post=True, **values):
        """Return the Amazon order of a sales order with one invoice.

        :param tax: tax that Amazon collects, on a line of its own
        :param post: whether the invoice is confirmed; None for no invoice
        """
        lines = [cls._prepare_line(cls.product, amount, "ITEM", quantity)]
        if tax:
            lines.append(cls._prepare_line(cls.seller.tax_product_id, tax, "TAX"))
        sale = cls.env["sale.order"].create(
            {
                "partner_id": cls.partner.id,
                "pricelist_id": cls._get_pricelist().id,
                "company_id": cls.company.id,
                "amazon_seller_id": cls.seller.id,
                "amazon_order_ref": ref,
                "order_line": lines,
            }
        )
        sale.action_confirm()
        order = cls.env["amazon.order"].create(
            {
                "name": ref,
                "seller_id": cls.seller.id,
                "marketplace_id": cls.marketplace.id,
                "currency_id": cls.currency.id,
                "amount_total": sale.amount_total,
                "odoo_total": sale.amount_total,
                "state": "imported",
                "sale_order_id": sale.id,
                "payload": {"orderItems": [{"quantityOrdered": quantity}]},
                **values,
            }
        )
        if post is not None:
            invoice = sale._create_invoices()
            if post:
                invoice.action_post()
        return order

    @classmethod
    def _get_pricelist(cls):
        pricelist = cls.marketplace.pricelist_id
        if pricelist.currency_id == cls.currency:
            return pricelist
        return cls.env["product.pricelist"].create(
            {"name": "Test", "currency_id": cls.currency.id}
        )

    @classmethod
    def _prepare_line(cls, product, amount, component, quantity=1):
        return Command.create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "price_unit": amount / quantity,
                "tax_ids": [Command.clear()],
                "amazon_component": component,
            }
        )

    def get_invoice(self, order):
        """Return the invoice of an order."""
        invoices = order.sale_order_id.invoice_ids
        return invoices.filtered(lambda move: move.move_type == "out_invoice")

    def refund(self, order, amount=None, ref=False):
        """Return a confirmed credit note of an order."""
        invoice = self.get_invoice(order)[:1]
        note = invoice._reverse_moves([{"amazon_adjustment_ref": ref}])
        if amount is not None:
            note.invoice_line_ids[1:].unlink()
            note.invoice_line_ids.price_unit = amount
            note.invoice_line_ids.quantity = 1
        note.action_post()
        return note

    # === SETTLEMENTS === #

    def make_rows(self, *rows):
        """Return rows as the library reads them.

        Each is the three texts, the amount, and perhaps order id, adjustment id, day.
        """
        made = []
        for number, (texts, amount, *rest) in enumerate(rows, 1):
            order_ref, adjustment_ref, posted = [*rest, "", "", POSTED][: len(rest)] + [
                "",
                "",
                POSTED,
            ][len(rest) :]
            made.append(
                Row(
                    number,
                    number + 2,
                    *texts,
                    Decimal(amount),
                    order_ref=order_ref,
                    adjustment_ref=adjustment_ref,
                    posted=posted,
                    quantity=1 if texts[2] == "Principal" else None,
                )
            )
        return made

    def plan(self, *rows, total=None, start=START, end=END, **values):
        """Return a settlement whose rows and lines are stored, but not booked."""
        rows = self.make_rows(*rows)
        if total is None:
            total = sum((row.amount for row in rows), Decimal(0))
        name = str(next(self.numbers))
        code = self.currency.name
        header = Header(name, start, end, None, Decimal(total), code)
        settlement = self.env["amazon.settlement"].create(
            {
                "name": name,
                "seller_id": self.seller.id,
                "marketplace_id": self.marketplace.id,
                "journal_id": self.marketplace.settlement_journal_id.id,
                "currency_id": self.currency.id,
                "start_date": start,
                "end_date": end,
                "total_amount": float(header.total),
                "row_count": len(rows),
                "state": "processing",
                "is_stored": True,
                **values,
            }
        )
        self.store_plan(settlement, header, rows)
        return settlement

    def store_plan(self, settlement, header, rows):
        """Store rows and lines as the import does."""
        book = settlement._get_rule_book()
        classified = [(row, book.find(row)) for row in rows]
        plan = make_plan(
            header,
            classified,
            grouping=settlement.marketplace_id.settlement_grouping,
            payout_label=settlement.marketplace_id.ending_balance_description,
        )
        settlement.write(
            {
                "opening_balance": float(plan.opening),
                "closing_balance": float(plan.closing),
                "payout_amount": float(plan.payout),
            }
        )
        line_of = {}
        for planned in plan.lines:
            line = self.env["amazon.settlement.line"].create(
                {
                    "settlement_id": settlement.id,
                    "key": planned.key,
                    "kind": planned.kind,
                    "date": planned.date,
                    "label": planned.label,
                    "amount": float(planned.amount),
                    "order_ref": planned.order_ref,
                    "adjustment_ref": planned.adjustment_ref,
                }
            )
            line_of |= {number: line for item in planned.items for number in item.rows}
        balances = dict.fromkeys(plan.opening_rows, "opening")
        balances |= dict.fromkeys(plan.closing_rows, "closing")
        self.env["amazon.settlement.row"].create(
            [
                {
                    "settlement_id": settlement.id,
                    "number": row.number,
                    "file_line": row.line,
                    "transaction_type": row.transaction_type,
                    "amount_type": row.amount_type,
                    "amount_description": row.amount_description,
                    "amount": float(row.amount),
                    "order_ref": row.order_ref,
                    "adjustment_ref": row.adjustment_ref,
                    "quantity": row.quantity or 0,
                    "treatment": balances.get(row.number)
                    or (rule.treatment if rule else "unmapped"),
                    "rule_id": int(rule.key) if rule else False,
                    "line_id": line_of[row.number].id if row.number in line_of else 0,
                }
                for row, rule in classified
            ]
        )

    def book(self, settlement):
        """Book a settlement with all its jobs at once."""
        settlement.with_context(queue_job__no_delay=True)._start_booking()
        self.refresh(settlement)
        return settlement

    def settle(self, *rows, **values):
        """Return a settlement of these rows, booked."""
        return self.book(self.plan(*rows, **values))

    def take_content(self, content, name="settlement.txt", seller=None):
        """Take the content of a report in with all its jobs; return its settlement."""
        seller = seller or self.seller
        log = self.env["amazon.sync.log"]._start(seller, "upload_settlements", "manual")
        settlements = self.env["amazon.settlement"].with_context(
            queue_job__no_delay=True
        )
        settlements._take_file(seller, BytesIO(content), name, log)
        log._finish()
        self.refresh(log)
        ref = content.decode().splitlines()[1].split("\t")[0]
        return settlements.search(
            [("seller_id", "=", seller.id), ("name", "=", ref)]
        ).with_env(self.env)

    def refresh(self, record):
        """Return the record with the values that the database has."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record

    def with_jobs(self, function):
        """Call a function, then run the jobs that it enqueued."""
        with trap_jobs() as trap:
            result = function()
            trap.perform_enqueued_jobs()
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    # === EXPECTATIONS === #

    def get_line(self, settlement, ref):
        """Return the lines of a settlement with an order id or a text in the label."""
        return settlement.line_ids.filtered(
            lambda line: ref in (line.order_ref, line.key) or ref in line.label
        )

    def get_items(self, line):
        """Return account code and amount of the items opposite Amazon's account."""
        items = line.statement_line_id.move_id.line_ids
        own = self.journal.default_account_id
        return {
            (item.account_id.code, float_repr(item.amount_currency, 2))
            for item in items
            if item.account_id != own
        }

    def get_balance(self, account, currency=False):
        """Return the balance of an account, in its company's currency or another."""
        items = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum(items.mapped("amount_currency" if currency else "balance"))

    def assert_proved(self, settlement, state="reconciled"):
        """Assert that the statement is the proof that every amount is booked."""
        self.assertEqual(settlement.state, state, settlement.waiting_reason)
        self.assertFalse(settlement.waiting_reason)
        statement = settlement.statement_id
        self.assertTrue(statement.is_complete, statement.problem_description)
        self.assertTrue(statement.is_valid, statement.problem_description)
        self.assertFalse(settlement._find_problem())
        self.assert_suspense_is_listed(settlement)

    def assert_suspense_is_listed(self, settlement):
        """Assert that suspense holds exactly what is listed as open."""
        items = settlement.line_ids.statement_line_id.move_id.line_ids
        suspense = items.filtered(
            lambda item: item.account_id == settlement.journal_id.suspense_account_id
        )
        listed = settlement.line_ids.filtered(
            lambda line: line.state == "open" and line._get_suspense_items()
        )
        self.assertEqual(
            settlement.currency_id.round(-sum(suspense.mapped("amount_currency"))),
            settlement.currency_id.round(sum(listed.mapped("open_amount"))),
        )

    def assert_open(self, line, reason, *words):
        """Assert that a line waits for this reason and says so."""
        self.assertEqual((line.state, line.reason), ("open", reason), line.message)
        for word in words:
            self.assertIn(word, line.message)
