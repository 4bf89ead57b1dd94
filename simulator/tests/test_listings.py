# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Listings that can be read, and quantities that can be changed."""

from urllib.parse import quote

import pytest

from simulator.clock import parse_time
from simulator.generator import catalogue
from simulator.listings import make_item
from simulator.lwa import DEFAULT_SELLER
from simulator.operations import find_operation
from simulator.rate_limit import RATES

from .conftest import NOW
from .contract import LISTINGS_MODEL, model_content, model_validator

GERMANY = "A1PA6795UKMFR9"
FRANCE = "A13V1IB3VIYZZH"
SKU = "CABLE/USB-C 2M"
ITEMS = "/listings/2021-08-01/items"
EVERYTHING = "summaries,fulfillmentAvailability"


def address(sku=SKU, merchant=DEFAULT_SELLER):
    return f"{ITEMS}/{merchant}/{quote(sku, safe='')}"


def make_body(quantity, path="/attributes/fulfillment_availability", op="merge"):
    value = {"fulfillment_channel_code": "DEFAULT", "quantity": quantity}
    patch = {"op": op, "path": path, "value": [value]}
    return {"productType": "PRODUCT", "patches": [patch]}


def validate(model, answer, status=200):
    assert answer.status_code == status
    model_validator(LISTINGS_MODEL, model).validate(answer.json())
    return answer.json()


@pytest.fixture
def caller(start):
    server, caller = start()
    server.state.put_listings([make_item(SKU, [GERMANY, FRANCE], parse_time(NOW))])
    caller.server = server
    return caller


def patch(caller, body, **parameters):
    parameters = {"marketplaceIds": GERMANY, **parameters}
    return caller.http.patch(address(), params=parameters, json=body)


def quantity_of(caller):
    asked = {"marketplaceIds": GERMANY, "includedData": EVERYTHING}
    item = validate("Item", caller.get(address(), **asked))
    (channel,) = item["fulfillmentAvailability"]
    return channel["quantity"]


def test_item(caller):
    asked = {"marketplaceIds": GERMANY, "includedData": EVERYTHING}
    item = validate("Item", caller.get(address(), **asked))
    assert [each["marketplaceId"] for each in item["summaries"]] == [GERMANY]
    assert item["sku"] == SKU
    plain = validate("Item", caller.get(address(), marketplaceIds=FRANCE))
    assert set(plain) == {"sku", "summaries"}


def test_quantity(caller):
    body = make_body(0)
    model_validator(LISTINGS_MODEL, "ListingsItemPatchRequest").validate(body)
    answer = validate("ListingsItemSubmissionResponse", patch(caller, body))
    assert (answer["status"], answer["issues"]) == ("ACCEPTED", [])
    assert quantity_of(caller) == 0
    (submission,) = caller.get("/_sim/submissions").json()
    assert submission == {
        "time": NOW,
        "sku": SKU,
        "marketplaceIds": [GERMANY],
        "status": "ACCEPTED",
        "body": body,
    }


def test_preview_changes_nothing(caller):
    answer = patch(caller, make_body(0), mode="VALIDATION_PREVIEW")
    assert validate("ListingsItemSubmissionResponse", answer)["status"] == "VALID"
    assert quantity_of(caller) == 10


@pytest.mark.parametrize(
    "body",
    [make_body(-1), make_body("0"), make_body(0, path="/attributes/no_such_thing")],
)
def test_invalid(caller, body):
    answer = validate("ListingsItemSubmissionResponse", patch(caller, body))
    assert answer["status"] == "INVALID"
    assert [issue["severity"] for issue in answer["issues"]] == ["ERROR"]
    assert quantity_of(caller) == 10


@pytest.mark.parametrize(
    ("merchant", "sku", "marketplace", "status"),
    [
        ("ASOMEBODYELSE", SKU, GERMANY, 403),
        (DEFAULT_SELLER, "UNKNOWN", GERMANY, 404),
        (DEFAULT_SELLER, SKU, "ATVPDKIKX0DER", 404),
        (DEFAULT_SELLER, SKU, "", 400),
    ],
)
def test_refused(caller, merchant, sku, marketplace, status):
    path = address(sku, merchant)
    asked = {"marketplaceIds": marketplace}
    validate("ErrorList", caller.get(path, **asked), status)
    refused = caller.http.patch(path, params=asked, json=make_body(0))
    validate("ErrorList", refused, status)
    assert not caller.get("/_sim/submissions").json()


@pytest.mark.parametrize("body", [{}, make_body(0, op="test"), [1]])
def test_refused_body(caller, body):
    validate("ErrorList", patch(caller, body), 400)


def test_listings_of_the_control_interface(caller):
    assert [each["sku"] for each in caller.get("/_sim/listings").json()] == [SKU]
    other = make_item("MUG", [GERMANY], parse_time(NOW), quantity=3)
    answer = caller.http.post("/_sim/listings", json=other)
    assert answer.json() == {"listings": 1}
    assert other in caller.get("/_sim/listings").json()
    assert caller.http.post("/_sim/listings", json={"sku": "A"}).status_code == 400
    caller.http.post("/_sim/reset")
    assert caller.get("/_sim/listings").json() == []


def test_products_of_made_up_orders_are_listed(start):
    server, _caller = start(catalogue=catalogue())
    skus = {item["sku"] for item in server.state.seller().listings.all()}
    assert skus == {product["sku"] for product in catalogue()}


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_operations_and_rates(method):
    template = f"{ITEMS}/{{sellerId}}/{{sku}}"
    described = model_content(LISTINGS_MODEL)["paths"][template][method.lower()]
    operation = find_operation(method, template).operation
    assert operation.name == described["operationId"]
    names = {each["name"] for each in described["parameters"] if each["in"] == "query"}
    assert operation.parameters == names
    rate = RATES[operation.name]
    assert f"| {rate.per_second:g} | {rate.burst} |" in described["description"]
