# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The consent page, authorization codes, and secrets that come and go."""

from urllib.parse import parse_qs, urlsplit

import pytest

from simulator.consent import CONSENT_PATH, DEFAULT_APPLICATION_ID
from simulator.lwa import DEFAULT_CLIENT_ID, DEFAULT_SELLER

from .conftest import Caller

BACK = "https://shop.example.com/amazon/authorize"
ASKED = {
    "application_id": DEFAULT_APPLICATION_ID,
    "state": "a state",
    "redirect_uri": BACK,
}


def consent(caller, parameters=None, **form):
    """Press the button of the consent page."""
    asked = ASKED if parameters is None else parameters
    return caller.http.post(CONSENT_PATH, params=asked, data=form)


def callback(answer):
    """Return the address and the parameters that the browser is sent to."""
    parts = urlsplit(answer.headers["location"])
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return f"{parts.scheme}://{parts.netloc}{parts.path}", query


def exchange(caller, code, /, **changes):
    """Ask for the tokens of an authorization code."""
    form = {"grant_type": "authorization_code", "code": code, **changes}
    return caller.request_token(**form)


def code_of(caller):
    return callback(consent(caller))[1]["spapi_oauth_code"]


def test_page_asks_and_grants_nothing(start):
    server, caller = start()
    server.state.seller("<OTHER>")
    page = caller.get(CONSENT_PATH, **ASKED)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<form method="post">' in page.text
    assert f'<option value="{DEFAULT_SELLER}">' in page.text
    assert '<option value="&lt;OTHER&gt;">' in page.text
    assert "spapi_oauth_code" not in page.text


def test_button_leads_back(start):
    _server, caller = start()
    answer = consent(caller)
    address, query = callback(answer)
    assert (answer.status_code, address) == (302, BACK)
    assert set(query) == {"state", "selling_partner_id", "spapi_oauth_code"}
    assert query["state"] == "a state"
    assert query["selling_partner_id"] == DEFAULT_SELLER


def test_parameters_of_the_address_stay(start):
    _server, caller = start()
    answer = consent(caller, {**ASKED, "redirect_uri": f"{BACK}?db=one"})
    _address, query = callback(answer)
    assert (query["db"], query["state"]) == ("one", "a state")


def test_seller_of_the_form(start):
    server, caller = start()
    _address, query = callback(consent(caller, seller="OTHER"))
    assert query["selling_partner_id"] == "OTHER"
    token = exchange(caller, query["spapi_oauth_code"]).json()["refresh_token"]
    other = Caller(server, token).log_in()
    assert other.search().status_code == 200
    assert server.journal.entries("searchOrders")[0].seller == "OTHER"


def test_code_becomes_tokens(start):
    _server, caller = start()
    body = exchange(caller, code_of(caller)).json()
    assert body["refresh_token"].startswith("Atzr|")
    assert body["refresh_token"] != caller.refresh_token
    assert body["token_type"] == "bearer"
    caller.http.headers["x-amz-access-token"] = body["access_token"]
    assert caller.search().status_code == 200
    assert caller.request_token().status_code == 200, "the old authorisation stays"


def test_code_is_used_once(start):
    _server, caller = start()
    code = code_of(caller)
    assert exchange(caller, code).status_code == 200
    again = exchange(caller, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 400)])
def test_code_expires(start, seconds, status):
    server, caller = start()
    code = code_of(caller)
    server.clock.advance(seconds)
    assert exchange(caller, code).status_code == status


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": "made up"}, "invalid_grant"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "other", "client_secret": "other"}, "invalid_grant"),
        ({"redirect_uri": "https://elsewhere.example.com/"}, "invalid_grant"),
    ],
)
def test_exchange_refused(start, changes, error):
    server, caller = start()
    server.state.login.authorize("Atzr|other", "OTHER", "other", "other")
    code = code_of(caller)
    assert exchange(caller, code, **changes).json()["error"] == error
    assert exchange(caller, code, redirect_uri=BACK).status_code == 200


def test_registered_application(start):
    _server, caller = start()
    application = {
        "application_id": "amzn1.sp.solution.mine",
        "client_id": "my-client",
        "redirect_uris": [BACK, f"{BACK}/second"],
    }
    caller.http.post("/_sim/applications", json=application)
    caller.http.post(
        "/_sim/secrets", json={"client_id": "my-client", "client_secret": "mine"}
    )
    asked = {"application_id": "amzn1.sp.solution.mine", "state": "s"}
    address, query = callback(consent(caller, asked))
    assert address == BACK
    client = {"client_id": "my-client", "client_secret": "mine"}
    assert exchange(caller, query["spapi_oauth_code"], **client).status_code == 200
    listed = caller.get("/_sim/applications").json()
    assert [each["client_id"] for each in listed] == [DEFAULT_CLIENT_ID, "my-client"]
    caller.http.post("/_sim/reset")
    assert consent(caller, asked).status_code == 400


@pytest.mark.parametrize(
    "send", [Caller.get, lambda caller, path, **p: consent(caller, p)]
)
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"application_id": "unknown"}, "MD1000"),
        ({"application_id": "draft"}, "MD1000"),
        ({"application_id": "draft", "version": "beta"}, None),
        ({"application_id": "strict", "redirect_uri": f"{BACK}/third"}, "MD5101"),
        ({"application_id": "strict"}, None),
        ({"redirect_uri": ""}, "MD5101"),
        ({"redirect_uri": "/amazon/authorize"}, "MD5101"),
        ({"redirect_uri": "javascript:alert(1)"}, "MD5101"),
        ({"redirect_uri": f"{BACK}#fragment"}, "MD5101"),
        ({"redirect_uri": "https://[/"}, "MD5101"),
    ],
)
def test_refused_on_the_page(start, send, changes, code):
    _server, caller = start()
    applications = [
        {"application_id": "draft", "is_draft": True},
        {"application_id": "strict", "redirect_uris": [BACK]},
    ]
    caller.http.post("/_sim/applications", json=applications)
    answer = send(caller, CONSENT_PATH, **{**ASKED, **changes})
    if code is None:
        assert answer.status_code in (200, 302)
    else:
        assert answer.status_code == 400
        assert f"Error Code: {code}" in answer.text
        assert "location" not in answer.headers


def test_journal_of_a_consent_holds_no_secrets(start):
    server, caller = start()
    _address, query = callback(consent(caller, {**ASKED, "state": "very-secret"}))
    exchange(caller, query["spapi_oauth_code"])
    text = caller.get("/_sim/journal").text
    assert server.journal.count("consent") == 1
    assert "very-secret" not in text
    assert query["spapi_oauth_code"] not in text


def test_faults_of_the_consent_page(start):
    server, caller = start()
    server.faults.plan(operation="consent", status=500)
    assert caller.get(CONSENT_PATH, **ASKED).status_code == 500
    assert caller.get(CONSENT_PATH, **ASKED).status_code == 200


def test_secret_that_is_not_active_yet(start):
    server, caller = start()
    plan = {"client_secret": "new", "active_in": 3600}
    caller.http.post("/_sim/secrets", json=plan)
    assert caller.request_token(client_secret="new").json()["error"] == "invalid_client"
    assert caller.request_token().status_code == 200
    server.clock.advance(3600)
    assert caller.request_token(client_secret="new").status_code == 200


def test_secret_that_ends(start):
    server, caller = start()
    week = 7 * 24 * 3600
    plans = [
        {"client_secret": "new"},
        {"client_secret": "simulator-secret", "expires_in": week},
    ]
    assert caller.http.post("/_sim/secrets", json=plans).json() == {"secrets": 2}
    server.clock.advance(week - 1)
    assert caller.request_token().status_code == 200
    server.clock.advance(1)
    assert caller.request_token().json()["error"] == "invalid_client"
    assert caller.request_token(client_secret="new").status_code == 200


def test_known_secret_keeps_its_end(start):
    server, caller = start()
    caller.http.post(
        "/_sim/secrets", json={"client_secret": "simulator-secret", "expires_in": 60}
    )
    server.state.login.authorize("Atzr|other", "OTHER")
    server.clock.advance(61)
    assert caller.request_token().json()["error"] == "invalid_client"
