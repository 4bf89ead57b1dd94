# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Settlement reports as Amazon writes them, for tests."""

from decimal import Decimal

COLUMNS = (
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount"
    " currency transaction-type order-id merchant-order-id adjustment-id shipment-id"
    " marketplace-name amount-type amount-description amount fulfillment-id posted-date"
    " posted-date-time order-item-code merchant-order-item-id"
    " merchant-adjustment-item-id sku quantity-purchased promotion-id"
).split()
SALE = ("Order", "302-1234567-1234567", "Amazon.de", "ItemPrice", "Principal", "119.00")
FEE = ("Order", "302-1234567-1234567", "Amazon.de", "ItemFees", "Commission", "-17.85")
REFUND = ("Refund", "302-1234567-1234567", "Amazon.de", "ItemPrice", "Principal", "-20")
STORAGE = ("other-transaction", "", "", "other-transaction", "Storage Fee", "-7.41")
OPENING = (
    "other-transaction",
    "",
    "",
    "other-transaction",
    "Previous Reserve Amount Balance",
    "50.00",
)
RESERVE = (
    "other-transaction",
    "",
    "",
    "other-transaction",
    "Current Reserve Amount",
    "-55.00",
)
ROWS = (SALE, FEE, REFUND, STORAGE, OPENING, RESERVE)


def report_text(
    name="7001",
    rows=ROWS,
    *,
    start="2026-10-01",
    end="2026-10-15",
    total=None,
    currency="EUR",
    store=None,
):
    """Return the text of a V2 flat file; without a total it ties out.

    ``store`` replaces the names of the marketplaces, where there is one.
    """
    if total is None:
        total = sum(Decimal(row[5]) for row in rows)
    moments = [f"{day} 07:00:00 UTC" for day in (start, end, end)]
    summary = [name, *moments, str(total), currency]
    lines = [COLUMNS, summary + [""] * 18]
    for transaction_type, order, marketplace, kind, description, amount in rows:
        cells = dict.fromkeys(COLUMNS, "")
        cells |= {
            "settlement-id": name,
            "transaction-type": transaction_type,
            "order-id": order,
            "merchant-order-id": order,
            "marketplace-name": marketplace and (store or marketplace),
            "amount-type": kind,
            "amount-description": description,
            "amount": amount,
            "posted-date": end,
            "posted-date-time": f"{end} 06:00:00 UTC",
            "sku": "MUG" if order else "",
        }
        lines.append(list(cells.values()))
    return "".join("\t".join(line) + "\r\n" for line in lines)
