# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is read of an order's tax and points beside the amounts."""

from decimal import Decimal

import pytest
from order_documents import full_document

from amazon_connector_fbm.lib.errors import OrderFormatError
from amazon_connector_fbm.lib.order import parse_order
from amazon_connector_fbm.lib.order_tax import (
    TaxHeader,
    read_tax_header,
    reporting_scheme,
)


def document_with(*items):
    """The full document with as many of its item, each with other values."""
    document = full_document()
    [row] = document["orderItems"]
    document["orderItems"] = [
        {**row, "orderItemId": str(number), **values}
        for number, values in enumerate(items)
    ]
    return document


def schemes(*names):
    rows = [{"reportingScheme": name} for name in names]
    return {"tax": {"taxCalculationBreakdowns": rows}}


@pytest.mark.parametrize(
    ("items", "scheme"),
    [
        ([{}], "NONE"),
        ([schemes()], "NONE"),
        ([schemes("UOSS")], "UOSS"),
        ([schemes("IOSS", "IOSS")], "IOSS"),
        ([schemes("UOSS", "IOSS")], "OTHER"),
        ([schemes("UOSS"), schemes("IOSS")], "OTHER"),
        ([schemes("MOSS")], "OTHER"),
    ],
)
def test_scheme(items, scheme):
    document = document_with(*items)
    assert reporting_scheme(parse_order(document).items) == scheme
    assert read_tax_header(document).reporting_scheme == scheme


def points(number, amount, currency="EUR"):
    value = {"amount": amount, "currencyCode": currency}
    granted = {"pointsNumber": number, "pointsMonetaryValue": value}
    return {"expense": {"pointsCost": {"pointsGranted": granted}}}


def test_points_are_added_up():
    header = read_tax_header(document_with(points(3, "3.50"), points(2, "1.25")))
    assert (header.points, header.points_cost) == (5, Decimal("4.75"))


def test_points_change_no_total():
    order = parse_order(document_with(points(3, "3.50")))
    assert order.grand_total == parse_order(full_document()).grand_total


def test_points_in_another_currency_are_refused():
    with pytest.raises(OrderFormatError, match="are mixed in one order"):
        parse_order(document_with(points(3, "3", "USD")))


def test_ioss_number():
    shipping = {"internationalShipping": {"iossNumber": " IM276 "}}
    document = document_with({"fulfillment": {"shipping": shipping}})
    assert read_tax_header(document).ioss_number == "IM276"


@pytest.mark.parametrize("document", [None, [], {}, {"orderId": "1"}])
def test_broken_document_reads_as_empty(document):
    assert read_tax_header(document) == TaxHeader()
