# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Destinations, subscriptions, the rotation of client secrets, and the queue."""

import json

import pytest

from simulator.lwa import DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET
from simulator.notifications import NOTIFICATION_SCOPE, ROTATION_SCOPE
from simulator.operations import find_operation
from simulator.rate_limit import RATES

from .contract import (
    APPLICATIONS_MODEL,
    NOTIFICATIONS_MODEL,
    model_content,
    model_validator,
)

ARN = "arn:aws:sqs:eu-west-1:000000000000:notifications"
DESTINATION = {"name": "Odoo", "resourceSpecification": {"sqs": {"arn": ARN}}}
DESTINATIONS = "/notifications/v1/destinations"
SUBSCRIPTION = "/notifications/v1/subscriptions/ORDER_CHANGE"
ROTATION = "/applications/2023-11-30/clientSecret"
WEEK = 7 * 24 * 3600


def log_in(caller, scope, **changes):
    """Return the headers of a token of the application."""
    form = {"grant_type": "client_credentials", "scope": scope, "refresh_token": ""}
    answer = caller.request_token(**form, **changes)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    return {"x-amz-access-token": answer.json()["access_token"]}


def validate(model, answer, status=200):
    assert answer.status_code == status
    model_validator(NOTIFICATIONS_MODEL, model).validate(answer.json())
    return answer.json().get("payload")


@pytest.fixture
def place(start):
    """Give a simulator, a caller, and the headers for destinations."""
    server, caller = start()
    return server, caller, log_in(caller, NOTIFICATION_SCOPE)


def test_destinations(place):
    _server, caller, headers = place
    assert (
        validate(
            "GetDestinationsResponse", caller.http.get(DESTINATIONS, headers=headers)
        )
        == []
    )
    answer = caller.http.post(DESTINATIONS, headers=headers, json=DESTINATION)
    made = validate("CreateDestinationResponse", answer)
    listed = caller.http.get(DESTINATIONS, headers=headers)
    assert validate("GetDestinationsResponse", listed) == [made]
    again = caller.http.post(DESTINATIONS, headers=headers, json=DESTINATION)
    validate("CreateDestinationResponse", again, 409)


def test_subscription(place):
    _server, caller, headers = place
    validate("GetSubscriptionResponse", caller.get(SUBSCRIPTION), 404)
    answer = caller.http.post(DESTINATIONS, headers=headers, json=DESTINATION)
    destination = answer.json()["payload"]["destinationId"]
    body = {"payloadVersion": "1.0", "destinationId": destination}
    made = caller.http.post(SUBSCRIPTION, json=body)
    subscription = validate("CreateSubscriptionResponse", made)
    found = validate("GetSubscriptionResponse", caller.get(SUBSCRIPTION))
    assert found == subscription
    validate(
        "CreateSubscriptionResponse", caller.http.post(SUBSCRIPTION, json=body), 409
    )


def test_deleted_subscription(place):
    """Nobody but the application may delete one; then there is room for another."""
    _server, caller, headers = place
    answer = caller.http.post(DESTINATIONS, headers=headers, json=DESTINATION)
    destination = answer.json()["payload"]["destinationId"]
    body = {"payloadVersion": "1.0", "destinationId": destination}
    made = caller.http.post(SUBSCRIPTION, json=body).json()["payload"]
    path = f"{SUBSCRIPTION}/{made['subscriptionId']}"
    assert caller.http.delete(path).status_code == 403
    deleted = caller.http.delete(path, headers=headers)
    validate("DeleteSubscriptionByIdResponse", deleted)
    again = caller.http.delete(path, headers=headers)
    validate("DeleteSubscriptionByIdResponse", again, 404)
    assert caller.get(SUBSCRIPTION).status_code == 404
    assert caller.http.post(SUBSCRIPTION, json=body).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (DESTINATIONS, {}),
        (DESTINATIONS, {**DESTINATION, "marketplaceIds": [""]}),
        (DESTINATIONS, {**DESTINATION, "resourceSpecification": {"sqs": {"arn": "x"}}}),
        (SUBSCRIPTION, {"payloadVersion": "1.0", "destinationId": "unknown"}),
    ],
)
def test_refused_bodies(place, path, body):
    _server, caller, headers = place
    extra = headers if path == DESTINATIONS else {}
    answer = caller.http.post(path, headers=extra, json=body)
    validate("CreateDestinationResponse", answer, 400)


def test_a_token_is_good_for_its_scope_only(place):
    _server, caller, headers = place
    assert caller.http.get(DESTINATIONS).status_code == 403
    assert caller.http.post(ROTATION, headers=headers).status_code == 403
    assert caller.http.get(SUBSCRIPTION, headers=headers).status_code == 403


@pytest.mark.parametrize("change", [{"scope": "other"}, {"client_secret": "wrong"}])
def test_refused_login(start, change):
    _server, caller = start()
    form = {"grant_type": "client_credentials", "scope": NOTIFICATION_SCOPE, **change}
    assert caller.request_token(**form).status_code in (400, 401)


def test_rotation(start):
    server, caller = start()
    caller.http.post("/_sim/rotation", json={})
    headers = log_in(caller, ROTATION_SCOPE)
    answer = caller.http.post(ROTATION, headers=headers)
    described = model_content(APPLICATIONS_MODEL)["paths"][ROTATION]["post"]
    assert str(answer.status_code) == "204" in described["responses"]
    assert answer.content == b""
    (body,) = server.state.queues.bodies()
    payload = json.loads(body)["payload"]["applicationOAuthClientNewSecret"]
    assert payload["clientId"] == DEFAULT_CLIENT_ID
    new = payload["newClientSecret"]
    for secret in (new, DEFAULT_CLIENT_SECRET):
        assert caller.request_token(client_secret=secret).status_code == 200
    server.clock.advance(WEEK)
    assert caller.request_token(client_secret=new).status_code == 200
    old = caller.request_token(client_secret=DEFAULT_CLIENT_SECRET)
    assert old.json()["error"] == "invalid_client"


def test_rotation_without_a_registered_queue(start):
    _server, caller = start()
    answer = caller.http.post(ROTATION, headers=log_in(caller, ROTATION_SCOPE))
    assert answer.status_code == 400
    model_validator(APPLICATIONS_MODEL, "ErrorList").validate(answer.json())
    assert "not enrolled" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("method", "path", "model"),
    [
        ("GET", DESTINATIONS, NOTIFICATIONS_MODEL),
        ("POST", DESTINATIONS, NOTIFICATIONS_MODEL),
        ("GET", SUBSCRIPTION, NOTIFICATIONS_MODEL),
        ("POST", SUBSCRIPTION, NOTIFICATIONS_MODEL),
        ("DELETE", f"{SUBSCRIPTION}/{{subscriptionId}}", NOTIFICATIONS_MODEL),
        ("POST", ROTATION, APPLICATIONS_MODEL),
    ],
)
def test_operations_and_rates(method, path, model):
    template = path.replace("ORDER_CHANGE", "{notificationType}")
    described = model_content(model)["paths"][template][method.lower()]
    operation = find_operation(method, path).operation
    assert operation.name == described["operationId"]
    names = {each["name"] for each in described["parameters"] if each["in"] == "query"}
    assert operation.parameters == names
    rate = RATES[operation.name]
    assert f"| {rate.per_second:g} | {rate.burst} |" in described["description"]


# === THE QUEUE === #


def call_queue(caller, operation, name="notifications", key="AKIASIMULATOR", **asked):
    url = f"http://127.0.0.1/000000000000/{name}"
    return caller.http.post(
        "/",
        headers={
            "X-Amz-Target": f"AmazonSQS.{operation}",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={key}/20260615/eu-west-1",
        },
        json={"QueueUrl": url, **asked},
    )


def test_queue(start):
    server, caller = start()
    caller.http.post("/_sim/notifications", json=[{"a": 1}, {"b": 2}])
    assert len(caller.get("/_sim/notifications").json()) == 2
    received = call_queue(caller, "ReceiveMessage", VisibilityTimeout=60).json()
    (message,) = received["Messages"]
    assert json.loads(message["Body"]) == {"a": 1}
    attributes = {"AttributeNames": ["ApproximateNumberOfMessages"]}
    counted = call_queue(caller, "GetQueueAttributes", **attributes).json()
    assert counted["Attributes"] == {"ApproximateNumberOfMessages": "1"}
    server.clock.advance(60)
    again = call_queue(caller, "ReceiveMessage", MaxNumberOfMessages=10).json()
    assert [json.loads(each["Body"]) for each in again["Messages"]] == [
        {"a": 1},
        {"b": 2},
    ]
    handle = {"ReceiptHandle": message["ReceiptHandle"]}
    assert call_queue(caller, "DeleteMessage", **handle).json() == {}
    assert server.state.queues.bodies() == ['{"b": 2}']
    assert server.journal.count("ReceiveMessage") == 2


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"key": "AKIAOTHER"}, 403, "InvalidClientTokenId"),
        ({"name": "other"}, 400, "QueueDoesNotExist"),
        ({"MaxNumberOfMessages": 11}, 400, "InvalidParameterValue"),
    ],
)
def test_refusals_of_the_queue(start, changes, status, code):
    _server, caller = start()
    answer = call_queue(caller, "ReceiveMessage", **changes)
    assert answer.status_code == status
    assert answer.json()["__type"].endswith(f"#{code}")


def test_an_unknown_queue_of_the_control_interface(start):
    _server, caller = start()
    answer = caller.http.post("/_sim/notifications?queue=other", json={})
    assert answer.status_code == 400


def test_one_more_queue(start):
    _server, caller = start()
    caller.http.post("/_sim/queues", json={"queue": "other"})
    caller.http.post("/_sim/notifications?queue=other", json={"a": 1})
    received = call_queue(caller, "ReceiveMessage", name="other").json()
    assert [json.loads(each["Body"]) for each in received["Messages"]] == [{"a": 1}]
    assert caller.get("/_sim/notifications").json() == []
