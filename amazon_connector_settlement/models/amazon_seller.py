# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmazonSeller(models.Model):
    """Adds the account of what Amazon charges."""

    _inherit = "amazon.seller"

    fee_account_id = fields.Many2one(
        "account.account",
        string="Amazon Fee Account",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
        help="Used when settlements are imported: what Amazon charges is booked on "
        "this account, until you choose another one for a kind of charge.",
    )

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | {"fee_account_id"}

    @api.constrains("fee_account_id")
    def _check_fee_account(self):
        for seller in self.filtered("fee_account_id"):
            account = seller.fee_account_id
            if account.internal_group == "expense":
                continue
            raise ValidationError(
                self.env._(
                    "%(account)s is no expense account. Choose one for the fees that "
                    "%(seller)s pays to Amazon.",
                    account=account.display_name,
                    seller=seller.display_name,
                )
            )
