# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import datetime, timezone

import httpx
import pytest

from amazon_connector.lib.answer import Answer, read_answer
from amazon_connector.lib.errors import (
    AccessDeniedError,
    AuthorizationError,
    ProtocolError,
    RejectedError,
    TemporaryError,
    ThrottledError,
)

NOW = datetime(2026, 5, 1, 12, 0, 0, tzinfo=timezone.utc)
HTML = b"<html><body>secret page</body></html>"


def answer(status, body=b"", content_type="application/json", **headers):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, httpx.Headers({"content-type": content_type, **names}), body)


def read(*arguments, secrets=(), **options):
    return read_answer(
        answer(*arguments, **options), "getOrder", now=NOW, secrets=secrets
    )


def failure(*arguments, **options):
    with pytest.raises(Exception) as caught:
        read(*arguments, **options)
    return caught.value


def errors(code, message, details=""):
    return {"errors": [{"code": code, "message": message, "details": details}]}


def test_a_json_object_is_an_answer():
    document = read(200, {"order": {}})
    assert document.content == {"order": {}}
    assert not document.cleaned


def test_content_type_in_other_forms():
    assert read(200, {"a": 1}, content_type="Application/JSON;charset=UTF-8").content
    assert read(200, b'\xef\xbb\xbf{"a": 1}').content == {"a": 1}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"17",
        b"true",
        b'{"payload":{"Orders":[{"Am',
        b'{"amount": NaN}',
        b"[" * 100_000,
        b'{"n": ' + b"9" * 10_000 + b"}",
        HTML,
    ],
)
def test_what_is_no_answer(body):
    """H1, H3, T05, T07."""
    error = failure(200, body, x_amzn_requestid="r-1")
    assert type(error) is ProtocolError
    assert (error.operation, error.status) == ("getOrder", 200)
    assert error.request_id == "r-1"


@pytest.mark.parametrize("content_type", ["text/html", "", "application/jsonp"])
def test_json_must_say_that_it_is(content_type):
    """T23: a captive portal's page."""
    assert type(failure(200, {"order": {}}, content_type)) is ProtocolError


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308])
def test_redirects_are_no_answer(status):
    error = failure(status, {"order": {}}, location="http://169.254.169.254/")
    assert type(error) is ProtocolError
    assert "169.254" not in str(error) + error.detail


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize(
    "body", [b"", HTML, b"{}", {"errors": []}, errors("InternalFailure", "Oops")]
)
def test_server_trouble_is_temporary(status, body):
    """H1, T03, T04, T06."""
    error = failure(status, body)
    assert type(error) is TemporaryError
    assert error.status == status
    assert "secret page" not in str(error) + error.detail


@pytest.mark.parametrize("status", [400, 404, 409, 413, 415, 422])
def test_refusals_keep_amazons_words(status):
    """H4: 422 too."""
    error = failure(status, errors("InvalidInput", "No such order", "Check the id"))
    assert type(error) is RejectedError
    assert (error.code, error.status) == ("InvalidInput", status)
    assert error.detail == "No such order Check the id"
    assert str(error) == "Amazon refused the request."


def test_400_with_html_is_permanent_and_stores_no_html():
    """T06."""
    error = failure(400, HTML, "text/html")
    assert type(error) is RejectedError
    assert error.detail == ""


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422])
def test_a_proxys_page_says_nothing_about_orders_or_authorisation(status):
    assert type(failure(status, HTML, "text/html")) is ProtocolError


def test_407_and_408_are_temporary():
    assert type(failure(407, HTML, "text/html")) is TemporaryError
    assert type(failure(408)) is TemporaryError


@pytest.mark.parametrize(
    "body",
    [
        errors("Unauthorized", "Denied", "The access token you provided has expired."),
        errors(
            "Unauthorized",
            "Access to requested resource is denied.",
            "The access token you provided is revoked, malformed or invalid.",
        ),
        {"message": "The security token included in the request is invalid."},
    ],
)
@pytest.mark.parametrize("status", [401, 403])
def test_token_trouble(status, body):
    """A06."""
    error = failure(status, body)
    assert type(error) is AuthorizationError
    assert error.code == "token_refused"


def test_any_401_of_amazon_is_token_trouble():
    """H4."""
    assert failure(401, errors("Unauthorized", "No")).code == "token_refused"


@pytest.mark.parametrize(
    "body",
    [
        errors("Unauthorized", "Access to requested resource is denied."),
        {"message": "Forbidden"},
    ],
)
def test_missing_role(body):
    """A07: 403 of one operation is not a dead authorisation."""
    error = failure(403, body)
    assert type(error) is AccessDeniedError
    assert error.detail


@pytest.mark.parametrize(
    "code", ["invalid_client", "invalid_grant", "unauthorized_client"]
)
@pytest.mark.parametrize("status", [400, 401])
def test_dead_authorisation(status, code):
    """A03, A05."""
    error = failure(status, {"error": code, "error_description": "Because"})
    assert type(error) is AuthorizationError
    assert (error.code, error.detail) == (code, "Because")


@pytest.mark.parametrize(
    "body",
    [b"", HTML, {"message": "Too Many Requests"}, errors("QuotaExceeded", "Quota")],
)
def test_throttled_by_the_table(body):
    """H1, T12."""
    error = failure(429, body)
    assert type(error) is ThrottledError
    assert 2 <= error.retry_after <= 3


@pytest.mark.parametrize(
    ("headers", "shortest"),
    [
        ({"retry_after": "7"}, 7),
        ({"retry_after": "7", "x_amzn_ratelimit_limit": "0.001"}, 7),
        ({"retry_after": "Fri, 01 May 2026 12:01:30 GMT"}, 90),
        (
            {
                "retry_after": "Fri, 01 May 2026 13:00:30 GMT",
                "date": "Fri, 01 May 2026 13:00:00 GMT",
            },
            30,
        ),
        ({"x_amzn_ratelimit_limit": "0.01"}, 100),
        ({"x_amzn_ratelimit_limit": "nonsense"}, 2),
        ({"retry_after": "soon"}, 2),
        ({"retry_after": "-5"}, 2),
        ({"retry_after": "Fri, 01 May 2020 12:00:00 GMT"}, 1),
    ],
)
def test_throttled_by_the_headers(headers, shortest):
    """T11."""
    error = failure(429, **headers)
    assert shortest <= error.retry_after <= shortest * 1.1 + 1


@pytest.mark.parametrize(
    "value", ["0.5", "5", "0", "-1", "nan", "inf", "", "abc", "1e999"]
)
def test_rate_header(value):
    rate = answer(200, x_amzn_ratelimit_limit=value).rate
    assert rate == {"0.5": 0.5, "5": 5.0}.get(value)


@pytest.mark.parametrize("value", ["", "yesterday", "Fri, 99 May 2026 12:00:00 GMT"])
def test_date_header_that_is_none(value):
    assert answer(200, date=value).date is None


def test_date_header():
    assert answer(200, date="Fri, 01 May 2026 12:00:00 GMT").date == NOW


@pytest.mark.parametrize(
    ("body", "clean"),
    [
        (rb'{"name": "a\u0000b"}', {"name": "ab"}),
        (rb'{"name": "a\ud800b"}', {"name": "a\ufffdb"}),
        (rb'{"name": "a\uDFFFb"}', {"name": "a\ufffdb"}),
        (rb'{"deep": [{"x\u0000": ["\udc00"]}]}', {"deep": [{"x": ["\ufffd"]}]}),
        (b'{"name": "a\xffb"}', {"name": "a\ufffdb"}),
    ],
)
def test_characters_that_postgresql_cannot_store(body, clean):
    """T17, H3."""
    document = read(200, body)
    assert document.content == clean
    assert document.cleaned
    json.dumps(document.content, ensure_ascii=False).encode()


def test_a_real_surrogate_pair_is_left_alone():
    document = read(200, rb'{"name": "\ud83d\ude00"}')
    assert document.content == {"name": "\U0001f600"}
    assert not document.cleaned


def test_errors_beside_a_payload_do_not_hide_it():
    """H5, T16."""
    content = {"payload": [1], **errors("Partial", "One failed")}
    assert read(200, content).content == content


@pytest.mark.parametrize(
    "body",
    [
        {"errors": {"code": "X", "message": "Y"}},
        {"errors": ["text"]},
        {"errors": [{"code": 5, "message": ["a"]}]},
        {"errors": None, "message": {"a": 1}},
        {"error": {"code": 1}},
    ],
)
def test_odd_error_bodies(body):
    """H3."""
    assert type(failure(400, body)) is RejectedError


def test_error_object_is_read_like_a_list():
    assert failure(400, {"errors": {"code": "X", "message": "Y"}}).code == "X"


def test_detail_is_short_and_has_no_secret():
    body = errors("InvalidInput", "Your Atza|hush is bad " + "x" * 10_000)
    error = failure(400, body, secrets=["Atza|hush", "", None])
    assert "hush" not in error.detail
    assert len(error.detail) <= 500
