# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clock and a person start the same import at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from stack.rpc import RpcError

from .shop import make_orders

ORDERS = 100
BEGINNERS = 6


@pytest.fixture(scope="module", autouse=True)
def server(office):
    """Start an Odoo server with several workers."""
    return office.open(workers=4)


def test_clock_and_button_at_once_start_one_run(open_shop):
    """W06."""
    shop = open_shop(make_orders(ORDERS))
    shop.write_scheduler(enabled=True, next_call="2026-01-01 00:00:00")
    with ThreadPoolExecutor(BEGINNERS) as pool:
        presses = [pool.submit(shop.run_now) for _number in range(BEGINNERS - 2)]
        ticks = [pool.submit(shop.run_clock_if_free) for _number in range(2)]
        answers = [press.result() for press in presses]
        assert len([tick.result() for tick in ticks]) == 2
    refused = [answer for answer in answers if isinstance(answer, RpcError)]
    assert len(refused) >= len(answers) - 1
    assert all("running already" in str(error) for error in refused)
    (log,) = shop.read_import_logs()
    shop.check_done(shop.finish(log["id"]), imported_count=ORDERS)
    shop.check_imported_once()
