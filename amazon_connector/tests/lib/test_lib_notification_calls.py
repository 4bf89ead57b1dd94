# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Destinations, subscriptions and the rotation of the client secret, as requests."""

import json

import pytest
from amazon_double import Reply
from calls import ANSWERS, CALLS, ORDER_ID, QUEUE_ARN

from amazon_connector.lib.errors import ProtocolError, RejectedError, ThrottledError
from amazon_connector.lib.notification_calls import NOTIFICATION_SCOPE, ROTATION_SCOPE
from simulator.tests.contract import (
    APPLICATIONS_MODEL,
    NOTIFICATIONS_MODEL,
    model_content,
    model_validator,
)

DONE = Reply(204)


def ask(client, amazon, operation):
    amazon.script = [Reply.json(ANSWERS[operation])]
    CALLS[operation](client)
    return amazon.calls[-1]


@pytest.mark.parametrize(
    ("operation", "method", "path", "model"),
    [
        ("getDestinations", "GET", "/notifications/v1/destinations", None),
        (
            "createDestination",
            "POST",
            "/notifications/v1/destinations",
            "CreateDestinationRequest",
        ),
        (
            "getSubscription",
            "GET",
            "/notifications/v1/subscriptions/ORDER_CHANGE",
            None,
        ),
        (
            "createSubscription",
            "POST",
            "/notifications/v1/subscriptions/ORDER_CHANGE",
            "CreateSubscriptionRequest",
        ),
    ],
)
def test_requests_fit_the_model(client, amazon, operation, method, path, model):
    call = ask(client, amazon, operation)
    assert (call.method, call.path) == (method, path)
    if model:
        body = json.loads(call.body)
        model_validator(NOTIFICATIONS_MODEL, model).validate(body)
    else:
        assert call.body == b""
    template = path.replace("ORDER_CHANGE", "{notificationType}")
    described = model_content(NOTIFICATIONS_MODEL)["paths"][template][method.lower()]
    assert described["operationId"] == operation


def test_what_is_created(client, amazon):
    body = json.loads(ask(client, amazon, "createDestination").body)
    resource = {"sqs": {"arn": QUEUE_ARN}}
    assert body == {"name": "Odoo", "resourceSpecification": resource}
    body = json.loads(ask(client, amazon, "createSubscription").body)
    assert body == {"destinationId": "d1", "payloadVersion": "1.0"}


@pytest.mark.parametrize("reply", [Reply.json({}), DONE])
def test_deletion_of_a_subscription(client, amazon, reply):
    """It is asked as the application, which names no seller."""
    amazon.script = [reply]
    client.delete_subscription("ORDER_CHANGE", "s1")
    (call,) = amazon.calls
    path = "/notifications/v1/subscriptions/ORDER_CHANGE/s1"
    assert (call.method, call.path, call.query, call.body) == ("DELETE", path, {}, b"")
    template = path.replace("ORDER_CHANGE", "{notificationType}")
    template = template.replace("s1", "{subscriptionId}")
    described = model_content(NOTIFICATIONS_MODEL)["paths"][template]["delete"]
    assert described["operationId"] == "deleteSubscriptionById"
    (login,) = amazon.logins
    assert login.form["scope"] == NOTIFICATION_SCOPE


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply.json({"errors": [{"code": "X", "message": "Y"}]}), ProtocolError),
        (Reply(200, b"<html/>"), ProtocolError),
        (Reply.error(404, "NotFound", "No subscription"), RejectedError),
        (Reply.error(429, "QuotaExceeded", "Slow down"), ThrottledError),
    ],
)
def test_subscription_that_is_not_deleted(client, amazon, reply, kind):
    amazon.script = [reply]
    with pytest.raises(kind):
        client.delete_subscription("ORDER_CHANGE", "s1")


@pytest.mark.parametrize("operation", ["getDestinations", "createDestination"])
def test_destinations_need_no_seller(client, amazon, operation):
    ask(client, amazon, operation)
    (login,) = amazon.logins
    assert login.form == {
        "grant_type": "client_credentials",
        "client_id": "client-seller",
        "client_secret": "secret-seller",
        "scope": NOTIFICATION_SCOPE,
    }


def test_tokens_of_seller_and_application_are_never_mixed(client, amazon):
    for operation in ("getOrder", "getDestinations", "getSubscription", "getOrder"):
        ask(client, amazon, operation)
    amazon.script = [DONE]
    client.rotate_client_secret()
    grants = [login.form.get("scope", "seller") for login in amazon.logins]
    assert grants == ["seller", NOTIFICATION_SCOPE, ROTATION_SCOPE]
    tokens = [call.headers["x-amz-access-token"] for call in amazon.calls]
    assert tokens[0] == tokens[2] == tokens[3]
    assert len(set(tokens)) == 3


def test_no_subscription(client, amazon):
    amazon.script = [Reply.error(404, "NotFound", "No subscription")]
    assert client.get_subscription("ORDER_CHANGE") is None
    amazon.script = [Reply.error(400, "InvalidInput", "No such type")]
    with pytest.raises(RejectedError):
        client.get_subscription("NOTHING")


def test_rotation(client, amazon):
    """A11: Amazon answers without a body, and is asked once."""
    amazon.script = [DONE]
    assert client.rotate_client_secret() is None
    (call,) = amazon.calls
    path = "/applications/2023-11-30/clientSecret"
    assert (call.method, call.path, call.body) == ("POST", path, b"")
    described = model_content(APPLICATIONS_MODEL)["paths"][path]["post"]
    assert described["operationId"] == "rotateApplicationClientSecret"
    assert list(described["responses"])[0] == "204"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply.error(400, "InvalidInput", "Not enrolled"), RejectedError),
        (Reply.error(429, "QuotaExceeded", "Slow down"), ThrottledError),
        (Reply(200, b"<html/>"), ProtocolError),
    ],
)
def test_refused_rotation(client, amazon, reply, kind):
    amazon.script = [reply]
    with pytest.raises(kind):
        client.rotate_client_secret()
    assert len(amazon.calls) == 1


def test_other_calls_need_a_body(client, amazon):
    """H01: an empty answer stays an error where Amazon owes a document."""
    amazon.script = [DONE]
    with pytest.raises(ProtocolError):
        client.get_order(ORDER_ID)
