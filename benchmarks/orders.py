# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Import of orders, from Amazon's answer to the confirmed sales order.

Compared with the plainest loop that creates a customer and a sales order from the same
data and confirms it, one by one. Both run in this process, on the same database and
after a warm-up, and commit as they would in production: the loop after each order, the
connector after each job. They take turns, so that whatever else the machine does slows
both down.
"""

import resource
from datetime import datetime, timezone

from simulator.generator import generate_orders
from simulator.order_store import OrderStore
from simulator.server import SimulatorServer

from ._shop import Shop, new_environment, seconds

ORDERS = 1000
WARM_UP = 20
PAGE = 100
ROUNDS = 5


def run(stack, orders=ORDERS):
    """Return the figures of the benchmark; see the README for their meaning."""
    now = datetime.now(timezone.utc)
    documents = generate_orders(orders + WARM_UP, 7, now, kinds="simple")
    warm_up, measured = documents[:WARM_UP], documents[WARM_UP:]
    with SimulatorServer(warm_up) as simulator, new_environment(stack) as env:
        shop = Shop(env, simulator.url)
        shop.loop(warm_up)
        small = shop.import_orders()
        simulator.journal.clear()
        rounds = [_Round(shop, simulator, part) for part in _parts(measured)]
        loop_seconds = sum(each.loop_seconds for each in rounds)
        queries = sum(each.queries for each in rounds)
        return {
            "orders": orders,
            "lines_per_order": sum(len(o["orderItems"]) for o in measured) / orders,
            "ratio_to_plain_loop": round(
                sum(each.import_seconds for each in rounds) / loop_seconds, 3
            ),
            "api_calls": simulator.journal.count("searchOrders"),
            "api_calls_minimum": sum(
                -(-len(part) // PAGE) for part in _parts(measured)
            ),
            "queries_per_order": round(queries / orders, 1),
            "queries_per_order_of_a_small_batch": round(small / WARM_UP, 1),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def _parts(orders):
    size = -(-len(orders) // ROUNDS)
    return [orders[start : start + size] for start in range(0, len(orders), size)]


class _Round:
    """A part of the orders: first the loop has them, then the connector."""

    def __init__(self, shop, simulator, orders):
        self.loop_seconds = seconds(lambda: shop.loop(orders))
        simulator.state.seller().orders = OrderStore(orders)
        queries = shop.env.cr.sql_log_count
        self.import_seconds = seconds(shop.import_orders)
        self.queries = shop.env.cr.sql_log_count - queries
