# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amazon's rate limits: a token bucket per seller and operation."""

import math
import random
import threading
import time
from dataclasses import dataclass
from typing import NamedTuple

from .errors import ThrottledError


class Rate(NamedTuple):
    """``per_second`` calls are added each second, up to ``burst``."""

    per_second: float
    burst: int


# Amazon's published defaults; an answer's x-amzn-RateLimit-Limit overrides them.
DEFAULT_RATES = {
    "getMarketplaceParticipations": Rate(0.016, 15),
    "searchOrders": Rate(0.0056, 20),
    "getOrder": Rate(0.5, 30),
    "confirmShipment": Rate(2, 10),
    "createFeedDocument": Rate(0.5, 15),
    "createFeed": Rate(0.0083, 15),
    "getFeed": Rate(2, 15),
    "getFeeds": Rate(0.0222, 10),
    "getFeedDocument": Rate(0.0222, 10),
    "cancelFeed": Rate(2, 15),
    "createReport": Rate(0.0167, 15),
    "getReport": Rate(2, 15),
    "getReports": Rate(0.0222, 10),
    "getReportDocument": Rate(0.0167, 15),
    "cancelReport": Rate(0.0222, 10),
    "createRestrictedDataToken": Rate(1, 10),
    "getListingsItem": Rate(5, 10),
    "putListingsItem": Rate(5, 10),
    "patchListingsItem": Rate(5, 5),
    "deleteListingsItem": Rate(5, 5),
    "searchListingsItems": Rate(5, 5),
    "getListingsRestrictions": Rate(5, 10),
    "searchDefinitionsProductTypes": Rate(5, 10),
    "getDefinitionsProductType": Rate(5, 10),
    "searchCatalogItems": Rate(2, 2),
    "getCatalogItem": Rate(2, 2),
    "listTransactions": Rate(0.5, 10),
    "getInventorySummaries": Rate(2, 2),
    "createDestination": Rate(1, 5),
    "getDestinations": Rate(1, 5),
    "createSubscription": Rate(1, 5),
    "getSubscription": Rate(1, 5),
    "deleteSubscriptionById": Rate(1, 5),
    "rotateApplicationClientSecret": Rate(0.0167, 1),
}
UNKNOWN_RATE = Rate(1 / 60, 1)
_SHORTEST_WAIT = 1.0
_LONGEST_WAIT = 24 * 3600.0
_ROUNDING = 1e-6


def default_rate(operation):
    """Amazon's published Rate of an operation, a slow one if it has none."""
    return DEFAULT_RATES.get(operation, UNKNOWN_RATE)


def is_rate(value):
    """Whether ``value`` can be a rate: a positive, finite number."""
    return (
        isinstance(value, int | float) and math.isfinite(value) and 0 < value <= 10_000
    )


def waiting_time(operation, *, retry_after=None, rate=None):
    """Seconds to stay away from an operation after a 429.

    Amazon's Retry-After decides (``retry_after`` seconds), else the rate that its
    answer named (``rate`` per second), else the published one. Jitter comes on top,
    so that jobs which were refused together do not come back together.
    """
    if retry_after is None:
        retry_after = 1 / (
            rate if is_rate(rate) else default_rate(operation).per_second
        )
    seconds = min(max(retry_after, _SHORTEST_WAIT), _LONGEST_WAIT)
    return seconds + random.uniform(0, max(1.0, seconds / 10))


@dataclass
class Bucket:
    """One token bucket; all times are seconds of whichever clock the caller uses."""

    tokens: float
    updated_at: float
    rate: float
    burst: float
    blocked_until: float = 0.0

    def take(self, now):
        """Take one token and return 0.0, or return the seconds until there is one."""
        self._refill(now)
        if self.blocked_until > now:
            return self.blocked_until - now
        if self.tokens < 1 - _ROUNDING:
            return (1 - self.tokens) / self.rate
        self.tokens = max(self.tokens - 1, 0.0)
        return 0.0

    def learn(self, rate_header):
        """Follow the rate (calls per second) that Amazon's answer named, if any."""
        if is_rate(rate_header):
            self.rate = float(rate_header)

    def block(self, now, seconds):
        """Amazon says that the bucket is empty: none is taken for ``seconds``."""
        self.tokens = 0.0
        self.updated_at = now
        self.blocked_until = max(self.blocked_until, now + seconds)

    def _refill(self, now):
        elapsed = max(now - self.updated_at, 0.0)
        self.tokens = min(self.tokens + elapsed * self.rate, float(self.burst))
        self.updated_at = now


class RateBudget:
    """What AmazonClient asks before and tells after each call to Amazon."""

    def reserve(self, operation):
        """Take one call; raises ThrottledError(retry_after=seconds) if none is left."""
        seconds = self._take(operation)
        if seconds:
            raise ThrottledError(
                "Amazon's rate limit for this operation is used up.",
                operation=operation,
                retry_after=seconds,
            )

    def _take(self, operation):
        """Take one call and return 0.0, or return the seconds until there is one."""
        raise NotImplementedError

    def learn(self, operation, rate):
        """Amazon's answer named ``rate`` calls per second; None if it named none."""
        raise NotImplementedError

    def throttled(self, operation, retry_after=None):
        """Amazon answered 429: block the operation and return for how many seconds."""
        raise NotImplementedError


class MemoryRateBudget(RateBudget):
    """Rate limits of one seller in this process only; thread-safe."""

    def __init__(self, clock=time.time):
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets = {}

    def _take(self, operation):
        with self._lock:
            return self._bucket(operation).take(self._clock())

    def learn(self, operation, rate):
        """See RateBudget.learn."""
        with self._lock:
            self._bucket(operation).learn(rate)

    def throttled(self, operation, retry_after=None):
        """See RateBudget.throttled."""
        seconds = waiting_time(operation) if retry_after is None else retry_after
        with self._lock:
            self._bucket(operation).block(self._clock(), seconds)
        return seconds

    def _bucket(self, operation):
        if operation not in self._buckets:
            per_second, burst = default_rate(operation)
            self._buckets[operation] = Bucket(burst, self._clock(), per_second, burst)
        return self._buckets[operation]
