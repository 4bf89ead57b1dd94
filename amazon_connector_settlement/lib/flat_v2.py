# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rows of a V2 flat file."""

from .document import Row

COLUMNS = (
    "settlement-id",
    "total-amount",
    "currency",
    "amount",
    "quantity-purchased",
    "posted-date",
    "posted-date-time",
    "transaction-type",
    "amount-type",
    "amount-description",
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
    pick = table.getter(*COLUMNS)
    split, text = table.split, reader.texts.__getitem__
    amounts, quantities = reader.amounts, reader.quantities
    days, moments = reader.days, reader.moments
    number = 0
    with table.lines() as lines, reader.naming_lines():
        for line_number, line in lines:
            reader.line = line_number
            cells = split(line, line_number)
            if cells is None:
                continue
            ref, total, currency, amount, quantity, day, moment, *texts = pick(cells)
            if not reader.belongs(ref):
                continue
            if total or currency:
                reader.check_summary(total, currency)
            if not amount:
                reader.check_blank(texts[0])
                continue
            number += 1
            moment = moments[moment]
            kind, of, description, *refs, item, sku, promotion = map(text, texts)
            yield Row(
                number,
                line_number,
                kind,
                of,
                description,
                amounts[amount],
                *refs,
                days[day] or moment and moment.date(),
                moment,
                item,
                sku,
                quantities[quantity],
                promotion,
            )
