# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import closing

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib.errors import AmazonError, RejectedError

CONFLICT = 409
NOT_FOUND = 404
DESTINATION_NAME = "Odoo"
BUTTON_SECONDS = 45
MANAGER = "amazon_connector.group_amazon_manager"


class AmazonSubscriptionMixin(models.AbstractModel):
    """Asks Amazon to send its notifications to the queue of the seller."""

    _name = "amazon.subscription.mixin"
    _description = "Amazon Notification Subscription"

    destination_ref = fields.Char(
        readonly=True,
        copy=False,
        groups=MANAGER,
        help="Amazon's identifier of the queue to which Odoo let it send "
        "notifications last. Those that still go there may be moved to another queue.",
    )

    @api.model
    def _get_notification_types(self):
        """Return the types of notifications to subscribe to; addons add theirs."""
        return []

    def action_subscribe_notifications(self):
        """Test the queue and let Amazon send notifications to it; repeat at will."""
        self.ensure_one()
        self._check_group(MANAGER)
        self.check_access("write")
        self._check_connected()
        self._check_queue()
        try:
            with closing(self._get_client(seconds=BUTTON_SECONDS)) as client:
                foreign = self._subscribe(client)
        except AmazonError as error:
            raise UserError(self._explain_subscription_error(error)) from None
        if foreign:
            return self._notify(self._describe_foreign_subscription(foreign), False)
        self.subscription_date = self.subscription_date or fields.Datetime.now()
        return self._notify(
            self.env._(
                "Odoo can read the queue, and Amazon sends its notifications to it."
            ),
            True,
        )

    def _subscribe(self, client):
        """Find or create destination and subscriptions.

        :return: the types whose notifications go somewhere else
        """
        destination = self._find_destination(client)
        foreign = [
            notification_type
            for notification_type in self._get_notification_types()
            if self._find_subscription(client, notification_type, destination)
            != destination
        ]
        if not foreign:
            self.destination_ref = destination
        return foreign

    def _find_destination(self, client):
        """Return the id of the destination of the queue, a new one if need be."""
        arn = self._get_queue_address().arn
        found = self._search_destination(client, arn)
        if found:
            return found
        try:
            return client.create_destination(DESTINATION_NAME, arn)["destinationId"]
        except RejectedError as error:
            # Another seller of the application may have been faster.
            found = self._search_destination(client, arn)
            if error.status != CONFLICT or not found:
                raise
        return found

    @api.model
    def _search_destination(self, client, arn):
        for destination in client.get_destinations():
            resource = destination.get("resource") or {}
            if (resource.get("sqs") or {}).get("arn") == arn:
                return destination["destinationId"]
        return None

    def _find_subscription(self, client, notification_type, destination):
        """Return where the notifications go; subscribe if they go nowhere.

        What Odoo itself sent to its former queue is moved.
        """
        found = client.get_subscription(notification_type)
        if found and found.get("destinationId") in {self.destination_ref} - {
            destination
        }:
            self._delete_subscription(client, notification_type, found)
            found = None
        if not found:
            try:
                found = client.create_subscription(notification_type, destination)
            except RejectedError as error:
                found = client.get_subscription(notification_type)
                if error.status != CONFLICT or not found:
                    raise
        return found.get("destinationId", destination)

    @api.model
    def _delete_subscription(self, client, notification_type, subscription):
        try:
            client.delete_subscription(
                notification_type, subscription["subscriptionId"]
            )
        except RejectedError as error:
            # Somebody else was faster.
            if error.status != NOT_FOUND:
                raise

    def _describe_foreign_subscription(self, types):
        return self.env._(
            "The application sends these notifications of the seller to another queue "
            "already: %s. Nothing was changed there. Enter that queue in Odoo, or "
            "delete the subscription with the program that made it.",
            ", ".join(types),
        )

    def _explain_subscription_error(self, error):
        if isinstance(error, RejectedError):
            return self.env._(
                "Amazon refused to send notifications to the queue (%s). Let the "
                "access policy of the queue allow sqs:SendMessage and "
                "sqs:GetQueueAttributes to the AWS account 437568002678; the tab "
                "Notifications shows it in full.",
                (error.detail or str(error)).rstrip("."),
            )
        return self._explain_amazon_error(error)
