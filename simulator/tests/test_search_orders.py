# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""searchOrders and getOrder: parameters, windows, pages."""

import pytest

from .conftest import ORDERS, make_order, order_ids

LATEST = "2026-06-15T11:58:00Z"


def code(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"createdAfter": "2026-01-01T00:00:00Z"}
        | {"lastUpdatedAfter": "2026-01-01T00:00:00Z"},
        {"createdAfter": "2026-01-01T00:00:00Z", "lastUpdatedBefore": LATEST},
        {"lastUpdatedAfter": "2026-01-01T00:00:00Z", "createdBefore": LATEST},
        {"lastUpdatedAfter": "yesterday"},
        {"lastUpdatedAfter": "2026-01-01T00:00:00"},
        {"lastUpdatedAfter": "2026-01-01"},
        {
            "lastUpdatedAfter": "2026-01-01T00:00:00Z",
            "lastUpdatedBefore": "2026-06-15T11:58:01Z",
        },
        {
            "lastUpdatedAfter": "2026-01-02T00:00:00Z",
            "lastUpdatedBefore": "2026-01-01T00:00:00Z",
        },
    ],
)
def test_windows_refused(start, parameters):
    _server, caller = start()
    assert code(caller.get(ORDERS, **parameters)) == (400, "InvalidInput")


@pytest.mark.parametrize(
    "parameters",
    [
        {"maxResultsPerPage": "0"},
        {"maxResultsPerPage": "101"},
        {"maxResultsPerPage": "ten"},
        {"fulfillmentStatuses": "Unshipped"},
        {"fulfilledBy": "MFN"},
        {"includedData": "BUYER,ADDRESS"},
        {"marketplaceIds": ",".join(f"M{number}" for number in range(51))},
        {"paginationToken": "made up"},
        {"paginationToken": "bm90IGpzb24=+/=%"},
    ],
)
def test_parameters_refused(start, parameters):
    _server, caller = start()
    assert code(caller.search(**parameters)) == (400, "InvalidInput")


def test_window_bounds_belong_to_the_window(start):
    times = ["2026-06-01T10:00:00Z", "2026-06-02T10:00:00Z", "2026-06-03T10:00:00Z"]
    _server, caller = start([make_order(time, time) for time in times])
    page = caller.search(lastUpdatedAfter=times[0], lastUpdatedBefore=times[1]).json()
    assert order_ids(page) == times[:2]
    assert page["lastUpdatedBefore"] == times[1]
    assert "createdBefore" not in page


def test_search_by_creation(start):
    orders = [
        make_order("old", createdTime="2026-05-01T00:00:00Z"),
        make_order("new", createdTime="2026-06-05T00:00:00Z"),
    ]
    _server, caller = start(orders)
    page = caller.search(createdAfter="2026-06-01T00:00:00Z").json()
    assert order_ids(page) == ["new"]
    assert page["createdBefore"] == LATEST
    assert "lastUpdatedBefore" not in page


def test_the_last_two_minutes_do_not_show(start):
    server, caller = start([make_order("new", "2026-06-15T11:59:00Z")])
    page = caller.search().json()
    assert (order_ids(page), page["lastUpdatedBefore"]) == ([], LATEST)
    server.clock.advance(60)
    assert order_ids(caller.search().json()) == ["new"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"marketplaceIds": "A1PA6795UKMFR9"}, ["de", "sent"]),
        ({"marketplaceIds": "A1PA6795UKMFR9,ATVPDKIKX0DER"}, ["de", "sent", "us"]),
        ({"fulfillmentStatuses": "SHIPPED"}, ["sent"]),
        ({"fulfillmentStatuses": "SHIPPED,UNSHIPPED"}, ["de", "sent"]),
        ({"fulfilledBy": "AMAZON"}, ["sent"]),
        ({"fulfilledBy": "AMAZON", "fulfillmentStatuses": "UNSHIPPED"}, []),
    ],
)
def test_filters(start, parameters, expected):
    american = {"channelName": "AMAZON", "marketplaceId": "ATVPDKIKX0DER"}
    orders = [
        make_order(
            "de",
            fulfillment={"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        ),
        make_order(
            "sent",
            fulfillment={"fulfillmentStatus": "SHIPPED", "fulfilledBy": "AMAZON"},
        ),
        make_order("us", salesChannel=american),
    ]
    _server, caller = start(orders)
    assert order_ids(caller.search(**parameters).json()) == expected


def many(count):
    return [
        make_order(f"{number:03d}", f"2026-06-{1 + number % 5:02d}T08:00:00Z")
        for number in range(count)
    ]


@pytest.mark.parametrize("size", [1, 7, 25, 26, 100])
def test_pages_hold_every_order_once(start, size):
    orders = many(25)
    _server, caller = start(orders)
    pages = list(caller.pages(maxResultsPerPage=size))
    found = [name for page in pages for name in order_ids(page)]
    expected = sorted(orders, key=lambda o: (o["lastUpdatedTime"], o["orderId"]))
    assert found == [order["orderId"] for order in expected]
    assert len(pages) == -(-25 // size)
    assert len({page["lastUpdatedBefore"] for page in pages}) == 1


def test_default_page_size(start):
    _server, caller = start(many(120))
    assert [len(page["orders"]) for page in caller.pages()] == [100, 20]


def next_token(page):
    return page["pagination"]["nextToken"]


def test_paging_is_over_a_live_collection(start):
    server, caller = start(many(10))
    window = {"maxResultsPerPage": 4, "lastUpdatedBefore": "2026-06-14T00:00:00Z"}
    first = caller.search(**window).json()
    moved_on, moved_out = order_ids(first)[0], "004"
    server.state.patch_order(moved_on, {"lastUpdatedTime": "2026-06-13T00:00:00Z"})
    server.state.patch_order(moved_out, {})
    rest = list(caller.pages(**window, paginationToken=next_token(first)))
    later = [name for page in rest for name in order_ids(page)]
    assert later[-1] == moved_on
    assert moved_out not in later
    assert len(later) == 6


def test_token_is_bound_to_the_other_parameters(start):
    _server, caller = start(many(10))
    token = next_token(caller.search(maxResultsPerPage=3).json())
    other = caller.search(paginationToken=token, fulfilledBy="MERCHANT")
    assert code(other) == (400, "InvalidInput")
    changed = caller.search(
        paginationToken=token, maxResultsPerPage=5, includedData="BUYER"
    )
    assert len(changed.json()["orders"]) == 5


def test_token_expires_after_a_day(start):
    server, caller = start(many(10))
    token = next_token(caller.search(maxResultsPerPage=3).json())
    server.clock.advance(24 * 3600)
    caller.log_in()
    assert caller.search(paginationToken=token).status_code == 200
    server.clock.advance(1)
    assert code(caller.search(paginationToken=token)) == (400, "InvalidInput")


def test_token_does_not_survive_bad_encoding(start):
    _server, caller = start(many(10))
    token = next_token(caller.search(maxResultsPerPage=3).json())
    spoiled = token.replace("+", " ")
    assert code(caller.search(paginationToken=spoiled)) == (400, "InvalidInput")


FULL_ORDER = make_order(
    "full",
    buyer={"buyerName": "A"},
    recipient={"deliveryAddress": {}},
    proceeds={"grandTotal": {"amount": "1.00", "currencyCode": "EUR"}},
    payment={"paymentExecutions": []},
    tax={"taxRegistrations": []},
    fulfillment={"fulfillmentStatus": "UNSHIPPED"},
    packages=[],
    fulfillmentOrders=[],
    programs=["PRIME"],
    notInTheModel={"a": 1},
    orderItems=[
        {
            "orderItemId": "1",
            "quantityOrdered": 1,
            "product": {"sellerSku": "A"},
            "proceeds": {},
            "expense": {},
            "promotion": {},
            "cancellation": {},
            "fulfillment": {},
            "tax": {},
        }
    ],
)
ALWAYS = set(make_order("x")) | {"programs", "notInTheModel"}


@pytest.mark.parametrize(
    ("section", "order_keys", "item_keys"),
    [
        ("", set(), set()),
        ("BUYER", {"buyer"}, set()),
        ("RECIPIENT", {"recipient"}, set()),
        ("PROCEEDS", {"proceeds"}, {"proceeds"}),
        ("EXPENSE", set(), {"expense"}),
        ("PROMOTION", set(), {"promotion"}),
        ("CANCELLATION", set(), {"cancellation"}),
        ("FULFILLMENT", {"fulfillment"}, {"fulfillment"}),
        ("PACKAGES", {"packages"}, set()),
        ("TAX", {"tax"}, {"tax"}),
        ("PAYMENT", {"payment"}, set()),
        ("FULFILLMENT_ORDERS", {"fulfillmentOrders"}, set()),
        ("BUYER,TAX", {"buyer", "tax"}, {"tax"}),
    ],
)
def test_included_data(start, section, order_keys, item_keys):
    _server, caller = start([FULL_ORDER])
    got = caller.get(f"{ORDERS}/full", includedData=section).json()["order"]
    found = caller.search(includedData=section).json()["orders"]
    assert found == [got]
    assert set(got) == ALWAYS | order_keys
    always = {"orderItemId", "quantityOrdered", "product"}
    assert set(got["orderItems"][0]) == always | item_keys


def test_get_order(start):
    _server, caller = start([make_order("1", "2026-06-15T12:00:00Z")])
    assert caller.get(f"{ORDERS}/1").json()["order"]["orderId"] == "1"
    assert code(caller.get(f"{ORDERS}/2")) == (404, "NotFound")
    assert code(caller.get(f"{ORDERS}/1", includedData="X")) == (400, "InvalidInput")


def test_content_is_served_as_it_is(start):
    order = make_order(
        "1", buyer={"buyerName": "Zoë 🌻 \ud800\x00 \u202e"}, odd=[1.5, None]
    )
    _server, caller = start([order])
    answer = caller.get(f"{ORDERS}/1", includedData="BUYER")
    assert answer.json()["order"] == order


def test_unknown_parameters(start):
    server, caller = start()
    assert caller.search(OrderStatuses="Unshipped").status_code == 200
    assert server.journal.entries()[-1].unknown_parameters == ("OrderStatuses",)
    _server, strict = start(strict=True)
    assert code(strict.search(OrderStatuses="Unshipped")) == (400, "InvalidInput")
