# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an Order document says beside its items and money.

Cancellations, relations to other orders, parcels, gifts.
"""

from dataclasses import dataclass
from datetime import datetime

from . import fields

OPEN_STATUSES = ("UNSHIPPED", "PARTIALLY_SHIPPED")
# How far an order has come; cancelled is as final as shipped.
STATUS_RANKS = {
    "PENDING_AVAILABILITY": 0,
    "PENDING": 1,
    "UNSHIPPED": 2,
    "PARTIALLY_SHIPPED": 3,
    "SHIPPED": 4,
    "CANCELLED": 4,
    "UNFULFILLABLE": 4,
}
ASSOCIATIONS = {
    "REPLACEMENT_ORIGINAL_ID": "replacement",
    "EXCHANGE_ORIGINAL_ID": "exchange",
}


@dataclass(frozen=True, slots=True)
class Package:
    """A parcel that left; ``shipped`` is naive UTC or None."""

    carrier: str
    tracking: str
    shipped: datetime | None


@dataclass(frozen=True, slots=True)
class Association:
    """The order that this one replaces; ``kind`` is replacement or exchange."""

    kind: str
    ref: str


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """The buyer wants these items (orderItemIds) cancelled that are not shipped yet."""

    item_refs: tuple
    reason: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Gift:
    """How an item is to be wrapped, and what the card says (personal data)."""

    message: str = ""
    wrap: str = ""


def is_advance(status, stored):
    """Tell whether an order can only have got to a status after the stored one."""
    return STATUS_RANKS.get(status, -1) > STATUS_RANKS.get(stored, 99)


def read_packages(document):
    """Return the :class:`Package` of each parcel, cancelled ones left out."""
    return tuple(
        Package(
            carrier=fields.text(row.get("carrier"), 120),
            tracking=fields.text(row.get("trackingNumber"), 120),
            shipped=fields.moment(row.get("shipTime"), f"packages[{index}].shipTime"),
        )
        for index, row in enumerate(fields.rows(document, "packages"))
        if fields.section(row, "packageStatus").get("status") != "CANCELLED"
    )


def last_shipped(packages):
    """Return when the last of these parcels left, as far as Amazon says."""
    times = [row.shipped for row in packages if row.shipped]
    return max(times, default=None)


def read_association(document):
    """Return the :class:`Association` with the replaced order, or None."""
    for row in fields.rows(document, "associatedOrders"):
        kind = ASSOCIATIONS.get(row.get("associationType"))
        ref = fields.text(row.get("orderId"), 64)
        if kind and ref:
            return Association(kind, ref)
    return None


def read_cancel_request(document):
    """Return the :class:`CancelRequest` that still stands, or None."""
    fulfillment = fields.section(document, "fulfillment")
    if fulfillment.get("fulfillmentStatus") not in OPEN_STATUSES:
        return None
    open_items = [
        row for row in fields.rows(document, "orderItems") if _open_quantity(row)
    ]
    requests = {
        fields.text(row.get("orderItemId")): request
        for row in open_items
        if (request := _request(row)) is not None
    }
    if not requests:
        return None
    reasons = {fields.text(row.get("cancelReason"), 200) for row in requests.values()}
    return CancelRequest(
        item_refs=tuple(sorted(requests)),
        reason=", ".join(sorted(filter(None, reasons))),
        is_whole=len(requests) == len(open_items),
    )


def _request(item):
    return fields.section(item, "cancellation").get("cancellationRequest")


def _open_quantity(item):
    """What is still to be shipped of an item."""
    done = fields.section(item, "fulfillment").get("quantityFulfilled") or 0
    return max(remaining_quantity(item, "") - done, 0)


def remaining_quantity(item, path):
    """Return the quantity that was not cancelled.

    Amazon's quantityOrdered may still count what it cancelled; then the quantities of
    the fulfillment say what is left.
    """
    ordered = fields.whole_number(item, "quantityOrdered", path)
    cancellation = fields.section(item, "cancellation", path)
    if not cancellation.get("cancellationExecution"):
        return ordered
    fulfillment = fields.section(item, "fulfillment", path)
    known = [
        fields.whole_number(fulfillment, key, f"{path}fulfillment.")
        for key in ("quantityFulfilled", "quantityUnfulfilled")
        if fulfillment.get(key) is not None
    ]
    if known:
        return min(sum(known), ordered)
    return ordered if _has_money(item, path) else 0


def _has_money(item, path):
    proceeds = fields.section(item, "proceeds", path)
    total = fields.amount(proceeds.get("proceedsTotal"), f"{path}proceeds")
    if total is not None:
        return bool(total[0])
    return bool(proceeds.get("breakdowns"))


def read_gift(item, path):
    """Return the :class:`Gift` options of an item."""
    fulfillment = fields.section(item, "fulfillment", path)
    packing = fields.section(fulfillment, "packing", f"{path}fulfillment.")
    option = fields.section(packing, "giftOption", f"{path}fulfillment.packing.")
    return Gift(
        message=fields.text(option.get("giftMessage"), 1000),
        wrap=fields.text(option.get("giftWrapLevel"), 120),
    )
