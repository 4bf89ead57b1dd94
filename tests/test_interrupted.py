# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a run needs is taken away; what is committed stays, and the run goes on."""

import pytest

from .shop import make_orders
from .waiting import wait_until

LINES = "sale_order_line"
REFUSED = "not currently accepting connections"


@pytest.fixture
def server(office):
    """Give each test a running Odoo."""
    return office.servers[0] if office.servers else office.open()


@pytest.fixture
def shop(server, open_shop):
    """Give a shop with two pages of orders, of which the second one comes late."""
    shop = open_shop(make_orders(130, every=6))
    shop.amazon.faults.plan(operation="searchOrders", nth=2, delay=3)
    return shop


def check_complete(shop, log):
    """The run ended well; no order is lost, none came twice, none is half there."""
    shop.check_done(log, page_count=2, fetched_count=130, imported_count=22)
    shop.check_imported_once()
    shop.check_cursor(log)


def test_connection_of_a_job_is_cut(office, shop):
    """W02: its run ends with a reason, leaves no half order, and the next goes on."""
    log_id = shop.start_import()
    with office.block_writes(LINES):
        office.wait_for_blocked_job(LINES)
        office.cut_off_blocked_jobs(LINES)
    stopped = shop.finish(log_id)
    assert stopped["state"] == "failed"
    assert "the next run goes on" in stopped["failure_reason"]
    log = shop.import_orders()
    shop.check_done(log, fetched_count=130)
    shop.check_imported_once()
    shop.check_cursor(log)


def test_database_restarts(office, server, shop):
    """W01: every connection is lost at once, and new ones are refused for a while."""
    log_id = shop.start_import()
    with office.block_writes(LINES):
        office.wait_for_blocked_job(LINES)
        with office.lose_database():
            wait_until(
                lambda: REFUSED in server.log.read_text(errors="replace"),
                "Odoo notices that the database is away",
            )
    check_complete(shop, shop.finish(log_id))


def test_server_is_asked_to_stop(office, server, shop):
    """W18: SIGTERM in the middle of a batch finishes it or rolls it back."""
    log_id = shop.start_import()
    with office.block_writes(LINES):
        office.wait_for_blocked_job(LINES)
        server.process.terminate()
    office.leave(server)
    office.open()
    check_complete(shop, shop.finish(log_id))


def test_time_limit_of_a_worker(office, server, shop):
    """W08: the page before is committed and not fetched again."""
    office.leave(server)
    limited = office.open(options={"limit_time_real": 20})
    shop.amazon.faults.clear()
    (fault,) = shop.amazon.faults.plan(operation="searchOrders", nth=2, delay=50)
    log_id = shop.start_import()
    wait_until(lambda: fault.hits, "Odoo asks for the second page")
    wait_until(
        lambda: (
            "limit_time_real" in limited.log.read_text(errors="replace")
            or "timeout after" in limited.log.read_text(errors="replace")
        ),
        "the worker that waits is ended",
    )
    check_complete(shop, shop.finish(log_id))
    searches = shop.amazon.journal.entries("searchOrders")
    assert len([s for s in searches if "paginationToken" not in s.query]) == 1
    office.leave(limited)
