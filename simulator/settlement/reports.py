# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Settles orders: two consecutive periods of two weeks for each marketplace."""

import zlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from ..clock import format_time, parse_time
from ..generator.money import rounded
from ..marketplaces import STANDARD_MARKETPLACES
from .layout import flat_file, notation_of
from .rows import account_rows, is_settled, order_rows, reserve_row

REPORT_TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
_PERIOD = timedelta(days=14)
_TRANSFER = timedelta(days=2)
_RESERVED = Decimal("0.1")
_NOTHING = Decimal(0)
_FIRST_ID = 20_000_000_000
_IDS = 9_999_999_990
_MARKETPLACES = {each.identifier: each for each in STANDARD_MARKETPLACES}


class Period(NamedTuple):
    """From the start up to, but not including, the end; then the bank transfer."""

    start: datetime
    end: datetime

    @property
    def deposit(self):
        """Return when the bank has the money."""
        return self.end + _TRANSFER


@dataclass(frozen=True)
class SettlementReport:
    """A report for the ReportStore: fields of Amazon's Report, its document."""

    values: dict
    content: bytes
    content_type: str


def make_settlements(orders, now):
    """Return settlement reports of the orders, the oldest first.

    An order is paid when it was last updated; the newest period ends at ``now``.
    The same orders have the same settlement ids.
    """
    by_marketplace = defaultdict(list)
    for order in orders:
        marketplace_id = order["salesChannel"]["marketplaceId"]
        if marketplace_id in _MARKETPLACES and is_settled(order):
            by_marketplace[marketplace_id].append(order)
    reports = [
        report
        for marketplace_id, settled in by_marketplace.items()
        for report in _settle(_MARKETPLACES[marketplace_id], settled, now)
    ]
    return sorted(reports, key=lambda report: report.values["createdTime"])


def _settle(marketplace, orders, now):
    """Yield the reports of one marketplace; each carries its reserve to the next."""
    first_id = _first_identifier(marketplace, orders)
    carried = _NOTHING
    end = _first_end(orders, now)
    number = 0
    while end <= now:
        period = Period(end - _PERIOD, end)
        last = end == now
        amounts = list(_amounts(marketplace.currency, orders, period, carried, last))
        reserve = _reserve(amounts, marketplace.currency)
        if reserve:
            posted = period.end - timedelta(seconds=1)
            amounts.append(reserve_row("Current Reserve Amount", -reserve, posted))
        carried = reserve
        yield _report(str(first_id + number), period, marketplace, amounts)
        end += _PERIOD
        number += 1


def _first_end(orders, now):
    """Return the end of the period that holds the oldest order."""
    oldest = min(_posted(order) for order in orders)
    return now - (now - oldest) // _PERIOD * _PERIOD


def _amounts(currency, orders, period, carried, last):
    """Yield the rows of a period but for its reserve; the last one has the fees."""
    if carried:
        yield reserve_row("Previous Reserve Amount Balance", carried, period.start)
    sales = _NOTHING
    for order in sorted(orders, key=_posted):
        posted = _posted(order)
        if period.start <= posted < period.end:
            for amount in order_rows(order, posted):
                sales += max(amount.amount, _NOTHING)
                yield amount
    if last:
        yield from account_rows(currency, sales, period.end - timedelta(hours=6))


def _reserve(amounts, currency):
    total = sum((each.amount for each in amounts), _NOTHING)
    return max(rounded(total * _RESERVED, currency), _NOTHING)


def _report(identifier, period, marketplace, amounts):
    total = sum((each.amount for each in amounts), _NOTHING)
    notation = notation_of(marketplace.country_code)
    return SettlementReport(
        values={
            "reportType": REPORT_TYPE,
            "dataStartTime": format_time(period.start),
            "dataEndTime": format_time(period.end),
            "createdTime": format_time(period.end),
        },
        content=flat_file(identifier, period, marketplace, total, amounts),
        content_type=f"text/plain;charset={notation.charset}",
    )


def _posted(order):
    return parse_time(order["lastUpdatedTime"])


def _first_identifier(marketplace, orders):
    names = marketplace.identifier + min(order["orderId"] for order in orders)
    return _FIRST_ID + zlib.crc32(names.encode()) % (_IDS // 10) * 10
