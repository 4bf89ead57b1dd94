# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A11, O23: Odoo dies between the queue and the database, and nothing is lost."""

import pytest

from amazon_connector.tests.notifications import make_order_change
from simulator.lwa import DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET

from .shop import make_orders
from .waiting import wait_until

MERCHANT = "ASIMULATOR0001"
ROTATION = "rotateApplicationClientSecret"
# Longer than a received message is hidden from others.
LATER = 400
OLD_EVENT = "2020-01-01T00:00:00Z"
EVENT = "2026-06-01T00:00:00Z"


@pytest.fixture(autouse=True)
def server(office):
    """Give each test a running Odoo; its last one may have been killed."""
    return office.servers[0] if office.servers else office.open()


@pytest.fixture
def shop(server, open_shop):
    """Give a shop whose application is registered for the queue."""
    shop = open_shop(make_orders(3))
    shop.write(
        merchant_token=MERCHANT,
        queue_url=f"{shop.amazon.url}/000000000000/notifications",
        aws_access_key_id="AKIASIMULATOR",
        aws_secret_access_key="canary-aws-secret",
    )
    domain = [("seller_id", "=", shop.id), ("flow", "=", "receive_notifications")]
    schedulers = shop.office.session.call("amazon.scheduler", "search", domain)
    shop.office.session.call(
        "amazon.scheduler", "write", schedulers, {"enabled": False}
    )
    application = shop.amazon.state.developer_application(DEFAULT_CLIENT_ID)
    application.queue_name = "notifications"
    yield shop
    # Tests that follow have the same merchant token in a shop of their own.
    shop.write(merchant_token=False, queue_url=False)


def start_rotation(shop):
    action = shop.office.session.call(
        "amazon.seller", "action_rotate_client_secret", [shop.id]
    )
    return action["res_id"]


def receive(shop):
    """Press Run Now on the scheduler of the notifications."""
    domain = [("seller_id", "=", shop.id), ("flow", "=", "receive_notifications")]
    schedulers = shop.office.session.call("amazon.scheduler", "search", domain)
    action = shop.office.session.call("amazon.scheduler", "action_run_now", schedulers)
    return action["res_id"]


def ready(shop):
    """Let time pass at Amazon and in Odoo, and the clock of the schedulers tick."""
    shop.run_clock_if_free()
    shop.office.let_time_pass()


def check_rotated_once(shop):
    """Amazon made one secret; Odoo logs in with it, and nothing is left to do."""
    assert shop.amazon.journal.count(ROTATION) == 1
    login = shop.amazon.state.login
    login.retire_secret(DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET)
    login.revoke_access_tokens()
    assert "connected" in shop.test_connection().lower()
    assert not shop.read()["uses_previous_secret"]
    wait_until(
        lambda: not shop.amazon.state.queues.bodies(),
        "the message is deleted",
        meanwhile=lambda: ready(shop),
    )


def test_killed_between_the_answer_and_the_queue(office, server, shop):
    """After the 204, before the message with the secret was received."""
    (fault,) = shop.amazon.faults.plan(operation="ReceiveMessage", delay=60)
    log = start_rotation(shop)
    wait_until(lambda: fault.hits, "Odoo looks into the queue")
    assert shop.amazon.journal.count(ROTATION) == 1
    office.kill(server)
    shop.amazon.faults.clear()
    office.open()
    assert shop.finish(log)["state"] == "done"
    check_rotated_once(shop)


def test_killed_before_the_answer(office, server, shop):
    """Amazon rotates while nobody is there any more to hear its 204."""
    (fault,) = shop.amazon.faults.plan(operation=ROTATION, delay=5)
    log = start_rotation(shop)
    wait_until(lambda: fault.hits, "Odoo asks for a new secret")
    office.kill(server)
    wait_until(lambda: shop.amazon.journal.count(ROTATION), "Amazon answers")
    office.open()
    assert shop.finish(log)["state"] == "done"
    check_rotated_once(shop)


def test_killed_between_storing_and_deleting(office, server, shop):
    (fault,) = shop.amazon.faults.plan(operation="DeleteMessage", delay=60)
    log = start_rotation(shop)
    wait_until(lambda: fault.hits, "Odoo deletes", meanwhile=office.let_time_pass)
    office.kill(server)
    shop.amazon.faults.clear()
    assert len(shop.amazon.state.queues.bodies()) == 1
    office.open()
    assert shop.finish(log)["state"] == "done"
    shop.amazon.clock.advance(LATER)
    shop.finish(receive(shop))
    check_rotated_once(shop)


def test_killed_while_the_secret_is_stored(office, server, shop):
    with office.block_writes("amazon_seller_credential"):
        log = start_rotation(shop)
        office.wait_for_blocked_job("amazon_seller_credential")
        office.kill(server)
    assert len(shop.amazon.state.queues.bodies()) == 1
    office.open()
    shop.amazon.clock.advance(LATER)
    assert shop.finish(log)["state"] == "done"
    check_rotated_once(shop)


def test_order_notifications(office, server, shop):
    """O23: a duplicate, an older and an unknown order: one getOrder each."""
    shop.check_done(shop.import_orders())
    names = [order["name"] for order in shop.amazon_orders()]
    (new,) = make_orders(1)
    shop.amazon.state.put_orders([new])
    for name, event in ((names[0], EVENT), (names[0], EVENT), (names[1], OLD_EVENT)):
        shop.amazon.state.queues.send(make_order_change(name, MERCHANT, event))
    shop.amazon.state.queues.send(make_order_change(new["orderId"], MERCHANT, EVENT))
    shop.amazon.journal.clear()
    with office.block_writes("amazon_order_mark"):
        log = receive(shop)
        office.wait_for_blocked_job("amazon_order_mark")
        office.kill(server)
    assert len(shop.amazon.state.queues.bodies()) == 4
    assert not shop.amazon.journal.count("DeleteMessage")
    office.open()
    shop.amazon.clock.advance(LATER)
    assert shop.finish(log)["state"] == "done"
    wait_until(
        lambda: len(shop.amazon_orders()) == 4,
        "the new order is imported",
        meanwhile=lambda: ready(shop),
    )
    asked = [
        entry.path.rpartition("/")[2]
        for entry in shop.amazon.journal.entries("getOrder")
    ]
    assert sorted(asked) == sorted([*names[:2], new["orderId"]])
    assert not shop.amazon.state.queues.bodies()
    wait_until(
        lambda: not [order for order in shop.amazon_orders() if order["to_process"]],
        "the orders are processed",
        meanwhile=office.let_time_pass,
    )
    shop.check_imported_once()
