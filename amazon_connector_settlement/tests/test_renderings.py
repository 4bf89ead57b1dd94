# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
from datetime import datetime
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .booking import BookingCommon
from .report_text import COLUMNS

REF = "302-0000001-0000001"
OTHER = "302-0000002-0000002"
ABSENT = "302-0000003-0000003"
START, END = datetime(2026, 6, 16, 22, 7, 18), datetime(2026, 6, 30, 22, 7, 18)
# Late in the evening it is the next day in Germany; the 9th of July looks like
# the 7th of September.
NIGHT, LAST = datetime(2026, 6, 18, 23, 30, 5), datetime(2026, 6, 30, 21, 59, 59)
ROWS = (
    ("Order", REF, "ItemPrice", "Principal", "1234.56", NIGHT, "TASSE-4\u00d72"),
    ("Order", REF, "ItemPrice", "Tax", "98.76", NIGHT, "TASSE-4\u00d72"),
    ("Order", REF, "ItemWithheldTax", "FacilitatorVAT-Principal", "-98.76", NIGHT, ""),
    ("Order", REF, "ItemFees", "Commission", "-1185.19", NIGHT, "TASSE-4\u00d72"),
    ("Order", OTHER, "ItemPrice", "Principal", "30.00", LAST, "MUG"),
    ("Refund", OTHER, "ItemPrice", "Principal", "-10.00", LAST, "MUG"),
    ("Order", ABSENT, "ItemPrice", "Principal", "0.07", LAST, "MUG"),
    ("other-transaction", "", "other-transaction", "Storage Fee", "-7.41", LAST, ""),
    ("other-transaction", "", "other-transaction", "New Charge", "-1.11", LAST, ""),
    ("ServiceFee", "", "Cost of Advertising", "TransactionTotalAmount", "-2.37", LAST)
    + ("",),
    ("other-transaction", "", "other-transaction", "Current Reserve Amount", "-9.55")
    + (LAST, ""),
    ("other-transaction", "", "other-transaction", "Previous Reserve Amount Balance")
    + ("5000.00", NIGHT, ""),
)


def comma(amount):
    """Write an amount as in Germany, with dots between thousands."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


DECLARED = {"jp": "Shift_JIS"}
# Date, amount, charset and line end, as the files of these regions have them.
RENDERINGS = {
    "us": ("%Y-%m-%d", "{:.2f}".format, "utf-8", "\n"),
    "us_grouped": ("%m/%d/%Y", "{:,.2f}".format, "utf-8-sig", "\r\n"),
    "eu": ("%d.%m.%Y", comma, "cp1252", "\r\n"),
    "jp": ("%Y/%m/%d", "{:.2f}".format, "cp932", "\n"),
    "au": ("%d.%m.%Y", "{:.2f}".format, "utf-8", "\r\n"),
}


def render(name, rows):
    """Return the settlement as a file of a region."""
    date_format, write, charset, line_end = RENDERINGS[name]

    def moment(value):
        return value.strftime(f"{date_format} %H:%M:%S UTC")

    total = sum(Decimal(row[4]) for row in rows)
    summary = ["7001", moment(START), moment(END), moment(END), write(total), "EUR"]
    lines = [COLUMNS, summary + [""] * 18]
    for kind, order, amount_type, description, amount, posted, sku in rows:
        cells = {
            "settlement-id": "7001",
            "transaction-type": kind,
            "order-id": order,
            "adjustment-id": "amzn1:crow:A" if kind == "Refund" else "",
            "marketplace-name": "Amazon.de" if order else "",
            "amount-type": amount_type,
            "amount-description": description,
            "amount": write(Decimal(amount)),
            "posted-date": posted.strftime(date_format),
            "posted-date-time": moment(posted),
            "sku": sku,
            "quantity-purchased": "1" if description == "Principal" else "",
        }
        lines.append([cells.get(column, "") for column in COLUMNS])
    text = "".join("\t".join(line) + line_end for line in lines)
    return text.encode(charset)


@tagged("post_install", "-at_install")
class TestRenderings(BookingCommon):
    """The same settlement, as each region writes it, becomes the same entries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.create_order(REF, 1234.56, tax=98.76)
        cls.other_order = cls.create_order(OTHER, 30.0)
        tax = cls.env["account.tax"].create(
            {
                "name": "Input 20 % included",
                "amount": 20.0,
                "type_tax_use": "purchase",
                "price_include_override": "tax_included",
                "company_id": cls.company.id,
            }
        )
        cls.env["amazon.settlement.rule"].create(
            {
                "name": "Commission with tax",
                "sequence": 1,
                "company_id": cls.company.id,
                "transaction_type": "*",
                "amount_type": "ItemFees",
                "amount_description": "Commission",
                "treatment": "fee",
                "account_id": cls.fees.id,
                "tax_id": tax.id,
            }
        )
        cls.marketplace.write(
            {"timezone": "Europe/Berlin", "settlement_grouping": "order"}
        )
        cls.marketplace.opening_balance_account_id = cls.env["account.account"].create(
            {
                "name": "Opening",
                "code": "AMZ99",
                "account_type": "equity",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    def setUp(self):
        super().setUp()
        self.refund(self.other_order, 10.0, "amzn1:crow:A")

    def take(self, name, rows=ROWS):
        """Take the file of a region in with all its jobs; return its settlement."""
        log = self.env["amazon.sync.log"]._start(
            self.seller, "upload_settlements", "manual"
        )
        settlements = self.env["amazon.settlement"]
        settlements = settlements.with_context(queue_job__no_delay=True)
        file = io.BytesIO(render(name, rows))
        charset = DECLARED.get(name, "")
        settlements._take_file(self.seller, file, "report.txt", log, charset)
        log._finish()
        self.refresh(log)
        return self.env["amazon.settlement"].search([("name", "=", "7001")])

    def read_books(self, settlement):
        """Return all that the settlement became, without identifiers of records."""
        fields = ("name", "state", "opening_balance", "closing_balance", "file_hash")
        amounts = ("total_amount", "payout_amount", "difference", "lines_amount")
        statement = settlement.statement_id
        return {
            "settlement": [settlement[name] for name in fields + amounts],
            "period": (settlement.start_date, settlement.end_date),
            "statement": (
                statement.is_complete,
                statement.is_valid,
                statement.balance_start,
                statement.balance_end_real,
            ),
            "lines": [
                (line.key, line.state, line.reason, line.message, line.open_amount)
                for line in settlement.line_ids.sorted("key")
            ],
            "items": self.read_items(settlement),
            "rows": [
                (row.number, row.amount, row.posted, row.sku, row.treatment)
                for row in settlement.row_ids.sorted("number")
            ],
        }

    def read_items(self, settlement):
        return [
            (
                line.date,
                line.payment_ref,
                item.name,
                item.account_id.code,
                item.partner_id.name,
                item.amount_currency,
                item.balance,
                item.tax_ids.mapped("name"),
                item.tax_line_id.name,
                item.tax_base_amount,
                item.reconciled,
                sorted(
                    settlement.row_ids.filtered(
                        lambda row, item=item: row.move_line_id == item
                    ).mapped("number")
                ),
            )
            for line in settlement.statement_id.line_ids.sorted("payment_ref")
            for item in line.move_id.line_ids.sorted(
                lambda item: (item.account_id.code, item.balance)
            )
        ]

    def test_same_books(self):
        """RP06, RP23: numbers, dates, time zone, charset and line ends."""
        books = {}
        for name in RENDERINGS:
            with self.env.cr.savepoint() as savepoint:
                settlement = self.take(name)
                self.assert_proved(settlement, "imported")
                books[name] = self.read_books(settlement)
                savepoint.rollback()
                self.env.invalidate_all()
        expected = books.pop("us")
        self.assert_meaningful(expected)
        for name, found in books.items():
            with self.subTest(name=name):
                self.assertEqual(found, expected)

    def assert_meaningful(self, books):
        """Assert that the books hold taxes, open lines and days of the German zone."""
        items = books["items"]
        self.assertTrue(any(item[7] for item in items), "a fee with its tax")
        self.assertTrue(any(item[8] for item in items), "the tax of a fee")
        fees = sorted(item[5] for item in items if item[3] == "AMZ60")
        self.assertEqual(fees, [7.41, 197.53, 987.66])
        reasons = {line[2] for line in books["lines"]}
        self.assertEqual(reasons, {False, "order_missing", "unmapped"})
        days = {item[0].isoformat() for item in items}
        self.assertEqual(days, {"2026-06-19", "2026-06-30", "2026-07-01"})
        self.assertEqual(books["statement"], (True, True, 0.0, 9.55))
        numbers = [number for item in items for number in item[-1]]
        self.assertEqual(
            sorted(numbers), [*range(1, 11), 12], "no item for the reserve"
        )

    def test_other_cent_is_seen(self):
        """The comparison finds one cent in one row."""
        first = self.take("us")
        expected = self.read_books(first)
        first.action_undo()
        first.unlink()
        rows = [(*ROWS[0][:4], "1234.57", *ROWS[0][5:]), *ROWS[1:]]
        self.assertNotEqual(self.read_books(self.take("eu", rows)), expected)
