# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AccountBankStatementLine(models.Model):
    """Lines of settlements know what they belong to; nobody has to guess."""

    _inherit = "account.bank.statement.line"

    def _auto_reconcile(self):
        """Called by account_reconcile_oca, if it is there, for every new line.

        It would take any document whose reference contains the label of the line. It
        is loaded before this addon, because it depends on less.
        """
        if self.env.context.get("amazon_settlement_booking"):
            return None
        return super()._auto_reconcile()
