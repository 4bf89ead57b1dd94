# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the simulator says is what Amazon's models say."""

import pytest

from simulator.clock import parse_time
from simulator.generator import generate_orders
from simulator.operations import find_operation
from simulator.order_sections import INCLUDED_DATA
from simulator.rate_limit import RATES

from .conftest import NOW, ORDERS
from .contract import (
    ORDERS_MODEL,
    REPORTS_MODEL,
    SELLERS_MODEL,
    model_content,
    model_validator,
)

EVERYTHING = ",".join(sorted(INCLUDED_DATA))


@pytest.mark.parametrize("seed", [1, 2, 3, 2026])
@pytest.mark.parametrize("kinds", ["all", "simple"])
def test_generated_orders(seed, kinds):
    validator = model_validator(ORDERS_MODEL, "Order")
    for order in generate_orders(120, seed, parse_time(NOW), kinds):
        validator.validate(order)


@pytest.mark.parametrize("included", [{}, {"includedData": EVERYTHING}])
def test_search_and_get(start, included):
    _server, caller = start(generate_orders(60, 5, parse_time(NOW)))
    search = model_validator(ORDERS_MODEL, "SearchOrdersResponse")
    get = model_validator(ORDERS_MODEL, "GetOrderResponse")
    for page in caller.pages(maxResultsPerPage=25, **included):
        search.validate(page)
        order_id = page["orders"][0]["orderId"]
        get.validate(caller.get(f"{ORDERS}/{order_id}", **included).json())


@pytest.mark.parametrize(
    ("operation", "definition"),
    [
        ("marketplaceParticipations", "GetMarketplaceParticipationsResponse"),
        ("account", "GetAccountResponse"),
    ],
)
def test_sellers(start, operation, definition):
    _server, caller = start()
    answer = caller.get(f"/sellers/v1/{operation}").json()
    model_validator(SELLERS_MODEL, definition).validate(answer)
    assert answer["payload"]


def test_changed_participations(start):
    _server, caller = start()
    changes = [
        {"marketplaceId": "A1PA6795UKMFR9", "isParticipating": False},
        {"marketplaceId": "A13V1IB3VIYZZH", "hasSuspendedListings": True},
    ]
    caller.http.post("/_sim/participations", json=changes)
    answer = caller.get("/sellers/v1/marketplaceParticipations").json()
    definition = "GetMarketplaceParticipationsResponse"
    model_validator(SELLERS_MODEL, definition).validate(answer)
    flags = [each["participation"] for each in answer["payload"]]
    assert {"isParticipating": False, "hasSuspendedListings": False} in flags
    assert {"isParticipating": True, "hasSuspendedListings": True} in flags


def test_reports(start):
    _server, caller = start()
    for status in ("DONE", "CANCELLED", "IN_QUEUE"):
        values = {"reportType": "GET_SOMETHING", "processingStatus": status}
        caller.http.post("/_sim/reports", json={**values, "compressed": True})
    path = "/reports/2021-06-30"
    validator = model_validator(REPORTS_MODEL, "GetReportsResponse")
    page = caller.get(f"{path}/reports", reportTypes="GET_SOMETHING", pageSize=2).json()
    last = caller.get(f"{path}/reports", nextToken=page["nextToken"]).json()
    for answer in (page, last):
        validator.validate(answer)
    reports = page["reports"] + last["reports"]
    one = caller.get(f"{path}/reports/{reports[0]['reportId']}").json()
    model_validator(REPORTS_MODEL, "Report").validate(one)
    (document,) = [each for each in reports if "reportDocumentId" in each]
    answer = caller.get(f"{path}/documents/{document['reportDocumentId']}").json()
    model_validator(REPORTS_MODEL, "ReportDocument").validate(answer)
    refusals = model_validator(REPORTS_MODEL, "ErrorList")
    refusals.validate(caller.get(f"{path}/reports").json())
    refusals.validate(caller.get(f"{path}/documents/none").json())


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/reports/2021-06-30/reports", "getReports"),
        ("/reports/2021-06-30/reports/{reportId}", "getReport"),
        ("/reports/2021-06-30/documents/{reportDocumentId}", "getReportDocument"),
    ],
)
def test_addresses_and_parameters_of_reports(path, operation):
    described = model_content(REPORTS_MODEL)["paths"][path]["get"]
    found = find_operation("GET", path).operation
    assert described["operationId"] == found.name == operation
    names = {each["name"] for each in described["parameters"] if each["in"] == "query"}
    assert found.parameters == names
    rate = RATES[operation]
    assert f"| {rate.per_second:g} | {rate.burst} |" in described["description"]


def test_denied_role(start):
    server, caller = start()
    server.state.deny_roles(["inventory_and_order_tracking"])
    refusal = caller.search()
    assert refusal.status_code == 403
    model_validator(ORDERS_MODEL, "ErrorList").validate(refusal.json())


def test_refusals(start):
    _server, caller = start()
    validator = model_validator(ORDERS_MODEL, "ErrorList")
    validator.validate(caller.get(ORDERS).json())
    validator.validate(caller.get(f"{ORDERS}/no-such-order").json())
    caller.http.headers["x-amz-access-token"] = "wrong"
    validator.validate(caller.search().json())


def test_validator_refuses_invented_fields():
    validator = model_validator(ORDERS_MODEL, "Buyer")
    assert validator.is_valid({"buyerName": "A"})
    assert not validator.is_valid({"BuyerName": "A"})
    assert not model_validator(ORDERS_MODEL, "DateTimeRange").is_valid(
        {"earliestDateTime": "yesterday"}
    )
