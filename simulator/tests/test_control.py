# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The control interface and the journal."""

import pytest

from simulator.generator import catalogue

from .conftest import DEFAULT_REFRESH_TOKEN, USER_AGENT, Caller, make_order, order_ids


def test_health(start):
    _server, caller = start([make_order("1")])
    health = caller.get("/_sim/health").json()
    assert (health["status"], health["orders"]) == ("ok", 1)


def test_journal(start):
    server, caller = start()
    answer = caller.search(maxResultsPerPage=5)
    (entry,) = caller.get("/_sim/journal", operation="searchOrders").json()
    assert entry["request_id"] == answer.headers["x-amzn-RequestId"]
    assert entry["status"] == 200
    assert entry["method"] == "GET"
    assert entry["query"]["maxResultsPerPage"] == "5"
    assert entry["user_agent"] == USER_AGENT
    assert entry["user_agent_problem"] == ""
    assert [each["operation"] for each in caller.get("/_sim/journal").json()] == [
        "token",
        "searchOrders",
    ]
    caller.http.delete("/_sim/journal")
    assert len(server.journal) == 0


def test_journal_holds_no_secrets(start):
    _server, caller = start()
    caller.search()
    text = caller.get("/_sim/journal").text
    assert caller.http.headers["x-amz-access-token"] not in text
    assert DEFAULT_REFRESH_TOKEN not in text
    assert "simulator-secret" not in text


@pytest.mark.parametrize(
    ("user_agent", "problem"),
    [
        (USER_AGENT, False),
        ("My App/2.0 (Language=Java/21; Platform=Linux)", False),
        ("", True),
        ("python-httpx/0.28.1", True),
        (f"{'x' * 500}/1 (Language=Python/3.11)", True),
    ],
)
def test_user_agents(start, user_agent, problem):
    server, caller = start()
    caller.http.headers["User-Agent"] = user_agent
    caller.search()
    entry = server.journal.entries("searchOrders")[0]
    assert bool(entry.user_agent_problem) == problem


def test_orders(start):
    _server, caller = start([make_order("1")])
    changed = make_order("1", "2026-06-11T00:00:00Z", odd=True)
    answer = caller.http.post("/_sim/orders", json=[changed, make_order("2")])
    assert answer.json() == {"orders": 2}
    assert order_ids(caller.search().json()) == ["2", "1"]
    assert caller.get("/_sim/orders").json()[1] == changed


def test_orders_of_another_seller(start):
    server, caller = start()
    caller.http.post(
        "/_sim/credentials", json={"refresh_token": "Atzr|two", "seller": "TWO"}
    )
    caller.http.post("/_sim/orders?seller=TWO", json=make_order("2"))
    assert order_ids(caller.search().json()) == []
    assert order_ids(Caller(server, "Atzr|two").log_in().search().json()) == ["2"]


def test_credentials(start):
    _server, caller = start()
    values = {"refresh_token": DEFAULT_REFRESH_TOKEN, "seller": "ASIMULATOR0001"}
    caller.http.post("/_sim/credentials", json={**values, "client_secret": "new"})
    assert caller.request_token().status_code == 200
    assert caller.request_token(client_secret="new").status_code == 200
    old = {
        "client_id": "amzn1.application-oa2-client.simulator",
        "client_secret": "simulator-secret",
    }
    caller.http.request("DELETE", "/_sim/credentials", json=old)
    assert caller.request_token().json()["error"] == "invalid_client"
    caller.http.request("DELETE", "/_sim/credentials", json={"access_tokens": True})
    assert caller.search().status_code == 403


def test_faults(start):
    _server, caller = start()
    caller.http.post(
        "/_sim/faults", json=[{"operation": "searchOrders", "status": 500}]
    )
    assert caller.search().status_code == 500
    (fault,) = caller.get("/_sim/faults").json()
    assert (fault["calls"], fault["hits"]) == (1, 1)
    caller.http.delete("/_sim/faults")
    assert caller.get("/_sim/faults").json() == []


def test_clock_and_reset(start):
    server, caller = start([make_order("1")])
    caller.http.post("/_sim/clock", json={"advance": 86400})
    assert server.clock.now().isoformat() == "2026-06-16T12:00:00+00:00"
    caller.http.post("/_sim/orders", json=make_order("2"))
    caller.http.post("/_sim/faults", json={"status": 500})
    caller.http.post("/_sim/reset")
    assert server.clock.now().isoformat() == "2026-06-15T12:00:00+00:00"
    assert len(server.journal) == 0
    assert order_ids(caller.log_in().search().json()) == ["1"]


def test_catalogue(start):
    _server, caller = start(catalogue=catalogue())
    assert caller.get("/_sim/catalogue").json() == catalogue()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("orders", {"no": "id"}),
        ("orders", 5),
        ("faults", {"unknown": 1}),
        ("faults", ["text"]),
        ("credentials", {"refresh_token": "x"}),
        ("credentials", {"refresh_token": "x", "seller": "y", "other": 1}),
        ("secrets", {"client_id": "x"}),
        ("secrets", {"client_secret": "x", "active_in": "soon"}),
        ("secrets", {"client_secret": "x", "other": 1}),
        ("applications", {"redirect_uris": []}),
        ("applications", {"application_id": "x", "redirect_uris": "http://x"}),
        ("applications", {"application_id": "x", "other": 1}),
        ("roles", {"denied": ["unknown"]}),
        ("roles", {"denied": "tax_invoicing"}),
        ("roles", {}),
        ("reports", {"content": "x"}),
        ("reports", {"reportType": "X", "other": 1}),
        ("reports", {"reportType": "X", "processingStatus": "Done"}),
        ("reports", {"reportType": "X", "createdTime": "yesterday"}),
        ("reports", {"reportType": "X", "content_base64": "?"}),
        ("participations", {"marketplaceId": "UNKNOWN"}),
        ("participations", {"marketplaceId": "A1PA6795UKMFR9", "other": 1}),
        (
            "participations",
            {"marketplaceId": "A1PA6795UKMFR9"} | {"isParticipating": 0},
        ),
        ("participations", {"marketplace": {"id": "X"}}),
        ("clock", {}),
    ],
)
def test_nonsense_is_refused(start, path, body):
    _server, caller = start()
    assert caller.http.post(f"/_sim/{path}", json=body).status_code == 400


def test_unknown_path(start):
    _server, caller = start()
    assert caller.get("/_sim/nothing").status_code == 404
    assert caller.http.post("/_sim/orders", content=b"{").status_code == 400
