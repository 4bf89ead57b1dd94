# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError

from .amazon_order_retry import WAITING_STATES
from .order_draft import Outcome


class AmazonOrder(models.Model):
    """A person may take an order off the list of work, and put it back."""

    _name = "amazon.order"
    _inherit = "amazon.order"

    resolved = fields.Boolean(
        readonly=True,
        copy=False,
        help="Somebody decided that the order need not be worked on in Odoo any more. "
        "It is not imported by itself.",
    )
    resolution_note = fields.Text("Resolution", readonly=True, copy=False)
    resolved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    resolved_on = fields.Datetime(readonly=True, copy=False)

    def action_resolve(self):
        """Ask for a note, then take the orders off the list of work."""
        self.check_access("read")
        if not self._get_unresolved():
            raise UserError(self.env._("None of these orders is held."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mark as Resolved"),
            "res_model": "amazon.order.resolve.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_ids": self._get_unresolved().ids},
        }

    def action_reopen(self):
        """Put the orders back on the list of work."""
        self.check_access("read")
        # A user who may work with orders may not write what Amazon says about them.
        orders = self.sudo().filtered("resolved")
        orders.write(self._prepare_resolution_vals(False) | {"next_retry": False})
        lines = orders._get_last_mismatches()
        lines.write({"resolved": False, "resolution_note": False})
        for order in orders:
            order.message_post(
                body=self.env._("Marked as unresolved."),
                author_id=self.env.user.partner_id.id,
            )

    def _resolve(self, note):
        """Take the orders off the list of work.

        :param note: why, in the words of the user
        """
        self.check_access("read")
        # A user who may work with orders may not write what Amazon says about them.
        orders = self._get_unresolved().sudo()
        orders.write(self._prepare_resolution_vals(True, note))
        lines = orders._get_last_mismatches()
        lines.write({"resolved": True, "resolution_note": note})
        for order in orders:
            order.message_post(
                body=self.env._("Marked as resolved: %s", note),
                author_id=self.env.user.partner_id.id,
            )
        orders._alert_about_tries()

    def _get_unresolved(self):
        return self.filtered_domain(self._get_waiting_domain())

    def _prepare_resolution_vals(self, resolved, note=False):
        """Values that say who took an order off the list of work, when and why."""
        return {
            "resolved": resolved,
            "resolution_note": note,
            "resolved_by_id": resolved and self.env.uid,
            "resolved_on": resolved and fields.Datetime.now(),
        }

    def _get_last_mismatches(self):
        """Return the last mismatch of each order in the sync log."""
        lines = self.env["amazon.sync.log.line"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("is_mismatch", "=", True),
            ],
            order="id desc",
        )
        return lines.browse(
            order_lines[0].id for order_lines in lines.grouped("res_id").values()
        )

    def _prepare_try_vals(self, outcome):
        """What waits anew, or no more, is not resolved."""
        values = super()._prepare_try_vals(outcome)
        if self.resolved and values:
            values |= self._prepare_resolution_vals(False)
        return values

    def _prepare_resolved_outcome(self):
        """Return the outcome of an order that stays as it is: it is resolved."""
        self.ensure_one()
        message = self.env._(
            "%(user)s marked it as resolved: %(note)s. Mark it as unresolved to work "
            "on it again.",
            user=self.resolved_by_id.name,
            note=self.resolution_note,
        )
        kept = {"hold_message": self.hold_message}
        state = self.state if self.state in WAITING_STATES else "held"
        return Outcome(self, "skipped", state, self.hold_reason, message, values=kept)
