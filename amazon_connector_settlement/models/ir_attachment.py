# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settlement_file(self):
        """The file of a settlement is its proof."""
        # Who deletes attachments need not see the settlements.
        settlements = self.env["amazon.settlement"].sudo()
        settlement = settlements.search([("file_ids", "in", self.ids)], limit=1)
        if settlement:
            raise UserError(
                self.env._(
                    "This file is the report of Amazon settlement %s: it is kept as "
                    "the proof of what was booked.",
                    settlement.name,
                )
            )
