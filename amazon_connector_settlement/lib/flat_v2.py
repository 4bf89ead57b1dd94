# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rows of a V2 flat file."""

from .document import Row

SUMMARY = ("settlement-id", "total-amount", "currency", "amount")
WORDS = ("transaction-type", "amount-type", "amount-description")
REFS = (
    "order-id",
    "merchant-order-id",
    "adjustment-id",
    "shipment-id",
    "marketplace-name",
    "fulfillment-id",
)
VALUES = (
    "posted-date",
    "posted-date-time",
    "order-item-code",
    "sku",
    "quantity-purchased",
    "promotion-id",
)


def read_rows(table, reader):
    """Yield the rows of the settlement that the reader is for.

    This loop runs a million times: what it can look up, it does not work out.
    """
    get_summary, get_words = table.getter(*SUMMARY), table.getter(*WORDS)
    get_refs, get_values = table.getter(*REFS), table.getter(*VALUES)
    amounts, quantities, texts = reader.amounts, reader.quantities, reader.texts
    days, moments = reader.days, reader.moments
    wanted, width, split = reader.settlement_ref, table.width, table.split
    make = Row._make
    number, last, posted = 0, "", None
    with table.lines() as lines, reader.naming_lines():
        for line_number, line in lines:
            reader.line = line_number
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) == width and "\t " not in line and " \t" not in line:
                cells.append("")
            elif not (cells := split(line, line_number)):
                continue
            ref, total, currency, amount = get_summary(cells)
            if ref != wanted and ref.strip() != wanted:
                continue
            if total or currency:
                reader.check_summary(total, currency)
            if not amount:
                reader.check_blank(get_words(cells)[0])
                continue
            number += 1
            kind, of, description = get_words(cells)
            day, moment, item, sku, quantity, promotion = get_values(cells)
            if moment != last:
                last, posted = moment, moments[moment]
            yield make(
                (
                    number,
                    line_number,
                    kind,
                    of,
                    texts[description],
                    amounts[amount],
                    *get_refs(cells),
                    days[day] or (posted and posted.date()),
                    posted,
                    item,
                    texts[sku],
                    quantities[quantity],
                    texts[promotion],
                )
            )
