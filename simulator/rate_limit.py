# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amazon's rate limits: one token bucket per seller and operation."""

import threading
from typing import NamedTuple


class Rate(NamedTuple):
    """Requests per second, and how many may come at once."""

    per_second: float
    burst: int


RATES = {
    "searchOrders": Rate(0.0056, 20),
    "getOrder": Rate(0.5, 30),
    "getMarketplaceParticipations": Rate(0.016, 15),
    "getAccount": Rate(0.016, 15),
    "getReports": Rate(0.0222, 10),
    "getReport": Rate(2, 15),
    "getReportDocument": Rate(0.0167, 15),
    "getListingsItem": Rate(5, 10),
    "patchListingsItem": Rate(5, 5),
    "createDestination": Rate(1, 5),
    "getDestinations": Rate(1, 5),
    "createSubscription": Rate(1, 5),
    "getSubscription": Rate(1, 5),
    "deleteSubscriptionById": Rate(1, 5),
    "rotateApplicationClientSecret": Rate(0.0167, 1),
}


class RateLimiter:
    """Counts the requests of every seller against Amazon's limits."""

    def __init__(self, clock, enforced=True):
        self.enforced = enforced
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets = {}

    def take(self, seller, operation):
        """Return True if this request is within the limit, and count it."""
        rate = RATES.get(operation)
        if rate is None or not self.enforced:
            return True
        with self._lock:
            tokens = self._refilled(seller, operation, rate)
            allowed = tokens >= 1
            self._buckets[seller, operation] = (
                tokens - allowed,
                self._clock.elapsed(),
            )
        return allowed

    def _refilled(self, seller, operation, rate):
        now = self._clock.elapsed()
        tokens, at = self._buckets.get((seller, operation), (rate.burst, now))
        return min(rate.burst, tokens + (now - at) * rate.per_second)

    def header(self, operation):
        """Return the rate that holds in the caller's own seconds, or None."""
        rate = RATES.get(operation)
        if rate is None:
            return None
        return f"{rate.per_second * self._clock.time_scale:g}"

    def reset(self):
        """Fill every bucket."""
        with self._lock:
            self._buckets.clear()
