# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rows of a V1 flat file, which Amazon ended, in the words of V2.

A line of V1 has one cell per kind of amount; each that is filled becomes a row.
"""

import re
from collections import namedtuple

from .document import Row

_Pair = namedtuple("_Pair", "amount_type description amount")
PAIRS = (
    _Pair("Shipment-Fees", "shipment-fee-type", "shipment-fee-amount"),
    _Pair("Order-Fees", "order-fee-type", "order-fee-amount"),
    _Pair("ItemPrice", "price-type", "price-amount"),
    _Pair("ItemFees", "item-related-fee-type", "item-related-fee-amount"),
    _Pair("Promotion", "promotion-type", "promotion-amount"),
    _Pair("Direct-Payment", "direct-payment-type", "direct-payment-amount"),
    _Pair("Other-Fee", "other-fee-reason-description", "other-fee-amount"),
    _Pair("Misc-Fee", "", "misc-fee-amount"),
    _Pair("other-transaction", "", "other-amount"),
)
WITHHELD = re.compile(r"(MarketplaceFacilitator|LowValueGoods|TCS-|TDS)")
REIMBURSEMENT = re.compile(r"[A-Z]+(_[A-Z]+)+")
CUSTOMER_TYPES = frozenset(
    {"order", "refund", "chargeback refund", "a-to-z guarantee refund"}
)
COMMON = (
    "settlement-id",
    "total-amount",
    "currency",
    "quantity-purchased",
    "posted-date",
    "posted-date-time",
    "transaction-type",
    "order-id",
    "merchant-order-id",
    "adjustment-id",
    "shipment-id",
    "marketplace-name",
    "fulfillment-id",
    "order-item-code",
    "sku",
    "promotion-id",
)


def read_rows(table, reader):
    """Yield the rows of the settlement that the reader is for."""
    pick = table.getter(*COMMON)
    pairs = [(pair, table.getter(*pair[1:])) for pair in PAIRS]
    number = 0
    with table.lines() as lines, reader.naming_lines():
        for line_number, line in lines:
            reader.line = line_number
            cells = table.split(line, line_number)
            if cells is None:
                continue
            common = pick(cells)
            if common[0] != reader.settlement_ref:
                continue
            reader.check_summary(*common[1:3])
            for pair, get in pairs:
                description, amount = get(cells)
                if not amount:
                    continue
                number += 1
                words = _words(pair.amount_type, common[6], description)
                yield _row(reader, number, words, amount, common)


def _words(amount_type, transaction_type, description):
    """Return the transaction type, amount type and description of V2."""
    if WITHHELD.match(description):
        return transaction_type, "ItemWithheldTax", description
    if description:
        return transaction_type, amount_type, description
    if transaction_type.casefold() in CUSTOMER_TYPES or amount_type == "Misc-Fee":
        return transaction_type, amount_type, amount_type
    if REIMBURSEMENT.fullmatch(transaction_type):
        amount_type = "FBA Inventory Reimbursement"
    return "other-transaction", amount_type, transaction_type


def _row(reader, number, words, amount, common):
    quantity, day, moment, _type, *texts = common[3:]
    *refs, item, sku, promotion = map(reader.texts.__getitem__, texts)
    day_moment = reader.day_moments[day]
    moment = reader.moments[moment] or (day_moment if ":" in day else None)
    return Row(
        number,
        reader.line,
        *map(reader.texts.__getitem__, words),
        reader.amounts[amount],
        *refs,
        day_moment and day_moment.date() or moment and moment.date(),
        moment,
        item,
        sku,
        reader.quantities[quantity],
        promotion,
    )
