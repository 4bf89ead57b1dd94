# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the simulator says is what Amazon's models say."""

import pytest

from simulator.clock import parse_time
from simulator.generator import generate_orders
from simulator.order_sections import INCLUDED_DATA

from .conftest import NOW, ORDERS
from .contract import ORDERS_MODEL, SELLERS_MODEL, model_validator

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
