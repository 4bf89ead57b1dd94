# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class AmazonPayoutMatchWizard(models.TransientModel):
    """Proposes lines of the real bank for the payout of a settlement."""

    _name = "amazon.payout.match.wizard"
    _inherit = ["amazon.page.mixin"]
    _description = "Match Amazon Payout"

    settlement_id = fields.Many2one(
        "amazon.settlement", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    payout_amount = fields.Monetary(related="settlement_id.payout_amount")
    candidate_ids = fields.Many2many(
        "account.bank.statement.line", compute="_compute_candidate_ids"
    )
    bank_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Line of Your Bank",
        compute="_compute_bank_line_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', candidate_ids)]",
        help="Lines with this amount around the day of the payout, and lines in "
        "another currency that name Amazon.",
    )

    @api.depends("settlement_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            wizard.settlement_id._check_may_book()
            # Who may book settlements may see what this one can be matched with.
            found = wizard.settlement_id.sudo()._find_bank_lines()
            wizard.candidate_ids = found.with_env(self.env)

    @api.depends("candidate_ids")
    def _compute_bank_line_id(self):
        for wizard in self:
            wizard.bank_line_id = wizard.candidate_ids[:1]

    def action_match(self):
        """Reconcile the payout with the chosen line."""
        self.ensure_one()
        settlement = self.settlement_id
        settlement._check_may_book()
        if self.bank_line_id not in self.candidate_ids:
            raise UserError(
                self.env._(
                    "Choose the line of your bank statement with which Amazon's payout "
                    "arrived. If there is none yet, import the statement first."
                )
            )
        # Who presses the button need not have the rights of a bookkeeper.
        settlement = settlement.sudo().with_company(settlement.company_id)
        settlement._match_payout(self.bank_line_id.with_env(settlement.env))
        message = self.env._("The payout is matched with your bank.")
        return self.settlement_id._get_notification(message, False)
