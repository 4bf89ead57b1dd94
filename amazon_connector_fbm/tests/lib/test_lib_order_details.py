# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Cancellations, parcels, relations and gifts in an Order document."""

from datetime import datetime
from decimal import Decimal

import pytest
from order_documents import full_document, money

from amazon_connector_fbm.lib.errors import OrderFormatError
from amazon_connector_fbm.lib.order import parse_order, read_header
from amazon_connector_fbm.lib.order_details import (
    is_advance,
    last_shipped,
    read_cancel_request,
    read_packages,
    remaining_quantity,
)
from amazon_connector_fbm.lib.proceeds import read_proceeds
from amazon_connector_fbm.lib.replacement import price_replacement

REQUEST = {"cancellationRequest": {"requester": "BUYER", "cancelReason": "Too late"}}
EXECUTION = {"cancellationExecution": {"cancelledBy": "AMAZON"}}


def two_items(first, second, status="UNSHIPPED"):
    rows = [
        {"orderItemId": str(number), "quantityOrdered": 2, "product": {}, **row}
        for number, row in enumerate((first, second), 1)
    ]
    return {"fulfillment": {"fulfillmentStatus": status}, "orderItems": rows}


def test_request_for_a_part():
    request = read_cancel_request(two_items({}, {"cancellation": REQUEST}))
    assert request.item_refs == ("2",)
    assert (request.reason, request.is_whole) == ("Too late", False)


def test_request_for_what_is_left():
    shipped = {"fulfillment": {"quantityFulfilled": 2}}
    request = read_cancel_request(two_items(shipped, {"cancellation": REQUEST}))
    assert request.is_whole


@pytest.mark.parametrize("status", ["SHIPPED", "CANCELLED", "PENDING"])
def test_request_of_an_order_that_is_over(status):
    row = {"cancellation": REQUEST}
    assert read_cancel_request(two_items(row, row, status)) is None


def test_request_that_was_carried_out():
    row = {"cancellation": {**REQUEST, **EXECUTION}}
    assert read_cancel_request(two_items(row, {})) is None


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({}, 3),
        ({"cancellation": REQUEST}, 3),
        ({"cancellation": EXECUTION}, 0),
        ({"cancellation": EXECUTION, "fulfillment": {"quantityUnfulfilled": 1}}, 1),
        (
            {
                "cancellation": EXECUTION,
                "fulfillment": {"quantityFulfilled": 1, "quantityUnfulfilled": 1},
            },
            2,
        ),
        ({"cancellation": EXECUTION, "proceeds": {"proceedsTotal": money("5.00")}}, 3),
        ({"cancellation": EXECUTION, "proceeds": {"proceedsTotal": money("0.00")}}, 0),
        ({"cancellation": EXECUTION, "fulfillment": {"quantityUnfulfilled": 9}}, 3),
    ],
)
def test_remaining_quantity(item, expected):
    assert remaining_quantity({"quantityOrdered": 3, **item}, "") == expected


def test_packages():
    row = {"packageReferenceId": "1", "carrier": "DHL", "trackingNumber": "JJD01"}
    late = {**row, "shipTime": "2026-06-02T08:00:00Z"}
    early = {**row, "shipTime": "2026-06-01T08:00:00Z"}
    order = parse_order(full_document(packages=[late, early, row]))
    assert last_shipped(order.packages) == datetime(2026, 6, 2, 8, 0)
    assert order.packages[0].tracking == "JJD01"
    assert last_shipped(parse_order(full_document()).packages) is None


def test_broken_package():
    with pytest.raises(OrderFormatError, match=r"packages\[0\].shipTime"):
        read_packages({"packages": [{"shipTime": "yesterday"}]})


def test_broken_details_leave_the_header_readable():
    header = read_header(full_document(associatedOrders="none", orderItems=7))
    assert (header.association, header.cancel_request) == (None, None)
    assert header.ref == "302-1234567-1234567"


def test_replacement_without_money():
    document = full_document(
        associatedOrders=[
            {"orderId": "302-1", "associationType": "REPLACEMENT_ORIGINAL_ID"}
        ],
        proceeds={},
    )
    for item in document["orderItems"]:
        item["proceeds"] = {}
        item["product"].pop("price")
    order = price_replacement(parse_order(document), "EUR")
    assert (order.association.kind, order.association.ref) == ("replacement", "302-1")
    assert read_proceeds(order).total == Decimal(0)
    assert order.currency == "EUR"


def test_only_replacements_are_free():
    order = parse_order(full_document(proceeds={}))
    assert price_replacement(order, "EUR") is order


@pytest.mark.parametrize(
    ("new", "stored", "expected"),
    [
        ("UNSHIPPED", "PENDING", True),
        ("CANCELLED", "UNSHIPPED", True),
        ("PENDING", "UNSHIPPED", False),
        ("SHIPPED", "CANCELLED", False),
        ("SHIPPED", "UNKNOWN", False),
        ("BRAND_NEW", "PENDING", False),
    ],
)
def test_advance(new, stored, expected):
    assert is_advance(new, stored) is expected
