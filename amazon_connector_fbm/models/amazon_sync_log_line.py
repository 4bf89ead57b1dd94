# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class AmazonSyncLogLine(models.Model):
    _inherit = "amazon.sync.log.line"

    cause = fields.Selection(
        selection_add=[
            ("archived_product", "Archived Product"),
            ("unknown_charge", "Unknown Charge"),
            ("total_unproved", "Total Cannot Be Proved"),
            ("no_price", "No Price"),
            ("settings", "Missing Setting"),
            ("changed", "Changed After Import"),
            ("cancelled_after_picking", "Cancelled After Picking"),
            ("cancelled_after_invoice", "Cancelled After Invoice"),
            ("workflow", "Workflow Step Failed"),
            ("not_found", "Not Found at Amazon"),
        ],
    )

    @api.model
    def _get_retry_models(self):
        return super()._get_retry_models() | {"amazon.order"}

    def _summarize(self):
        """Say in one sentence why these mismatches, all of one cause, wait."""
        if len(self) == 1:
            return f"{self.reference}: {self.message}"
        labels = dict(self._fields["cause"]._description_selection(self.env))
        return self.env._(
            "%(cause)s: %(count)s orders",
            cause=" ".join(filter(None, [labels.get(self[:1].cause), self[:1].sku])),
            count=len(self),
        )

    def action_resolve(self):
        """Take the orders of these mismatches off the list of work, too.

        Without a note on the mismatch, ask for one.
        """
        waiting = self._get_order_lines().filtered(
            lambda line: line._get_records().exists()._get_unresolved()
        )
        noted = waiting.filtered("resolution_note")
        for line in noted:
            line._get_records()._resolve(line.resolution_note)
        silent = waiting - noted
        result = super(AmazonSyncLogLine, self - silent).action_resolve()
        return silent._get_records().action_resolve() if silent else result

    def action_reopen(self):
        """Put the orders of these mismatches back on the list of work, too."""
        result = super().action_reopen()
        for line in self._get_order_lines():
            line._get_records().exists().action_reopen()
        return result

    def action_resolve_and_retry(self):
        """Say that the cause is mended, in the name of the user, and try again."""
        retried = self.filtered("can_retry")
        if not retried:
            raise UserError(self.env._("There is nothing to try again."))
        for line in retried:
            note = line.resolution_note or self.env._("Mended; run again.")
            line.write({"resolved": True, "resolution_note": note})
        actions = [
            lines._get_records().action_retry()
            for lines in retried.grouped("res_model").values()
        ]
        return actions[-1]

    def _get_order_lines(self):
        return self.filtered(lambda line: line.res_model == "amazon.order")
