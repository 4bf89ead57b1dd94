# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest

from amazon_connector.lib import rate as rate_module
from amazon_connector.lib.errors import ThrottledError
from amazon_connector.lib.rate import (
    DEFAULT_RATES,
    Bucket,
    MemoryRateBudget,
    RateBudget,
    waiting_time,
)


class Clock:
    def __init__(self, now=1000.0):
        self.now = now

    def __call__(self):
        return self.now


def wait(budget, operation):
    """Seconds to wait for the operation; 0.0 if a call was taken."""
    try:
        budget.reserve(operation)
    except ThrottledError as error:
        return error.retry_after
    return 0.0


def test_published_rates():
    assert DEFAULT_RATES["searchOrders"] == (0.0056, 20)
    assert DEFAULT_RATES["getOrder"] == (0.5, 30)
    assert DEFAULT_RATES["getMarketplaceParticipations"] == (0.016, 15)
    assert all(rate > 0 and burst >= 1 for rate, burst in DEFAULT_RATES.values())


def test_bucket_takes_its_burst_then_waits():
    bucket = Bucket(tokens=2, updated_at=0, rate=0.5, burst=2)
    assert [bucket.take(0), bucket.take(0)] == [0.0, 0.0]
    assert bucket.take(0) == pytest.approx(2)
    assert bucket.take(1) == pytest.approx(1)
    assert bucket.take(2) == 0.0


def test_bucket_never_exceeds_its_burst():
    bucket = Bucket(tokens=0, updated_at=0, rate=1, burst=3)
    assert [bucket.take(1e6) for _ in range(4)] == [0, 0, 0, 1]


@pytest.mark.parametrize("rate", [0.0056, 0.016, 1 / 3, 2])
def test_waiting_the_named_seconds_is_enough(rate):
    bucket = Bucket(tokens=1, updated_at=1.7e9, rate=rate, burst=20)
    now = 1.7e9
    for _ in range(50):
        now += bucket.take(now)
        assert bucket.take(now) == 0.0 or bucket.tokens < 1
        assert bucket.take(now) > 0


def test_clock_that_goes_back_gives_no_tokens():
    bucket = Bucket(tokens=0, updated_at=1000, rate=1, burst=5)
    assert bucket.take(400) == pytest.approx(1)
    assert bucket.take(401) == 0.0


def test_block_empties_the_bucket():
    bucket = Bucket(tokens=20, updated_at=0, rate=0.0056, burst=20)
    bucket.block(0, 7)
    assert bucket.take(3) == pytest.approx(4)
    assert bucket.take(7) > 100
    bucket.block(7, 1)
    assert bucket.blocked_until == 8


def test_a_shorter_block_does_not_lift_a_longer_one():
    bucket = Bucket(tokens=5, updated_at=0, rate=5, burst=5)
    bucket.block(0, 60)
    bucket.block(0, 1)
    assert bucket.take(30) == pytest.approx(30)


@pytest.mark.parametrize("header", [None, 0, -1, float("nan"), float("inf"), "fast"])
def test_bucket_ignores_a_rate_that_is_none(header):
    bucket = Bucket(tokens=1, updated_at=0, rate=0.5, burst=1)
    bucket.learn(header)
    assert bucket.rate == 0.5


def test_budget_follows_the_rate_that_amazon_names():
    """T13: 0.0167 -> 0.5 -> 0.0056."""
    clock = Clock()
    budget = MemoryRateBudget(clock)
    for _ in range(20):
        budget.reserve("searchOrders")
    for rate in (0.0167, 0.5, 0.0056):
        budget.learn("searchOrders", rate)
        assert wait(budget, "searchOrders") == pytest.approx(1 / rate)


def test_throttled_operation_waits_and_others_go_on():
    """T11."""
    clock = Clock()
    budget = MemoryRateBudget(clock)
    assert budget.throttled("getOrder", 7) == 7
    assert wait(budget, "getOrder") == pytest.approx(7)
    assert wait(budget, "searchOrders") == 0
    clock.now += 6.9
    assert wait(budget, "getOrder") > 0
    clock.now += 0.2
    assert wait(budget, "getOrder") == 0


def test_throttled_without_seconds_waits_by_the_table():
    budget = MemoryRateBudget(Clock())
    assert budget.throttled("searchOrders") >= 178


def test_budget_error_names_the_operation():
    budget = MemoryRateBudget(Clock())
    budget.throttled("getOrder", 5)
    with pytest.raises(ThrottledError) as caught:
        budget.reserve("getOrder")
    assert caught.value.operation == "getOrder"


def test_waiting_time_prefers_amazons_words():
    assert 7 <= waiting_time("getOrder", retry_after=7, rate=0.001) <= 8
    assert 100 <= waiting_time("getOrder", rate=0.01) <= 110
    assert 178 <= waiting_time("searchOrders") <= 200
    assert 60 <= waiting_time("unheardOf") <= 66


def test_waiting_time_is_bounded_and_has_jitter(monkeypatch):
    assert 1 <= waiting_time("getOrder", retry_after=0) <= 2
    assert waiting_time("getOrder", retry_after=1e12) <= 1.1 * 24 * 3600
    assert len({waiting_time("searchOrders") for _ in range(20)}) > 10
    monkeypatch.setattr(rate_module.random, "uniform", lambda low, high: low)
    assert waiting_time("getOrder", retry_after=7) == 7


def test_budget_is_an_interface():
    budget = RateBudget()
    for call in (
        lambda: budget.reserve("x"),
        lambda: budget.learn("x", 1),
        lambda: budget.throttled("x", 1),
    ):
        with pytest.raises(NotImplementedError):
            call()
