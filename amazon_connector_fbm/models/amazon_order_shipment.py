# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError

from ..lib.order import parse_order

SHIPPED_STATUSES = ("PARTIALLY_SHIPPED", "SHIPPED")


class AmazonOrderShipment(models.AbstractModel):
    """Keeps goods that left before Odoo knew the order from leaving again."""

    _name = "amazon.order.shipment"
    _description = "Amazon Order Shipment"

    @api.model
    def _deliver_shipped_part(self, sales):
        """Take what Amazon reports as fulfilled out of the open deliveries.

        Called for sales orders that were just confirmed for the first time: the
        quantities shipped from elsewhere become a done delivery, the rest stays open.
        """
        for sale in sales.filtered(
            lambda sale: sale.amazon_order_ids.fulfillment_status in SHIPPED_STATUSES
        ):
            # Personal data stay closed to who confirms: only quantities are read.
            order = parse_order(sale.amazon_order_ids.sudo().payload)
            fulfilled = self._get_fulfilled(order)
            if any(fulfilled.values()):
                self._deliver(sale, fulfilled)

    @api.model
    def _get_fulfilled(self, order):
        """Return the shipped quantities by Amazon's orderItemId.

        Amazon need not say them for an order that it reports as shipped altogether.
        """
        fulfilled = {item.ref: item.quantity_fulfilled for item in order.items}
        if order.status == "SHIPPED" and not any(fulfilled.values()):
            return {item.ref: item.quantity for item in order.items}
        return fulfilled

    @api.model
    def _deliver(self, sale, fulfilled):
        """Process deliveries for these quantities by Amazon's orderItemId."""
        if sale.warehouse_id.delivery_steps != "ship_only":
            raise UserError(
                self.env._(
                    "part of the order was shipped before Odoo knew it, and the "
                    "warehouse delivers in several steps. Confirm the sales order and "
                    "process what was shipped by hand"
                )
            )
        pickings = sale.picking_ids.with_context(
            amazon_shipped_elsewhere=True, skip_sms=True
        )
        for move in pickings.move_ids:
            line = move.sale_line_id
            quantity = fulfilled.get(line.amazon_order_item_ref, 0)
            share = quantity / line.product_uom_qty if line.product_uom_qty else 0
            move.quantity = move.product_uom.round(move.product_uom_qty * share)
            move.picked = bool(quantity)
        pickings._action_done()
