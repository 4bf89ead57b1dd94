# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The orders of one seller, sorted by the time of their last update."""

import bisect
import threading

from .clock import parse_time


class OrderStore:
    """A live collection of order documents; documents are replaced, never changed."""

    def __init__(self, orders=()):
        self._lock = threading.RLock()
        self._orders = {}
        self._updated = {}
        self._created = {}
        self._index = []
        self.put_all(orders)

    def put_all(self, orders, latest=None):
        """Add or replace orders.

        ``latest`` is for documents of any age: an order that says it was updated later
        is filed at that moment, so that it can be found at once.
        """
        with self._lock:
            for order in orders:
                self._file(order, latest)
            self._index = sorted((at, name) for name, at in self._updated.items())

    def put(self, order):
        """Add or replace one order."""
        with self._lock:
            self._unfile(order["orderId"])
            self._file(order)
            name = order["orderId"]
            bisect.insort(self._index, (self._updated[name], name))

    def _file(self, order, latest=None):
        name = order["orderId"]
        created = _timestamp(order.get("createdTime"))
        updated = _timestamp(order.get("lastUpdatedTime") or order.get("createdTime"))
        if latest is not None:
            updated = min(updated or latest.timestamp(), latest.timestamp())
        self._orders[name] = order
        self._created[name] = created
        self._updated[name] = updated

    def _unfile(self, name):
        if name in self._orders:
            key = (self._updated[name], name)
            del self._index[bisect.bisect_left(self._index, key)]
            del self._orders[name]

    def get(self, name):
        """Return an order, or None."""
        return self._orders.get(name)

    def all(self):
        """Return every order, the one updated longest ago first."""
        with self._lock:
            return [self._orders[name] for _at, name in self._index]

    def __len__(self):
        return len(self._orders)

    def page(self, accepts, after, limit):
        """Return up to ``limit`` orders behind a position, and the position reached.

        ``accepts(order, created, updated)`` chooses; the position is None at the end.
        """
        with self._lock:
            found = []
            for place in range(bisect.bisect_right(self._index, after), len(self)):
                updated, name = self._index[place]
                if not accepts(self._orders[name], self._created[name], updated):
                    continue
                if len(found) == limit:
                    return [self._orders[name] for _at, name in found], found[-1]
                found.append((updated, name))
            return [self._orders[name] for _at, name in found], None


def _timestamp(text):
    return parse_time(text).timestamp() if text else 0.0
