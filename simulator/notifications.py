# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Notifications API v1 and the rotation of client secrets.

Destinations belong to an application, subscriptions to a seller.
"""

import re
import secrets
import uuid
from datetime import timedelta

from .clock import format_time
from .errors import ApiError, invalid_input

NOTIFICATION_SCOPE = "sellingpartnerapi::notifications"
ROTATION_SCOPE = "sellingpartnerapi::client_credential:rotation"
SUBSCRIPTION_PARAMETERS = frozenset({"payloadVersion"})
TYPES = frozenset({"ORDER_CHANGE", "REPORT_PROCESSING_FINISHED"})
SECRET_DAYS = 180
OLD_SECRET_DAYS = 7
_ARN = re.compile(r"arn:aws:sqs:[^:\s]+:\d+:(\S+)")


class DeveloperApplication:
    """What belongs to an application and not to one of its sellers."""

    def __init__(self, client_id, state):
        self.client_id = client_id
        self.destinations = []
        # None: nobody has registered a queue for the application.
        self.queue_name = None
        self._state = state

    def delete_subscription(self, notification_type, subscription_id):
        """Delete a subscription; return whether there was one."""
        return self._state.delete_subscription(notification_type, subscription_id)

    def rotate(self, now):
        """Make a new secret, send it to the queue, and let the old ones end."""
        secret = f"amzn1.oa2-cs.v1.{secrets.token_hex(32)}"
        self._state.login.rotate_secret(
            self.client_id, secret, timedelta(days=OLD_SECRET_DAYS).total_seconds()
        )
        self._state.queues.send(self._describe_rotation(secret, now), self.queue_name)

    def _describe_rotation(self, secret, now):
        return {
            "notificationVersion": "1.0",
            "notificationType": "APPLICATION_OAUTH_CLIENT_NEW_SECRET",
            "payloadVersion": "2023-11-30",
            "eventTime": format_time(now),
            "payload": {
                "applicationOAuthClientNewSecret": {
                    "clientId": self.client_id,
                    "newClientSecret": secret,
                    "newClientSecretExpiryTime": _in_days(now, SECRET_DAYS),
                    "oldClientSecretExpiryTime": _in_days(now, OLD_SECRET_DAYS),
                }
            },
            "notificationMetadata": {
                "applicationId": "amzn1.sp.solution.simulator",
                "subscriptionId": str(uuid.uuid4()),
                "publishTime": format_time(now),
                "notificationId": str(uuid.uuid4()),
            },
        }


def rotate_client_secret(application, _inquiry):
    """Answer rotateApplicationClientSecret: no content, the secret goes elsewhere."""
    if application.queue_name is None:
        raise invalid_input("Application is not enrolled for rotation notification.")
    application.rotate(_inquiry.now)


def get_destinations(application, _inquiry):
    """Answer getDestinations."""
    return {"payload": list(application.destinations)}


def create_destination(application, inquiry):
    """Answer createDestination; there is one for a queue."""
    name = inquiry.body.get("name")
    resource = inquiry.body.get("resourceSpecification") or {}
    arn = (resource.get("sqs") or {}).get("arn", "")
    if set(inquiry.body) - {"name", "resourceSpecification"}:
        raise invalid_input("The body has unknown members.")
    if not name or not _ARN.fullmatch(arn):
        raise invalid_input("A name and the ARN of a queue are needed.")
    resources = [each["resource"] for each in application.destinations]
    if {"sqs": {"arn": arn}} in resources:
        raise ApiError(409, "Conflict", "There is a destination for this resource.")
    destination = {
        "name": name,
        "destinationId": str(uuid.uuid4()),
        "resource": {"sqs": {"arn": arn}},
    }
    application.destinations.append(destination)
    return {"payload": destination}


def get_subscription(seller, _inquiry, notification_type):
    """Answer getSubscription."""
    _check_type(notification_type)
    if notification_type not in seller.subscriptions:
        raise ApiError(404, "NotFound", "There is no subscription.")
    return {"payload": seller.subscriptions[notification_type]}


def create_subscription(seller, inquiry, notification_type):
    """Answer createSubscription; a seller has one of each type."""
    _check_type(notification_type)
    if set(inquiry.body) - {"payloadVersion", "destinationId", "processingDirective"}:
        raise invalid_input("The body has unknown members.")
    known = {each["destinationId"] for each in inquiry.application.destinations}
    if inquiry.body.get("destinationId") not in known:
        raise invalid_input("There is no such destination.")
    if inquiry.body.get("payloadVersion") != "1.0":
        raise invalid_input("There is no such payload version.")
    if notification_type in seller.subscriptions:
        raise ApiError(409, "Conflict", "There is a subscription already.")
    subscription = {"subscriptionId": str(uuid.uuid4()), **inquiry.body}
    seller.subscriptions[notification_type] = subscription
    return {"payload": subscription}


def delete_subscription(application, _inquiry, notification_type, subscription_id):
    """Answer deleteSubscriptionById, whose seller is not named."""
    _check_type(notification_type)
    if not application.delete_subscription(notification_type, subscription_id):
        raise ApiError(404, "NotFound", "There is no subscription.")
    return {}


def roles_of_notifications(_seller, _inquiry, *_arguments):
    """Return the roles that these operations need: none of their own."""
    return set()


def _check_type(notification_type):
    if notification_type not in TYPES:
        raise invalid_input("There is no such notification type.")


def _in_days(now, days):
    return format_time(now + timedelta(days=days))
