# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The parts of the benchmarks that need no Odoo: above all, who says what is lost."""

from datetime import datetime, timezone
from decimal import Decimal
from random import Random

import pytest
from werkzeug.test import Client

from benchmarks._soak import (
    ERRORS,
    PAGE_FAULTS,
    Market,
    count_faults,
    is_open,
    judge,
    make_first_orders,
    make_orders,
    plan_faults,
    tax_case,
)
from simulator.server import SimulatorServer
from stack.commands import bench

NOTHING = {"lost": [], "duplicated": [], "not_tied_out": []}


def document(name, total="19.90", status="UNSHIPPED", fulfilled_by="MERCHANT"):
    return {
        "orderId": name,
        "fulfillment": {"fulfillmentStatus": status, "fulfilledBy": fulfilled_by},
        "proceeds": {"grandTotal": {"amount": total}},
    }


def sale(name, total="19.90", state="sale"):
    return name, state, Decimal(total)


def check(documents, bindings, sales, **problems):
    assert judge(documents, bindings, sales) == {**NOTHING, **problems}


# --- the judge ---


def test_complete():
    orders = [
        document("1"),
        document("2", status="SHIPPED"),
        document("3", fulfilled_by="AMAZON"),
        document("4", total="0.10", status="PARTIALLY_SHIPPED"),
    ]
    check(orders, ["1", "2", "3", "4"], [sale("1"), sale("4", "0.100")])


@pytest.mark.parametrize(
    ("bindings", "sales"),
    [
        ([], []),
        (["1"], []),
        (["1"], [sale("1", state="draft")]),
        (["1"], [sale("1", state="cancel")]),
    ],
)
def test_lost(bindings, sales):
    check([document("1")], bindings, sales, lost=["1"])


def test_order_that_needs_no_sale_is_lost_if_odoo_does_not_know_it():
    check([document("1", status="CANCELLED")], [], [], lost=["1"])


@pytest.mark.parametrize(
    ("bindings", "states"),
    [(["1"], ["sale", "sale"]), (["1"], ["sale", "draft"]), (["1", "1"], ["sale"])],
)
def test_duplicated(bindings, states):
    sales = [sale("1", state=state) for state in states]
    check([document("1")], bindings, sales, duplicated=["1"])


@pytest.mark.parametrize("total", ["19.89", "19.91", "0"])
def test_not_tied_out(total):
    check([document("1")], ["1"], [sale("1", total)], not_tied_out=["1"])


# --- Amazon ---


def plan_of(seed):
    with SimulatorServer() as simulator:
        plan_faults(simulator.faults, Random(seed))
        return simulator.faults.as_list()


def test_faults_are_the_same_for_a_seed():
    faults = plan_of(1)
    assert faults == plan_of(1)
    assert faults != plan_of(2)


def test_faults_are_of_every_kind_and_one_in_twenty():
    searches = [each for each in plan_of(1) if each["operation"] == "searchOrders"]
    assert 0.04 < len(searches) / searches[-1]["nth"] < 0.06
    for effects in (*ERRORS.values(), *PAGE_FAULTS.values()):
        assert [each for each in searches if effects.items() <= each.items()]


def test_fault_without_effect_is_not_counted():
    with SimulatorServer() as simulator:
        entry = {"operation": "searchOrders", "times": "always"}
        simulator.faults.plan(duplicate_page=True, delay=0, **entry)
        simulator.faults.plan(same_token=True, **entry)
        call(simulator, "/orders/2026-01-01/orders?paginationToken=x")
        call(simulator, "/orders/2026-01-01/orders")
        counts = count_faults(simulator.journal)
    assert counts == {"delay,duplicate_page": 2, "same_token": 1}


def call(simulator, target):
    """Ask without a token: what matters is that the request is in the journal."""
    client = Client(simulator.application)
    client.get(target, environ_base={"REMOTE_ADDR": "127.0.0.1"})


def test_market_sells_everything_once_and_lists_some_late():
    orders = make_orders(400, 1)
    with SimulatorServer() as simulator:
        market = Market(simulator.state, orders, Random(1))
        store = simulator.state.seller().orders
        listed = []
        for imported in range(0, 440, 20):
            market.sell(imported)
            listed.append(len(store))
        assert len(store) == len(orders)
    assert market.is_closed
    assert market.late_count
    assert 0.3 * len(orders) - market.late_count <= listed[0] < len(orders) / 2
    now = datetime.now(timezone.utc)
    assert 0 <= (now - market.last_sale).total_seconds() < 600


def test_first_orders_cover_the_tax_cases_of_the_others():
    known = {tax_case(order) for order in make_first_orders(5)}
    others = {tax_case(order) for order in make_orders(3000, 4) if is_open(order)}
    assert others <= known


# --- the command ---


def test_names_of_benchmarks():
    assert bench.names() == [
        "orders",
        "orders-scale",
        "settlement",
        "settlement-parse",
        "soak-orders",
    ]
    assert set(bench.names()) > bench.ONLY_BY_NAME


def test_size_of_a_benchmark():
    options = bench.parse(["soak-orders", "--orders", "500"])
    assert (options.name, options.orders) == ("soak-orders", 500)
