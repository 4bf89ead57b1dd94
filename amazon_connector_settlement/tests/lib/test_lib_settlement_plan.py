# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The lines of a statement, and where each row goes."""

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from settlement_files import (
    ORDER,
    OTHER_ORDER,
    classified,
    header,
    row,
    shop_rows,
    total_of,
)

from amazon_connector_settlement.lib.errors import UnbalancedError
from amazon_connector_settlement.lib.plan import make_plan
from amazon_connector_settlement.lib.rule import Rule
from amazon_connector_settlement.lib.tie_out import tie_out

RECEIVABLE = Rule("price", "*", "*", "*", "", "receivable")


def planned(rows, **options):
    return make_plan(header(total_of(rows)), classified(rows), **options)


def lines_of(plan, kind):
    return [line for line in plan.lines if line.kind == kind]


def rows_of(plan):
    numbers = [n for line in plan.lines for item in line.items for n in item.rows]
    return sorted([*numbers, *plan.opening_rows, *plan.closing_rows])


@pytest.mark.parametrize("grouping", ["order", "day"])
def test_every_row_once(grouping):
    rows = shop_rows()
    plan = planned(rows, grouping=grouping)
    assert rows_of(plan) == [each.number for each in rows]
    amounts = {each.number: each.amount for each in rows}
    for line in plan.lines[:-1]:
        assert line.amount == sum(item.amount for item in line.items)
        for item in line.items:
            assert item.amount == sum(amounts[number] for number in item.rows)
    assert plan.opening + sum(line.amount for line in plan.lines) == plan.closing


def test_balances_and_payout():
    rows = shop_rows()
    plan = planned(rows, payout_label="To the bank")
    total = total_of(rows)
    assert (plan.opening, plan.closing, plan.payout) == (50, 55, total)
    assert (plan.opening_rows, plan.closing_rows) == ((17,), (16,))
    payout = plan.lines[-1]
    assert (payout.key, payout.kind, payout.label) == (
        "payout",
        "payout",
        "To the bank",
    )
    assert (payout.amount, payout.date) == (-total, date(2026, 6, 30))


@pytest.mark.parametrize("total", ["-35.20", "0.00"])
def test_no_payout(total):
    """RP19: a negative total is owed, a zero one pays nothing."""
    rows = [row(1, "other-transaction", "x", "Subscription Fee", total)]
    rows += [row(2, "other-transaction", "x", "Current Reserve Amount", "-5")]
    rows += [row(3, "other-transaction", "x", "Payable to Amazon", "-7")]
    rows += [row(4, "other-transaction", "x", "Successful charge", "12")]
    plan = planned(rows)
    assert not lines_of(plan, "payout") and plan.payout == 0
    assert (plan.opening, plan.closing) == (-7, 5 + Decimal(total))


def test_order_line():
    """What a customer paid is one item, each fee its own, the label a sentence."""
    (first, second) = lines_of(planned(shop_rows()), "order")
    assert first.key == f"order|{ORDER}|Order||2026-06-18"
    assert first.order_ref == ORDER
    assert first.label == f"Order {ORDER}"
    assert [(item.treatment, item.rule_key, item.rows) for item in first.items] == [
        ("fee", "commission", (3,)),
        ("receivable", "", (1, 2)),
    ]
    assert second.order_ref == OTHER_ORDER


def test_refunds_by_adjustment():
    rows = [
        row(n, "Refund", "ItemPrice", "Principal", "-1", ORDER, adjustment_ref=ref)
        for n, ref in enumerate("aab", 1)
    ]
    refunds = lines_of(planned(rows), "refund")
    assert [(line.adjustment_ref, line.amount) for line in refunds] == [
        ("a", -2),
        ("b", -1),
    ]


@pytest.mark.parametrize(
    "kind", ["Order", "Refund", "Chargeback Refund", "A-to-z Guarantee Refund"]
)
def test_unmapped_stays_with_its_order(kind):
    """RP18: an unknown amount of an order is an item of the order's line."""
    rows = [row(1, kind, "ItemPrice", "Principal", "9", ORDER)]
    rows += [row(2, kind, "Never Seen", "x", "-1", ORDER)]
    (line,) = planned(rows).lines[:-1]
    assert [item.treatment for item in line.items] == ["receivable", "unmapped"]


@pytest.mark.parametrize(
    ("kind", "order_ref"),
    [
        ("other-transaction", ORDER),
        ("other-transaction - Reversal", ORDER),
        ("FBAFees", ORDER),
        ("AmazonFees", ORDER),
        ("ServiceFee", ORDER),
        ("Order", "FBA19CD9HGQ8"),
        ("Order", "RM-1"),
        ("Order", ""),
        ("Order", f"{ORDER}0"),
    ],
)
@pytest.mark.parametrize("grouping", ["order", "day"])
def test_no_receivable_without_order(kind, order_ref, grouping):
    """Whatever a rule says, only a customer's order has a receivable."""
    rows = [row(1, kind, "ItemPrice", "Principal", "9", order_ref)]
    plan = planned(rows, grouping=grouping)
    (line,) = plan.lines[:-1]
    assert (line.kind, line.items[0].treatment) == ("unmapped", "unmapped")


def test_mapped_new_type_is_an_order():
    """A type that Amazon adds reaches the invoice as soon as a rule says so."""
    rows = [row(1, "New Refund", "Price", "Principal", "-9", ORDER)]
    plan = make_plan(header("-9"), [(rows[0], RECEIVABLE)])
    assert [(line.kind, line.order_ref) for line in plan.lines] == [("refund", ORDER)]


@pytest.mark.parametrize("order_ref", ["S01-1234567-1234567", ORDER])
def test_order_references(order_ref):
    rows = [row(1, "Order", "ItemPrice", "Principal", "9", order_ref)]
    assert lines_of(planned(rows), "order")[0].order_ref == order_ref


def test_account_lines():
    plan = planned(shop_rows())
    kinds = Counter(line.kind for line in plan.lines)
    assert kinds == {
        "order": 2,
        "refund": 1,
        "fee": 2,
        "reimbursement": 1,
        "transfer": 2,
        "advertising": 1,
        "unmapped": 1,
        "payout": 1,
    }
    labels = {line.label for line in plan.lines}
    assert {f"Labels {ORDER}", "Successful charge", "Never Seen: Mystery"} <= labels
    assert len({line.key for line in plan.lines}) == len(plan.lines)


def test_equal_transfers_stay_apart():
    one, other = lines_of(planned(shop_rows()), "transfer")
    assert one.amount == other.amount == 5
    assert one.key != other.key


def test_by_day():
    plan = planned(shop_rows(), grouping="day")
    (orders,) = lines_of(plan, "order")
    assert (orders.key, orders.label, orders.order_ref) == (
        "orders|2026-06-18",
        "Orders",
        "",
    )
    receivables = [item for item in orders.items if item.treatment == "receivable"]
    assert [item.order_ref for item in receivables] == [ORDER, OTHER_ORDER]
    assert len(lines_of(plan, "transfer")) == 2


def test_by_day_with_own_line():
    plan = planned(shop_rows(), grouping="day", own_line={ORDER})
    assert {line.order_ref for line in lines_of(plan, "order")} == {ORDER, ""}
    assert rows_of(plan) == list(range(1, len(shop_rows()) + 1))


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("UTC", 18, date(2026, 6, 30)),
        ("Europe/Berlin", 19, date(2026, 7, 1)),
        ("America/Los_Angeles", 18, date(2026, 6, 30)),
        ("Asia/Tokyo", 19, date(2026, 7, 1)),
    ],
)
def test_zone(zone, day, end):
    """The day of a line is that of the marketplace."""
    rows = [row(1, "Order", "ItemPrice", "Principal", "9", ORDER)]
    line, payout = planned(rows, zone=ZoneInfo(zone)).lines
    assert (line.date, payout.date) == (date(2026, 6, day), end)


def test_day_without_time():
    rows = [
        row(1, "A", "B", "C", "9", posted=None, posted_date=date(2026, 6, 20)),
        row(2, "A", "B", "D", "9", posted=None),
    ]
    lines = planned(rows, zone=ZoneInfo("Asia/Tokyo")).lines
    assert [line.date.day for line in lines] == [20, 1, 1]


@pytest.mark.parametrize("off", ["0.01", "-0.01", "42.24"])
def test_unbalanced(off):
    """RP14: one cent off is off."""
    rows = shop_rows()
    with pytest.raises(UnbalancedError, match=off.strip("-")) as caught:
        make_plan(header(total_of(rows) - Decimal(off)), classified(rows))
    assert caught.value.difference == Decimal(off)


def test_rows_need_numbers():
    rows = [row(1, "A", "B", "C", "9"), row(1, "A", "B", "C", "9")]
    with pytest.raises(ValueError, match="numbers"):
        planned(rows)


def test_unknown_grouping():
    with pytest.raises(ValueError, match="month"):
        planned([], grouping="month")


def test_balance_rows_need_no_rule():
    """A rule that calls a reserve a fee does not turn a balance into a movement."""
    rows = [row(1, "other-transaction", "x", "current RESERVE amount", "-9")]
    fee = Rule("all", "*", "*", "*", "", "fee")
    plan = make_plan(header("-9"), [(rows[0], fee)])
    assert (plan.lines, plan.closing) == ((), 0)


@pytest.mark.parametrize(
    ("description", "off", "cause"),
    [
        ("Subscription Fee", "10", "'Current Reserve Amount' may be missing.*-10"),
        ("Subscription Fee", "-10", "'Previous Reserve Amount Balance'.*: .* 10"),
        ("Current Reserve Amount", "10", "repayment of a loan may be missing.*-10"),
        ("Payable to Amazon", "-10", "lost or changed after the download"),
    ],
)
def test_causes(description, off, cause):
    rows = [row(1, "other-transaction", "x", description, "-3.00")]
    proof = tie_out(header(Decimal("-3.00") - Decimal(off)), rows)
    assert proof.difference == Decimal(off)
    assert re.search(cause, proof.causes[0])


def test_proof():
    rows = shop_rows()
    proof = tie_out(header(total_of(rows)), iter(rows))
    assert (proof.difference, proof.row_count, proof.causes) == (0, len(rows), ())
    assert (proof.opening, proof.closing) == (50, 55)


def test_late_posting():
    """A line is dated by the posting, not by the period."""
    rows = [row(1, "A", "B", "C", "1", posted=datetime(2026, 5, 1, 12))]
    assert planned(rows).lines[0].date == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("A", "|", ""), ("A", "", "|")),
        (("A", "b|c", "d"), ("A", "b", "c|d")),
        (("A", "b\\", "|c"), ("A", "b\\|", "c")),
        (("A", "b", "x" * 500 + "y"), ("A", "b", "x" * 500 + "z")),
    ],
)
def test_keys_tell_texts_apart(one, other):
    """Whatever Amazon writes, different lines have different keys of bounded length."""
    plan = planned([row(1, *one, "1"), row(2, *other, "1")])
    keys = {line.key for line in plan.lines[:-1]}
    assert len(keys) == 2
    assert max(map(len, keys)) <= 250
