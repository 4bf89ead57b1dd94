# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Writes one order document of Orders v2026-01-01 from its plan."""

from datetime import timedelta
from decimal import Decimal

from ..clock import format_time
from .catalogue import PRODUCTS, unknown_product
from .countries import COUNTRIES
from .item import ItemWriter
from .money import money
from .packages import make_packages
from .people import PeopleMaker
from .proceeds import NOTHING, has_one_reading, order_proceeds, order_total

_LATEST_UPDATE = timedelta(minutes=3)
_OLDEST = 20 * 24 * 3600
_STATUSES = {
    "pending": "PENDING",
    "cancelled": "CANCELLED",
    "shipped": "SHIPPED",
    "amazon_fulfilled": "SHIPPED",
    "partially_shipped": "PARTIALLY_SHIPPED",
}
_WITHOUT_MONEY = {"pending", "cancelled"}
_WITHOUT_ADDRESS = {"pending", "cancelled", "amazon_fulfilled"}
_TIP = Decimal("3.00")


class OrderWriter:
    """Writes the orders of one seller; no number is used twice."""

    def __init__(self, rng, now):
        self._rng = rng
        self._now = now
        self._people = PeopleMaker(rng)
        self._items = ItemWriter(rng)
        self._order_ids = set()

    def write(self, plan):
        """Return the order document of a plan."""
        country = COUNTRIES[plan.country]
        created, updated = self._times()
        buyer = self._people.make(
            plan.country, plan.has("business"), plan.has("unusual_name")
        )
        items, lines = self._items_of(plan, country, buyer)
        tip = _TIP if plan.has("delivery_tip") else NOTHING
        order = {
            "orderId": self._order_id(country),
            "createdTime": format_time(created),
            "lastUpdatedTime": format_time(updated),
            "programs": _programs(plan),
            "salesChannel": _sales_channel(country),
            **self._parties(plan, buyer),
            **_money_sections(plan, country, lines, tip, buyer),
            "fulfillment": _fulfillment(plan, created),
            "orderItems": items,
            "packages": make_packages(plan, items, updated, self._rng),
        }
        return {key: value for key, value in order.items() if value}

    def _items_of(self, plan, country, buyer):
        """Return items and their money, made anew until it can be read in one way."""
        while True:
            products = self._products(plan)
            written = self._items.write_all(plan, country, buyer, products)
            lines = [line for _item, line in written]
            if has_one_reading(lines) and all(
                has_one_reading([line]) for line in lines
            ):
                return [item for item, _line in written], lines

    def _times(self):
        rng = self._rng
        created = self._now - timedelta(seconds=rng.randint(3600, _OLDEST))
        updated = created + timedelta(seconds=rng.randint(60, 48 * 3600))
        return created, min(updated, self._now - _LATEST_UPDATE)

    def _order_id(self, country):
        rng = self._rng
        while True:
            prefix = rng.choice(country.order_prefixes)
            number = rng.randrange(10**14)
            order_id = f"{prefix}-{number // 10**7:07d}-{number % 10**7:07d}"
            if order_id not in self._order_ids:
                self._order_ids.add(order_id)
                return order_id

    def _products(self, plan):
        products = self._rng.sample(PRODUCTS, plan.lines)
        if plan.kind == "unknown_sku":
            products[-1] = unknown_product(self._rng.randint(10000, 99999))
        if plan.has("repeated_sku"):
            products[1:] = [*products[1:-1], products[0]]
        return products

    def _parties(self, plan, buyer):
        if plan.kind in _WITHOUT_ADDRESS or plan.has("missing_address"):
            return {}
        fields = {
            "buyerName": buyer.name,
            "buyerEmail": buyer.email,
            "buyerCompanyName": buyer.company,
            "buyerPurchaseOrderNumber": buyer.purchase_order,
        }
        return {
            "buyer": {key: value for key, value in fields.items() if value},
            "recipient": {"deliveryAddress": buyer.address},
        }


def _programs(plan):
    names = {
        "business": "AMAZON_BUSINESS",
        "prime": "PRIME",
        "premium": "PREMIUM",
    }
    return [program for trait, program in names.items() if plan.has(trait)]


def _sales_channel(country):
    return {
        "channelName": "AMAZON",
        "marketplaceId": country.marketplace.identifier,
        "marketplaceName": country.marketplace.name,
    }


def _money_sections(plan, country, lines, tip, buyer):
    if plan.kind in _WITHOUT_MONEY:
        return {}
    total = money(order_total(lines, tip), country.currency)
    method = _payment_method(plan, country)
    sections = {"proceeds": order_proceeds(lines, country.currency, tip)}
    if method:
        execution = {"paymentMethod": method, "paymentAmount": total}
        sections["payment"] = {"paymentExecutions": [execution]}
    if buyer.vat_number:
        sections["tax"] = {"taxRegistrations": [_tax_registration(buyer)]}
    return sections


def _payment_method(plan, country):
    if plan.has("cash_on_delivery"):
        return "CashOnDelivery"
    if plan.has("business"):
        return "Invoice"
    return "CreditCard" if country.code == "JP" else ""


def _tax_registration(buyer):
    return {
        "entityType": "BUYER",
        "legalName": buyer.company,
        "taxRegistrationType": "VAT",
        "taxRegistrationNumber": buyer.vat_number,
        "taxRegistrationAddress": buyer.address,
    }


def _fulfillment(plan, created):
    fast = plan.has("prime") or plan.has("premium")
    day = created.replace(hour=0, minute=0, second=0, microsecond=0)
    fulfillment = {
        "fulfillmentStatus": _STATUSES.get(plan.kind, "UNSHIPPED"),
        "fulfilledBy": "AMAZON" if plan.kind == "amazon_fulfilled" else "MERCHANT",
        "fulfillmentServiceLevel": "NEXT_DAY" if fast else "STANDARD",
    }
    if plan.kind != "pending":
        fulfillment["shipByWindow"] = _window(day, 1, 2)
        fulfillment["deliverByWindow"] = _window(day, 2, 3 if fast else 6)
    return fulfillment


def _window(day, first, last):
    return {
        "earliestDateTime": format_time(day + timedelta(days=first)),
        "latestDateTime": format_time(day + timedelta(days=last + 1, seconds=-1)),
    }
