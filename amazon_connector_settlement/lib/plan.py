# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a settlement becomes: the lines of a bank statement, before any accounting."""

import re
from dataclasses import dataclass, field
from datetime import date, timezone
from decimal import Decimal
from hashlib import sha256

from .errors import UnbalancedError
from .tie_out import ZERO, balance_side

ORDER_REF = re.compile(r"\d{3}-\d{7}-\d{7}|S\d{2}-.+")
ORDER_TYPES = {
    "order": "order",
    "refund": "refund",
    "chargeback refund": "refund",
    "a-to-z guarantee refund": "refund",
}
ACCOUNT_TYPES = re.compile(
    r"(other-transaction|servicefee|fbafees|amazonfees|transfers?)\b.*", re.I | re.S
)
MAX_KEY = 250
CUSTOMER_TREATMENTS = frozenset({"receivable", "withheld_tax"})
ACCOUNT_KINDS = {"tax_adjustment": "tax", "fee_tax": "fee"}


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One journal item against the Amazon account, and the rows that it books.

    ``amount`` is the sum of the rows: the effect on the balance at Amazon. The
    references are those of the rows if they share them.
    """

    treatment: str
    rule_key: str
    amount: Decimal
    rows: tuple[int, ...]
    order_ref: str = ""
    adjustment_ref: str = ""


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One line of the bank statement.

    ``key`` is its identity within the settlement, whatever the order of the rows.
    """

    key: str
    kind: str
    date: date
    label: str
    amount: Decimal
    order_ref: str
    adjustment_ref: str
    items: tuple[PlannedItem, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The statement: opening + lines = closing; the payout is the last line.

    ``opening_rows`` and ``closing_rows`` are the rows that say balances, not
    movements. ``payout`` is what Amazon pays out, 0 if it pays nothing.
    """

    opening: Decimal
    closing: Decimal
    payout: Decimal
    lines: tuple[PlannedLine, ...]
    opening_rows: tuple[int, ...] = ()
    closing_rows: tuple[int, ...] = ()
    row_count: int = 0


def make_plan(
    header,
    classified_rows,
    *,
    zone=timezone.utc,
    grouping="order",
    payout_label="Transfer to Bank",
    own_line=frozenset(),
):
    """Return the balanced :class:`Plan` of a settlement, or raise UnbalancedError.

    :param classified_rows: pairs of a row and its rule, or None for no rule
    :param zone: time zone of the marketplace, which decides what day it was
    :param grouping: "order" or "day"
    :param own_line: with "day", the order references that keep lines of their own
    """
    if grouping not in ("order", "day"):
        raise ValueError(f"Unknown grouping: {grouping}")
    days = _Days(zone, header)
    planner = _Planner(days, grouping == "day", own_line)
    for row, rule in classified_rows:
        planner.add(row, rule)
    return planner.finish(header, payout_label)


class _Days(dict):
    """The day in a zone for a naive UTC time; remembers what it worked out."""

    def __init__(self, zone, header):
        super().__init__()
        self._zone = zone
        self.end = self[header.end]

    def __missing__(self, moment):
        day = moment.replace(tzinfo=timezone.utc).astimezone(self._zone).date()
        self[moment] = day
        return day

    def of(self, row):
        return self[row.posted] if row.posted else row.posted_date or self.end


@dataclass(slots=True)
class _Draft:
    """A line while its rows are collected; items by what tells them apart."""

    kind: str
    date: date
    label: str
    order_ref: str = ""
    adjustment_ref: str = ""
    items: dict = field(default_factory=dict)

    def add(self, row, item_key):
        numbers, amount = self.items.get(item_key) or ([], ZERO)
        numbers.append(row.number)
        self.items[item_key] = (numbers, amount + row.amount)

    def line(self, key):
        items = tuple(
            PlannedItem(treatment, rule_key, amount, tuple(numbers), order, adjustment)
            for (treatment, rule_key, order, adjustment), (numbers, amount) in sorted(
                self.items.items()
            )
        )
        return PlannedLine(
            key=key,
            kind=self.kind,
            date=self.date,
            label=self.label,
            amount=sum((item.amount for item in items), ZERO),
            order_ref=self.order_ref,
            adjustment_ref=self.adjustment_ref,
            items=items,
        )


class _Planner:
    """Puts every row into exactly one item of one line, or into a balance."""

    def __init__(self, days, by_day, own_line):
        self._days = days
        self._by_day = by_day
        self._own_line = own_line
        self._drafts = {}
        self._copies = {}
        self._balances = {"opening": ([], ZERO), "closing": ([], ZERO)}
        self._count = 0

    def add(self, row, rule):
        self._count += 1
        treatment = rule.treatment if rule else "unmapped"
        side = balance_side(row) or treatment
        if side in self._balances:
            numbers, amount = self._balances[side]
            numbers.append(row.number)
            self._balances[side] = (numbers, amount + row.amount)
            return
        kind = order_kind(row, treatment)
        if kind:
            self._add_to_order(row, rule, treatment, kind)
        else:
            self._add_to_account(row, rule, treatment)

    def _add_to_order(self, row, rule, treatment, kind):
        day = self._days.of(row)
        grouped = self._by_day and row.order_ref not in self._own_line
        if grouped:
            key = (f"{kind}s", day.isoformat())
        else:
            key = (kind, row.order_ref, row.transaction_type, row.adjustment_ref)
            key = (*key, day.isoformat())
        draft = self._drafts.get(key)
        if draft is None:
            draft = self._drafts[key] = _order_draft(row, kind, day, grouped)
        rule_key = rule.key if rule and treatment != "receivable" else ""
        refs = (row.order_ref, row.adjustment_ref)
        if grouped and treatment not in (*CUSTOMER_TREATMENTS, "unmapped"):
            refs = ("", "")
        draft.add(row, (treatment, rule_key, *refs))

    def _add_to_account(self, row, rule, treatment):
        if treatment in CUSTOMER_TREATMENTS:
            # Without a customer's order there is no invoice that it could settle.
            treatment, rule = "unmapped", None
        day = self._days.of(row)
        kind = ACCOUNT_KINDS.get(treatment, treatment)
        key = (kind, day.isoformat(), *self._account_key(row, rule, treatment))
        reference = "" if self._by_day and treatment != "transfer" else _reference(row)
        order_ref = reference if ORDER_REF.fullmatch(reference) else ""
        draft = self._drafts.get(key)
        if draft is None:
            label = _account_label(row, rule, treatment, reference)
            draft = self._drafts[key] = _Draft(kind, day, label, order_ref)
        draft.add(row, (treatment, rule.key if rule else "", order_ref, ""))

    def _account_key(self, row, rule, treatment):
        """Return what tells the line of this row from others of its kind and day."""
        texts = (row.transaction_type, row.amount_type, row.amount_description)
        reference = _reference(row)
        if treatment == "transfer":
            # Each is a movement of money of its own, equal ones too.
            key = (self._days.of(row), *texts, reference, row.amount)
            copy = self._copies[key] = self._copies.get(key, 0) + 1
            amount = format(row.amount.normalize(), "f")
            return (*texts, reference, amount, str(copy))
        parts = (rule.key,) if rule else texts
        return parts if self._by_day else (*parts, reference)

    def finish(self, header, payout_label):
        opening_rows, opening = self._balances["opening"]
        closing_rows, reserve = self._balances["closing"]
        lines = [draft.line(_join(key)) for key, draft in self._drafts.items()]
        lines.sort(key=lambda line: (line.date, line.key))
        payout = max(header.total, ZERO)
        if payout:
            lines.append(_payout_line(self._days.end, payout_label, payout))
        plan = Plan(
            opening=opening,
            closing=-reserve + min(header.total, ZERO),
            payout=payout,
            lines=tuple(lines),
            opening_rows=tuple(opening_rows),
            closing_rows=tuple(closing_rows),
            row_count=self._count,
        )
        _check(plan)
        return plan


def _join(parts):
    """Return the key of a line: one text per combination, of a bounded length."""
    escaped = (part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
    key = "|".join(escaped)
    if len(key) <= MAX_KEY:
        return key
    return f"{key[: MAX_KEY - 41]}#{sha256(key.encode()).hexdigest()[:40]}"


def order_kind(row, treatment):
    """Return "order" or "refund" for an amount of a customer's order, else ""."""
    if not ORDER_REF.fullmatch(row.order_ref):
        return ""
    transaction_type = row.transaction_type.casefold()
    kind = ORDER_TYPES.get(transaction_type, "")
    if kind or treatment not in CUSTOMER_TREATMENTS:
        return kind
    if ACCOUNT_TYPES.fullmatch(transaction_type):
        return ""
    return "refund" if "refund" in transaction_type else "order"


def _order_draft(row, kind, day, grouped):
    if grouped:
        return _Draft(kind, day, "Orders" if kind == "order" else "Refunds")
    label = f"{row.transaction_type} {row.order_ref}"
    return _Draft(kind, day, label, row.order_ref, row.adjustment_ref)


def _reference(row):
    """Return the order, shipment or removal that an amount is for."""
    return row.order_ref or row.adjustment_ref


def _account_label(row, rule, treatment, reference):
    if rule and treatment != "transfer":
        label = rule.label or rule.key
    else:
        texts = dict.fromkeys((row.amount_type, row.amount_description))
        texts.pop("other-transaction", None)
        label = ": ".join(filter(None, texts)) or row.transaction_type
    return f"{label} {reference}".strip()


def _payout_line(day, label, payout):
    item = PlannedItem("payout", "", -payout, ())
    return PlannedLine("payout", "payout", day, label, -payout, "", "", (item,))


def _check(plan):
    """Raise unless the statement is balanced and holds every row once."""
    difference = plan.opening + sum(line.amount for line in plan.lines) - plan.closing
    if difference:
        raise UnbalancedError(
            f"The rows of the settlement are {abs(difference)} "
            f"{'above' if difference > 0 else 'below'} the total that Amazon states. "
            "Nothing was booked: get the report again, or ask Amazon's support for "
            "the missing row.",
            difference=difference,
        )
    rows = [
        number for line in plan.lines for item in line.items for number in item.rows
    ]
    rows += [*plan.opening_rows, *plan.closing_rows]
    if len(rows) != plan.row_count or len(set(rows)) != plan.row_count:
        raise ValueError("Rows of a settlement must have numbers of their own.")
