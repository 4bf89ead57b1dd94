# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Writes small Amazon orders (Orders API v2026-01-01) for tests."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import count

from simulator.tests.contract import ORDERS_MODEL, model_validator, models_folder

NOTHING = Decimal(0)
GERMANY = ("A1PA6795UKMFR9", "EUR")
USA = ("ATVPDKIKX0DER", "USD")
JAPAN = ("A1VC38T7YXB528", "JPY")
KUWAIT = ("A2VIGQ35RCS4UG", "KWD")
FACILITATOR = "MARKETPLACE_FACILITATOR"
DIGITS = {"JPY": 0, "KWD": 3}
ADDRESS = {
    "name": "Käthe Müller",
    "addressLine1": "Hauptstraße 5",
    "city": "Berlin",
    "postalCode": "10115",
    "countryCode": "DE",
    "phone": "+49 30 1234567",
}
BUYER = {"buyerName": "Käthe Müller", "buyerEmail": "kaethe@marketplace.amazon.de"}
_REFS = count(1)


@dataclass
class Item:
    """An order item before it is written; discounts are positive here."""

    sku: str
    quantity: int
    price: Decimal
    charges: dict
    discounts: dict
    taxes: dict
    tax_on_top: bool
    changes: dict
    ref: str = field(default_factory=lambda: f"{next(_REFS):014d}")

    @property
    def subtotals(self):
        """Each breakdown type with its amount, as the sums of an order need them."""
        result = {"ITEM": self.price * self.quantity, **self.charges}
        if self.discounts:
            result["DISCOUNT"] = -sum(self.discounts.values(), NOTHING)
        if self.taxes is not None:
            result["TAX"] = sum(self.taxes.values(), NOTHING)
        return result

    @property
    def total(self):
        """What the buyer pays for the item."""
        return sum(
            (
                amount
                for kind, amount in self.subtotals.items()
                if kind != "TAX" or self.tax_on_top
            ),
            NOTHING,
        )


def item(sku, quantity=1, price="10.00", **values):
    """Return an item; ``price`` is for one piece.

    Further values: shipping, gift_wrap, cod, promotion, shipping_discount (amounts),
    ``tax`` (an amount on the product, or a dict by kind of charge; None: Amazon reports
    none), ``on_top`` (the tax comes on top of the price), ``collected`` (Amazon owes
    the tax), and anything to merge into the item's document.
    """
    if values.pop("collected", False):
        values["tax_section"] = {"taxCollections": [{"model": FACILITATOR}]}
    names = {"shipping": "SHIPPING", "gift_wrap": "GIFT_WRAP", "cod": "COD_FEE"}
    discounts = {"promotion": "ITEM", "shipping_discount": "SHIPPING"}
    tax = values.pop("tax", None)
    taxes = tax if tax is None or isinstance(tax, dict) else {"ITEM": tax}
    return Item(
        sku,
        quantity,
        Decimal(price),
        _take_amounts(values, names),
        _take_amounts(values, discounts),
        taxes and {kind: Decimal(amount) for kind, amount in taxes.items()},
        values.pop("on_top", False),
        values,
    )


def _take_amounts(values, names):
    return {
        kind: Decimal(values.pop(name))
        for name, kind in names.items()
        if name in values
    }


def order(ref, items, *, marketplace=GERMANY, status="UNSHIPPED", **values):
    """Return an order document.

    Further values: ``minutes`` since Amazon changed it last, ``tip``, and anything to
    set in the document (None leaves it out), e.g. ``buyer`` or ``recipient``.
    """
    marketplace_ref, currency = marketplace
    tip = Decimal(values.pop("tip", 0))
    updated = values.pop("minutes", 10)
    document = {
        "orderId": ref,
        "createdTime": moment(updated + 60),
        "lastUpdatedTime": moment(updated),
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": marketplace_ref},
        "buyer": BUYER,
        "recipient": {"deliveryAddress": ADDRESS},
        "fulfillment": {
            "fulfillmentStatus": status,
            "fulfilledBy": "MERCHANT",
            "shipByWindow": {"latestDateTime": moment(updated - 2 * 24 * 60)},
        },
        "proceeds": _order_proceeds(items, currency, tip),
        "orderItems": [_item_document(row, currency) for row in items],
    }
    document.update(values)
    return {key: value for key, value in document.items() if value is not None}


def valid_order(ref, items, **values):
    """Return an order document that Amazon's model allows."""
    document = order(ref, items, **values)
    validate(document)
    return document


def validate(document):
    """Assert that Amazon's model allows the order, where the models are at hand."""
    if (models_folder() / "models" / ORDERS_MODEL).is_file():
        model_validator(ORDERS_MODEL, "Order").validate(document)


def pending_order(ref, skus, **values):
    """Return an order as Amazon shows it before the payment: without any money."""
    items = [item(sku) for sku in skus]
    document = order(ref, items, status="PENDING", proceeds=None, **values)
    for row in document["orderItems"]:
        del row["proceeds"], row["product"]["price"]
    return {**document, "buyer": {}, "recipient": {}}


def item_proceeds(currency="EUR", **subtotals):
    """Return an item's proceeds without details; ``total`` is their total."""
    total = subtotals.pop("total")
    return {
        "proceedsTotal": money(Decimal(total), currency),
        "breakdowns": [
            {"type": kind, "subtotal": money(Decimal(amount), currency)}
            for kind, amount in subtotals.items()
        ],
    }


def grand_total(total, currency="EUR"):
    """Return an order's proceeds without any breakdown."""
    return {"grandTotal": money(Decimal(total), currency)}


def moment(minutes_ago):
    """Return a time in the past in Amazon's form."""
    now = datetime.now(timezone.utc)
    return (now - timedelta(minutes=minutes_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def money(amount, currency):
    """Return a Money document."""
    text = f"{amount:.{DIGITS.get(currency, 2)}f}"
    return {"amount": text, "currencyCode": currency}


def _order_proceeds(items, currency, tip):
    sums = {}
    for row in items:
        for kind, amount in row.subtotals.items():
            sums[kind] = sums.get(kind, NOTHING) + amount
    if tip:
        sums["DELIVERY_TIP"] = tip
    total = sum((row.total for row in items), tip)
    return {
        "grandTotal": money(total, currency),
        "breakdowns": [
            {"type": kind, "subtotal": money(amount, currency)}
            for kind, amount in sums.items()
        ],
    }


def _item_document(row, currency):
    document = {
        "orderItemId": row.ref,
        "quantityOrdered": row.quantity,
        "product": {
            "sellerSku": row.sku,
            "asin": "B000000001",
            "title": f"Title of {row.sku}",
            "price": {"unitPrice": money(row.price, currency)},
        },
        "proceeds": {
            "proceedsTotal": money(row.total, currency),
            "breakdowns": [
                _breakdown(row, kind, amount, currency)
                for kind, amount in row.subtotals.items()
            ],
        },
    }
    changes = dict(row.changes)
    if "tax_section" in changes:
        changes["tax"] = changes.pop("tax_section")
    return {**document, **changes}


def _breakdown(row, kind, amount, currency):
    breakdown = {"type": kind, "subtotal": money(amount, currency)}
    details = {"TAX": row.taxes, "DISCOUNT": row.discounts}.get(kind) or {}
    sign = -1 if kind == "DISCOUNT" else 1
    if details:
        breakdown["detailedBreakdowns"] = [
            {"subtype": subtype, "value": money(sign * value, currency)}
            for subtype, value in details.items()
        ]
    return breakdown
