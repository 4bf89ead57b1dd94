# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def action_archive(self):
        """Refuse to archive journals that settlements go to."""
        self.env["amazon.marketplace"]._check_unused("settlement_journal_id", self)
        return super().action_archive()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settlement_journal(self):
        self.env["amazon.marketplace"]._check_unused("settlement_journal_id", self)
