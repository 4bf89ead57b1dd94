# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Personal data leave a document; money, goods and states stay."""

import json
from datetime import datetime

import pytest
from order_documents import full_document

from amazon_connector_fbm.lib.order import parse_order, sale_signature
from amazon_connector_fbm.lib.privacy import (
    delivered_time,
    holds_personal_data,
    longest_first,
    personal_texts,
    redact,
    remove_texts,
)

GIFT = {"packing": {"giftOption": {"giftMessage": "Alles Liebe, Oma"}}}


def document(**values):
    """A document with every kind of personal data."""
    content = full_document(**values)
    content["orderItems"][0].setdefault("fulfillment", {}).update(GIFT)
    content["packages"] = [
        {
            "packageReferenceId": "1",
            "trackingNumber": "1Z-SECRET",
            "packageStatus": {"status": "DELIVERED", "detailedStatus": "Neighbour"},
        }
    ]
    return content


def test_nothing_of_the_buyer_stays():
    content = document()
    texts = personal_texts(content)
    left = json.dumps(redact(content), ensure_ascii=False)
    assert "Alles Liebe, Oma" in texts
    assert {content["buyer"]["buyerName"], content["buyer"]["buyerEmail"]} <= set(texts)
    assert [text for text in [*texts, "1Z-SECRET", "Neighbour"] if text in left] == []


def test_money_and_goods_stay():
    content = document()
    before, after = parse_order(content), parse_order(redact(content))
    assert sale_signature(before) == sale_signature(after)
    assert before.status == after.status
    assert before.address.country_code == after.address.country_code


def test_what_amazon_adds_one_day_goes():
    content = document(loyaltyCard="4711")
    content["orderItems"][0]["engraving"] = "For Käthe"
    left = json.dumps(redact(content), ensure_ascii=False)
    assert "4711" not in left and "Käthe" not in left


def test_redacting_twice_changes_nothing():
    content = document()
    assert holds_personal_data(content)
    assert not holds_personal_data(redact(content))
    assert redact(redact(content)) == redact(content)


def test_the_document_itself_is_untouched():
    content = document()
    before = json.dumps(content)
    redact(content)["orderItems"].clear()
    assert json.dumps(content) == before


@pytest.mark.parametrize("nothing", [None, "text", 5])
def test_what_is_no_object_goes(nothing):
    document = {"orderId": "1", "recipient": nothing}
    assert redact(document) == {"orderId": "1"}
    document = {"recipient": {"deliveryAddress": nothing}}
    assert redact(document) == {"recipient": {}}


@pytest.mark.parametrize("broken", [None, [], "text", 5, {"buyer": 1, "packages": 2}])
def test_broken_documents(broken):
    assert not holds_personal_data(redact(broken))
    assert personal_texts(broken) == []
    assert delivered_time(broken) is None


@pytest.mark.parametrize(
    ("states", "is_delivered"),
    [
        (["DELIVERED"], True),
        (["DELIVERED", "CANCELLED"], True),
        (["DELIVERED", "IN_TRANSIT"], False),
        (["UNDELIVERABLE"], False),
        ([], False),
    ],
)
def test_delivered_when_every_parcel_is(states, is_delivered):
    content = document(lastUpdatedTime="2026-11-01T10:00:00Z")
    content["packages"] = [{"packageStatus": {"status": state}} for state in states]
    expected = datetime(2026, 11, 1, 10) if is_delivered else None
    assert delivered_time(content) == expected


@pytest.mark.parametrize(
    ("content", "clean"),
    [
        ("Parcel for Ann Lee.", "Parcel for (-)."),
        ("ANN LEE", "(-)"),
        ("<p>Ann</p>", "<p>(-)</p>"),
        ("Hannover", "Hannover"),
        ("", ""),
        (None, None),
    ],
)
def test_texts_go_where_they_stand_by_themselves(content, clean):
    assert remove_texts(content, longest_first(["Ann", "Ann Lee"]), "(-)") == clean


def test_short_texts_are_not_looked_for():
    assert longest_first(["", None, "Li", "  ", "Ann", "Ann Lee"]) == ["Ann Lee", "Ann"]
