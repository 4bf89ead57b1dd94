# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The V2 flat file: 24 columns, in the notation of each marketplace."""

from typing import NamedTuple

_COLUMNS = (
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount"
    " currency transaction-type order-id merchant-order-id adjustment-id shipment-id"
    " marketplace-name amount-type amount-description amount fulfillment-id"
    " posted-date posted-date-time order-item-code merchant-order-item-id"
    " merchant-adjustment-item-id sku quantity-purchased promotion-id"
).split()
_CHANNELS = {"AMAZON": "AFN", "MERCHANT": "MFN"}


class Notation(NamedTuple):
    """How a marketplace writes dates, amounts and letters."""

    date: str = "%d.%m.%Y"
    decimal_mark: str = ","
    charset: str = "windows-1252"


_NOTATIONS = {
    "US": Notation("%Y-%m-%d", "."),
    "CA": Notation("%Y-%m-%d", "."),
    "GB": Notation(decimal_mark="."),
    "JP": Notation("%Y/%m/%d", ".", "windows-31j"),
    "AU": Notation(decimal_mark=".", charset="utf-8"),
    "SG": Notation(decimal_mark=".", charset="utf-8"),
}


def notation_of(country_code):
    """Return the notation of a country's marketplace."""
    return _NOTATIONS.get(country_code, Notation())


def flat_file(identifier, period, marketplace, total, amounts):
    """Return the bytes of a settlement report.

    ``period`` is its start, its end and the time of the deposit; ``total`` what is
    paid out, or owed by the seller.
    """
    notation = notation_of(marketplace.country_code)
    summary = {
        "settlement-start-date": _time(period.start, notation),
        "settlement-end-date": _time(period.end, notation),
        "deposit-date": _time(period.deposit, notation),
        "total-amount": _number(total, notation),
        "currency": marketplace.currency,
    }
    rows = [summary, *(_row(each, marketplace, notation) for each in amounts)]
    lines = ["\t".join(_COLUMNS)]
    for row in rows:
        row["settlement-id"] = identifier
        lines.append("\t".join(row.get(name, "") for name in _COLUMNS))
    return ("\n".join(lines) + "\n").encode(_codec(notation))


def _row(amount, marketplace, notation):
    row = {
        "transaction-type": amount.transaction_type,
        "amount-type": amount.amount_type,
        "amount-description": amount.description,
        "amount": _number(amount.amount, notation),
        "posted-date": amount.posted.strftime(notation.date),
        "posted-date-time": _time(amount.posted, notation),
        "promotion-id": amount.promotion,
    }
    if amount.order:
        row |= _order_columns(amount, marketplace)
    return row


def _order_columns(amount, marketplace):
    order, item = amount.order, amount.item
    return {
        "order-id": order["orderId"],
        "merchant-order-id": order["orderId"],
        "shipment-id": f"B{order['orderId'][4:11]}c",
        "marketplace-name": marketplace.name,
        "fulfillment-id": _CHANNELS[order["fulfillment"]["fulfilledBy"]],
        "order-item-code": item["orderItemId"],
        "sku": item["product"]["sellerSku"],
        "quantity-purchased": str(item["quantityOrdered"]),
    }


def _time(moment, notation):
    return moment.strftime(f"{notation.date} %H:%M:%S UTC")


def _number(value, notation):
    return str(value).replace(".", notation.decimal_mark)


def _codec(notation):
    return "cp932" if notation.charset == "windows-31j" else notation.charset
