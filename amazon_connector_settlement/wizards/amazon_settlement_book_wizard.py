# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class AmazonSettlementBookWizard(models.TransientModel):
    """Asks on which account open amounts are booked that nothing will ever match."""

    _name = "amazon.settlement.book.wizard"
    _inherit = ["amazon.page.mixin"]
    _description = "Book Open Amazon Amounts"
    _check_company_auto = True

    line_ids = fields.Many2many("amazon.settlement.line", required=True, readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_lines")
    line_count = fields.Integer("Lines", compute="_compute_lines")
    currency_id = fields.Many2one("res.currency", compute="_compute_lines")
    open_amount = fields.Monetary(
        "Open",
        compute="_compute_lines",
        help="What these lines come to: positive is money that Amazon paid.",
    )
    account_id = fields.Many2one(
        "account.account",
        required=True,
        check_company=True,
        domain="[('account_type', 'not in', ('asset_cash', 'liability_credit_card', "
        "'off_balance'))]",
        help="For example the account on which the open receivables of your last "
        "program were brought forward.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        check_company=True,
        help="Partner of the journal items. Blank: none.",
    )
    note = fields.Char(
        required=True,
        help="Why they are booked there; it is kept on the lines and their entries.",
    )

    @api.depends("line_ids")
    def _compute_lines(self):
        for wizard in self:
            lines = wizard.line_ids
            currency = lines.currency_id
            wizard.company_id = lines.company_id[:1]
            wizard.line_count = len(lines)
            # Amounts in several currencies have no sum.
            wizard.currency_id = currency if len(currency) == 1 else False
            wizard.open_amount = sum(lines.mapped("open_amount"))

    def action_book(self):
        """Book the open amounts on the account; they count as reconciled then."""
        self.ensure_one()
        self.line_ids._check_may_book_by_hand()
        self._check_account()
        # Nobody has a right to change what Amazon's report became.
        lines = self.line_ids.sudo().with_company(self.company_id)
        left, in_jobs = lines._book_by_hand_from_button(
            self.account_id, self.partner_id, self.note
        )
        return self.line_ids.settlement_id._get_notification(
            self._get_message(left, in_jobs), bool(left)
        )

    def _check_account(self):
        # Which accounts a journal has is no secret to those who book on them.
        journals = self.line_ids.settlement_id.journal_id.sudo()
        own = journals.suspense_account_id | journals.default_account_id
        if self.account_id in own:
            raise UserError(
                self.env._(
                    "On %s these amounts would be open again. Choose another account.",
                    self.account_id.display_name,
                )
            )

    def _get_message(self, left, in_jobs):
        count = self.line_count - left
        if in_jobs:
            message = self.env._("%s lines are being booked in the background.", count)
        else:
            message = self.env._("%s lines are booked.", count)
        if left:
            message += " " + self.env._(
                "%s others stay open: some of their money is on the account of a "
                "customer, or they were reconciled meanwhile. Look at them one by one.",
                left,
            )
        return message
