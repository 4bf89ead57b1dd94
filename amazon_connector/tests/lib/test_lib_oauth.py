# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import parse_qs, urlsplit

import pytest
from amazon_double import Reply

from amazon_connector.lib.endpoint import Endpoint
from amazon_connector.lib.errors import (
    AuthorizationError,
    ConfigurationError,
    ProtocolError,
)
from amazon_connector.lib.oauth import consent_url, exchange_code
from amazon_connector.lib.seller_central import (
    SELLER_CENTRALS,
    region_of,
    seller_central_url,
)

CALLBACK = "https://odoo.example.com/amazon/authorize"


def exchange(amazon, **options):
    return exchange_code(
        Endpoint.simulator("eu", amazon.url),
        "the-code",
        client_id="client",
        client_secret="very-secret",
        redirect_uri=CALLBACK,
        deadline=5.0,
        **options,
    )


def test_code_becomes_refresh_token(amazon):
    amazon.login = [Reply.json({"access_token": "Atza|1", "refresh_token": "Atzr|1\n"})]
    assert exchange(amazon) == "Atzr|1"
    assert amazon.logins[0].form == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "client_id": "client",
        "client_secret": "very-secret",
        "redirect_uri": CALLBACK,
    }


@pytest.mark.parametrize("code", ["invalid_grant", "invalid_client"])
def test_refusal_shows_neither_code_nor_secret(amazon, code):
    words = "the-code of very-secret is refused"
    body = {"error": code, "error_description": words}
    amazon.login = [Reply.json(body, 400)]
    with pytest.raises(AuthorizationError) as caught:
        exchange(amazon)
    assert caught.value.code == code
    assert "the-code" not in caught.value.detail
    assert "very-secret" not in caught.value.detail


def test_previous_secret_helps_while_the_new_one_is_unknown(amazon):
    """A04."""
    refusal = Reply.json({"error": "invalid_client"}, 401)
    amazon.login = [refusal, Reply.json({"refresh_token": "Atzr|1"})]
    assert exchange(amazon, previous_client_secret="old") == "Atzr|1"
    secrets = [login.form["client_secret"] for login in amazon.logins]
    assert secrets == ["very-secret", "old"]


def test_a_refused_code_is_not_tried_twice(amazon):
    amazon.login = [Reply.json({"error": "invalid_grant"}, 400)]
    with pytest.raises(AuthorizationError):
        exchange(amazon, previous_client_secret="old")
    assert len(amazon.logins) == 1


@pytest.mark.parametrize("answer", [{}, {"refresh_token": ""}, {"refresh_token": 1}])
def test_answer_without_token(amazon, answer):
    amazon.login = [Reply.json(answer)]
    with pytest.raises(ProtocolError):
        exchange(amazon)


def test_consent_page():
    url = consent_url(
        "https://sellercentral.amazon.ie/",
        "amzn1.sp.solution.1",
        state="a+b",
        redirect_uri=CALLBACK,
    )
    parts = urlsplit(url)
    assert parts.path == "/apps/authorize/consent"
    assert parse_qs(parts.query) == {
        "application_id": ["amzn1.sp.solution.1"],
        "state": ["a+b"],
        "redirect_uri": [CALLBACK],
    }


def test_draft_application():
    url = consent_url("http://x", "app", state="s", redirect_uri="r", is_draft=True)
    assert parse_qs(urlsplit(url).query)["version"] == ["beta"]


def test_seller_central():
    assert seller_central_url("IE") == "https://sellercentral.amazon.ie"
    assert seller_central_url("DE") == seller_central_url("GB")
    assert region_of("US") == "na"
    assert region_of("CH") is None
    assert {each.region for each in SELLER_CENTRALS.values()} == {"na", "eu", "fe"}
    with pytest.raises(ConfigurationError):
        seller_central_url("CH")
