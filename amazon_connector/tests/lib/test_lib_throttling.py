# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import pytest
from amazon_double import Reply
from calls import (
    ANSWERS,
    CALLS,
    EVERY_CALL,
    ORDER_ID,
    Clock,
    RecordingBudget,
    failure,
    wait_for,
)

from amazon_connector.lib.errors import (
    ThrottledError,
)
from amazon_connector.lib.rate import MemoryRateBudget


@EVERY_CALL
def test_budget_is_asked_before_and_told_after(make_client, amazon, operation):
    budget = RecordingBudget()
    client = make_client(rate_budget=budget)
    rate = {"x-amzn-RateLimit-Limit": "0.25"}
    amazon.script = [Reply.json(ANSWERS[operation], headers=rate)]
    CALLS[operation](client)
    assert budget.journal == [("reserve", operation), ("learn", operation, 0.25)]


def test_budget_is_told_nothing_if_amazon_said_nothing(make_client, amazon):
    budget = RecordingBudget()
    amazon.script = [Reply.json(ANSWERS["getOrder"])]
    make_client(rate_budget=budget).get_order(ORDER_ID)
    assert budget.journal == [("reserve", "getOrder")]


def test_rate_of_the_login_is_not_the_operations(make_client, amazon):
    budget = RecordingBudget()
    token = {"access_token": "Atza|x", "expires_in": 3600}
    amazon.login = [Reply.json(token, headers={"x-amzn-RateLimit-Limit": "99"})]
    amazon.script = [Reply(hang=True)]
    failure(make_client(rate_budget=budget, deadline=0.3))
    assert budget.journal == [("reserve", "getOrder")]


def test_no_call_without_a_reserved_one(make_client, amazon):
    budget = MemoryRateBudget()
    budget.throttled("getOrder", 100)
    error = failure(make_client(rate_budget=budget))
    assert type(error) is ThrottledError
    assert 99 < error.retry_after <= 100
    assert amazon.calls == []


def test_retry_after_stops_this_operation_only(make_client, amazon):
    """T11."""
    clock = Clock()
    client = make_client(rate_budget=MemoryRateBudget(clock), clock=clock)
    amazon.script = [Reply(429, headers={"Retry-After": "7"})]
    assert 7 <= failure(client).retry_after <= 8
    assert len(amazon.calls) == 1
    clock.now += 6.9
    assert type(failure(client)) is ThrottledError
    amazon.script = [Reply.json(ANSWERS["searchOrders"])]
    CALLS["searchOrders"](client)
    assert len(amazon.calls) == 2
    clock.now += 1.2
    amazon.script = [Reply.json(ANSWERS["getOrder"])]
    client.get_order(ORDER_ID)


def test_gateways_429_waits_by_the_table(make_client, amazon):
    """T12: the library by itself calls this a success."""
    budget = RecordingBudget()
    amazon.script = [Reply.json({"message": "Too Many Requests"}, 429)]
    error = failure(make_client(rate_budget=budget), "searchOrders")
    assert type(error) is ThrottledError
    assert 178 <= error.retry_after <= 200
    assert budget.journal[-1] == ("throttled", "searchOrders", error.retry_after)


def test_the_budget_has_the_last_word_on_waiting(make_client, amazon):
    class Strict(MemoryRateBudget):
        def throttled(self, operation, retry_after=None):
            return 4321.0

    amazon.script = [Reply(429)]
    assert failure(make_client(rate_budget=Strict())).retry_after == 4321.0


def test_budget_follows_amazons_rate(make_client, amazon):
    """T13: 0.0167 -> 0.5 -> 0.0056."""
    clock = Clock()
    budget = MemoryRateBudget(clock)
    client = make_client(rate_budget=budget, clock=clock)
    for rate, seconds in (("0.0167", 60), ("0.5", 2), ("0.0056", 179)):
        headers = {"x-amzn-RateLimit-Limit": rate, "Retry-After": "1"}
        amazon.script = [Reply(429, headers=headers)]
        assert failure(client, "searchOrders").retry_after <= 2
        waited = wait_for(budget, "searchOrders", clock)
        assert waited == pytest.approx(seconds, abs=1)
        clock.now += 1 / float(rate)


def test_endless_429_is_one_call_per_attempt(make_client, amazon):
    """T14."""
    clock = Clock()
    client = make_client(rate_budget=MemoryRateBudget(clock), clock=clock)
    for attempt in range(1, 6):
        amazon.script = [Reply(429)]
        clock.now += failure(client).retry_after + 2
        assert len(amazon.calls) == attempt
