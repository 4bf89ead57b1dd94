# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonSellerCreateWizard(models.TransientModel):
    _inherit = "amazon.seller.create.wizard"

    fee_account_id = fields.Many2one(
        "account.account",
        string="Amazon Fee Account",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
        help="What Amazon charges is booked on this account, until you choose another "
        "one for a kind of charge.",
    )

    def _prepare_seller_vals(self):
        vals = super()._prepare_seller_vals()
        return vals | {"fee_account_id": self.fee_account_id.id}
