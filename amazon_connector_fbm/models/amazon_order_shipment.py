# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Datetime

from ..lib.order import parse_order
from ..lib.order_details import last_shipped

SHIPPED_STATUSES = ("PARTIALLY_SHIPPED", "SHIPPED")


class AmazonOrderShipment(models.AbstractModel):
    """Keeps goods that left before Odoo knew the order from leaving again."""

    _name = "amazon.order.shipment"
    _description = "Amazon Order Shipment"

    @api.model
    def _deliver_shipped_part(self, sales):
        """Take what Amazon reports as fulfilled out of the open deliveries.

        The quantities shipped from elsewhere become a done delivery, at the time at
        which Amazon says that they left; the rest stays open.
        """
        for sale in sales.filtered(
            lambda sale: sale.amazon_order_ids.fulfillment_status in SHIPPED_STATUSES
        ):
            # Personal data stay closed to who confirms: only quantities are read.
            order = parse_order(sale.amazon_order_ids.sudo().payload)
            fulfilled = self._get_fulfilled(order)
            if any(fulfilled.values()):
                self._deliver(sale, order, fulfilled)

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
    def _deliver(self, sale, order, fulfilled):
        """Process deliveries for these quantities by Amazon's orderItemId."""
        if sale.warehouse_id.delivery_steps != "ship_only":
            raise UserError(
                self.env._(
                    "part of the order was shipped before Odoo knew it, and the "
                    "warehouse delivers in several steps. Confirm the sales order and "
                    "process what was shipped by hand"
                )
            )
        pickings = self._get_open_pickings(sale).with_context(
            amazon_shipped_elsewhere=True, skip_sms=True
        )
        for move in pickings.move_ids:
            share = self._get_share(move.sale_line_id, fulfilled)
            move.quantity = move.product_uom.round(move.product_uom_qty * share)
            move.picked = bool(share)
        pickings = pickings.filtered(
            lambda picking: any(picking.move_ids.mapped("picked"))
        )
        pickings._action_done()
        self._note_packages(pickings, order)

    @api.model
    def _get_open_pickings(self, sale):
        """Return the deliveries of a sales order that Odoo has not processed."""
        return sale.picking_ids.filtered(
            lambda picking: (
                picking.state not in ("done", "cancel")
                and picking.picking_type_code == "outgoing"
            )
        )

    @api.model
    def _get_share(self, line, fulfilled):
        """Return which part of what is open of a line has left already."""
        remaining = line.product_uom_qty - line.qty_delivered
        left = fulfilled.get(line.amazon_order_item_ref, 0) - line.qty_delivered
        return min(max(left, 0) / remaining, 1) if remaining > 0 else 0

    @api.model
    def _note_packages(self, pickings, order):
        """Date deliveries by Amazon's time of shipping and note the parcels."""
        shipped = last_shipped(order.packages) or order.updated
        pickings.date_done = min(shipped, Datetime.now())
        pickings.move_ids.move_line_ids.date = pickings[:1].date_done
        numbers = [row.tracking for row in order.packages if row.tracking]
        for picking in pickings:
            picking.carrier_tracking_ref = ", ".join(numbers) or False
            picking.message_post(body=self._describe_packages(order))

    @api.model
    def _describe_packages(self, order):
        parcels = [
            " ".join(filter(None, (row.carrier, row.tracking)))
            for row in order.packages
        ]
        return self.env._(
            "Shipped outside of Odoo, as Amazon reports. Parcels: %s",
            "; ".join(filter(None, parcels)) or self.env._("not named"),
        )

    @api.model
    def _describe_open(self, sale):
        """Return what of a sales order Odoo has not delivered, or nothing."""
        pickings = self._get_open_pickings(sale)
        if not pickings:
            return ""
        goods = [
            f"{move.product_uom_qty:g} x {move.product_id.display_name}"
            for move in pickings.move_ids
            if move.state != "cancel"
        ]
        return self.env._(
            "Still open in Odoo: %(deliveries)s (%(goods)s).",
            deliveries=", ".join(pickings.mapped("name")),
            goods=", ".join(goods),
        )
