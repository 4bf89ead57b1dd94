# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whatever a document holds, it is read or refused; nothing else ever happens."""

import pytest
from generated_documents import GARBAGE
from hypothesis import given, settings
from hypothesis import strategies as st
from order_documents import full_document

from amazon_connector_fbm.lib.buyer_key import contact_key, delivery_key
from amazon_connector_fbm.lib.errors import OrderFormatError, OrderHold
from amazon_connector_fbm.lib.order import (
    Header,
    parse_order,
    read_header,
    sale_signature,
)
from amazon_connector_fbm.lib.proceeds import read_proceeds

NEEDED_KEYS = {
    "orderId",
    "createdTime",
    "lastUpdatedTime",
    "orderItemId",
    "quantityOrdered",
    "type",
    "subtotal",
    "amount",
    "currencyCode",
}


def paths(document, path=()):
    """The path of every value in a document."""
    if isinstance(document, dict):
        entries = document.items()
    elif isinstance(document, list):
        entries = enumerate(document)
    else:
        return
    for key, value in entries:
        yield (*path, key)
        yield from paths(value, (*path, key))


PATHS = list(paths(full_document()))
KEYS = [path for path in PATHS if isinstance(path[-1], str)]


def container(document, path):
    for key in path[:-1]:
        document = document[key]
    return document


def use_everything(document):
    """Do all that the connector does with a document."""
    order = parse_order(document)
    sale_signature(order)
    contact_key(order, 1)
    delivery_key(order, 1)
    read_proceeds(order)


@pytest.mark.parametrize("path", KEYS, ids=lambda path: ".".join(map(str, path)))
def test_missing_key(path):
    document = full_document()
    del container(document, path)[path[-1]]
    if path[-1] in NEEDED_KEYS:
        with pytest.raises(OrderFormatError):
            parse_order(document)
    else:
        parse_order(document)
    assert isinstance(read_header(document), Header)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_null_is_never_a_crash(path):
    document = full_document()
    container(document, path)[path[-1]] = None
    try:
        use_everything(document)
    except OrderHold as hold:
        assert hold.message


@settings(max_examples=500)
@given(st.sampled_from(PATHS), GARBAGE)
def test_garbage_in_one_field(path, garbage):
    document = full_document()
    container(document, path)[path[-1]] = garbage
    assert isinstance(read_header(document), Header)
    try:
        use_everything(document)
    except OrderHold as hold:
        assert hold.reason and hold.message


@given(GARBAGE)
def test_garbage_instead_of_an_order(garbage):
    assert isinstance(read_header(garbage), Header)
    with pytest.raises(OrderFormatError):
        parse_order(garbage)


@given(st.dictionaries(st.sampled_from(list(full_document())), GARBAGE))
def test_garbage_in_every_section(document):
    assert isinstance(read_header(document), Header)
    try:
        use_everything(document)
    except OrderHold as hold:
        assert hold.reason and hold.message


@given(st.text())
def test_address_is_clean_lines(text):
    document = full_document()
    address = document["recipient"]["deliveryAddress"]
    document["recipient"]["deliveryAddress"] = dict.fromkeys(address, text)
    parsed = parse_order(document).address
    for name in parsed.__slots__:
        line = getattr(parsed, name)
        assert line == line.strip()
        assert not set(line) & set("\x00\t\n\r\x1f\x7f\x85\u202a\u202e\u2066\u2069")
        line.encode()
