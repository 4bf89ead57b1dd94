# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every order that the simulator makes up can be read."""

from datetime import datetime, timezone

import pytest

from amazon_connector_fbm.lib.errors import OrderHold
from amazon_connector_fbm.lib.order import (
    KNOWN_STATUSES,
    OPEN_STATUSES,
    parse_order,
    read_header,
)
from amazon_connector_fbm.lib.proceeds import ZERO, read_proceeds
from simulator.generator import generate_orders

NOW = datetime(2026, 6, 15, 12, tzinfo=timezone.utc)


@pytest.fixture(params=[1, 2, 3, 7, 2026])
def orders(request):
    return [parse_order(document) for document in documents(request.param)]


def documents(seed):
    return generate_orders(150, seed, NOW)


def test_every_order_parses(orders):
    assert len({order.ref for order in orders}) == 150
    for order in orders:
        assert order.status in KNOWN_STATUSES
        assert order.items
        assert order.created <= order.updated


@pytest.mark.parametrize("seed", [1, 2026])
def test_header_is_that_of_the_order(seed):
    for document in documents(seed):
        header, order = read_header(document), parse_order(document)
        for name in set(header.__slots__) & set(order.__slots__) - {"currency"}:
            assert getattr(header, name) == getattr(order, name)


def test_importable_orders_add_up(orders):
    importable = [order for order in orders if order.status in OPEN_STATUSES]
    assert len(importable) > 100
    for order in importable:
        proceeds = read_proceeds(order)
        total = sum((charge.gross for charge in proceeds.charges), ZERO)
        assert total == proceeds.total == order.grand_total


def test_tax_is_that_of_the_breakdowns(orders):
    for order in orders:
        if order.status in OPEN_STATUSES:
            rows = [row for item in order.items for row in item.breakdowns]
            tax = sum((row.amount for row in rows if row.kind == "TAX"), ZERO)
            assert read_proceeds(order).tax == tax


def test_pending_orders_have_no_price(orders):
    pending = [order for order in orders if order.status == "PENDING"]
    assert pending
    for order in pending:
        with pytest.raises(OrderHold) as caught:
            read_proceeds(order)
        assert caught.value.reason == "no_price"


def test_simple_orders_add_up():
    for document in generate_orders(60, 5, NOW, "simple"):
        assert read_proceeds(parse_order(document)).charges
