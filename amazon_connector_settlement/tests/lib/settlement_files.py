# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Settlement reports for tests: one settlement in the writing of any country."""

import io
from datetime import datetime
from decimal import Decimal

from amazon_connector_settlement.lib.document import Header, Row
from amazon_connector_settlement.lib.report_file import open_report
from amazon_connector_settlement.lib.rule import Rule, RuleBook

COLUMNS = (
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount "
    "currency transaction-type order-id merchant-order-id adjustment-id shipment-id "
    "marketplace-name amount-type amount-description amount fulfillment-id posted-date "
    "posted-date-time order-item-code merchant-order-item-id "
    "merchant-adjustment-item-id sku quantity-purchased promotion-id"
).split()
US = ("%Y-%m-%d", lambda amount: f"{amount:.2f}")
AU = ("%d.%m.%Y", lambda amount: f"{amount:.2f}")
EU = ("%d.%m.%Y", lambda amount: f"{amount:.2f}".replace(".", ","))
JP = ("%Y/%m/%d", lambda amount: f"{amount:.2f}")
EU_GROUPED = (
    "%d.%m.%Y",
    lambda amount: f"{amount:,.2f}".translate(str.maketrans(",.", ".,")),
)
US_GROUPED = ("%Y-%m-%d", lambda amount: f"{amount:,.2f}")
OFFICIAL = ("%m/%d/%Y", lambda amount: f"{amount:.2f}")
STYLES = {
    "us": US,
    "au": AU,
    "eu": EU,
    "jp": JP,
    "eu_grouped": EU_GROUPED,
    "us_grouped": US_GROUPED,
    "slashes": OFFICIAL,
}
ORDER = "111-0000001-0000001"
OTHER_ORDER = "111-0000002-0000002"


def header(total, currency="EUR", ref="900001"):
    return Header(
        settlement_ref=ref,
        start=datetime(2026, 6, 16, 22, 7, 18),
        end=datetime(2026, 6, 30, 22, 7, 18),
        deposit=datetime(2026, 7, 2, 22, 7, 18),
        total=Decimal(total),
        currency=currency,
    )


def row(number, kind, of, description, amount, order_ref="", **values):
    values.setdefault("posted", datetime(2026, 6, 18, 23, 30, 5))
    if values["posted"]:
        values.setdefault("posted_date", values["posted"].date())
    return Row(
        number=number,
        line=number + 2,
        transaction_type=kind,
        amount_type=of,
        amount_description=description,
        amount=Decimal(amount),
        order_ref=order_ref,
        **values,
    )


def shop_rows():
    """Return rows of orders, a refund, fees, a reserve and identical amounts."""
    tuples = [
        ("Order", "ItemPrice", "Principal", "1234.56", ORDER),
        ("Order", "ItemPrice", "Tax", "234.57", ORDER),
        ("Order", "ItemFees", "Commission", "-185.18", ORDER),
        ("Order", "ItemPrice", "Principal", "20.00", OTHER_ORDER),
        ("Order", "ItemWithheldTax", "FacilitatorVAT-Principal", "-3.75", OTHER_ORDER),
        ("Refund", "ItemPrice", "Principal", "-10.00", ORDER),
        ("Refund", "ItemFees", "RefundCommission", "-0.60", ORDER),
        ("other-transaction", "other-transaction", "Subscription Fee", "-39.00"),
        ("other-transaction", "other-transaction", "Shipping label", "-7.87", ORDER),
        ("other-transaction", "FBA Inventory Reimbursement", "LOST", "8.63"),
        ("other-transaction", "FBA Inventory Reimbursement", "LOST", "8.63"),
        ("other-transaction", "other-transaction", "Successful charge", "5.00"),
        ("other-transaction", "other-transaction", "Successful charge", "5.00"),
        ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount", "-21.37"),
        ("Odd", "Never Seen", "Mystery", "-1.11"),
        ("other-transaction", "other-transaction", "Current Reserve Amount", "-55.00"),
        (
            "other-transaction",
            "other-transaction",
            "Previous Reserve Amount Balance",
            "50.00",
        ),
    ]
    return [row(number, *values) for number, values in enumerate(tuples, 1)]


def total_of(rows):
    return sum((each.amount for each in rows), Decimal(0))


def render(head, rows, style=US, *, columns=COLUMNS, repeat=False, summary_at=0):
    """Return the text of a V2 file."""
    date_format, number_format = style

    def moment(value):
        return value.strftime(date_format + " %H:%M:%S UTC") if value else ""

    summary = {
        "settlement-id": head.settlement_ref,
        "settlement-start-date": moment(head.start),
        "settlement-end-date": moment(head.end),
        "deposit-date": moment(head.deposit),
        "total-amount": number_format(head.total),
        "currency": head.currency,
    }
    own = dict(summary) if repeat else {"settlement-id": head.settlement_ref}
    cells = [own | _cells(each, date_format, number_format, moment) for each in rows]
    cells.insert(summary_at, summary)
    lines = ["\t".join(each.get(name, "") for name in columns) for each in cells]
    return "\n".join(["\t".join(columns), *lines, ""])


def _cells(each, date_format, number_format, moment):
    day = each.posted_date
    return {
        "transaction-type": each.transaction_type,
        "order-id": each.order_ref,
        "merchant-order-id": each.merchant_order_ref,
        "adjustment-id": each.adjustment_ref,
        "shipment-id": each.shipment_ref,
        "marketplace-name": each.marketplace_name,
        "amount-type": each.amount_type,
        "amount-description": each.amount_description,
        "amount": number_format(each.amount),
        "fulfillment-id": each.fulfillment,
        "posted-date": day.strftime(date_format) if day else "",
        "posted-date-time": moment(each.posted),
        "order-item-code": each.item_ref,
        "sku": each.sku,
        "quantity-purchased": "" if each.quantity is None else str(each.quantity),
        "promotion-id": each.promotion_ref,
    }


def opened(content, **options):
    """Return the settlement of a text or of bytes."""
    if isinstance(content, str):
        content = content.encode()
    return open_report(io.BytesIO(content), **options)


def read(content, **options):
    """Return the header and all rows of a text or of bytes."""
    file = opened(content, **options)
    return file.header, list(file.rows())


def rule_book():
    """Return rules like those that the addon brings along."""
    return RuleBook(
        [
            Rule("withheld", "*", "ItemWithheldTax", "*", "", "withheld_tax"),
            Rule("price", "*", "ItemPrice", "*", "", "receivable"),
            Rule("commission", "*", "ItemFees", "*Commission", "", "fee"),
            Rule("subscription", "*", "*", "Subscription Fee", "", "fee"),
            Rule("label", "*", "*", "Shipping label", "", "fee", label="Labels"),
            Rule("lost", "*", "FBA Inventory Reimbursement", "*", "", "reimbursement"),
            Rule("charge", "*", "*", "Successful charge", "", "transfer"),
            Rule("ads", "*", "Cost of Advertising", "*", "", "advertising"),
        ]
    )


def classified(rows):
    """Return pairs of row and rule."""
    book = rule_book()
    return [(each, book.find(each)) for each in rows]
