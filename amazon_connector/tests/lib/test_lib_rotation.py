# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A04: a new client secret that Amazon does not know yet."""

import pytest
from amazon_double import Reply
from calls import ANSWERS, ORDER_ID, Clock, failure

from amazon_connector.lib.errors import AuthorizationError, TemporaryError
from amazon_connector.lib.token import TokenCache

TOKEN = Reply.json({"access_token": "Atza|x", "expires_in": 3600})


def refusal(code, words="Because"):
    return Reply.json({"error": code, "error_description": words}, 401)


def secrets_sent(amazon):
    return [login.form["client_secret"] for login in amazon.logins]


def call(client, amazon):
    amazon.script = [Reply.json(ANSWERS["getOrder"])]
    return client.get_order(ORDER_ID)


def test_the_previous_secret_is_tried(make_client, amazon):
    client = make_client(previous_secret="old-secret")
    amazon.login = [refusal("invalid_client"), TOKEN]
    assert call(client, amazon) == ANSWERS["getOrder"]["order"]
    assert secrets_sent(amazon) == ["secret-seller", "old-secret"]
    assert client.used_previous_secret


def test_an_accepted_secret_is_the_only_one_sent(make_client, amazon):
    client = make_client(previous_secret="old-secret")
    call(client, amazon)
    assert secrets_sent(amazon) == ["secret-seller"]
    assert not client.used_previous_secret


def test_without_a_previous_secret(make_client, amazon):
    amazon.login = [refusal("invalid_client")]
    assert failure(make_client()).code == "invalid_client"
    assert len(amazon.logins) == 1


@pytest.mark.parametrize("code", ["invalid_grant", "unauthorized_client"])
def test_a_dead_authorisation_is_no_matter_of_secrets(make_client, amazon, code):
    amazon.login = [refusal(code)]
    client = make_client(previous_secret="old-secret")
    assert failure(client).code == code
    assert len(amazon.logins) == 1


def test_trouble_of_the_network_is_no_refusal(make_client, amazon):
    amazon.login = [Reply(503)]
    client = make_client(previous_secret="old-secret")
    assert isinstance(failure(client), TemporaryError)
    assert len(amazon.logins) == 1


def test_both_refused(make_client, amazon):
    """What Amazon said of the secret that was typed in last is reported."""
    amazon.login = [
        refusal("invalid_client", "The new"),
        refusal("invalid_client", "The old"),
    ]
    client = make_client(previous_secret="old-secret")
    error = failure(client)
    assert type(error) is AuthorizationError
    assert (error.code, error.detail) == ("invalid_client", "The new")
    assert not client.used_previous_secret


def test_every_client_knows_which_secret_its_token_is_from(make_client, amazon):
    cache = TokenCache()
    amazon.login = [refusal("invalid_client"), TOKEN]
    first, second = (
        make_client(previous_secret="old-secret", token_cache=cache) for _ in range(2)
    )
    call(first, amazon)
    call(second, amazon)
    assert len(amazon.logins) == 2
    assert second.used_previous_secret


def test_the_new_secret_is_tried_again_soon(make_client, amazon):
    clock = Clock()
    client = make_client(previous_secret="old-secret", token_cache=TokenCache(clock))
    amazon.login = [refusal("invalid_client"), TOKEN, TOKEN]
    call(client, amazon)
    clock.now += 599
    call(client, amazon)
    assert client.used_previous_secret
    clock.now += 1
    call(client, amazon)
    assert secrets_sent(amazon) == ["secret-seller", "old-secret", "secret-seller"]
    assert not client.used_previous_secret
