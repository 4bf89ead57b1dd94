# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tokens, headers, rate limits, and who may call."""

import pytest
from werkzeug.test import Client

from simulator.application import Application
from simulator.clock import FrozenClock
from simulator.state import SimulatorState

from .conftest import NOW, ORDERS, Caller, make_order

PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"


def test_token_answer(start):
    _server, caller = start()
    answer = caller.request_token()
    assert answer.status_code == 200
    body = answer.json()
    assert body.pop("access_token").startswith("Atza|")
    assert body == {
        "token_type": "bearer",
        "expires_in": 3600,
        "refresh_token": "Atzr|simulator",
    }


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": "wrong"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_token_refused(start, changes, status, error):
    _server, caller = start()
    answer = caller.request_token(**changes)
    assert answer.status_code == status
    assert answer.json()["error"] == error
    assert answer.json()["error_description"]


def test_token_wants_a_form(start):
    _server, caller = start()
    answer = caller.http.post("/auth/o2/token", json={"grant_type": "refresh_token"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("token", ["", "Atza|wrong"])
def test_wrong_access_token(start, token):
    _server, caller = start()
    caller.http.headers["x-amz-access-token"] = token
    answer = caller.get(PARTICIPATIONS)
    assert answer.status_code == 403
    error = answer.json()["errors"][0]
    assert error["code"] == "Unauthorized"
    assert "revoked, malformed or invalid" in error["details"]


def test_access_token_expires(start):
    server, caller = start()
    server.clock.advance(3599)
    assert caller.get(PARTICIPATIONS).status_code == 200
    server.clock.advance(2)
    assert caller.get(PARTICIPATIONS).status_code == 403
    assert caller.log_in().get(PARTICIPATIONS).status_code == 200


def test_revocation(start):
    server, caller = start()
    server.state.login.revoke("Atzr|simulator")
    assert caller.get(PARTICIPATIONS).status_code == 403
    assert caller.request_token().json()["error"] == "invalid_grant"


def test_two_sellers_see_their_own_orders(start):
    server, caller = start([make_order("first")])
    server.state.login.authorize("Atzr|other", "OTHER")
    server.state.put_orders([make_order("second")], "OTHER")
    other = Caller(server, "Atzr|other").log_in()
    assert caller.search().json()["orders"][0]["orderId"] == "first"
    assert other.search().json()["orders"][0]["orderId"] == "second"
    sellers = [entry.seller for entry in server.journal.entries("searchOrders")]
    assert sellers == ["ASIMULATOR0001", "OTHER"]


def test_headers(start):
    _server, caller = start()
    first, second = caller.get(PARTICIPATIONS), caller.get(PARTICIPATIONS)
    assert first.headers["content-type"] == "application/json"
    assert first.headers["x-amzn-RateLimit-Limit"] == "0.016"
    assert first.headers["date"] == "Mon, 15 Jun 2026 12:00:00 GMT"
    assert first.headers.get_list("date") == [first.headers["date"]]
    assert first.headers["x-amzn-RequestId"] != second.headers["x-amzn-RequestId"]


def test_rate_limit(start):
    server, caller = start([make_order("1")], rate_limits=True)
    statuses = [caller.search().status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    refused = caller.search()
    assert refused.json()["errors"][0]["code"] == "QuotaExceeded"
    assert refused.headers["x-amzn-RequestId"]
    assert caller.get(f"{ORDERS}/1").status_code == 200
    server.clock.advance(170)
    assert caller.search().status_code == 429
    server.clock.advance(20)
    assert caller.search().status_code == 200


def test_rate_limits_are_per_seller(start):
    server, caller = start(rate_limits=True)
    server.state.login.authorize("Atzr|other", "OTHER")
    other = Caller(server, "Atzr|other").log_in()
    for _ in range(21):
        last = caller.search()
    assert last.status_code == 429
    assert other.search().status_code == 200


def test_time_scale_speeds_up_the_limits(start):
    server, caller = start(clock=FrozenClock(NOW, time_scale=60))
    assert caller.search().headers["x-amzn-RateLimit-Limit"] == "0.336"
    assert server.clock.now().isoformat() == "2026-06-15T12:00:00+00:00"


def test_unknown_operation(start):
    server, caller = start()
    assert caller.get("/orders/v0/orders").status_code == 404
    assert server.journal.entries("unknown")[0].path == "/orders/v0/orders"


@pytest.mark.parametrize("path", [PARTICIPATIONS, "/_sim/health", "/auth/o2/token"])
def test_only_loopback(path):
    state = SimulatorState()
    remote = {"REMOTE_ADDR": "192.0.2.7"}
    refused = Client(Application(state)).get(path, environ_overrides=remote)
    assert refused.status_code == 403
    assert len(state.journal) == 0
    answer = Client(Application(state, allow_remote=True)).get(
        "/_sim/health", environ_overrides=remote
    )
    assert answer.status_code == 200
