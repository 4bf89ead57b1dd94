# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Any settlement: whatever the rows are, nothing is lost and nothing is doubled."""

import random
from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st
from settlement_files import (
    STYLES,
    classified,
    header,
    read,
    render,
    row,
    total_of,
)

from amazon_connector_settlement.lib.plan import make_plan
from amazon_connector_settlement.lib.tie_out import tie_out

KINDS = "Order Refund other-transaction FBAFees ServiceFee Transfers Odd".split()
TYPES = ["ItemPrice", "ItemFees", "ItemWithheldTax", "other-transaction", "|", ""]
DESCRIPTIONS = [
    "Principal",
    "Commission",
    "Successful charge",
    "Subscription Fee",
    "Current Reserve Amount",
    "Previous Reserve Amount Balance",
    "Payable to Amazon",
    "|",
    "",
]
ORDERS = ["", "111-0000001-0000001", "111-0000002-0000002", "FBA1", "S01-1", "|"]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)
AMOUNTS = st.decimals(-99999, 99999, places=2)
MOMENTS = st.datetimes(datetime(2026, 6, 14), datetime(2026, 7, 2)).map(
    lambda moment: moment.replace(microsecond=0)
)


@st.composite
def row_lists(draw):
    count = draw(st.integers(0, 10))
    return [
        row(
            number,
            draw(st.sampled_from(KINDS)),
            draw(st.sampled_from(TYPES)),
            draw(st.sampled_from(DESCRIPTIONS) | TEXTS),
            draw(AMOUNTS),
            draw(st.sampled_from(ORDERS)),
            adjustment_ref=draw(st.sampled_from(["", "a", "b"])),
            posted=draw(MOMENTS),
            sku=draw(TEXTS),
            quantity=draw(st.none() | st.integers(0, 99)),
        )
        for number in range(1, count + 1)
    ]


def outline(plan):
    """Return the lines with the count of the rows instead of their numbers."""
    return [
        replace(line, items=tuple(replace(i, rows=(len(i.rows),)) for i in line.items))
        for line in plan.lines
    ]


@given(rows=row_lists(), grouping=st.sampled_from(["order", "day"]))
def test_plan_holds_every_row_once(rows, grouping):
    plan = make_plan(header(total_of(rows)), classified(rows), grouping=grouping)
    numbers = [n for line in plan.lines for item in line.items for n in item.rows]
    numbers += [*plan.opening_rows, *plan.closing_rows]
    assert sorted(numbers) == [each.number for each in rows]
    assert plan.opening + sum(line.amount for line in plan.lines) == plan.closing
    keys = [line.key for line in plan.lines]
    assert len(set(keys)) == len(keys)
    receivables = {
        item.order_ref
        for line in plan.lines
        for item in line.items
        if item.treatment in ("receivable", "withheld_tax")
    }
    assert not receivables & {"", "FBA1", "|"}


@given(rows=row_lists(), seed=st.integers(), grouping=st.sampled_from(["order", "day"]))
def test_order_of_rows_does_not_matter(rows, seed, grouping):
    head = header(total_of(rows))
    plan = make_plan(head, classified(rows), grouping=grouping)
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)
    mixed = [each._replace(number=n) for n, each in enumerate(mixed, 1)]
    assert outline(make_plan(head, classified(mixed), grouping=grouping)) == outline(
        plan
    )


@given(rows=row_lists(), style=st.sampled_from(sorted(STYLES)))
def test_written_and_read(rows, style):
    head = header(total_of(rows))
    found, again = read(render(head, rows, STYLES[style]))
    assert (found, again) == (head, rows)
    assert tie_out(found, again).difference == 0
