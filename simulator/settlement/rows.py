# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The amounts that a settlement holds: of an order, and of the account."""

from decimal import Decimal
from typing import NamedTuple

from ..generator.money import rounded

_REFERRAL = Decimal("0.15")
_FBA_FEES = {"JPY": Decimal(434)}
_FBA_FEE = Decimal("3.22")
_SUBSCRIPTIONS = {"JPY": Decimal(4900)}
_SUBSCRIPTION = Decimal("39.00")
_ADVERTISING = Decimal("0.04")
_LOST_GOODS = Decimal("0.02")
_NOTHING = Decimal(0)
_RESERVE = ("other-transaction", "other-transaction")
# What the seller gets for the breakdown types of an order, and the tax on each.
_PRICES = {
    "ITEM": ("ItemPrice", "Principal", "Tax"),
    "SHIPPING": ("ItemPrice", "Shipping", "ShippingTax"),
    "GIFT_WRAP": ("ItemPrice", "GiftWrap", "GiftWrapTax"),
    "COD_FEE": ("ItemPrice", "COD", "CODTax"),
}
_WITHHELD = {"ITEM": "Principal", "SHIPPING": "Shipping", "GIFT_WRAP": "Giftwrap"}


class Amount(NamedTuple):
    """One row: its texts, its amount, and the order and item that it is about."""

    transaction_type: str
    amount_type: str
    description: str
    amount: Decimal
    posted: object
    order: dict = {}
    item: dict = {}
    promotion: str = ""


def is_settled(order):
    """Tell whether Amazon pays for an order of this kind.

    Tips go to the driver in a way of their own, and an order without the money of
    each item has nothing to be paid for.
    """
    status = order.get("fulfillment", {}).get("fulfillmentStatus")
    kinds = {each["type"] for each in order.get("proceeds", {}).get("breakdowns", ())}
    items = order["orderItems"]
    return (
        status in ("UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED")
        and "DELIVERY_TIP" not in kinds
        and bool(items)
        and all(item.get("proceeds", {}).get("breakdowns") for item in items)
    )


def order_rows(order, posted):
    """Yield the rows of an order, item by item."""
    for item in order["orderItems"]:
        for texts, amount, promotion in _item_amounts(item, _currency(order), order):
            yield Amount("Order", *texts, amount, posted, order, item, promotion)


def account_rows(currency, sales, posted):
    """Yield what is about the account: subscription, advertising, lost goods."""
    subscription = _SUBSCRIPTIONS.get(currency, _SUBSCRIPTION)
    yield Amount(*_RESERVE, "Subscription Fee", -subscription, posted)
    clicks = rounded(sales * _ADVERTISING, currency)
    texts = ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount")
    yield Amount(*texts, -clicks, posted)
    lost = rounded(sales * _LOST_GOODS, currency)
    kind = ("other-transaction", "FBA Inventory Reimbursement", "WAREHOUSE_LOST")
    yield Amount(*kind, lost, posted)


def reserve_row(description, amount, posted):
    """Return the row that carries money from one settlement to the next."""
    return Amount(*_RESERVE, description, amount, posted)


def _item_amounts(item, currency, order):
    breakdowns = {each["type"]: each for each in item["proceeds"]["breakdowns"]}
    taxes = _details(breakdowns.get("TAX", {}))
    on_top = "tax" in item
    for kind, texts in _PRICES.items():
        if kind in breakdowns:
            yield from _price(texts, _value(breakdowns[kind]), taxes.get(kind), on_top)
    if "DISCOUNT" in breakdowns:
        yield from _discount(breakdowns["DISCOUNT"], taxes, on_top, item)
    if on_top:
        yield from _withheld(taxes)
    yield from _fees(_value(breakdowns["ITEM"]), currency, order)


def _price(texts, value, tax, on_top):
    kind, description, tax_description = texts
    net = value if on_top or tax is None else value - tax
    yield (kind, description), net, ""
    if tax:
        yield (kind, tax_description), tax, ""


def _discount(breakdown, taxes, on_top, item):
    value, tax = _value(breakdown), taxes.get("DISCOUNT")
    [subtype] = _details(breakdown)
    description = "Shipping" if subtype == "SHIPPING" else "Principal"
    promotion = item["promotion"]["breakdowns"][0]["promotionId"]
    net = value if on_top or tax is None else value - tax
    yield ("Promotion", description), net, promotion
    if tax:
        yield ("Promotion", "TaxDiscount"), tax, promotion


def _withheld(taxes):
    for kind, description in _WITHHELD.items():
        tax = taxes.get(kind, _NOTHING)
        if kind == "ITEM":
            tax += taxes.get("DISCOUNT", _NOTHING)
        if tax:
            name = f"MarketplaceFacilitatorTax-{description}"
            yield ("ItemWithheldTax", name), -tax, ""


def _fees(price, currency, order):
    yield ("ItemFees", "Commission"), -rounded(price * _REFERRAL, currency), ""
    if order["fulfillment"]["fulfilledBy"] == "AMAZON":
        fee = _FBA_FEES.get(currency, _FBA_FEE)
        yield ("ItemFees", "FBAPerUnitFulfillmentFee"), -fee, ""


def _details(breakdown):
    return {
        each["subtype"]: Decimal(each["value"]["amount"])
        for each in breakdown.get("detailedBreakdowns", ())
    }


def _value(breakdown):
    return Decimal(breakdown["subtotal"]["amount"])


def _currency(order):
    return order["proceeds"]["grandTotal"]["currencyCode"]
