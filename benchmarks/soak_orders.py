# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A long import under fire: is any order lost, sold twice, or off by a cent?

A seller with all marketplaces imports orders of every kind by the scheduler alone, once
a minute, while Amazon sells more of them. The audit, which is nightly by default and
finds what Amazon left out for longer than an import looks back, comes more often.
Amazon fails in one call of twenty, in every way that it is known to fail, and processes
of Odoo are killed with signal 9; only an Odoo that is gone is started again. Amazon's
rate limits hold, but pass faster.

Before that, as a manager would, the benchmark lets the connector create products for
unknown SKUs, and approves the tax rules that a first import proposes: tax rules are
never guessed silently. During the soak nothing is done by hand.
"""

import time
from datetime import datetime, timezone
from random import Random

from simulator.generator import catalogue
from simulator.server import SimulatorServer
from stack.console import say
from stack.demo.driver import Driver, earliest_time
from tests.office import Office

from ._soak import (
    FAULTS,
    Killer,
    Market,
    count_faults,
    is_open,
    judge,
    make_first_orders,
    make_orders,
    plan_faults,
)

ORDERS = 10_000
KILLS = 10
SEED = 4
TIME_SCALE = 600
WORKERS = {"workers": 3, "channels": "root:2,root.amazon:2"}
AUDIT_MINUTES = 20
POLL_SECONDS = 1
# The connector itself notices after ten minutes that nobody works on a run.
STALL_SECONDS = 900


def run(stack, orders=ORDERS):
    """Return the figures of the soak; see the README for their meaning."""
    with SimulatorServer(
        make_first_orders(SEED + 1), rate_limits=True, time_scale=TIME_SCALE
    ) as simulator:
        office = Office(stack)
        try:
            return Soak(office, simulator, orders).run()
        finally:
            office.close()


class Soak:
    """One database, one seller, and what happens to them."""

    def __init__(self, office, simulator, orders):
        self.office = office
        self.simulator = simulator
        self.rng = Random(SEED)
        self.orders = make_orders(orders, SEED)
        self.market = Market(simulator.state, self.orders, self.rng)
        self.killer = Killer(office, min(KILLS, orders // 50), orders, self.rng)
        self.seller_id = None

    def run(self):
        """Set up, soak until everything is done or nothing moves, and judge."""
        self._set_up()
        first = self._count_imported()
        plan_faults(self.simulator.faults, self.rng)
        self.simulator.journal.clear()
        self._schedule("import_fbm_orders", 1)
        self._schedule("audit_fbm_orders", AUDIT_MINUTES)
        before, changed = None, time.monotonic()
        while not self._is_done():
            imported = self._count_imported() - first
            if imported != before:
                before, changed = imported, time.monotonic()
            if time.monotonic() - changed > STALL_SECONDS:
                say(f"  Nothing has moved for {STALL_SECONDS} s.")
                break
            self.market.sell(imported)
            self.killer.kill(imported)
            self.killer.keep_running(**WORKERS)
            time.sleep(POLL_SECONDS)
        return self._figures()

    # --- before the soak ---

    def _set_up(self):
        server = self.office.open(**WORKERS)
        driver = Driver(self.office.session)
        driver.create_products(catalogue())
        driver.connect_seller(self.simulator.url, create_products=True)
        driver.integrate_marketplaces()
        self.seller_id = driver.seller_id
        documents = self.simulator.state.seller().orders.all()
        log = driver.import_orders(earliest_time(documents), server.check_alive)
        driver.approve_tax_rules(log, server.check_alive)

    def _schedule(self, flow, minutes):
        session = self.office.session
        domain = [("seller_id", "=", self.seller_id), ("flow", "=", flow)]
        scheduler = session.call("amazon.scheduler", "search", domain)
        values = {
            "enabled": True,
            "interval_number": minutes,
            "interval_type": "minutes",
            "next_call": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S"),
        }
        session.call("amazon.scheduler", "write", scheduler, values)

    # --- during the soak ---

    def _count_imported(self):
        return self._query(
            "SELECT count(*) FROM amazon_order WHERE NOT to_process AND seller_id = %s"
        )[0][0]

    def _query(self, statement):
        return self.office.query(statement, self.seller_id)

    def _is_done(self):
        """Every order is there, and an import that began later has ended well."""
        if not self.market.is_closed or not self._has_looked_since_last_sale():
            return False
        return not self._judge()["lost"]

    def _has_looked_since_last_sale(self):
        ends = self._query(
            "SELECT max(window_end) FROM amazon_sync_log"
            " WHERE seller_id = %s AND state IN ('done', 'partial') AND moves_cursor"
        )
        last = self.market.last_sale.replace(tzinfo=None)
        return ends[0][0] is not None and ends[0][0] > last

    # --- after the soak ---

    def _judge(self):
        bindings = self._query("SELECT name FROM amazon_order WHERE seller_id = %s")
        sales = self._query(
            "SELECT amazon_order_ref, state, amount_total FROM sale_order"
            " WHERE amazon_seller_id = %s"
        )
        documents = self.simulator.state.seller().orders.all()
        return judge(documents, [name for (name,) in bindings], sales)

    def _figures(self):
        verdict = self._judge()
        for problem, names in verdict.items():
            if names:
                say(f"  {problem}: {', '.join(names[:20])}")
        faults = count_faults(self.simulator.journal)
        runs = self._query(
            "SELECT count(*), count(*) FILTER (WHERE state = 'failed')"
            " FROM amazon_sync_log WHERE seller_id = %s"
            " AND operation = 'import_fbm_orders'"
        )[0]
        return {
            **{problem: len(names) for problem, names in verdict.items()},
            "orders": len(self.orders),
            "orders_to_ship": sum(map(is_open, self.orders)),
            "faults": faults.total(),
            "kinds_of_faults": len(faults),
            "orders_listed_late": self.market.late_count,
            "kills": len(self.killer.kills),
            "kills_of_the_main_process": self.killer.kills.count("main"),
            "runs": runs[0],
            "failed_runs": runs[1],
            "api_calls": sum(map(self.simulator.journal.count, FAULTS)),
        }
