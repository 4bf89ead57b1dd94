# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""L05: a product archived after listing: Amazon is told 0 once, then nothing."""

import pytest

from simulator.generator import catalogue
from simulator.listings import make_item
from simulator.lwa import DEFAULT_SELLER

from .shop import GERMANY
from .waiting import wait_until

PATCH = "patchListingsItem"
LINES = "amazon_sync_log_line"
SKU = next(product["sku"] for product in catalogue() if "/" in product["sku"])


@pytest.fixture(autouse=True)
def server(office):
    """Give each test a running Odoo; its last one may have been killed."""
    return office.servers[0] if office.servers else office.open()


@pytest.fixture
def shop(server, open_shop):
    """Give a shop that sells one product under a listing."""
    shop = open_shop([])
    shop.write(merchant_token=DEFAULT_SELLER)
    now = shop.amazon.state.clock.now()
    shop.amazon.state.put_listings([make_item(SKU, [GERMANY], now, quantity=5)])
    session = shop.office.session
    (shop.product,) = session.call(
        "product.product", "search", [("default_code", "=", SKU)]
    )
    (marketplace,) = session.call(
        "amazon.marketplace", "search", [("seller_id", "=", shop.id)]
    )
    shop.listing = session.create(
        "amazon.listing",
        {"marketplace_id": marketplace, "sku": SKU, "product_id": shop.product},
    )
    yield shop
    set_active(shop, True)
    # Tests that follow have the same merchant token and product in their own shop.
    shop.write(merchant_token=False, stop_archived_products=False)


def set_active(shop, active):
    """Archive or unarchive the product, as a person does."""
    values = {"active": active}
    shop.office.session.call("product.product", "write", [shop.product], values)


def stop_state(shop):
    (listing,) = shop.office.session.call(
        "amazon.listing", "read", [shop.listing], ["stop_state"]
    )
    return listing["stop_state"]


def pass_time(shop):
    """Let the clock of the schedulers tick, and jobs be due."""
    shop.run_clock_if_free()
    shop.office.let_time_pass()


def wait_for_state(shop, *states):
    wait_until(
        lambda: stop_state(shop) in states,
        f"the listing is {states}",
        meanwhile=lambda: pass_time(shop),
    )


def quantities(shop):
    """Return the quantities that Amazon was told."""
    submissions = shop.amazon.state.seller().listings.submissions()
    return [each["body"]["patches"][0]["value"][0]["quantity"] for each in submissions]


def check_nothing_more(shop):
    """However often the clock ticks, Amazon is not called any more."""
    calls = shop.amazon.journal.count()
    for _time in range(3):
        shop.run_clock()
        shop.office.let_time_pass()
    runs = shop.office.query(
        "SELECT count(*) FROM amazon_sync_log"
        " WHERE seller_id = %s AND operation = 'stop_archived_products'"
        " AND state = 'running'",
        shop.id,
    )
    assert runs == [(0,)]
    assert shop.amazon.journal.count() == calls


def test_one_zero_then_none(shop):
    set_active(shop, False)
    wait_for_state(shop, "sent")
    assert quantities(shop) == [0]
    wait_until(
        lambda: (
            not shop.office.query(
                "SELECT 1 FROM amazon_sync_log"
                " WHERE seller_id = %s AND state = 'running'",
                shop.id,
            )
        ),
        "the run ends",
        meanwhile=shop.office.let_time_pass,
    )
    check_nothing_more(shop)
    set_active(shop, True)
    assert stop_state(shop) is False
    now = shop.amazon.state.clock.now()
    shop.amazon.state.put_listings([make_item(SKU, [GERMANY], now, quantity=7)])
    set_active(shop, False)
    wait_for_state(shop, "sent")
    assert quantities(shop) == [0, 0]


def test_killed_between_the_answer_and_the_commit(office, server, shop):
    """Amazon has the 0 and Odoo does not know it: it asks before it sends again."""
    with office.block_writes(LINES):
        set_active(shop, False)
        shop.run_clock_if_free()
        office.wait_for_blocked_job(LINES)
        assert quantities(shop) == [0]
        office.kill(server)
    assert office.query(
        "SELECT stop_state FROM amazon_listing WHERE id = %s", shop.listing
    ) == [("due",)]
    office.open()
    wait_for_state(shop, "sent", "stopped")
    assert quantities(shop) == [0]


def test_killed_before_the_answer(office, server, shop):
    """Nobody knows what Amazon did: the same 0 may be sent once more, nothing else."""
    (fault,) = shop.amazon.faults.plan(operation=PATCH, delay=60)
    set_active(shop, False)
    wait_until(
        lambda: fault.hits, "Odoo tells Amazon", meanwhile=lambda: pass_time(shop)
    )
    office.kill(server)
    shop.amazon.faults.clear()
    office.open()
    wait_for_state(shop, "sent", "stopped")
    assert set(quantities(shop)) == {0}
    assert len(quantities(shop)) <= 2
    recorded = quantities(shop)
    check_nothing_more_is_sent(shop, recorded)


def check_nothing_more_is_sent(shop, recorded):
    for _time in range(3):
        pass_time(shop)
    assert quantities(shop) == recorded
