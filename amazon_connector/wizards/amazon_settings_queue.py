# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonSettings(models.TransientModel):
    """The queue into which Amazon puts the notifications for a seller."""

    # Apart from what every seller needs.
    _inherit = "amazon.settings"  # pylint: disable=consider-merging-classes-inherited

    queue_url = fields.Char(related="seller_id.queue_url", readonly=False, trim=False)
    aws_access_key_id = fields.Char(
        related="seller_id.aws_access_key_id", readonly=False, trim=False
    )
    aws_secret_access_key = fields.Char(
        related="seller_id.aws_secret_access_key",
        readonly=False,
        trim=False,
        exportable=False,
    )
    has_queue = fields.Boolean(related="seller_id.has_queue")
    queue_problem = fields.Text(related="seller_id.queue_problem")
    subscription_date = fields.Datetime(related="seller_id.subscription_date")

    def action_subscribe_notifications(self):
        """Let Amazon send notifications to the queue of the seller."""
        self.ensure_one()
        return self.seller_id.action_subscribe_notifications()
