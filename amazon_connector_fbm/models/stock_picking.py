# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    amazon_endpoint = fields.Selection(
        related="sale_id.amazon_endpoint",
        help="Whether the order of this delivery is a real one of Amazon.",
    )
    amazon_order_ref = fields.Char(
        related="sale_id.amazon_order_ref",
        help="The Amazon order that these goods belong to.",
    )
    amazon_service = fields.Char(related="sale_id.amazon_service")
    amazon_deliver_by = fields.Datetime(
        related="sale_id.amazon_deliver_by", string="Amazon: Deliver By"
    )
    amazon_cancellation_state = fields.Char(related="sale_id.amazon_cancellation_state")
    amazon_cancellation_is_whole = fields.Boolean(
        related="sale_id.amazon_cancellation_is_whole"
    )
    amazon_delivery_block = fields.Text(
        "Why It May Not Be Shipped", compute="_compute_amazon_delivery_block"
    )
    amazon_is_gift = fields.Boolean(
        "Amazon: Gift",
        compute="_compute_amazon_is_gift",
        help="The buyer wants something wrapped, or a card with it.",
    )
    amazon_shipped_open = fields.Text(related="sale_id.amazon_shipped_open")

    @api.depends("state", "sale_id.amazon_delivery_block")
    def _compute_amazon_delivery_block(self):
        for picking in self:
            picking.amazon_delivery_block = picking._get_amazon_block()

    @api.depends("move_ids.sale_line_id")
    def _compute_amazon_is_gift(self):
        for picking in self:
            # That there is a card may be known to who may not read it.
            lines = picking.sudo().move_ids.sale_line_id
            picking.amazon_is_gift = any(
                line.amazon_gift_wrap or line.amazon_gift_message for line in lines
            )

    def _get_amazon_block(self):
        """Return why the goods may not leave; returns and done transfers may."""
        if self.picking_type_code == "incoming" or self.state in ("done", "cancel"):
            return False
        # Whoever ships need not have rights on sales.
        sale = self.sudo().sale_id
        return sale._get_amazon_delivery_block() if sale else False

    def _check_amazon_block(self):
        """Refuse to ship what Amazon, or its buyer, does not want shipped.

        :raises UserError: the reason, and what to do about it
        """
        if self.env.context.get("amazon_shipped_elsewhere"):
            return
        for picking in self:
            block = picking._get_amazon_block()
            if block:
                raise UserError(
                    self.env._(
                        "%(delivery)s cannot be shipped (Amazon order %(order)s). "
                        "%(reason)s",
                        delivery=picking.name,
                        order=picking.amazon_order_ref,
                        reason=block,
                    )
                )

    def button_validate(self):
        """Refuse before any question is asked what may not be shipped."""
        self._check_amazon_block()
        return super().button_validate()

    def _pre_action_done_hook(self):
        """Ask nothing about text messages: no buyer of Amazon gets one."""
        pickings = self
        if all(picking.sale_id.amazon_order_ref for picking in self):
            pickings = self.with_context(skip_sms=True)
        return super(StockPicking, pickings)._pre_action_done_hook()

    def _action_done(self):
        self._check_amazon_block()
        return super()._action_done()

    def _send_confirmation_email(self):
        """Text no buyer of Amazon, and tell nobody of what was shipped elsewhere."""
        if self.env.context.get("amazon_shipped_elsewhere"):
            return None
        from_amazon = self.filtered("sale_id.amazon_order_ref")
        silent = from_amazon.with_context(skip_sms=True)
        super(StockPicking, silent)._send_confirmation_email()
        return super(StockPicking, self - from_amazon)._send_confirmation_email()

    def action_accept_amazon_cancellation(self):
        """Accept that the buyer cancels."""
        return self.sale_id.action_accept_amazon_cancellation()

    def action_decline_amazon_cancellation(self):
        """Ship although the buyer asked to cancel."""
        self.sale_id.action_decline_amazon_cancellation()

    def action_cancel_as_amazon(self):
        """Cancel the sales order that Amazon cancelled after goods were picked."""
        self.sale_id.action_cancel_as_amazon()

    def action_keep_despite_amazon(self):
        """Keep the sales order that Amazon cancelled after goods were picked."""
        self.sale_id.action_keep_despite_amazon()

    def action_deliver_amazon_shipped(self):
        """Process what Amazon reports as shipped."""
        self.sale_id.action_deliver_amazon_shipped()
