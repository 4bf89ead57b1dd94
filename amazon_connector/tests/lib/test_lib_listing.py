# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Listings: the requests, what their answers say, and what is to be done."""

import json
from urllib.parse import quote

import pytest
from amazon_double import Reply
from calls import ANSWERS, CALLS, MARKETPLACE, MERCHANT, SKU

from amazon_connector.lib.errors import ProtocolError, RejectedError
from amazon_connector.lib.listing import (
    BY_AMAZON,
    IGNORED,
    SEND,
    STOPPED,
    UNCLEAR,
    Offer,
    decide_stop,
    issue_locale,
    quantity_patches,
    read_offer,
    read_submission,
)
from amazon_connector.lib.rate import default_rate
from simulator.tests.contract import LISTINGS_MODEL, model_content, model_validator

TEMPLATE = "/listings/2021-08-01/items/{sellerId}/{sku}"


def ask(client, amazon, operation):
    amazon.script = [Reply.json(ANSWERS[operation])]
    CALLS[operation](client)
    return amazon.calls[-1]


@pytest.mark.parametrize(
    ("operation", "method"),
    [("getListingsItem", "GET"), ("patchListingsItem", "PATCH")],
)
def test_requests_fit_the_model(client, amazon, operation, method):
    call = ask(client, amazon, operation)
    described = model_content(LISTINGS_MODEL)["paths"][TEMPLATE][method.lower()]
    assert (call.method, described["operationId"]) == (method, operation)
    assert call.path == TEMPLATE.format(sellerId=MERCHANT, sku=quote(SKU, safe=""))
    names = {each["name"] for each in described["parameters"] if each["in"] == "query"}
    assert set(call.query) <= names
    assert call.query["marketplaceIds"] == MARKETPLACE
    assert call.query["issueLocale"] == "en_US"
    rate = default_rate(operation)
    assert f"| {rate.per_second:g} | {rate.burst} |" in described["description"]


def test_what_is_asked(client, amazon):
    call = ask(client, amazon, "getListingsItem")
    assert call.query["includedData"] == "summaries,fulfillmentAvailability"
    assert call.body == b""


def test_what_is_sent(client, amazon):
    body = json.loads(ask(client, amazon, "patchListingsItem").body)
    model_validator(LISTINGS_MODEL, "ListingsItemPatchRequest").validate(body)
    assert body == {"productType": "PRODUCT", "patches": quantity_patches(0)}
    (patch,) = quantity_patches(0)
    # "replace" would drop what the listing says about the time to ship.
    assert patch["op"] == "merge"
    assert patch["value"] == [{"fulfillment_channel_code": "DEFAULT", "quantity": 0}]


@pytest.mark.parametrize("sku", ["", ".", ".."])
def test_another_address(client, amazon, sku):
    """A SKU never leads to another address of Amazon."""
    with pytest.raises(RejectedError):
        client.patch_listings_item(MERCHANT, sku, MARKETPLACE, "PRODUCT", [])
    with pytest.raises(RejectedError):
        client.get_listings_item("", "SKU", MARKETPLACE, [])
    assert not amazon.requests


@pytest.mark.parametrize("status", ["VALID", "", "SOMETHING"])
def test_an_answer_that_decides_nothing(client, amazon, status):
    """Nobody asked for a preview: such an answer is no success."""
    answer = {"sku": SKU, "status": status, "submissionId": "1"}
    amazon.script = [Reply.json(answer)]
    with pytest.raises(ProtocolError):
        CALLS["patchListingsItem"](client)


# === WHAT THE ANSWERS SAY === #


def make_item(*channels, status=("BUYABLE",), marketplace=MARKETPLACE):
    status = list(status) if isinstance(status, tuple) else status
    summary = {"marketplaceId": marketplace, "productType": "MUG", "status": status}
    availability = [
        {
            "fulfillmentChannelCode": code,
            **({} if number is None else {"quantity": number}),
        }
        for code, number in channels
    ]
    return {"sku": SKU, "summaries": [summary], "fulfillmentAvailability": availability}


@pytest.mark.parametrize(
    ("item", "was_sent", "decision"),
    [
        (make_item(("DEFAULT", 5)), False, SEND),
        (make_item(("DEFAULT", None)), False, SEND),
        (make_item(("DEFAULT", 0)), False, STOPPED),
        (make_item(("DEFAULT", 0)), True, STOPPED),
        (make_item(("DEFAULT", 5)), True, IGNORED),
        (make_item(("AMAZON_EU", None)), False, BY_AMAZON),
        (make_item(("DEFAULT", 5), ("AMAZON_NA", 3)), False, BY_AMAZON),
        (make_item(("WAREHOUSE-7", 5)), False, UNCLEAR),
        (make_item(), False, UNCLEAR),
        (make_item(status=()), False, STOPPED),
    ],
)
def test_decision(item, was_sent, decision):
    """F16: what Amazon ships never gets a quantity of the merchant."""
    model_item = {**item, "summaries": []}
    model_validator(LISTINGS_MODEL, "Item").validate(model_item)
    assert decide_stop(read_offer(item, MARKETPLACE), was_sent) == decision


def test_product_type_of_the_marketplace():
    assert read_offer(make_item(), MARKETPLACE).product_type == "MUG"
    elsewhere = read_offer(make_item(marketplace="ATVPDKIKX0DER"), MARKETPLACE)
    assert elsewhere == Offer()


@pytest.mark.parametrize("item", [{}, {"summaries": None}, {"summaries": [{}]}])
def test_an_item_without_anything(item):
    assert read_offer(item, MARKETPLACE) == Offer()


@pytest.mark.parametrize(
    "item",
    [
        {"summaries": 5},
        {"summaries": [1, {}]},
        {"summaries": {"marketplaceId": MARKETPLACE}},
        make_item(status="BUYABLE"),
        make_item(status=7),
        make_item((["DEFAULT"], 5)),
        {"fulfillmentAvailability": "DEFAULT"},
        {"summaries": [{"marketplaceId": MARKETPLACE, "productType": {"a": 1}}]},
    ],
)
def test_a_damaged_item(item):
    """Nobody can tell whether it is offered: it is not taken for stopped."""
    if "summaries" not in item:
        item = {**make_item(), **item}
    with pytest.raises(ProtocolError):
        read_offer(item, MARKETPLACE)


@pytest.mark.parametrize("issues", [5, "x", {"code": "1"}, [None, 3]])
def test_damaged_words_change_no_answer(issues):
    submission = read_submission({"status": "ACCEPTED", "issues": issues})
    assert (submission.is_accepted, submission.words) == (True, "")


def test_submission():
    answer = {
        "status": "INVALID",
        "issues": [
            {"code": "1", "message": "Bad value.", "severity": "ERROR"},
            {"code": "2", "message": "By the way.", "severity": "INFO"},
            {"code": "3", "message": "Beware.", "severity": "WARNING"},
        ],
    }
    submission = read_submission(answer)
    assert not submission.is_accepted
    assert submission.words == "Bad value. (1) Beware. (3)"
    assert read_submission({"status": "ACCEPTED"}).is_accepted


@pytest.mark.parametrize(
    ("language", "locale"),
    [("de_DE", "de_DE"), ("es_419", "en_US"), ("sr@latin", "en_US"), (False, "en_US")],
)
def test_locale(language, locale):
    assert issue_locale(language) == locale
