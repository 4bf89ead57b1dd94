# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a soak is made of: a busy Amazon that fails, a killer, and a judge."""

import os
import signal
from collections import Counter
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import cycle
from math import ceil

from simulator.clock import format_time
from simulator.generator import generate_orders
from stack.console import say

from ._processes import group_of

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"
ERRORS = {
    "throttled": {"status": 429},
    "internal error": {"status": 500},
    "empty 503": {"status": 503, "body": ""},
    "502 with HTML": {"status": 502, "body": HTML, "content_type": "text/html"},
    "200 with HTML": {"status": 200, "body": HTML, "content_type": "text/html"},
    "cut off JSON": {"truncate": 60},
    "cut off connection": {"cut_after": 60},
    "no answer": {"cut_after": -1},
    "slow answer": {"delay": 3},
}
PAGE_FAULTS = {
    "page token refused": {"status": 400},
    "duplicate page": {"duplicate_page": True},
    "same page for ever": {"same_token": True},
    "orders left out": {"drop_every": 20},
}
FAULTS = {"searchOrders": {**ERRORS, **PAGE_FAULTS}, "token": ERRORS}
FAULT_SHARE = 0.05
PLANNED_CALLS = 5000
POOL = 5000
EXAMPLES = 5
# These spoil a page only if it is not the first one.
_NEED_A_PAGE_TOKEN = {"duplicate_page", "same_token"}

OPEN_STATUSES = ("UNSHIPPED", "PARTIALLY_SHIPPED")


def plan_faults(plan, rng):
    """Let five calls in a hundred fail, each kind of failure as often as the others."""
    for operation, faults in FAULTS.items():
        effects = list(faults.values())
        rng.shuffle(effects)
        following = cycle(effects)
        for number in range(1, PLANNED_CALLS + 1):
            if rng.random() < FAULT_SHARE:
                plan.plan(operation=operation, nth=number, **next(following))


def count_faults(journal):
    """Return how many failures were met that changed an answer, by their effects."""
    return Counter(
        effects
        for entry in journal.entries()
        for effects in entry.faults
        if "paginationToken" in entry.query or effects not in _NEED_A_PAGE_TOKEN
    )


class Market:
    """Amazon's shops while the soak lasts: new orders come whenever Odoo catches up.

    ``ahead`` is the share of the orders that Odoo has still to import at any time. A
    few orders of each portion are listed late, with the time at which they were sold.
    """

    PORTIONS = 20
    AHEAD = 0.3
    LATE_SHARE = 0.02

    def __init__(self, state, orders, rng):
        self._state = state
        self._rng = rng
        self._late = []
        self.late_count = 0
        size = -(-len(orders) // self.PORTIONS)
        self._portions = [
            orders[start : start + size] for start in range(0, len(orders), size)
        ]
        self._total = len(orders)
        self._sold = 0
        self.last_sale = None

    @property
    def is_closed(self):
        """Tell whether every order was sold and is listed."""
        return not (self._portions or self._late)

    def sell(self, imported):
        """Sell as much as keeps the market ahead of what Odoo has imported."""
        while self._portions and self._sold < imported + self.AHEAD * self._total:
            self._sell_portion(self._portions.pop(0))
        if self._late and not self._portions:
            self._list([])

    def _sell_portion(self, orders):
        now = datetime.now(timezone.utc)
        for order in orders:
            order["createdTime"] = order["lastUpdatedTime"] = format_time(now)
        late = self._rng.sample(orders, ceil(len(orders) * self.LATE_SHARE))
        self.late_count += len(late)
        names = {order["orderId"] for order in late}
        self._list([order for order in orders if order["orderId"] not in names])
        self._late = late
        self._sold += len(orders)
        self.last_sale = now

    def _list(self, orders):
        """Let Odoo see orders, and those that were kept back the last time."""
        self._state.put_orders([*self._late, *orders])
        self._late = []


class Killer:
    """Kills a process of Odoo each time that a share of the orders is imported.

    Every other time it is the main process; whoever runs Odoo starts that again, as
    systemd does. The main process itself replaces any other that dies.
    """

    def __init__(self, office, kills, orders, rng):
        self._office = office
        self._rng = rng
        moments = rng.sample(range(5, 95), kills)
        self._moments = [orders * moment // 100 for moment in sorted(moments)]
        self.kills = []

    def kill(self, imported):
        """Kill one process if it is time, with signal 9."""
        if not (self._moments and imported >= self._moments[0]):
            return
        self._moments.pop(0)
        (server,) = self._office.servers
        main = server.process.pid
        others = [pid for pid in group_of(main) if pid != main]
        victim = self._rng.choice(others) if len(self.kills) % 2 else main
        os.kill(victim, signal.SIGKILL)
        self.kills.append("main" if victim == main else "worker")
        say(f"  Killed a {self.kills[-1]} process after {imported} orders.")

    def keep_running(self, **settings):
        """Start Odoo again if its main process is gone."""
        (server,) = self._office.servers
        if server.process.poll() is not None:
            self._office.kill(server)
            self._office.open(**settings)


def judge(documents, bindings, sales):
    """Compare Amazon's documents with what Odoo has.

    :param documents: all orders, in Amazon's format
    :param bindings: names of the Amazon orders in Odoo
    :param sales: Amazon's id, state and total (Decimal) of each sales order
    :return: ids of the orders that are lost, duplicated and not tied out
    """
    totals = {}
    for name, state, total in sales:
        if state == "sale":
            totals.setdefault(name, []).append(total)
    open_documents = {each["orderId"]: each for each in documents if is_open(each)}
    known = Counter(bindings)
    missing = {each["orderId"] for each in documents} - set(known)
    unsold = set(open_documents) - set(totals)
    numbers = Counter(name for name, state, _total in sales if state != "cancel")
    return {
        "lost": sorted(missing | unsold),
        "duplicated": sorted(n for n in numbers if known[n] > 1 or numbers[n] > 1),
        "not_tied_out": sorted(
            name
            for name, document in open_documents.items()
            if any(total != grand_total(document) for total in totals.get(name, ()))
        ),
    }


def is_open(document):
    """Tell whether the seller has to ship an order, so that it must be sold in Odoo."""
    fulfillment = document["fulfillment"]
    return (
        fulfillment["fulfilledBy"] == "MERCHANT"
        and fulfillment["fulfillmentStatus"] in OPEN_STATUSES
    )


def grand_total(document):
    """Return what Amazon says that the order amounts to."""
    return Decimal(document["proceeds"]["grandTotal"]["amount"])


def make_first_orders(seed):
    """Return a few orders of each marketplace, destination and kind of tax.

    What a manager decides about them holds for all orders that come later.
    """
    examples = {}
    for order in make_orders(POOL, seed):
        if is_open(order):
            examples.setdefault(tax_case(order), []).append(order)
    return [order for orders in examples.values() for order in orders[:EXAMPLES]]


def tax_case(order):
    """Return what decides which tax rule an order needs."""
    address = order.get("recipient", {}).get("deliveryAddress", {})
    kinds = {
        breakdown["type"]
        for item in order["orderItems"]
        for breakdown in item["proceeds"]["breakdowns"]
    }
    return (
        order["salesChannel"]["marketplaceId"],
        address.get("countryCode"),
        "TAX" in kinds,
    )


def make_orders(number, seed):
    """Return orders of every kind; the same seed makes the same orders."""
    now = datetime.now(timezone.utc) - timedelta(minutes=5)
    return generate_orders(number, seed, now)
