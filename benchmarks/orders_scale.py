# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many orders: does the memory stay flat, and does a second job worker help?

The memory is that of this process, which imports a tenth of the orders and then all of
the others, each in one run. One page in ten is full of open orders, the others are
cancelled before anybody saw them: they make the run as long at less cost.

The workers are real Odoo processes with ``channels = root:1`` and ``root:2``. They take
turns, so that whatever else this machine does slows both down. How many cores they got
tells whether the machine had two to give.
"""

import resource
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone

from simulator.clock import format_time
from simulator.generator import generate_orders
from simulator.order_store import OrderStore
from simulator.server import SimulatorServer
from tests.office import Office
from tests.shop import Shop as RemoteShop
from tests.waiting import wait_until

from ._processes import group_of, processor_seconds
from ._shop import Shop, new_environment, seconds

ORDERS = 20_000
PAGE = 100
OPEN_PAGES = 10
PORTION = 500
# Whoever is interested in memory does not wait for Amazon's rate limits.
TIME_SCALE = 1000
WORKERS = (1, 2)
ROUNDS = 3
ORDERS_OF_A_ROUND = 400
DEADLINE_SECONDS = 1800
_WAITING_FOR_LOCK = """
    SELECT 1 FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def run(stack, orders=ORDERS):
    """Return the figures of the benchmark; see the README for their meaning."""
    return {**measure_workers(stack), **measure_memory(stack, orders)}


# --- memory ---


def measure_memory(stack, orders):
    """Return the peak of a run of a tenth of the orders, and of the others."""
    simulator = stack.simulator("--time-scale", TIME_SCALE)
    few = orders // 10
    with new_environment(stack) as env:
        shop = Shop(env, simulator.url)
        _serve(simulator, 0, few, orders)
        shop.import_orders()
        small = _peak_kb()
        _serve(simulator, few, orders, orders)
        shop.import_orders()
        large = _peak_kb()
    return {
        "orders": orders,
        "peak_mb_of_a_tenth": small // 1024,
        "peak_mb": large // 1024,
        "memory_ratio": round(large / small, 3),
    }


def _peak_kb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _serve(simulator, first, end, total):
    """Hand orders to the simulator, a few at a time: it is another process."""
    now = datetime.now(timezone.utc)
    step = timedelta(days=20) / total
    for start in range(first, end, PORTION):
        count = min(PORTION, end - start)
        portion = generate_orders(count, start, now, kinds="simple")
        for place, order in enumerate(portion, start):
            updated = now - timedelta(days=20) + place * step
            order["lastUpdatedTime"] = format_time(updated)
            if place // PAGE % OPEN_PAGES:
                order["fulfillment"]["fulfillmentStatus"] = "CANCELLED"
        simulator.control("/_sim/orders", portion)


# --- workers ---


def measure_workers(stack):
    """Return how much faster two job workers are than one."""
    with ExitStack() as cleanup:
        crews = [Crew(stack, number, cleanup) for number in WORKERS]
        for crew in crews:
            crew.warm_up()
        for _round in range(ROUNDS):
            for crew in crews:
                crew.measure()
        one, two = crews
        return {
            "orders_per_worker_round": ORDERS_OF_A_ROUND,
            "speed_of_2_workers_to_1": round(one.seconds / two.seconds, 2),
            "processor_time_of_2_workers_to_1": round(two.cpu / one.cpu, 2),
            "cores_that_1_worker_got": round(one.cpu / one.seconds, 2),
            "cores_that_2_workers_got": round(two.cpu / two.seconds, 2),
            "share_of_looks_at_a_lock_wait": round(two.blocked / two.looks, 3),
            "retries_of_1_and_2": f"{one.count_retries()}, {two.count_retries()}",
        }


class Crew:
    """A database, an Odoo server with so many job workers, and its shop."""

    def __init__(self, stack, workers, cleanup):
        self.seconds = self.cpu = self.looks = self.blocked = 0
        self.office = Office(stack)
        cleanup.callback(self.office.close)
        # One worker more than there are jobs, for whoever looks on.
        self.office.open(
            workers=workers + 1, channels=f"root:{workers},root.amazon:{workers}"
        )
        self.simulator = cleanup.enter_context(SimulatorServer())
        self.shop = RemoteShop(self.office, self.simulator).connect()
        self._rounds = 0

    def warm_up(self):
        """Let every worker load what it needs, and create the taxes once."""
        self.import_orders()
        self.looks = self.blocked = 0

    def measure(self):
        """Import orders; add up the time of the clock and of the processors."""
        before = self._processor_seconds()
        self.seconds += seconds(self.import_orders)
        self.cpu += self._processor_seconds() - before

    def _processor_seconds(self):
        """Return what Odoo and its PostgreSQL sessions have used so far."""
        backends = self.office.query(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        )
        pids = [pid for (pid,) in backends]
        for server in self.office.servers:
            pids += group_of(server.process.pid)
        return sum(map(processor_seconds, pids))

    def _look(self):
        """Count how often a session of PostgreSQL waits for another one."""
        self.looks += 1
        self.blocked += bool(self.office.query(_WAITING_FOR_LOCK))

    def import_orders(self):
        """Import orders that Odoo does not know yet; return when all are sold."""
        self._rounds += 1
        now = datetime.now(timezone.utc)
        orders = generate_orders(ORDERS_OF_A_ROUND, self._rounds, now, kinds="simple")
        self.simulator.state.seller().orders = OrderStore(orders)
        self.office.let_time_pass()
        log = self.shop.start_import(date_from=_month_ago())
        wait_until(
            lambda: self._has_ended(log),
            f"the import by {self.shop.name} ends",
            seconds=DEADLINE_SECONDS,
            meanwhile=self._look,
            interval=0.5,
        )
        imported = self.shop.count_orders()
        if imported != self._rounds * ORDERS_OF_A_ROUND:
            raise RuntimeError(f"Only {imported} orders were imported.")

    def _has_ended(self, log):
        return self.office.query(
            "SELECT 1 FROM amazon_sync_log WHERE id = %s AND state != 'running'", log
        )

    def count_retries(self):
        """Return how often a job had to be tried once more."""
        ((retries,),) = self.office.query(
            "SELECT coalesce(sum(greatest(retry - 1, 0)), 0) FROM queue_job"
        )
        return retries


def _month_ago():
    return str(datetime.now().replace(microsecond=0) - timedelta(days=30))
