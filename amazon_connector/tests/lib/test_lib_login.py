# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import threading

import pytest
from amazon_double import Reply
from calls import (
    ANSWERS,
    DENIED,
    ORDER_ID,
    REFUSED_TOKEN,
    RecordingBudget,
    failure,
)

from amazon_connector.lib.client import AmazonClient
from amazon_connector.lib.credentials import Credentials
from amazon_connector.lib.endpoint import Endpoint
from amazon_connector.lib.errors import (
    AccessDeniedError,
    AuthorizationError,
    ConfigurationError,
    ProtocolError,
    TemporaryError,
    ThrottledError,
)
from amazon_connector.lib.library import FORBIDDEN_ENVIRONMENT
from amazon_connector.lib.rate import MemoryRateBudget
from amazon_connector.lib.token import TokenCache


def test_login_is_amazons_form(client, amazon):
    amazon.script = [Reply.json(ANSWERS["getOrder"])]
    client.get_order(ORDER_ID)
    (login,) = amazon.logins
    assert login.method == "POST"
    assert login.headers["content-type"] == "application/x-www-form-urlencoded"
    assert login.form == {
        "grant_type": "refresh_token",
        "client_id": "client-seller",
        "client_secret": "secret-seller",
        "refresh_token": "Atzr|seller",
    }
    assert "x-amz-access-token" not in login.headers


def test_token_is_used_for_many_calls(client, amazon):
    amazon.script = [Reply.json(ANSWERS["getOrder"]) for _ in range(3)]
    for _ in range(3):
        client.get_order(ORDER_ID)
    assert len(amazon.logins) == 1
    tokens = {call.headers["x-amz-access-token"] for call in amazon.calls}
    assert tokens == {"Atza|client-seller|1"}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500),
        Reply(503, b"<html></html>", {"content-type": "text/html"}),
        Reply.json({"error": "server_error"}, 500),
        Reply(hang=True),
        Reply(reset=True, cut=0, body=b"x"),
    ],
)
def test_login_down(make_client, amazon, reply):
    """A01."""
    client = make_client(deadline=0.5)
    amazon.login = [reply]
    assert isinstance(failure(client), TemporaryError)
    assert amazon.calls == []


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"expires_in": 3600},
        {"access_token": "", "expires_in": 3600},
        {"access_token": None, "expires_in": 3600},
        {"access_token": "Atza|x"},
        {"access_token": "Atza|x", "expires_in": "soon"},
        {"access_token": "Atza|x\r\nx-other: y", "expires_in": 3600},
        {"access_token": "Atza|é", "expires_in": 3600},
    ],
)
def test_login_without_a_token(client, amazon, content):
    """A02: nothing is kept, the next call works at once."""
    amazon.login = [Reply.json(content)]
    error = failure(client)
    assert type(error) is ProtocolError
    assert error.operation == "login"
    assert amazon.calls == []
    amazon.script = [Reply.json(ANSWERS["getOrder"])]
    client.get_order(ORDER_ID)
    assert len(amazon.logins) == 2


@pytest.mark.parametrize(
    "code", ["invalid_client", "invalid_grant", "unauthorized_client"]
)
@pytest.mark.parametrize("status", [400, 401])
def test_dead_authorisation_is_asked_once(client, amazon, code, status):
    """A03, A05."""
    content = {"error": code, "error_description": "Because"}
    amazon.login = [Reply.json(content, status)]
    error = failure(client)
    assert type(error) is AuthorizationError
    assert (error.code, error.detail) == (code, "Because")
    assert len(amazon.logins) == 1
    assert amazon.calls == []


def test_throttled_login(make_client, amazon):
    budget = RecordingBudget()
    amazon.login = [Reply(429, headers={"Retry-After": "30"})]
    error = failure(make_client(rate_budget=budget))
    assert type(error) is ThrottledError
    assert 30 <= error.retry_after <= 33
    assert budget.journal == []


def test_refused_token_is_renewed_once(client, amazon):
    """A06."""
    amazon.script = [REFUSED_TOKEN, Reply.json(ANSWERS["getOrder"])]
    client.get_order(ORDER_ID)
    tokens = [call.headers["x-amz-access-token"] for call in amazon.calls]
    assert tokens == ["Atza|client-seller|1", "Atza|client-seller|2"]
    assert len(amazon.logins) == 2


def test_a_fresh_token_that_is_refused_is_the_end(client, amazon):
    """A06: exactly one refresh and one repetition."""
    amazon.script = [REFUSED_TOKEN] * 5
    error = failure(client)
    assert type(error) is AuthorizationError
    assert (error.code, error.status) == ("token_refused", 403)
    assert len(amazon.calls) == 2
    assert len(amazon.logins) == 2


def test_the_repetition_is_reserved_too(make_client, amazon):
    budget = RecordingBudget()
    amazon.script = [REFUSED_TOKEN, Reply.json(ANSWERS["getOrder"])]
    make_client(rate_budget=budget).get_order(ORDER_ID)
    assert budget.journal == [("reserve", "getOrder")] * 2


def test_revoked_between_two_calls(client, amazon):
    amazon.script = [Reply.json(ANSWERS["getOrder"]), REFUSED_TOKEN]
    client.get_order(ORDER_ID)
    revoked = {"error": "invalid_grant", "error_description": "Revoked"}
    amazon.login = [Reply.json(revoked, 400)]
    assert failure(client).code == "invalid_grant"


def test_missing_role_is_not_a_dead_token(client, amazon):
    """A07: no refresh."""
    amazon.script = [Reply.error(403, "Unauthorized", DENIED)]
    error = failure(client)
    assert type(error) is AccessDeniedError
    assert error.detail == DENIED
    assert len(amazon.calls) == len(amazon.logins) == 1


def test_eight_threads_log_in_once(make_client, amazon):
    """A12, H9, H19: one client per thread, one token for all."""
    cache = TokenCache()
    amazon.script = [Reply.json(ANSWERS["getOrder"]) for _ in range(8)]
    clients = [make_client(token_cache=cache) for _ in range(8)]
    results = []

    def run(client):
        results.append(client.get_order(ORDER_ID))

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(results) == 8
    assert len(amazon.logins) == 1


def test_no_token_crosses_between_sellers(make_client, amazon):
    """A13, H7, H8."""
    cache = TokenCache()
    sellers = [make_client(name, token_cache=cache) for name in ("one", "two")]
    amazon.script = [Reply.json(ANSWERS["getOrder"]) for _ in range(6)]
    for client in sellers * 3:
        client.get_order(ORDER_ID)
    owners = [call.headers["x-amz-access-token"].split("|")[1] for call in amazon.calls]
    assert owners == ["client-one", "client-two"] * 3
    assert len(amazon.logins) == 2


def test_one_deadline_for_login_and_call(make_client, amazon):
    """T09: not the sum of several."""
    token = {"access_token": "Atza|x", "expires_in": 3600}
    amazon.login = [Reply.json(token, drip=0.01)]
    amazon.script = [Reply.json(ANSWERS["getOrder"], drip=0.02)]
    error = failure(make_client(deadline=0.9))
    assert type(error) is TemporaryError
    assert len(amazon.requests) == 2


@pytest.mark.parametrize("name", FORBIDDEN_ENVIRONMENT)
@pytest.mark.parametrize("value", ["", "DE", "SANDBOX"])
def test_environment_of_the_library_is_refused(make_client, monkeypatch, name, value):
    """A14, H10, H11."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        make_client()
    assert name in str(caught.value)


def test_forbidden_environment_is_complete():
    assert set(FORBIDDEN_ENVIRONMENT) >= {
        "LWA_APP_ID",
        "LWA_CLIENT_SECRET",
        "SP_API_REFRESH_TOKEN",
        "SP_API_DEFAULT_MARKETPLACE",
        "AWS_ENV",
    }


def test_blank_credentials_are_refused(amazon):
    """H10: the library by itself would take somebody else's."""
    endpoint = Endpoint.simulator("eu", amazon.url)
    credentials = Credentials("db/1", 1, "id", "", "Atzr|x")
    with pytest.raises(ConfigurationError):
        AmazonClient(endpoint, credentials, rate_budget=MemoryRateBudget())


def test_simulator_is_reached_without_the_proxy(make_client, amazon, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    amazon.script = [Reply.json(ANSWERS["getOrder"])]
    assert make_client().get_order(ORDER_ID)


def test_client_closes_its_connections(make_client):
    with make_client() as client:
        pass
    with pytest.raises(RuntimeError):
        client.get_order(ORDER_ID)
