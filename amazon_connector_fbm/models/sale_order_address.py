# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class SaleOrder(models.Model):
    """No parcel leaves to an address that Amazon has not sent completely."""

    # Apart from the order itself, which fills a file of its own.
    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    @api.depends("amazon_order_ids.address_incomplete")
    def _compute_amazon_state(self):
        return super()._compute_amazon_state()

    def _get_amazon_delivery_block(self):
        """Refuse deliveries while Amazon's address is incomplete."""
        block = super()._get_amazon_delivery_block()
        if block or self.state == "cancel" or not self.amazon_address_incomplete:
            return block
        return self.env._(
            "Amazon has not sent the complete delivery address of %(sale)s yet. Odoo "
            "asks again by itself. If you know the address, complete the contact and "
            "press Address Is Complete on the sales order.",
            sale=self.name,
        )

    def action_confirm_amazon_address(self):
        """Say that the delivery address was completed by hand."""
        self.check_access("write")
        # People in sales have no rights on the connector's own records.
        self.sudo().amazon_order_ids.with_user(
            self.env.user
        ).sudo().action_confirm_address()

    def action_fetch_amazon_order(self):
        """Ask Amazon for the order again, now."""
        self.check_access("write")
        # People in sales have no rights on the connector's own records.
        self.sudo().amazon_order_ids.action_fetch_again()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "Amazon is asked for the order again. Open the order again in a "
                    "minute."
                ),
            },
        }
