# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timezone

import pytest
from amazon_double import Reply
from calls import ANSWERS, CALLS, EVERY_CALL, ORDER_ID, Clock, failure

from amazon_connector.lib.errors import (
    ProtocolError,
    RejectedError,
    TemporaryError,
)


@EVERY_CALL
def test_answers(client, amazon, operation):
    amazon.script = [Reply.json(ANSWERS[operation])]
    result = CALLS[operation](client)
    expected = ANSWERS[operation]
    assert result in (expected, expected.get("payload"), expected.get("order"))
    assert len(amazon.calls) == 1


def test_an_empty_list_of_marketplaces_stays_a_list(client, amazon):
    """The library by itself makes {} of it."""
    amazon.script = [Reply.json({"payload": []})]
    assert client.get_marketplace_participations() == []


def test_a_page_is_amazons_whole_answer(client, amazon):
    """H23: the library by itself takes pagination out."""
    page = {
        "orders": [],
        "pagination": {"nextToken": "next"},
        "lastUpdatedBefore": "2026-05-01T12:00:00Z",
        "headers": "H3: this key alone makes the library fail",
    }
    amazon.script = [Reply.json(page)]
    assert client.search_orders(marketplaceIds=["A"]) == page


@EVERY_CALL
@pytest.mark.parametrize(
    "reply",
    [
        Reply(503),
        Reply(502, b"<html>Bad gateway</html>", {"content-type": "text/html"}),
        Reply.json({"errors": []}, 500),
        Reply.json({"message": "Internal error"}, 500),
        Reply.error(500, "InternalFailure", "Oops"),
        Reply(200),
        Reply(200, b"", {"content-type": "application/json"}),
        Reply(200, b"null", {"content-type": "application/json"}),
        Reply(200, b"[]", {"content-type": "application/json"}),
        Reply(200, b'"text"', {"content-type": "application/json"}),
        Reply(200, b'{"payload":{"Or', {"content-type": "application/json"}),
        Reply(200, b"<html>Log in</html>", {"content-type": "text/html"}),
        Reply(307, headers={"location": "http://169.254.169.254/"}),
        Reply.json({}),
        Reply.json({"payload": None, "orders": None, "order": None}),
        Reply.json({"payload": {}, "orders": {}, "order": []}),
        Reply.json({"payload": {"orders": []}, "order": "x"}),
        Reply.json({"errors": [{"code": "X", "message": "Y"}]}),
    ],
)
def test_trouble_is_never_an_empty_success(client, amazon, operation, reply):
    """H1-H3, T03-T07, T10, T23: one call, a typed error, no retry of our own."""
    amazon.script = [reply]
    error = failure(client, operation)
    assert isinstance(error, TemporaryError)
    assert error.operation == operation
    assert len(amazon.calls) == 1


def test_errors_without_the_expected_key_are_told(client, amazon):
    amazon.script = [Reply.json({"errors": [{"code": "X", "message": "Y"}]})]
    error = failure(client)
    assert (type(error), error.code, error.detail) == (ProtocolError, "X", "Y")


def test_errors_beside_the_payload(client, amazon):
    """H5, T16: the library by itself raises and the payload is lost."""
    amazon.script = [
        Reply.json({"orders": [1], "errors": [{"code": "X", "message": "Y"}]})
    ]
    page = client.search_orders(marketplaceIds=["A"])
    assert page["orders"] == [1]
    assert page["errors"]


@pytest.mark.parametrize("status", [400, 404, 409, 413, 415, 422])
def test_refusals(client, amazon, status):
    """H4."""
    amazon.script = [
        Reply.error(status, "InvalidInput", "No", headers={"x-amzn-RequestId": "r"})
    ]
    error = failure(client)
    assert type(error) is RejectedError
    assert (error.status, error.code) == (status, "InvalidInput")
    assert (error.detail, error.request_id) == ("No", "r")


@pytest.mark.parametrize("order_id", ["", None, "..", "a/b", "a b", "-", "1?x=y", "é"])
def test_order_id_that_is_none(client, amazon, order_id):
    with pytest.raises(RejectedError):
        client.get_order(order_id)
    assert amazon.requests == []


def test_cleaned_answers_are_flagged(client, amazon):
    """T17."""
    amazon.script = [Reply.json({"order": {"name": "a\0\ud800"}})] + [
        Reply.json({"order": {}})
    ]
    assert client.get_order(ORDER_ID) == {"name": "a\ufffd"}
    assert client.last_cleaned
    client.get_order(ORDER_ID)
    assert not client.last_cleaned


def test_request_id_and_date(client, amazon):
    """C01: the window ends by Amazon's clock."""
    headers = {"x-amzn-RequestId": "r-1", "Date": "Fri, 01 May 2026 12:00:00 GMT"}
    amazon.script = [Reply.json(ANSWERS["getOrder"], headers=headers)]
    client.get_order(ORDER_ID)
    assert client.last_request_id == "r-1"
    assert client.amazon_date == datetime(2026, 5, 1, 12, tzinfo=timezone.utc)


def test_nothing_is_left_of_the_answer_before(client, amazon):
    headers = {"x-amzn-RequestId": "r-1", "Date": "Fri, 01 May 2026 12:00:00 GMT"}
    amazon.script = [Reply.json(ANSWERS["getOrder"], headers=headers)]
    client.get_order(ORDER_ID)
    amazon.script = [Reply(status="nonsense")]
    assert failure(client).request_id == ""
    assert client.last_request_id == ""
    assert client.amazon_date is None


def test_each_operation_has_its_own_deadline(make_client, amazon):
    clock = Clock()
    client = make_client(deadline=30.0, monotonic=clock)
    for _ in range(2):
        amazon.script = [Reply.json(ANSWERS["getOrder"])]
        assert client.get_order(ORDER_ID) == ANSWERS["getOrder"]["order"]
        clock.now += 31.0


def test_all_operations_together_have_a_deadline(make_client, amazon):
    clock = Clock()
    client = make_client(deadline=30.0, total_deadline=35.0, monotonic=clock)
    amazon.script = [Reply.json(ANSWERS["getOrder"])]
    client.get_order(ORDER_ID)
    clock.now += 36.0
    asked = len(amazon.calls)
    assert isinstance(failure(client), TemporaryError)
    assert len(amazon.calls) == asked


def test_reports_ask_for_nothing_else(client, amazon):
    """The library by itself adds a blank marketplace in four spellings."""
    page = {"reports": [{"reportId": "1"}], "nextToken": "next"}
    amazon.script = [Reply.json(page), Reply.json(page)]
    assert client.get_reports(reportTypes=["B", "A"], pageSize=1) == page
    assert amazon.calls[0].path == "/reports/2021-06-30/reports"
    assert amazon.calls[0].query == {"reportTypes": "B,A", "pageSize": "1"}
    client.get_reports(nextToken="next")
    assert amazon.calls[1].query == {"nextToken": "next"}


@pytest.mark.parametrize(
    "parameters",
    [{}, {"reportTypes": []}, {"nextToken": "x", "pageSize": 1}, {"reportType": "x"}],
)
def test_reports_refuse_what_amazon_would(client, amazon, parameters):
    with pytest.raises(ValueError, match="getReports"):
        client.get_reports(**parameters)
    assert not amazon.requests
