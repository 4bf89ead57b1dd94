# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads an order's proceeds so that they add up, or says why they cannot.

Amazon documents neither the sign of a DISCOUNT nor whether an ITEM already contains its
TAX. Nothing is assumed here: every reading is tried, and the one under which the
breakdowns add up to each ``proceedsTotal`` and the items to ``grandTotal`` is the right
one. None, or two that mean different money: the order is held.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from .errors import OrderHold
from .order import Breakdown, OrderItem
from .sentence import _lt

ZERO = Decimal(0)
CHARGES = ("ITEM", "SHIPPING", "GIFT_WRAP", "COD_FEE", "DELIVERY_TIP", "OTHER")
KNOWN_KINDS = (*CHARGES, "DISCOUNT", "TAX")
KNOWN_SUBTYPES = ("", *CHARGES, "DISCOUNT")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand the breakdowns."""

    tax_included: bool
    discount_positive: bool

    @property
    def code(self):
        """A stable name of this reading, stored with the proof."""
        tax = "tax_included" if self.tax_included else "tax_added"
        discount = "positive" if self.discount_positive else "signed"
        return f"{tax}/discount_{discount}"

    @property
    def description(self):
        """This reading in words."""
        return {
            (True, True): _lt("tax in the prices and discounts subtracted"),
            (True, False): _lt("tax in the prices and discounts added as written"),
            (False, True): _lt("tax on top of the prices and discounts subtracted"),
            (False, False): _lt(
                "tax on top of the prices and discounts added as written"
            ),
        }[self.tax_included, self.discount_positive]

    def effect(self, kind, amount):
        """What ``amount`` of a breakdown adds to the total."""
        if kind == "TAX":
            return ZERO if self.tax_included else amount
        if kind == "DISCOUNT" and self.discount_positive:
            return -amount
        return amount


@dataclass(frozen=True, slots=True)
class Charge:
    """Money of one kind; signed as it counts in the order's total.

    ``net`` is without and ``tax`` the tax on it. ``item`` is None for what belongs to
    the whole order. ``target`` says what a DISCOUNT discounts. Of kind TAX is only tax
    that Amazon did not attribute to a charge; its ``net`` is what has to leave the
    others.
    """

    kind: str
    net: Decimal
    tax: Decimal
    item: OrderItem | None = None
    target: str = ""

    @property
    def gross(self):
        """The amount with its tax."""
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Proceeds:
    """The money of an order, proved to add up to ``total`` (the grand total).

    Without ``tax_reported`` Amazon said nothing about tax: every ``net`` is then the
    full price, which contains whatever tax the marketplace's prices contain.
    """

    charges: tuple
    total: Decimal
    tax_reported: bool
    reading: Reading

    @property
    def tax(self):
        """All tax that Amazon reports for the order."""
        return sum((charge.tax for charge in self.charges), ZERO)


def read_proceeds(order):
    """Return the :class:`Proceeds` of an order, or raise :class:`OrderHold`."""
    _refuse_unknown_kinds(order)
    items = [(item, _item_breakdowns(item)) for item in order.items]
    if order.grand_total is None:
        raise _no_total(order, items)
    found, failures = {}, []
    for tax_included, positive in product((False, True), repeat=2):
        reading = Reading(tax_included, positive)
        try:
            charges = _charges(order, items, reading)
        except OrderHold as hold:
            failures.append(hold)
            continue
        found.setdefault(charges, reading)
    if not found:
        raise _nearest(order, failures)
    if len(found) > 1:
        raise _ambiguous(order, found.values())
    [(charges, reading)] = found.items()
    reported = any(
        row.kind == "TAX"
        for rows in (order.breakdowns, *(rows for _item, rows in items))
        for row in rows
    )
    return Proceeds(charges, order.grand_total, reported, reading)


def _refuse_unknown_kinds(order):
    rows = [
        *order.breakdowns,
        *(row for item in order.items for row in item.breakdowns),
    ]
    for row in rows:
        if row.kind not in KNOWN_KINDS:
            raise _unknown(order, row.kind, row.amount)
        for subtype, value in row.details:
            if subtype not in KNOWN_SUBTYPES:
                name = _lt("%(kind)s on %(subtype)s", kind=row.kind, subtype=subtype)
                raise _unknown(order, name, value)


def _unknown(order, name, amount):
    return OrderHold(
        "unknown_charge",
        _lt(
            "Amazon charges '%(name)s' of %(amount)s %(currency)s, which this "
            "connector does not know. Nothing is booked until it does.",
            name=name,
            amount=amount,
            currency=order.currency,
        ),
        key=str(name),
    )


def _nearest(order, failures):
    """The failure that no reading helps, or that of the nearest reading."""

    def distance(hold):
        if hold.computed_total is None:
            return 0, ZERO
        level = 2 if hold.sku else 1
        return level, abs(order.grand_total - hold.computed_total)

    return min(failures, key=distance)


def _item_breakdowns(item):
    """The item's breakdowns; a bare price counts as one ITEM breakdown."""
    if item.breakdowns:
        return item.breakdowns
    if item.unit_price is not None:
        return (Breakdown("ITEM", item.unit_price * item.quantity),)
    if item.proceeds_total is not None:
        return (Breakdown("ITEM", item.proceeds_total),)
    return ()


def _no_total(order, items):
    if any(rows for _item, rows in items):
        return OrderHold(
            "total_unproved",
            _lt("Amazon sent prices but no grand total: the total cannot be proved."),
        )
    message = _lt(
        "Amazon sent no price for this order (status %(status)s).", status=order.status
    )
    return OrderHold("no_price", message)


def _ambiguous(order, readings):
    one, other, *_more = (reading.description for reading in readings)
    return OrderHold(
        "total_unproved",
        _lt(
            "The amounts of this order add up to %(total)s %(currency)s in two ways "
            "that mean different money (%(one)s, or with %(other)s). Check it in "
            "Seller Central.",
            total=order.grand_total,
            currency=order.currency,
            one=one,
            other=other,
        ),
    )


def _charges(order, items, reading):
    """All charges under one reading; raises OrderHold where they do not add up."""
    charges, subtotal = [], ZERO
    for item, rows in items:
        if not rows and item.quantity:
            message = _lt("Amazon sent no price for SKU %(sku)s.", sku=item.sku)
            raise OrderHold("no_price", message, item.sku)
        total = sum((reading.effect(row.kind, row.amount) for row in rows), ZERO)
        if item.proceeds_total is not None and total != item.proceeds_total:
            raise _does_not_add_up(order, item, total)
        subtotal += total
        charges += _item_charges(item, rows, reading)
    charges += _order_charges(order, items, reading, order.grand_total - subtotal)
    return tuple(charge for charge in charges if charge.net or charge.tax)


def _does_not_add_up(order, item, total):
    return OrderHold(
        "total_unproved",
        _lt(
            "The amounts of SKU %(sku)s add up to %(total)s %(currency)s, but Amazon's "
            "total for it is %(amazon)s %(currency)s: a difference of %(difference)s.",
            sku=item.sku,
            total=total,
            currency=order.currency,
            amazon=item.proceeds_total,
            difference=item.proceeds_total - total,
        ),
        item.sku,
        order.grand_total - item.proceeds_total + total,
    )


def _item_charges(item, rows, reading):
    """One charge for each breakdown of an item, with the tax that belongs to it."""
    charges = []
    for row in rows:
        if row.kind == "DISCOUNT":
            charges += _discounts(item, row, reading)
        elif row.kind != "TAX":
            charges.append((row.kind, "", row.amount))
    taxes = _taxes_by_kind(item, rows, charges)
    result = []
    for kind, target, amount in charges:
        tax = taxes.pop(kind, ZERO)
        net = amount - tax if reading.tax_included else amount
        result.append(Charge(kind, net, tax, item, target))
    for kind, tax in taxes.items():
        net = -tax if reading.tax_included else ZERO
        result.append(Charge(kind, net, tax, item))
    return result


def _discounts(item, row, reading):
    """The parts of a discount by what they discount, signed as they count."""
    whole = reading.effect("DISCOUNT", row.amount)
    if not row.details:
        return [("DISCOUNT", "ITEM", whole)]
    parts = sum((value for _target, value in row.details), ZERO)
    if abs(parts) != abs(whole):
        raise OrderHold(
            "total_unproved",
            _lt(
                "The discounts of SKU %(sku)s add up to %(parts)s, but Amazon's "
                "subtotal for them is %(subtotal)s.",
                sku=item.sku,
                parts=parts,
                subtotal=row.amount,
            ),
            item.sku,
        )
    sign = 1 if parts == whole else -1
    return [("DISCOUNT", target, sign * value) for target, value in row.details]


def _taxes_by_kind(item, rows, charges):
    """Tax for each kind of charge; under TAX what Amazon left unattributed."""
    taxes = defaultdict(lambda: ZERO)
    for row in rows:
        if row.kind != "TAX":
            continue
        if row.details:
            for kind, value in _signed_tax_details(item, row):
                taxes[kind or "TAX"] += value
        else:
            kinds = {kind for kind, _target, amount in charges if amount}
            taxes[kinds.pop() if len(kinds) == 1 else "TAX"] += row.amount
    return taxes


def _signed_tax_details(item, row):
    """The details of a TAX breakdown, signed so that they add up to its subtotal."""
    for sign in (1, -1):
        details = [
            (kind, sign * value if kind == "DISCOUNT" else value)
            for kind, value in row.details
        ]
        if sum((value for _kind, value in details), ZERO) == row.amount:
            return details
    raise OrderHold(
        "total_unproved",
        _lt(
            "The tax details of SKU %(sku)s do not add up to its tax of %(tax)s.",
            sku=item.sku,
            tax=row.amount,
        ),
        item.sku,
    )


def _order_charges(order, items, reading, missing):
    """Charges that belong to no item and close the gap to the grand total."""
    if not missing:
        return []
    rest = defaultdict(lambda: ZERO)
    for row in order.breakdowns:
        rest[row.kind] += row.amount
    for _item, rows in items:
        for row in rows:
            if row.kind in rest:
                rest[row.kind] -= row.amount
    for kinds in (tuple(rest), ("DELIVERY_TIP",)):
        effects = {kind: reading.effect(kind, rest[kind]) for kind in kinds}
        if sum(effects.values(), ZERO) == missing:
            return [
                _order_charge(kind, effect, rest[kind])
                for kind, effect in effects.items()
            ]
    computed = order.grand_total - missing
    raise OrderHold(
        "total_unproved",
        _lt(
            "The items add up to %(computed)s %(currency)s, but Amazon's grand total "
            "is %(total)s %(currency)s: a difference of %(missing)s.",
            computed=computed,
            currency=order.currency,
            total=order.grand_total,
            missing=missing,
        ),
        computed_total=computed,
    )


def _order_charge(kind, effect, amount):
    if kind == "TAX":
        return Charge("TAX", effect - amount, amount)
    return Charge(kind, effect, ZERO, target="ITEM" if kind == "DISCOUNT" else "")
