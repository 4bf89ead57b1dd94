# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class SaleOrder(models.Model):
    """What people who sell and ship see of the state of an Amazon order."""

    # Apart from the money and the workflow.
    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    amazon_service = fields.Char(
        "Amazon Promise",
        compute="_compute_amazon_state",
        help="What Amazon promised the buyer: programs and speed of the delivery.",
    )
    amazon_deliver_by = fields.Datetime(
        "Deliver By",
        compute="_compute_amazon_state",
        help="When the buyer expects the goods at the latest.",
    )
    amazon_cancellation_state = fields.Char(compute="_compute_amazon_state")
    amazon_cancellation_is_whole = fields.Boolean(
        compute="_compute_amazon_state",
        help="The buyer wants to cancel all that is still to be shipped.",
    )
    amazon_delivery_block = fields.Text(
        "Why Nothing May Be Shipped", compute="_compute_amazon_state"
    )
    amazon_shipped_open = fields.Text(
        "Shipped at Amazon, Open in Odoo", compute="_compute_amazon_state"
    )
    amazon_association = fields.Char(compute="_compute_amazon_state")
    amazon_original_order_id = fields.Many2one(
        "amazon.order",
        "Original Amazon Order",
        compute="_compute_amazon_state",
        help="The Amazon order that this one replaces, free of charge or in exchange.",
    )

    @api.depends(
        "picking_ids.state",
        "amazon_order_ids.is_prime",
        "amazon_order_ids.is_premium",
        "amazon_order_ids.is_business",
        "amazon_order_ids.service_level",
        "amazon_order_ids.deliver_by_date",
        "amazon_order_ids.fulfillment_status",
        "amazon_order_ids.cancellation_state",
        "amazon_order_ids.cancellation_is_whole",
        "amazon_order_ids.state",
        "amazon_order_ids.hold_message",
        "amazon_order_ids.original_order_ref",
    )
    def _compute_amazon_state(self):
        # People in sales and stock see the state without rights on the connector.
        for sale in self.sudo():
            binding = sale.amazon_order_ids[:1]
            sale.amazon_service = binding.service_label
            sale.amazon_deliver_by = binding.deliver_by_date
            sale.amazon_cancellation_state = binding.cancellation_state
            sale.amazon_cancellation_is_whole = binding.cancellation_is_whole
            sale.amazon_delivery_block = sale._get_amazon_delivery_block()
            sale.amazon_shipped_open = sale._get_amazon_shipped_open()
            sale.amazon_association = sale._get_amazon_association()
            sale.amazon_original_order_id = binding.original_order_id

    def _get_amazon_delivery_block(self):
        """Return why nothing may be shipped for the order, in words, or False.

        Extension hook: the delivery shows it and cannot be validated meanwhile.
        """
        self.ensure_one()
        # Whoever ships need not have rights on the connector.
        binding = self.sudo().amazon_order_ids[:1]
        if not binding or self.state == "cancel":
            return False
        return binding._get_delivery_block()

    def _get_amazon_shipped_open(self):
        """Return what Amazon has shipped and Odoo still has open, or False."""
        if self.amazon_order_ids[:1].fulfillment_status != "SHIPPED":
            return False
        return self.env["amazon.order.shipment"]._describe_open(self) or False

    def _get_amazon_association(self):
        binding = self.amazon_order_ids[:1]
        if not binding.association_kind:
            return False
        kinds = binding._fields["association_kind"]._description_selection(self.env)
        kind, ref = dict(kinds)[binding.association_kind], binding.original_order_ref
        return self.env._("%(kind)s of Amazon order %(order)s", kind=kind, order=ref)

    def action_accept_amazon_cancellation(self):
        """Accept that the buyer cancels."""
        return self.amazon_order_ids.action_accept_cancellation()

    def action_decline_amazon_cancellation(self):
        """Ship although the buyer asked to cancel."""
        self.amazon_order_ids.action_decline_cancellation()

    def action_cancel_as_amazon(self):
        """Cancel what Amazon cancelled after goods were picked or invoiced."""
        self.amazon_order_ids.action_cancel_sale_order()

    def action_keep_despite_amazon(self):
        """Keep what Amazon cancelled after goods were picked or invoiced."""
        self.amazon_order_ids.action_keep_sale_order()

    def action_deliver_amazon_shipped(self):
        """Process the open deliveries of what Amazon reports as shipped."""
        # Only the status is read; the deliveries need the rights of the person.
        shipped = self.filtered(lambda sale: sale.sudo().amazon_shipped_open)
        self.env["amazon.order.shipment"]._deliver_shipped_part(shipped)
