# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the parser reads of an Order document."""

from datetime import datetime
from decimal import Decimal

import pytest
from order_documents import full_document

from amazon_connector_fbm.lib.errors import OrderFormatError
from amazon_connector_fbm.lib.order import parse_order, read_header


def problem_of(document):
    with pytest.raises(OrderFormatError) as caught:
        parse_order(document)
    assert caught.value.reason == "invalid_data"
    return caught.value.message


def parse_with(path, value):
    return parse_order(changed(path, value))


def changed(path, value):
    """The full document with one value put in."""
    document = full_document()
    *folders, key = path
    place = document
    for folder in folders:
        place = place[folder]
    place[key] = value
    return document


NAME = ("recipient", "deliveryAddress", "name")
UNIT_PRICE = ("orderItems", 0, "product", "price", "unitPrice", "amount")
GRAND_TOTAL = ("proceeds", "grandTotal", "amount")
QUANTITY = ("orderItems", 0, "quantityOrdered")


def test_order():
    order = parse_order(full_document())
    assert order.ref == "302-1234567-1234567"
    assert (order.status, order.fulfilled_by) == ("UNSHIPPED", "MERCHANT")
    assert (order.channel, order.marketplace_ref) == ("AMAZON", "A1PA6795UKMFR9")
    assert order.programs == {"PRIME", "AMAZON_BUSINESS"}
    assert order.created == datetime(2026, 6, 1, 8, 30, 15)
    assert order.updated == datetime(2026, 6, 1, 9, 0)
    assert order.ship_by == datetime(2026, 6, 3, 21, 59, 59)
    assert (order.currency, order.grand_total) == ("EUR", Decimal("107.10"))


def test_buyer():
    buyer = parse_order(full_document()).buyer
    assert buyer.name == "Käthe Müller"
    assert buyer.email == "a1b2c3@marketplace.amazon.de"
    assert buyer.company == "Müller & Söhne GmbH"
    assert buyer.purchase_order == "PO-4711"
    assert buyer.vat == "DE222222222"


def test_address():
    address = parse_order(full_document()).address
    assert address.street == "Hauptstraße 1"
    assert address.street2 == "Hinterhaus, 2. OG, Nippes"
    assert (address.zip, address.city, address.state) == ("50667", "Köln", "NRW")
    assert (address.country_code, address.phone) == ("DE", "+49 221 5550100")
    assert address.is_complete


def test_municipality_stands_in_for_the_city():
    document = full_document()
    del document["recipient"]["deliveryAddress"]["city"]
    assert parse_order(document).address.city == "Köln-Stadt"


def test_first_line_that_is_there_is_the_street():
    document = full_document()
    del document["recipient"]["deliveryAddress"]["addressLine1"]
    address = parse_order(document).address
    assert (address.street, address.street2) == ("Hinterhaus", "2. OG, Nippes")


def test_item():
    [item] = parse_order(full_document()).items
    assert (item.ref, item.sku, item.quantity) == ("10000000000001", "KETTLE-17", 2)
    assert (item.asin, item.title) == ("B0SIM00001", "Kettle")
    assert item.unit_price == Decimal("59.50")
    assert item.proceeds_total == Decimal("107.10")
    assert item.is_facilitator_tax


@pytest.mark.parametrize("sku", [" A B ", "A\u200b", "ÄÖ/1"])
def test_sku_is_kept_as_it_is(sku):
    path = ("orderItems", 0, "product", "sellerSku")
    assert parse_with(path, sku).items[0].sku == sku


def test_unknown_fields_are_ignored():
    document = full_document(newSection={"x": [1]})
    document["orderItems"][0]["newField"] = True
    assert parse_order(document) == parse_order(full_document())


# === NAMES === #


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Jane\x00Doe", "Jane Doe"),
        ("Jane\r\nDoe\t", "Jane Doe"),
        ("  Jane   Doe  ", "Jane Doe"),
        ("Jane\u00a0Doe", "Jane Doe"),
        ("\u202eeoD enaJ\u202c", "eoD enaJ"),
        ("\u2066Jane\u2069 Doe", "Jane Doe"),
        ("Jane\ud800Doe", "Jane Doe"),
        ("Jane\x85Doe\x9f", "Jane Doe"),
        ("محمد العربي", "محمد العربي"),
        ("Zoë 🌻 สมชาย", "Zoë 🌻 สมชาย"),
        ("x" * 500, "x" * 120),
        ("x" * 119 + " y", "x" * 119),
        (4711, ""),
        (["Jane"], ""),
        (None, ""),
    ],
)
def test_name_is_one_clean_line(written, read):
    assert parse_with(NAME, written).address.name == read


# === DATES === #


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-06-01T08:00:00Z", datetime(2026, 6, 1, 8)),
        ("2026-06-01T08:00:00.123Z", datetime(2026, 6, 1, 8)),
        ("2026-06-01T08:00:00.123456789Z", datetime(2026, 6, 1, 8)),
        ("2026-06-01T08:00:00+02:00", datetime(2026, 6, 1, 6)),
        ("2026-06-01T08:00:00+0530", datetime(2026, 6, 1, 2, 30)),
        ("2026-05-31T20:00:00-07:00", datetime(2026, 6, 1, 3)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29)),
    ],
)
def test_time_becomes_naive_utc(written, read):
    """C05."""
    assert parse_with(["createdTime"], written).created == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        None,
        1780300800,
        "2026-06-01",
        "2026-06-01T08:00:00",
        "2026-06-01 08:00:00Z",
        "2026-06-01T08:00Z",
        "2026-02-29T08:00:00Z",
        "2026-13-01T08:00:00Z",
        "2026-06-01T24:00:00Z",
        "2026-06-01T08:60:00Z",
        "2026-06-01T08:00:61Z",
        "2026-06-01T08:00:00+24:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "٢٠٢٦-06-01T08:00:00Z",
        "2026-06-01T08:00:00Z\n",
    ],
)
def test_time_that_does_not_exist_is_refused(written):
    assert "'createdTime'" in problem_of(changed(["createdTime"], written))


# === NUMBERS === #


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1234.56", "1234.56"),
        ("0", "0"),
        ("-5.00", "-5"),
        ("0.001", "0.001"),
        ("9" * 15, "9" * 15),
        (12, "12"),
        (0.1, "0.1"),
    ],
)
def test_amount(written, read):
    assert parse_with(GRAND_TOTAL, written).grand_total == Decimal(read)


@pytest.mark.parametrize("path", [GRAND_TOTAL, UNIT_PRICE])
@pytest.mark.parametrize(
    "written",
    [
        "",
        " 1",
        "1\n",
        "+1",
        "1.",
        ".5",
        "1,50",
        "1_000",
        "1e5",
        "0x10",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "１２",
        "١٢",
        "1" * 16,
        "1." + "1" * 11,
        float("nan"),
        float("inf"),
        1e300,
        10**20,
        True,
        None,
        [],
        {},
    ],
)
def test_amount_that_is_no_plain_decimal_is_refused(path, written):
    assert ".amount'" in problem_of(changed(path, written))


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "€", "ＥＵＲ", None, 978, []])
def test_currency_that_is_no_code_is_refused(currency):
    path = ("proceeds", "grandTotal", "currencyCode")
    assert ".currencyCode'" in problem_of(changed(path, currency))


@pytest.mark.parametrize(
    "path",
    [
        ("proceeds", "grandTotal"),
        ("proceeds", "breakdowns", 0, "subtotal"),
        ("orderItems", 0, "product", "price", "unitPrice"),
        ("orderItems", 0, "proceeds", "proceedsTotal"),
        ("orderItems", 0, "proceeds", "breakdowns", 1, "subtotal"),
    ],
)
def test_mixed_currencies_are_refused(path):
    dollars = {"amount": "1.00", "currencyCode": "USD"}
    problem = problem_of(changed(path, dollars))
    assert "USD" in problem and "EUR" in problem and "mixed" in problem


@pytest.mark.parametrize(
    ("written", "read"), [(0, 0), (3, 3), ("3", 3), ("007", 7), (1_000_000, 1_000_000)]
)
def test_quantity(written, read):
    assert parse_with(QUANTITY, written).items[0].quantity == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1.0",
        "-1",
        "1_0",
        "２",
        "²",
        "٣",
        "9" * 5000,
        -1,
        1_000_001,
        10**100,
        1.0,
        True,
        None,
        [],
    ],
)
def test_quantity_that_is_no_number_of_pieces_is_refused(written):
    problem = problem_of(changed(QUANTITY, written))
    assert "'orderItems[0].quantityOrdered'" in problem
    assert len(problem) < 200


# === HEADER === #


def test_header():
    header = read_header(full_document())
    assert header.ref == "302-1234567-1234567"
    assert (header.status, header.fulfilled_by) == ("UNSHIPPED", "MERCHANT")
    assert header.marketplace_ref == "A1PA6795UKMFR9"
    assert header.programs == {"PRIME", "AMAZON_BUSINESS"}
    assert header.created == datetime(2026, 6, 1, 8, 30, 15)
    assert header.ship_by == datetime(2026, 6, 3, 21, 59, 59)
    assert header.deliver_by == datetime(2026, 6, 6, 21, 59, 59)
    assert (header.currency, header.grand_total) == ("EUR", Decimal("107.10"))


@pytest.mark.parametrize(
    ("path", "lost"),
    [
        (["orderId"], {"ref"}),
        (["createdTime"], {"created"}),
        (["lastUpdatedTime"], {"updated"}),
        (["programs"], {"programs"}),
        (["salesChannel"], {"marketplace_ref"}),
        (["fulfillment"], {"status", "fulfilled_by", "ship_by", "deliver_by"}),
        (["fulfillment", "shipByWindow"], {"ship_by"}),
        (["proceeds"], {"currency", "grand_total"}),
        (GRAND_TOTAL, {"currency", "grand_total"}),
    ],
)
def test_header_of_a_broken_order_keeps_the_rest(path, lost):
    header = read_header(changed(path, True))
    whole = read_header(full_document())
    for name in header.__slots__:
        if name in lost:
            assert not getattr(header, name)
        else:
            assert getattr(header, name) == getattr(whole, name)
