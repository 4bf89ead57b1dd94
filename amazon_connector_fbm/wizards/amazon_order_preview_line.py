# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import formatLang

from ..models.amazon_order import STATES

# What a person has to look at comes first.
KINDS = [
    ("failed", "Failed"),
    ("held", "Held"),
    ("new", "New"),
    ("changed", "Changed"),
    ("cancelled", "Cancelled"),
    ("pending", "Pending"),
    ("skipped", "Skipped"),
    ("unchanged", "Unchanged"),
]
KIND_OF_RESULT = {"imported": "new", "updated": "changed"}


class AmazonOrderPreviewLine(models.TransientModel):
    """What one document would do, and after Execute whether it did."""

    _name = "amazon.order.preview.line"
    _description = "Amazon Order Preview Line"
    _order = "sequence, id"

    preview_id = fields.Many2one(
        "amazon.order.preview", required=True, readonly=True, ondelete="cascade"
    )
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    name = fields.Char("Amazon Order", required=True, readonly=True)
    marketplace_id = fields.Many2one("amazon.marketplace", readonly=True)
    kind = fields.Selection(
        KINDS,
        "Would Be",
        required=True,
        readonly=True,
        help="New: a sales order is created. Changed: something of an order that Odoo "
        "has is changed. Unchanged: nothing happens.",
    )
    cause = fields.Selection(
        selection=lambda self: self.env["amazon.order"]._selection_hold_reason(),
        readonly=True,
    )
    message = fields.Text("Explanation", readonly=True)
    content = fields.Text(
        "Lines", readonly=True, help="The lines of the sales order as it would be."
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary("Amazon Total", readonly=True)
    odoo_total = fields.Monetary(readonly=True)
    foreseen_state = fields.Selection(STATES, readonly=True)
    payload = fields.Json(readonly=True, groups="base.group_system")
    payload_hash = fields.Char(readonly=True)
    known_hash = fields.Char(readonly=True)
    order_id = fields.Many2one("amazon.order", readonly=True)
    blocked_reason = fields.Text(readonly=True)
    deviation = fields.Text(
        "Done Differently",
        compute="_compute_deviation",
        help="What Execute did otherwise than shown, and why.",
    )

    @api.depends("kind")
    def _compute_sequence(self):
        kinds = [kind for kind, _label in KINDS]
        for line in self:
            line.sequence = kinds.index(line.kind)

    @api.depends(
        "blocked_reason",
        "foreseen_state",
        "preview_id.state",
        "order_id.state",
        "order_id.to_process",
    )
    def _compute_deviation(self):
        for line in self:
            line.deviation = line._get_deviation()

    def _get_deviation(self):
        if self.preview_id.state == "shown" or self.kind == "unchanged":
            return False
        if self.blocked_reason:
            return self.blocked_reason
        order = self.order_id
        if order.to_process:
            return self.env._("Waits for its job; the sync log shows the progress.")
        if order.state == self.foreseen_state:
            return False
        labels = dict(self._fields["foreseen_state"]._description_selection(self.env))
        return self.env._(
            "Now %(state)s instead of %(foreseen)s. %(message)s",
            state=labels.get(order.state, order.state),
            foreseen=labels.get(self.foreseen_state, self.foreseen_state),
            message=order.hold_message or "",
        )

    def _get_change(self, order):
        """Return what happened to the stored order since the preview, or False."""
        self.ensure_one()
        if self.known_hash and not order:
            return self.env._("Not done: the order was deleted since the preview.")
        if order.payload_hash not in (self.known_hash, self.payload_hash):
            return self.env._(
                "Not done: another version of the order came from Amazon since the "
                "preview. Preview again."
            )
        if order.payload_hash != self.known_hash and not order.to_process:
            return self.env._(
                "Not done: the run %s has processed the same document since the "
                "preview.",
                order.sync_log_id.display_name or "",
            )
        return False

    # === VALUES === #

    @api.model
    def _prepare_known(self, orders):
        """Return, by name, the values of lines of orders that Odoo has already."""
        return {
            order.name: {"order_id": order.id, "known_hash": order.payload_hash}
            for order in orders
        }

    @api.model
    def _prepare_outcome_vals(self, outcome):
        """Return the values of a line for what processing an order came to."""
        sale = self.env["sale.order"].browse(outcome.values.get("sale_order_id"))
        notice = outcome.binding._get_deleted_data_notice()
        return {
            **outcome.binding._prepare_preview_vals(),
            "kind": KIND_OF_RESULT.get(outcome.result, outcome.result),
            "foreseen_state": outcome.state,
            "cause": outcome.reason,
            "message": " ".join(filter(None, [notice, outcome.message])),
            "content": self._describe_lines(sale),
            "odoo_total": outcome.values.get("odoo_total", 0),
        }

    @api.model
    def _describe_lines(self, sale):
        """Return the lines of a sales order as text, without personal data."""
        return "\n".join(
            f"{line.product_uom_qty:g} × {line.product_id.display_name}: "
            + formatLang(self.env, line.price_total, currency_obj=sale.currency_id)
            for line in sale.order_line
            if not line.display_type
        )
