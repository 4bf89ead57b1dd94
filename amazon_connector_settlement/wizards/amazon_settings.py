# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonSettings(models.TransientModel):
    _inherit = "amazon.settings"

    fee_account_id = fields.Many2one(
        related="seller_id.fee_account_id",
        readonly=False,
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
    )
    process_settlements = fields.Boolean(
        related="seller_id.process_settlements", readonly=False
    )
    settlement_journal_id = fields.Many2one(
        related="marketplace_id.settlement_journal_id",
        readonly=False,
        check_company=True,
        domain="[('type', '=', 'bank')]",
    )
    ending_balance_account_id = fields.Many2one(
        related="marketplace_id.ending_balance_account_id",
        readonly=False,
        check_company=True,
    )
    ending_balance_description = fields.Char(
        related="marketplace_id.ending_balance_description", readonly=False
    )
