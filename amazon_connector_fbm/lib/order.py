# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amazon's Order (Orders API v2026-01-01) as plain values.

Only what this connector uses is read; unknown fields are ignored, so that Amazon can
add some. A document that breaks the model raises :class:`OrderFormatError`.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from . import fields, item_tax
from .errors import OrderFormatError
from .order_details import (
    OPEN_STATUSES,
    Association,
    CancelRequest,
    Gift,
    read_association,
    read_cancel_request,
    read_gift,
    read_packages,
    remaining_quantity,
)
from .sentence import _lt

PENDING_STATUSES = ("PENDING", "PENDING_AVAILABILITY")
OTHER_STATUSES = ("SHIPPED", "CANCELLED", "UNFULFILLABLE")
FULFILLERS = ("MERCHANT", "AMAZON")
KNOWN_STATUSES = PENDING_STATUSES + OPEN_STATUSES + OTHER_STATUSES


@dataclass(frozen=True, slots=True)
class Address:
    """Where Amazon says the parcel goes; every field may be empty."""

    name: str = ""
    company: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country_code: str = ""
    phone: str = ""

    @property
    def is_complete(self):
        """Whether a carrier could deliver to it."""
        return bool(
            self.name and self.street and (self.city or self.zip) and self.country_code
        )


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who bought; ``email`` is Amazon's relay address of this buyer."""

    name: str = ""
    email: str = ""
    company: str = ""
    purchase_order: str = ""
    vat: str = ""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One proceeds breakdown as Amazon wrote it, sign untouched.

    ``details`` are the (subtype, value) pairs that TAX and DISCOUNT may carry.
    """

    kind: str
    amount: Decimal
    details: tuple = ()


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One line of the order; amounts are in the order's currency.

    ``quantity`` is what the buyer gets: what was cancelled does not count.
    ``reporting_scheme`` is how the tax is reported, e.g. UOSS. ``points_cost`` is what
    the Amazon Points given to the buyer cost the seller: an expense that Amazon takes
    off the payout, not a part of what the buyer pays.
    """

    ref: str
    quantity: int
    quantity_fulfilled: int
    sku: str
    asin: str
    title: str
    unit_price: Decimal | None
    proceeds_total: Decimal | None
    breakdowns: tuple
    is_facilitator_tax: bool
    reporting_scheme: str = ""
    ioss_number: str = ""
    points: int = 0
    points_cost: Decimal = Decimal(0)
    gift: Gift = Gift()


@dataclass(frozen=True, slots=True)
class Order:
    """An Amazon order; times are naive UTC, ``currency`` is an ISO 4217 code."""

    ref: str
    status: str
    fulfilled_by: str
    channel: str
    marketplace_ref: str
    created: datetime
    updated: datetime
    ship_by: datetime | None
    programs: frozenset
    buyer: Buyer
    address: Address
    currency: str
    grand_total: Decimal | None
    breakdowns: tuple
    items: tuple
    packages: tuple = ()
    association: Association | None = None


class _Money:
    """Reads amounts and insists on one currency for the whole order."""

    def __init__(self):
        self.currency = ""

    def __call__(self, money, path):
        value = fields.amount(money, path)
        if value is None:
            return None
        if self.currency and value[1] != self.currency:
            raise OrderFormatError(
                path,
                _lt(
                    "%(one)s and %(other)s are mixed in one order",
                    one=value[1],
                    other=self.currency,
                ),
            )
        self.currency = value[1]
        return value[0]


def parse_order(document):
    """Return the :class:`Order` in one Order document of v2026-01-01."""
    if not isinstance(document, dict):
        raise OrderFormatError("order", _lt("an object was expected"))
    money = _Money()
    channel = fields.section(document, "salesChannel")
    fulfillment = fields.section(document, "fulfillment")
    proceeds = fields.section(document, "proceeds")
    items = tuple(
        _item(item, f"orderItems[{index}].", money)
        for index, item in enumerate(fields.rows(document, "orderItems"))
    )
    grand_total = money(proceeds.get("grandTotal"), "proceeds.grandTotal")
    breakdowns = _breakdowns(proceeds, "proceeds.", money)
    return Order(
        ref=fields.required_text(document, "orderId"),
        status=fields.text(fulfillment.get("fulfillmentStatus")),
        fulfilled_by=fields.text(fulfillment.get("fulfilledBy")),
        channel=fields.text(channel.get("channelName")),
        marketplace_ref=fields.text(channel.get("marketplaceId")),
        created=_required_moment(document, "createdTime"),
        updated=_required_moment(document, "lastUpdatedTime"),
        ship_by=_latest(fulfillment, "shipByWindow"),
        programs=_programs(document),
        buyer=_buyer(document),
        address=_address(document),
        currency=money.currency,
        grand_total=grand_total,
        breakdowns=breakdowns,
        items=items,
        packages=read_packages(document),
        association=read_association(document),
    )


def _required_moment(document, key):
    value = fields.moment(document.get(key), key)
    if value is None:
        raise OrderFormatError(key, _lt("it is missing"))
    return value


def _latest(fulfillment, key):
    window = fields.section(fulfillment, key, "fulfillment.")
    path = f"fulfillment.{key}.latestDateTime"
    return fields.moment(window.get("latestDateTime"), path)


def _programs(document):
    programs = document.get("programs") or []
    if not isinstance(programs, list):
        raise OrderFormatError("programs", _lt("a list was expected"))
    return frozenset(fields.text(program) for program in programs)


def _buyer(document):
    buyer = fields.section(document, "buyer")
    tax = fields.section(document, "tax")
    registrations = fields.rows(tax, "taxRegistrations", "tax.")
    numbers = [
        fields.text(row.get("taxRegistrationNumber"), 40)
        for row in registrations
        if row.get("entityType") in (None, "BUYER")
    ]
    return Buyer(
        name=fields.text(buyer.get("buyerName"), 120),
        email=fields.text(buyer.get("buyerEmail"), 240).lower(),
        company=fields.text(buyer.get("buyerCompanyName"), 120),
        purchase_order=fields.text(buyer.get("buyerPurchaseOrderNumber"), 120),
        vat=next(filter(None, numbers), ""),
    )


def _address(document):
    recipient = fields.section(document, "recipient")
    address = fields.section(recipient, "deliveryAddress", "recipient.")
    lines = [fields.text(address.get(f"addressLine{n}"), 200) for n in (1, 2, 3)]
    first, *more = list(filter(None, lines)) or [""]
    district = fields.text(address.get("districtOrCounty"), 120)
    town = fields.text(address.get("city"), 120)
    return Address(
        name=fields.text(address.get("name"), 120),
        company=fields.text(address.get("companyName"), 120),
        street=first,
        street2=", ".join(filter(None, [*more, district])),
        city=town or fields.text(address.get("municipality"), 120),
        state=fields.text(address.get("stateOrRegion"), 120),
        zip=fields.text(address.get("postalCode"), 24),
        country_code=fields.text(address.get("countryCode"), 2).upper(),
        phone=fields.text(address.get("phone"), 60),
    )


def _item(item, path, money):
    product = fields.section(item, "product", path)
    proceeds = fields.section(item, "proceeds", path)
    price = fields.section(product, "price", f"{path}product.")
    tax = fields.section(item, "tax", path)
    collections = fields.rows(tax, "taxCollections", f"{path}tax.")
    return OrderItem(
        ref=fields.required_text(item, "orderItemId", path),
        quantity=remaining_quantity(item, path),
        quantity_fulfilled=_fulfilled(item, path),
        sku=product.get("sellerSku")
        if isinstance(product.get("sellerSku"), str)
        else "",
        asin=fields.text(product.get("asin"), 20),
        title=fields.text(product.get("title"), 500),
        unit_price=money(price.get("unitPrice"), f"{path}product.price.unitPrice"),
        proceeds_total=money(
            proceeds.get("proceedsTotal"), f"{path}proceeds.proceedsTotal"
        ),
        breakdowns=_breakdowns(proceeds, f"{path}proceeds.", money),
        is_facilitator_tax=any(
            row.get("model") == "MARKETPLACE_FACILITATOR" for row in collections
        ),
        gift=read_gift(item, path),
        reporting_scheme=item_tax.reporting_scheme(tax, path),
        ioss_number=item_tax.ioss_number(item, path),
        **item_tax.points(item, path, money),
    )


def _fulfilled(item, path):
    fulfillment = fields.section(item, "fulfillment", path)
    if fulfillment.get("quantityFulfilled") is None:
        return 0
    return fields.whole_number(fulfillment, "quantityFulfilled", f"{path}fulfillment.")


def _breakdowns(proceeds, path, money):
    return tuple(
        _breakdown(row, f"{path}breakdowns[{index}].", money)
        for index, row in enumerate(fields.rows(proceeds, "breakdowns", path))
    )


def _breakdown(row, path, money):
    subtotal = money(row.get("subtotal"), f"{path}subtotal")
    if subtotal is None:
        raise OrderFormatError(f"{path}subtotal", _lt("it is missing"))
    details = []
    for index, detail in enumerate(fields.rows(row, "detailedBreakdowns", path)):
        value = money(detail.get("value"), f"{path}detailedBreakdowns[{index}].value")
        details.append((fields.text(detail.get("subtype")), value or Decimal(0)))
    return Breakdown(
        kind=fields.required_text(row, "type", path),
        amount=subtotal,
        details=tuple(details),
    )


@dataclass(frozen=True, slots=True)
class Header:
    """What can be read of an order even if the rest of it is broken."""

    ref: str
    status: str
    fulfilled_by: str
    marketplace_ref: str
    programs: frozenset
    created: datetime | None
    updated: datetime | None
    ship_by: datetime | None
    deliver_by: datetime | None
    currency: str
    grand_total: Decimal | None
    service_level: str = ""
    association: Association | None = None
    cancel_request: CancelRequest | None = None


def read_header(document):
    """Return the :class:`Header` of a document; what is not valid reads as empty."""
    document = document if isinstance(document, dict) else {}
    fulfillment = _lenient(fields.section, document, "fulfillment") or {}
    channel = _lenient(fields.section, document, "salesChannel") or {}
    proceeds = _lenient(fields.section, document, "proceeds") or {}
    total = _lenient(fields.amount, proceeds.get("grandTotal"), "") or (None, "")
    return Header(
        ref=fields.text(document.get("orderId"), 64),
        status=fields.text(fulfillment.get("fulfillmentStatus"), 40),
        fulfilled_by=fields.text(fulfillment.get("fulfilledBy"), 40),
        marketplace_ref=fields.text(channel.get("marketplaceId"), 40),
        programs=_lenient(_programs, document) or frozenset(),
        created=_lenient(fields.moment, document.get("createdTime"), ""),
        updated=_lenient(fields.moment, document.get("lastUpdatedTime"), ""),
        ship_by=_lenient(_latest, fulfillment, "shipByWindow"),
        deliver_by=_lenient(_latest, fulfillment, "deliverByWindow"),
        currency=total[1],
        grand_total=total[0],
        service_level=fields.text(fulfillment.get("fulfillmentServiceLevel"), 40),
        association=_lenient(read_association, document),
        cancel_request=_lenient(read_cancel_request, document),
    )


def _lenient(read, *arguments):
    try:
        return read(*arguments)
    except OrderFormatError:
        return None


def sale_signature(order):
    """A hash of what a sales order is made of: items, quantities and money.

    Neither the order of lists nor the way an amount is written (10.0, 10.00) counts.
    """
    content = (
        order.currency,
        _plain(order.grand_total),
        _plain_breakdowns(order.breakdowns),
        sorted(_plain_item(item) for item in order.items),
    )
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _plain_item(item):
    return (
        item.ref,
        item.sku,
        item.quantity,
        item.is_facilitator_tax,
        _plain(item.unit_price),
        _plain(item.proceeds_total),
        _plain_breakdowns(item.breakdowns),
    )


def _plain_breakdowns(breakdowns):
    return sorted(
        (
            row.kind,
            _plain(row.amount),
            sorted((subtype, _plain(value)) for subtype, value in row.details),
        )
        for row in breakdowns
    )


def _plain(amount):
    return "" if amount is None else str(amount.normalize() + 0)
