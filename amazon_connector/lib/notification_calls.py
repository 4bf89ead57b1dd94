# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The calls about notifications, and the rotation whose result is one of them."""

from .errors import RejectedError

NOTIFICATION_SCOPE = "sellingpartnerapi::notifications"
ROTATION_SCOPE = "sellingpartnerapi::client_credential:rotation"


class NotificationCalls:
    """A part of AmazonClient; destinations and secrets belong to the application."""

    def get_destinations(self):
        """Notifications API v1, getDestinations: its ``payload`` list."""
        operation = "getDestinations"
        content = self._call(
            operation,
            lambda token: self._library.notifications(token).get_destinations(),
            NOTIFICATION_SCOPE,
        )
        return self._required(content, "payload", list, operation)

    def create_destination(self, name, arn):
        """Notifications API v1, createDestination for a queue: the ``payload``."""
        operation = "createDestination"
        content = self._call(
            operation,
            lambda token: self._library.notifications(token).create_destination(
                name, arn=arn
            ),
            NOTIFICATION_SCOPE,
        )
        return self._payload(content, "destinationId", operation)

    def get_subscription(self, notification_type, payload_version="1.0"):
        """Notifications API v1, getSubscription: the ``payload``, None without one."""
        operation = "getSubscription"
        try:
            content = self._call(
                operation,
                lambda token: self._library.notifications(token).get_subscription(
                    notification_type, payloadVersion=payload_version
                ),
            )
        except RejectedError as error:
            if error.status == 404:
                return None
            raise
        return self._payload(content, "subscriptionId", operation)

    def create_subscription(
        self, notification_type, destination_id, payload_version="1.0"
    ):
        """Notifications API v1, createSubscription: the ``payload``."""
        operation = "createSubscription"
        content = self._call(
            operation,
            lambda token: self._library.notifications(token).create_subscription(
                notification_type, destination_id, payload_version=payload_version
            ),
        )
        return self._payload(content, "subscriptionId", operation)

    def delete_subscription(self, notification_type, subscription_id):
        """Notifications API v1, deleteSubscriptionById, for any seller of the app.

        Amazon answers nothing, or an object without errors.
        """
        operation = "deleteSubscriptionById"
        content = self._call(
            operation,
            lambda token: self._library.notifications(
                token
            ).delete_notification_subscription(notification_type, subscription_id),
            NOTIFICATION_SCOPE,
        )
        if content.get("errors"):
            self._required(content, "payload", dict, operation)

    def rotate_client_secret(self):
        """Application Management API v2023-11-30, rotateApplicationClientSecret.

        Amazon sends the new secret to the queue that is registered for the
        application. Never repeat this call without having looked there.
        """
        self._call(
            "rotateApplicationClientSecret",
            lambda token: self._library.applications(
                token
            ).rotate_application_client_secret(),
            ROTATION_SCOPE,
        )

    def _payload(self, content, key, operation):
        """Return the ``payload`` of an answer that names what it is about."""
        payload = self._required(content, "payload", dict, operation)
        self._required(payload, key, str, operation)
        return payload
