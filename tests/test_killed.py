# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo dies at the worst moments; the next start goes on without anybody's help."""

import pytest

from .shop import NEXT_PAGE, make_orders
from .waiting import wait_until

MOMENTS = {
    "between a page and its commit": "amazon_order",
    "while sales orders are made": "sale_order_line",
    "while they are confirmed": "stock_move",
}


@pytest.fixture(autouse=True)
def server(office):
    """Give each test a running Odoo; its last one may have been killed."""
    return office.servers[0] if office.servers else office.open()


@pytest.fixture
def shop(server, open_shop):
    """Give a shop with two pages of orders, of which the second one comes late."""
    shop = open_shop(make_orders(130, every=6))
    shop.amazon.faults.plan(operation="searchOrders", match=NEXT_PAGE, delay=3)
    return shop


@pytest.mark.parametrize("table", MOMENTS.values(), ids=MOMENTS)
def test_killed_while_it_writes(office, server, shop, table):
    """O06."""
    log_id = shop.start_import()
    wait_until(lambda: pages_of(office, log_id), "the first page is stored")
    with office.block_writes(table):
        office.wait_for_blocked_job(table)
        office.kill(server)
    check_run_goes_on(office, shop, log_id)


def test_killed_while_amazon_answers(office, server, shop):
    """O05, W07."""
    (fault,) = shop.amazon.faults.plan(
        operation="searchOrders", match=NEXT_PAGE, delay=60
    )
    log_id = shop.start_import()
    wait_until(lambda: fault.hits, "Odoo asks for the second page")
    office.kill(server)
    shop.amazon.faults.clear()
    assert pages_of(office, log_id) == 1
    check_run_goes_on(office, shop, log_id)


def pages_of(office, log_id):
    """Return how many pages of a run are committed."""
    ((pages,),) = office.query(
        "SELECT page_count FROM amazon_sync_log WHERE id = %s", log_id
    )
    return pages


def check_run_goes_on(office, shop, log_id):
    """W11: the run ends well on a new server, and nothing was written at Amazon."""
    office.open()
    log = shop.finish(log_id)
    shop.check_done(log, page_count=2, fetched_count=130, imported_count=22)
    calls = {(entry.operation, entry.method) for entry in shop.amazon.journal}
    assert {method for operation, method in calls if operation != "token"} == {"GET"}
    shop.check_imported_once()
    shop.check_cursor(log)
