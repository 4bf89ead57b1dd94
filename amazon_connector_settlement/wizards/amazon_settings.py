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
    opening_balance_account_id = fields.Many2one(
        related="marketplace_id.opening_balance_account_id",
        readonly=False,
        check_company=True,
    )
    settlement_grouping = fields.Selection(
        related="marketplace_id.settlement_grouping", readonly=False
    )
    advertising_account_id = fields.Many2one(
        related="seller_id.advertising_account_id",
        readonly=False,
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
    )
    reimbursement_account_id = fields.Many2one(
        related="seller_id.reimbursement_account_id", readonly=False, check_company=True
    )
    withheld_tax_account_id = fields.Many2one(
        related="seller_id.withheld_tax_account_id", readonly=False, check_company=True
    )
    tax_adjustment_account_id = fields.Many2one(
        related="seller_id.tax_adjustment_account_id",
        readonly=False,
        check_company=True,
    )
    fee_booking = fields.Selection(related="seller_id.fee_booking", readonly=False)
    vendor_partner_id = fields.Many2one(
        related="seller_id.vendor_partner_id", readonly=False, check_company=True
    )
    lock_date_policy = fields.Selection(
        related="seller_id.lock_date_policy", readonly=False
    )
