# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ..models.amazon_queue_mixin import AWS_SECRET, QUEUE_FIELDS


class AmazonCheckQueueMixin(models.AbstractModel):
    """Checks of the notification queues, as their last use left them."""

    _name = "amazon.check.queue.mixin"
    _description = "Amazon Configuration Check: Notification Queue"

    @api.model
    def _get_queue_checks(self):
        return {"_check_queues": self.env._("Notifications")}

    def _check_queues(self):
        """Yield queues that are half configured, out of reach or get nothing."""
        for seller in self._get_sellers():
            if seller.queue_problem:
                yield self._error(seller.queue_problem, seller)
            elif not seller.has_queue:
                yield from self._check_half_queue(seller)
            elif not seller.subscription_date:
                yield self._warning(
                    self.env._(
                        "A queue is configured, but Amazon was not asked to send "
                        "notifications to it: press Subscribe to Notifications."
                    ),
                    seller,
                    method="action_subscribe_notifications",
                )

    def _check_half_queue(self, seller):
        """Yield that something of the queue is there, and something is missing."""
        names = [name for name in sorted(QUEUE_FIELDS) if seller[name]]
        if names or seller._get_stored_secrets(AWS_SECRET):
            yield self._error(
                self.env._(
                    "The notification queue is incomplete, so it is not read: enter "
                    "queue URL, access key ID and secret access key on the tab "
                    "Notifications, or clear all of them."
                ),
                seller,
            )
