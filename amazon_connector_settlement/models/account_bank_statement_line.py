# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class AccountBankStatementLine(models.Model):
    """Tells the settlement what somebody does to its lines elsewhere."""

    _inherit = "account.bank.statement.line"

    amazon_settlement_line_ids = fields.One2many(
        "amazon.settlement.line",
        "statement_line_id",
        string="Amazon Settlement Lines",
        readonly=True,
        groups="amazon_connector.group_amazon_user,account.group_account_basic,"
        "account.group_account_invoice",
        help="What of an Amazon settlement this line of the statement holds.",
    )

    @api.depends_context("show_bank_details")
    def _compute_display_name(self):
        """Say what the bank says where somebody chooses a line."""
        super()._compute_display_name()
        if not self.env.context.get("show_bank_details"):
            return
        for line in self:
            parts = (
                format_date(self.env, line.date),
                format_amount(self.env, line.amount, line.currency_id),
                line.payment_ref,
                line.partner_name or line.partner_id.name,
                line.journal_id.name,
            )
            line.display_name = " | ".join(filter(None, parts))

    def action_undo_reconciliation(self):
        """List again as open what somebody undoes outside of the settlement."""
        result = super().action_undo_reconciliation()
        # Whoever undoes it is an accountant and need not work with Amazon.
        for statement_line in self.sudo().filtered("amazon_settlement_line_ids"):
            statement_line._reopen_settlement_lines()
        return result

    def _reopen_settlement_lines(self):
        _liquidity, suspense, _others = self._seek_for_lines()
        lines = self.amazon_settlement_line_ids
        lines.row_ids.move_line_id = suspense[:1]
        for line in lines:
            line._set_open("undone", line._explain_undone(), line.amount)
        for settlement in lines.settlement_id:
            settlement._set_reconciled_state()
