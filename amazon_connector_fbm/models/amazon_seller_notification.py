# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from odoo.addons.amazon_connector.lib.notification import ORDER_CHANGE, OrderChange


class AmazonSeller(models.Model):
    """Notifications about orders."""

    # Apart from the seller itself, whose file is full.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_notification_types(self):
        return [*super()._get_notification_types(), ORDER_CHANGE]

    def _take_notification(self, notification):
        """A change of an order only marks the order: what it is, Amazon is asked.

        Orders of marketplaces that are not integrated are not wanted.
        """
        if not isinstance(notification, OrderChange):
            return super()._take_notification(notification)
        seller = self._find_notified_seller(notification.merchant_token)
        if seller and seller._wants_marketplace(notification.marketplace_ref):
            self.env["amazon.order.mark"]._mark(seller, notification)
        return bool(seller)

    def _wants_marketplace(self, marketplace_ref):
        """Whether orders of a marketplace are imported; without its name, they are."""
        wanted = self.marketplace_ids.mapped("amazon_ref")
        return not marketplace_ref or marketplace_ref in wanted

    def _find_notified_seller(self, merchant_token):
        """Return the seller that reads the same queue and has this merchant token.

        A seller without one is meant if it reads the queue alone.
        """
        # Sellers of several companies may share a queue.
        readers = self.sudo().search(
            [
                ("queue_url", "=", self.sudo().queue_url),
                ("endpoint", "=", self.endpoint),
            ]
        )
        found = readers.filtered(lambda s: s.merchant_token == merchant_token)
        if not found and len(readers) == 1 and not readers.merchant_token:
            return readers
        return found[:1]
