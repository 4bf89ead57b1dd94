# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html

from ..lib.errors import OrderHold
from ..lib.order import OPEN_STATUSES
from .order_draft import Outcome

DECISION_ACTIVITY = "mail.mail_activity_data_warning"
CANCELLED_HOLDS = ("cancelled_after_picking", "cancelled_after_invoice")


class AmazonOrder(models.Model):
    """Cancellations: what Amazon or the buyer wants, and what was decided about it."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.order"  # pylint: disable=consider-merging-classes-inherited

    cancellation_requested = fields.Boolean(
        readonly=True,
        index="btree_not_null",
        help="The buyer asked Amazon to cancel the order, or some of its items, before "
        "it is shipped. Nothing can be shipped until somebody accepts or declines.",
    )
    cancellation_item_refs = fields.Char(
        readonly=True, help="Amazon's order items that the request is about."
    )
    cancellation_is_whole = fields.Boolean(
        readonly=True, help="The request is about all that is still to be shipped."
    )
    cancel_reason = fields.Char(
        "Reason of the Buyer", readonly=True, help="Why the buyer wants to cancel."
    )
    cancellation_decision = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("kept", "Kept Although Cancelled at Amazon"),
        ],
        readonly=True,
        copy=False,
        help="What was decided about the cancellation.",
    )
    cancellation_decided_refs = fields.Char(
        readonly=True,
        copy=False,
        help="The order items that the decision was about: a request for others needs "
        "another decision.",
    )
    cancellation_user_id = fields.Many2one(
        "res.users", "Decided By", readonly=True, copy=False, help="Who decided."
    )
    cancellation_date = fields.Datetime(
        "Decided On", readonly=True, copy=False, help="When it was decided."
    )
    cancellation_state = fields.Selection(
        [
            ("requested", "Requested"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("cancelled", "To Decide"),
            ("kept", "Kept"),
        ],
        "Cancellation",
        compute="_compute_cancellation_state",
        store=True,
        index="btree_not_null",
        help="Whether somebody has to decide about a cancellation.",
    )

    @api.depends(
        "cancellation_requested",
        "cancellation_item_refs",
        "cancellation_decision",
        "cancellation_decided_refs",
        "fulfillment_status",
        "sale_order_id.state",
    )
    def _compute_cancellation_state(self):
        for order in self:
            order.cancellation_state = order._get_cancellation_state()

    def _get_cancellation_state(self):
        decision = self.cancellation_decision
        is_current = self.cancellation_decided_refs == self.cancellation_item_refs
        if self.fulfillment_status == "CANCELLED":
            if self.sale_order_id.state in (False, "cancel"):
                return False
            return "kept" if decision == "kept" else "cancelled"
        if not self.cancellation_requested:
            return False
        return decision if decision and is_current else "requested"

    @api.model
    def _prepare_order_vals(self, log, header, document, currency_ids):
        values = super()._prepare_order_vals(log, header, document, currency_ids)
        request = header.cancel_request
        return values | {
            "cancellation_requested": bool(request),
            "cancellation_item_refs": ",".join(request.item_refs) if request else False,
            "cancellation_is_whole": bool(request and request.is_whole),
            "cancel_reason": request.reason if request else False,
        }

    # === DELIVERY === #

    def _get_delivery_block(self):
        """Return why nothing may be shipped for the order, or False.

        Addons add their reasons; the first one is shown.
        """
        self.ensure_one()
        if self.cancellation_state == "requested":
            return self._describe_request()
        if self.cancellation_state == "accepted":
            return self.env._(
                "The cancellation that the buyer asked for was accepted. Cancel it at "
                "Amazon as well (%s); the delivery is free again when Amazon says what "
                "is left of the order.",
                self._describe_cancel_path(),
            )
        if self.cancellation_state == "cancelled":
            return self.env._(
                "Amazon cancelled this order. Decide whether to cancel the sales order "
                "or to keep it."
            )
        if self.state in ("held", "failed") and self.hold_reason != "workflow":
            return self.env._("The Amazon order is held: %s", self.hold_message)
        return False

    def _describe_request(self):
        scope = (
            self.env._("The buyer asked Amazon to cancel this order")
            if self.cancellation_is_whole
            else self.env._("The buyer asked Amazon to cancel %s", self._name_items())
        )
        reason = self.cancel_reason or self.env._("no reason given")
        return self.env._(
            "%(scope)s (%(reason)s). Accept or decline before you ship.",
            scope=scope,
            reason=reason,
        )

    def _name_items(self):
        refs = (self.cancellation_item_refs or "").split(",")
        lines = self.sale_order_id.order_line.filtered(
            lambda line: (
                line.amazon_component == "ITEM" and line.amazon_order_item_ref in refs
            )
        )
        return ", ".join(lines.mapped("name")) or self.env._("some of the items")

    def _describe_cancel_path(self):
        return self.env._("Seller Central, Orders, Manage Orders, order %s", self.name)

    # === DECISIONS === #

    def action_accept_cancellation(self):
        """Accept what the buyer asked for: cancel the sales order if that is all."""
        orders = self._get_undecided("requested")
        for order in orders:
            order._accept_cancellation()
        return orders._get_cancel_notification()

    def action_decline_cancellation(self):
        """Ship although the buyer asked to cancel."""
        for order in self._get_undecided("requested"):
            order._decide("declined", self.env._("The cancellation was declined."))

    def action_cancel_sale_order(self):
        """Cancel the sales order of what Amazon cancelled after goods were picked."""
        for order in self._get_undecided("cancelled"):
            sale = order.sale_order_id
            try:
                self.env["amazon.order.processor"]._check_not_invoiced(sale)
            except OrderHold as hold:
                raise UserError(hold.message) from hold
            sale.with_context(disable_cancel_warning=True)._action_cancel()
            order._settle("cancelled")
            order._tell(self.env._("Cancelled as at Amazon."))

    def action_keep_sale_order(self):
        """Keep the sales order although Amazon cancelled; the delivery is free."""
        for order in self._get_undecided("cancelled"):
            order._decide("kept", self.env._("Kept although Amazon cancelled it."))
            if order.hold_reason in CANCELLED_HOLDS:
                order._settle("imported")

    def action_accept_change(self):
        """The sales order was adapted: an accepted cancellation is over as well."""
        # Users work with orders but do not rewrite them: this button does.
        withdrawn = self.sudo().filtered(lambda order: order._is_request_withdrawn())
        result = super().action_accept_change()
        withdrawn.cancellation_decision = False
        return result

    def _get_undecided(self, state):
        """Return the orders in this state of cancellation, for whoever may see them."""
        self.check_access("read")
        # A user who works with orders need not have rights on sales or stock.
        return self.sudo().filtered(lambda order: order.cancellation_state == state)

    def _accept_cancellation(self):
        sale = self.sale_order_id
        if sale and self.cancellation_is_whole:
            self._check_not_started(sale)
            sale.with_context(disable_cancel_warning=True)._action_cancel()
        self._decide("accepted", self.env._("The cancellation was accepted."))

    def _check_not_started(self, sale):
        checks = self.env["amazon.order.processor"]
        try:
            checks._check_not_picked(sale)
            checks._check_not_invoiced(sale)
        except OrderHold as hold:
            raise UserError(
                self.env._(
                    "Goods were picked, or an invoice is posted, for %s. Put the goods "
                    "back or reverse the invoice, then accept; or decline.",
                    sale.name,
                )
            ) from hold

    def _decide(self, decision, message):
        """Record who decided what, and when."""
        self.write(
            {
                "cancellation_decision": decision,
                "cancellation_decided_refs": self.cancellation_item_refs,
                "cancellation_user_id": self.env.user.id,
                "cancellation_date": fields.Datetime.now(),
            }
        )
        self._tell(message)

    def _settle(self, state):
        """Take the order off the list of work."""
        self.env["amazon.sync.log.line"]._supersede(self)
        self.write({"state": state, "hold_reason": False, "hold_message": False})

    def _tell(self, message):
        """Note on the order and the sales order what was decided; end the activity."""
        author = self.env.user.partner_id
        for record in filter(None, (self, self.sale_order_id)):
            record.message_post(body=message, author_id=author.id)
        self.activity_unlink([DECISION_ACTIVITY])

    def _get_cancel_notification(self):
        paths = [order._describe_cancel_path() for order in self]
        message = (
            self.env._("Now cancel it at Amazon as well: %s", "; ".join(paths))
            if paths
            else self.env._("Nothing was accepted: no buyer waits for an answer.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === AFTER EACH RUN === #

    def _is_request_withdrawn(self):
        """Whether the buyer took back a request that Odoo has carried out already."""
        return (
            self.cancellation_decision == "accepted"
            and not self.cancellation_requested
            and self.fulfillment_status in OPEN_STATUSES
            and self.sale_order_id.state == "cancel"
        )

    def _follow_cancellations(self):
        """Give the responsible person one activity as long as a decision is needed."""
        undecided = self.filtered(
            lambda order: order.cancellation_state in ("requested", "cancelled")
        )
        for order in undecided:
            if not order.activity_search([DECISION_ACTIVITY]):
                order._ask_for_decision()
        over = (self - undecided).filtered("activity_ids")
        over.activity_feedback(
            [DECISION_ACTIVITY],
            feedback=self.env._("There is nothing to decide any more."),
        )

    def _ask_for_decision(self):
        text = self._get_delivery_block()
        summary = (
            self.env._("Cancellation asked for by the buyer")
            if self.cancellation_state == "requested"
            else self.env._("Cancelled at Amazon, but picked or invoiced in Odoo")
        )
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            DECISION_ACTIVITY,
            self.seller_id._get_activity_deadline(),
            summary,
            plaintext2html(text),
            user_id=self.seller_id._get_responsible().id or self.env.uid,
        )
        if self.sale_order_id:
            self.sale_order_id.message_post(body=text)


class AmazonOrderProcessor(models.AbstractModel):
    """Carries Amazon's cancellations to sales orders."""

    _inherit = "amazon.order.processor"

    @api.model
    def _cancel(self, binding, sale):
        """Cancel the sales order unless goods were picked or invoiced already."""
        if sale.state == "cancel":
            return Outcome(binding, "cancelled", "cancelled")
        if binding.cancellation_state == "kept":
            message = self.env._("Cancelled at Amazon, kept in Odoo.")
            return Outcome(binding, "updated", "imported", message=message)
        self._check_not_picked(sale)
        self._check_not_invoiced(sale)
        sale.with_context(disable_cancel_warning=True)._action_cancel()
        message = self.env._("Cancelled at Amazon.")
        sale.message_post(body=message)
        return Outcome(binding, "cancelled", "cancelled", message=message)

    @api.model
    def _check_not_picked(self, sale):
        moves = sale.picking_ids.move_ids.filtered(lambda move: move.state != "cancel")
        if any(move._is_away_from_stock() for move in moves):
            raise OrderHold(
                "cancelled_after_picking",
                self.env._(
                    "Amazon cancelled the order, but goods were picked for it. Stop "
                    "the delivery of %s, then cancel the sales order.",
                    sale.name,
                ),
            )

    @api.model
    def _check_not_invoiced(self, sale):
        posted = sale.invoice_ids.filtered(lambda move: move.state == "posted")
        if posted and not self._are_reversed(sale, posted):
            raise OrderHold(
                "cancelled_after_invoice",
                self.env._(
                    "Amazon cancelled the order, but %(invoices)s is posted for it. "
                    "Reverse the invoice, then cancel sales order %(sale)s.",
                    invoices=", ".join(posted.mapped("name")),
                    sale=sale.name,
                ),
            )

    @api.model
    def _are_reversed(self, sale, moves):
        """Whether credit notes have taken back all that was invoiced."""
        quantities = sale.order_line.mapped("qty_invoiced_posted")
        amount = sum(moves.mapped("amount_total_in_currency_signed"))
        return not any(quantities) and sale.currency_id.is_zero(amount)

    @api.model
    def _check_not_withdrawn(self, binding, sale):
        """A cancelled sales order whose buyer wants the goods after all is held."""
        if not binding._is_request_withdrawn():
            return
        raise OrderHold(
            "changed",
            self.env._(
                "The buyer took the request for cancellation back, but sales order %s "
                "is cancelled already. Set it to quotation and confirm it, or cancel "
                "the order at Amazon.",
                sale.name,
            ),
        )
