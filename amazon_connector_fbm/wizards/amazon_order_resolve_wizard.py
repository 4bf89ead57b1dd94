# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonOrderResolveWizard(models.TransientModel):
    """Asks why orders need not be worked on any more."""

    _name = "amazon.order.resolve.wizard"
    _description = "Amazon: Mark Orders as Resolved"

    order_ids = fields.Many2many("amazon.order", readonly=True)
    order_count = fields.Integer("Orders", compute="_compute_order_count")
    note = fields.Text(
        required=True,
        help="What was done about these orders. It is kept with your name on each of "
        "them.",
    )

    def _compute_order_count(self):
        for wizard in self:
            wizard.order_count = len(wizard.order_ids)

    def action_resolve(self):
        """Take the orders off the list of work."""
        self.ensure_one()
        self.order_ids._resolve(self.note)
        return {"type": "ir.actions.act_window_close"}
