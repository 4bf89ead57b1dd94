# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the notifications say, in both of Amazon's ways to write them."""

import json
from datetime import datetime

import pytest

from amazon_connector.lib.notification import (
    ClientSecretExpiry,
    NewClientSecret,
    OrderChange,
    read_notification,
)
from amazon_connector.tests.notifications import (
    make_new_secret,
    make_order_change,
    make_secret_expiry,
)
from simulator.tests.contract import notification_validator

EVENT = datetime(2026, 5, 2, 12, 0, 0)
GERMANY = "A1PA6795UKMFR9"


def read(document):
    return read_notification(json.dumps(document))


def test_new_secret():
    """A11."""
    document = make_new_secret("client", "canary", "2026-05-02T14:00:00.456+02:00")
    found = read(document)
    assert found == NewClientSecret(
        "client",
        "canary",
        EVENT,
        datetime(2026, 10, 29, 12, 0, 0),
        datetime(2026, 5, 9, 12, 0, 0),
    )
    assert "canary" not in repr(found)


def test_secret_expiry():
    document = make_secret_expiry("client", "2026-06-02T12:00:00Z")
    expires = datetime(2026, 6, 2, 12, 0, 0)
    assert read(document) == ClientSecretExpiry("client", EVENT, expires)


def test_order_change():
    """O23."""
    document = make_order_change("302-1", "A1SELLER", "2026-05-02T12:00:00.999Z")
    assert read(document) == OrderChange("A1SELLER", "302-1", EVENT, GERMANY)


@pytest.mark.parametrize("summary", [{}, None, {"MarketplaceId": 5}])
def test_order_change_without_marketplace(summary):
    document = make_order_change("302-1", "A1SELLER", "2026-05-02T12:00:00Z")
    document["Payload"]["OrderChangeNotification"]["Summary"] = summary
    assert read(document) == OrderChange("A1SELLER", "302-1", EVENT)


def test_the_fixture_is_one_of_amazon():
    """The other two types have no published schema."""
    document = make_order_change("302-1", "A1SELLER", "2026-05-02T12:00:00.999Z")
    validator = notification_validator("OrderChangeNotification")
    validator.validate(document)
    assert not validator.is_valid({**document, "EventTime": 5})


def test_the_spelling_of_names_does_not_matter():
    document = make_order_change("302-1", "A1SELLER", "2026-05-02T12:00:00Z")
    camel = json.loads(json.dumps(document), object_hook=_lower_first)
    assert "notificationType" in camel
    assert read(camel) == OrderChange("A1SELLER", "302-1", EVENT, GERMANY)


def _lower_first(members):
    return {name[0].lower() + name[1:]: value for name, value in members.items()}


@pytest.mark.parametrize("moment", ["2026-05-02T12:00:00", "yesterday", 5, None, ""])
def test_without_a_usable_moment(moment):
    assert read(make_order_change("302-1", "A1SELLER", moment)) is None


@pytest.mark.parametrize("value", [None, 5, "", " padded", [], {}])
def test_without_a_usable_value(value):
    assert read(make_new_secret(value, "canary", "2026-05-02T12:00:00Z")) is None
    assert read(make_new_secret("client", value, "2026-05-02T12:00:00Z")) is None
    assert read(make_order_change(value, "A1", "2026-05-02T12:00:00Z")) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "5",
        "null",
        "{}",
        '{"notificationType": 5}',
        '{"notificationType": []}',
        '{"notificationType": "REPORT_PROCESSING_FINISHED", "payload": {}}',
        '{"notificationType": "ORDER_CHANGE"}',
        '{"notificationType": "ORDER_CHANGE", "payload": []}',
        '{"a": ' * 5000,
    ],
)
def test_anything_else_is_nothing_that_we_know(text):
    assert read_notification(text) is None
