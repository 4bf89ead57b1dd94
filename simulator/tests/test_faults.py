# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Planned failures."""

import base64

import httpx
import pytest

from simulator.faults import Fault

from .conftest import ORDERS, make_order, order_ids

PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"


def many(count):
    return [
        make_order(f"{number:02d}", f"2026-06-01T08:00:{number:02d}Z")
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, [503, 200, 200, 200]),
        ({"nth": 2}, [200, 503, 200, 200]),
        ({"nth": 2, "times": 2}, [200, 503, 503, 200]),
        ({"from": 3}, [200, 200, 503, 503]),
        ({"times": "always"}, [503, 503, 503, 503]),
        ({"operation": "getOrder"}, [200, 200, 200, 200]),
        ({"operation": "searchOrders", "nth": 1}, [503, 200, 200, 200]),
        ({"seller": "OTHER"}, [200, 200, 200, 200]),
    ],
)
def test_which_call_fails(start, choice, expected):
    server, caller = start()
    server.faults.plan({"status": 503, **choice})
    assert [caller.search().status_code for _ in range(4)] == expected


def test_match(start):
    server, caller = start([make_order("1")])
    server.faults.plan(
        operation="getOrder", match="includedData=BUYER,", status=403, times="always"
    )
    path = f"{ORDERS}/1"
    assert caller.get(path, includedData="BUYER,RECIPIENT").status_code == 403
    assert caller.get(path, includedData="PROCEEDS").status_code == 200


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ({"status": 503, "body": ""}, b""),
        ({"status": 200, "body": "null"}, b"null"),
        ({"status": 200, "body": {"orders": 1}}, b'{"orders": 1}'),
        ({"body": b"\xff"}, b"\xff"),
        ({"body_base64": base64.b64encode(b"\xfe").decode()}, b"\xfe"),
        ({"body": "{}", "pad_to": 5}, b"{}   "),
    ],
)
def test_bodies(start, fault, body):
    server, caller = start()
    server.faults.plan(fault)
    answer = caller.search()
    assert answer.content == body
    assert answer.status_code == fault.get("status", 200)


def test_statuses_come_with_amazons_errors(start):
    server, caller = start()
    server.faults.plan({"status": 429}, {"status": 500})
    assert caller.search().json()["errors"][0]["code"] == "QuotaExceeded"
    server.faults.clear()
    server.faults.plan(status=500)
    assert caller.search().json()["errors"][0]["code"] == "InternalFailure"


def test_headers(start):
    server, caller = start()
    server.faults.plan(
        headers={
            "X-Amzn-RateLimit-Limit": "0.5",
            "Retry-After": 7,
            "x-amzn-requestid": None,
        },
        content_type="text/html",
    )
    answer = caller.search()
    assert answer.json()["orders"] == []
    assert answer.headers.get_list("x-amzn-ratelimit-limit") == ["0.5"]
    assert answer.headers["retry-after"] == "7"
    assert answer.headers["content-type"] == "text/html"
    assert "x-amzn-requestid" not in answer.headers


def test_redirect(start):
    server, caller = start()
    server.faults.plan(status=302, headers={"Location": "http://192.0.2.1/"}, body="")
    assert caller.search().headers["location"] == "http://192.0.2.1/"


@pytest.mark.parametrize("count", [-1, 0, 10])
def test_cut_off(start, count):
    server, caller = start()
    server.faults.plan(operation="getMarketplaceParticipations", cut_after=count)
    with pytest.raises(httpx.RemoteProtocolError):
        caller.get(PARTICIPATIONS)
    assert caller.get(PARTICIPATIONS).status_code == 200


def test_truncated(start):
    server, caller = start()
    server.faults.plan(truncate=12)
    assert caller.get(PARTICIPATIONS).content == b'{"payload": '


def test_waiting(start):
    server, caller = start()
    waits = []
    server.application.stopping.wait = waits.append
    server.faults.plan(status=200, body="{}", delay=30, drip=2)
    assert caller.search().content == b"{}"
    assert waits == [30, 2, 2]


def test_faults_of_the_token_endpoint(start):
    server, caller = start()
    server.faults.plan(operation="token", status=500)
    assert caller.request_token().status_code == 500
    assert caller.request_token().status_code == 200


def test_duplicate_page(start):
    server, caller = start(many(9))
    server.faults.plan(operation="searchOrders", nth=2, duplicate_page=True)
    pages = list(caller.pages(maxResultsPerPage=3))
    assert [order_ids(page)[0] for page in pages] == ["00", "00", "03", "06"]
    tokens = [page["pagination"]["nextToken"] for page in pages[:-1]]
    assert len(set(tokens)) == 3


def test_the_same_page_for_ever(start):
    server, caller = start(many(9))
    server.faults.plan({"from": 2, "duplicate_page": True})
    pages = caller.pages(maxResultsPerPage=3)
    seen = [next(pages) for _ in range(6)]
    assert {order_ids(page)[0] for page in seen} == {"00"}
    assert len({page["pagination"]["nextToken"] for page in seen}) == 6


def test_same_token(start):
    server, caller = start(many(5))
    server.faults.plan(from_=2, same_token=True)
    pages = caller.pages(maxResultsPerPage=3)
    first, second, third = (next(pages)["pagination"]["nextToken"] for _ in range(3))
    assert first == second == third


def test_dropped_orders(start):
    server, caller = start(many(30))
    server.faults.plan({"operation": "searchOrders", "from": 1, "drop_every": 10})
    found = [o for page in caller.pages(maxResultsPerPage=7) for o in order_ids(page)]
    assert [name for name in map("{:02d}".format, range(30)) if name not in found] == [
        "09",
        "19",
        "29",
    ]
    server.faults.clear()
    server.faults.plan(drop_order_ids=["03"])
    assert "03" not in order_ids(caller.search().json())
    assert "03" in order_ids(caller.search().json())
    assert caller.get(f"{ORDERS}/03").status_code == 200


def test_clock_offset(start):
    server, caller = start([make_order("1", "2026-06-15T11:59:00Z")])
    server.faults.plan(clock_offset=3600)
    answer = caller.search()
    assert answer.headers["date"] == "Mon, 15 Jun 2026 13:00:00 GMT"
    assert answer.json()["lastUpdatedBefore"] == "2026-06-15T12:58:00Z"
    assert order_ids(caller.search().json()) == []


def test_mutation_while_paging(start):
    server, caller = start(many(6))
    patch = {"lastUpdatedTime": "2026-06-14T00:00:00Z", "orderItems": [{"n": 1}]}
    server.faults.plan(nth=2, mutate={"00": patch, "05": {}})
    pages = list(caller.pages(maxResultsPerPage=3))
    assert [order_ids(page) for page in pages] == [
        ["00", "01", "02"],
        ["03", "04", "00"],
    ]
    assert pages[1]["orders"][-1]["orderItems"] == [{"n": 1}]
    assert server.state.seller().orders.get("05")["lastUpdatedTime"] == (
        "2026-06-15T12:00:00Z"
    )


@pytest.mark.parametrize(
    "specification",
    [
        {"status": 500, "unknown": 1},
        {"operation": "token"},
        {"status": "many"},
        {"cut_after": 1, "times": "often"},
    ],
)
def test_nonsense_is_refused(specification):
    with pytest.raises(ValueError):
        Fault(specification)
