# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whatever Amazon does wrong: no order is lost, none comes twice, the log says why."""

import pytest

from simulator.lwa import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_REFRESH_TOKEN,
    DEFAULT_SELLER,
)

from .shop import NEXT_PAGE, make_orders
from .waiting import wait_until

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"
DAMAGED_PAGES = {
    "502 with HTML": (
        {"status": 502, "body": HTML, "content_type": "text/html"},
        "Amazon has a temporary problem.",
    ),
    "200 with HTML": (
        {"status": 200, "body": HTML, "content_type": "text/html"},
        "Amazon's answer is not usable.",
    ),
    "empty 503": ({"status": 503, "body": ""}, "Amazon has a temporary problem."),
    "cut off JSON": ({"truncate": 2000}, "Amazon's answer is not usable."),
    "cut off connection": (
        {"cut_after": 2000},
        "Amazon's answer was cut off or damaged.",
    ),
    "no answer": ({"cut_after": -1}, "Amazon's answer was cut off or damaged."),
}


@pytest.fixture(scope="module", autouse=True)
def server(office):
    """Start Odoo with a worker more, because one is kept busy by the slow answer."""
    return office.open(workers=3)


@pytest.fixture(scope="module", autouse=True)
def slow_run(server, open_shop):
    """Start an import whose second page takes longer than the client waits.

    The other tests run meanwhile; the last one looks at what became of it.
    """
    shop = open_shop(make_orders(120, every=10))
    shop.amazon.faults.plan(operation="searchOrders", match=NEXT_PAGE, drip=0.5)
    return shop, shop.start_import()


@pytest.fixture
def shop(open_shop):
    """Give a shop with two pages of orders."""
    return open_shop(make_orders(120, every=10))


def wait_for_second_page(shop):
    """Return when Odoo waits for the second page, which a fault delays."""
    (fault,) = shop.amazon.faults.plan(
        operation="searchOrders", match=NEXT_PAGE, delay=3
    )
    log = shop.start_import()
    wait_until(lambda: fault.hits, "Odoo asks for the second page")
    return log


@pytest.mark.parametrize(("fault", "words"), DAMAGED_PAGES.values(), ids=DAMAGED_PAGES)
def test_damaged_page(shop, fault, words):
    shop.amazon.faults.plan(operation="searchOrders", match=NEXT_PAGE, **fault)
    log = shop.import_orders()
    shop.check_done(log, fetched_count=120, imported_count=12)
    assert words in log["technical_detail"]
    assert shop.amazon.journal.count("searchOrders") == 3
    shop.check_imported_once()
    shop.check_cursor(log)


def test_throttled_without_header(shop):
    shop.amazon.faults.plan(operation="searchOrders", match=NEXT_PAGE, status=429)
    log_id = shop.start_import()
    wait_until(
        lambda: shop.read_log(log_id)["technical_detail"], "the run says why it waits"
    )
    rate_limit = "Amazon's rate limit for this operation is used up."
    assert rate_limit in shop.read_log(log_id)["technical_detail"]
    waiting = wait_until(
        lambda: [job for job in shop.jobs_of(log_id) if job[3] and job[1] == "pending"],
        "the job waits for Amazon's rate limit",
    )
    assert [(method, retry) for method, _state, retry, _eta in waiting] == [
        ("_job_fetch_orders", 0)
    ]
    log = shop.finish(log_id)
    shop.check_done(log)
    shop.check_imported_once()
    shop.check_cursor(log)


def test_slow_login(shop):
    shop.amazon.state.login.revoke_access_tokens()
    shop.amazon.faults.plan(operation="token", drip=0.01, times="always")
    log = shop.import_orders()
    shop.check_done(log)
    shop.check_imported_once()


def test_duplicate_page(open_shop):
    """Amazon first throttles: the page comes again when its orders are imported.

    While they are being imported, PostgreSQL would refuse to store them once more, and
    the job would ask Amazon again.
    """
    shop = open_shop(make_orders(220, every=20))
    shop.amazon.faults.plan(operation="searchOrders", match=NEXT_PAGE, status=429)
    shop.amazon.faults.plan(
        operation="searchOrders", match=NEXT_PAGE, nth=2, duplicate_page=True
    )
    log_id = shop.start_import()
    wait_until(lambda: states_of_processing(shop, log_id) == {"done"}, "page 1 is done")
    log = shop.finish(log_id)
    shop.check_done(log, page_count=4, fetched_count=220, imported_count=11)
    shop.check_imported_once()
    shop.check_cursor(log)


def states_of_processing(shop, log_id):
    """Return the states of the jobs that make sales orders."""
    jobs = shop.jobs_of(log_id)
    return {state for method, state, *_ in jobs if method == "_job_process_orders"}


def test_order_changes_while_paging(open_shop):
    """O08."""
    orders = make_orders(220, every=20)
    cancelled, released, last = orders[0], orders[1], orders[-1]["lastUpdatedTime"]
    released["fulfillment"]["fulfillmentStatus"] = "PENDING"
    shop = open_shop(orders)
    moved = {
        cancelled["orderId"]: _version("CANCELLED", last),
        released["orderId"]: _version("UNSHIPPED", last),
    }
    shop.amazon.faults.plan(
        operation="searchOrders", match=NEXT_PAGE, nth=2, mutate=moved
    )
    log = shop.import_orders()
    shop.check_done(log, page_count=3, fetched_count=220)
    states = {order["name"]: order["state"] for order in shop.amazon_orders()}
    assert states[cancelled["orderId"]] == "cancelled"
    assert states[released["orderId"]] == "imported"
    assert len(shop.sale_orders(("cancel",))) <= 1
    shop.check_imported_once()
    shop.check_cursor(log)


def _version(status, updated):
    return {
        "lastUpdatedTime": updated,
        "fulfillment": {"fulfillmentStatus": status},
    }


def test_page_token_refused(shop):
    """O19."""
    shop.amazon.faults.plan(operation="searchOrders", match=NEXT_PAGE, status=400)
    log = shop.import_orders()
    shop.check_done(log, restart_count=1, fetched_count=120, imported_count=12)
    assert "page token" in log["technical_detail"]
    shop.check_imported_once()
    shop.check_cursor(log)


def test_access_tokens_revoked(shop):
    """A06."""
    log_id = wait_for_second_page(shop)
    shop.amazon.state.login.revoke_access_tokens()
    log = shop.finish(log_id)
    shop.check_done(log)
    calls = [(entry.operation, entry.status) for entry in shop.amazon.journal]
    refused = calls.index(("searchOrders", 403))
    assert calls[refused + 1 :] == [("token", 200), ("searchOrders", 200)]
    shop.check_imported_once()


def test_wrong_secret(shop):
    """A03."""
    login = shop.amazon.state.login
    log_id = wait_for_second_page(shop)
    login.retire_secret(DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET)
    login.authorize(
        DEFAULT_REFRESH_TOKEN, DEFAULT_SELLER, client_secret="renewed-secret"
    )
    login.revoke_access_tokens()
    check_attention(shop, shop.finish(log_id), "client secret")
    assert "client secret" in shop.test_connection()
    shop.write(lwa_client_secret="renewed-secret")
    check_recovery(shop)


def test_refresh_token_revoked(shop):
    """A05."""
    login = shop.amazon.state.login
    log_id = wait_for_second_page(shop)
    login.revoke(DEFAULT_REFRESH_TOKEN)
    check_attention(shop, shop.finish(log_id), "refresh token", "reauthorize")
    login.authorize("Atzr|renewed", DEFAULT_SELLER)
    shop.write(refresh_token="Atzr|renewed")
    check_recovery(shop)


def check_attention(shop, log, words, state="attention"):
    """The seller says what is wrong, asks one person once, and calls nobody."""
    seller = wait_until(
        lambda: shop.read()["state"] == state and shop.read(),
        f"the seller is in the state {state}",
    )
    assert (log["state"], log["failure_reason"]) == (
        "failed",
        seller["attention_reason"],
    )
    assert words in seller["attention_reason"]
    shop.check_cursor_stands_still()
    calls = shop.amazon.journal.count()
    assert words in shop.start_refused_import()
    shop.run_scheduled_import()
    assert shop.count_activities() == 1
    assert shop.amazon.journal.count() == calls


def check_recovery(shop):
    """After a successful test the import goes on and has lost nothing."""
    assert shop.test_connection().startswith("Connected to the simulator")
    assert (shop.read()["state"], shop.count_activities()) == ("connected", 0)
    log = shop.import_orders()
    shop.check_done(log)
    shop.check_imported_once()
    shop.check_cursor(log)


def test_range_of_dates_leaves_the_cursor_alone(shop):
    log = shop.import_orders(date_from="2020-01-01 00:00:00")
    shop.check_done(log)
    shop.check_imported_once()
    shop.check_cursor_stands_still()
    again = shop.import_orders()
    shop.check_done(again, fetched_count=120, imported_count=0)
    shop.check_imported_once()
    shop.check_cursor(again)


def test_slow_answer(slow_run):
    shop, log_id = slow_run
    log = shop.finish(log_id)
    shop.check_done(log)
    assert "Amazon did not answer in time." in log["technical_detail"]
    shop.check_imported_once()
    shop.check_cursor(log)
