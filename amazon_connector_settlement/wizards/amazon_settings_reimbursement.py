# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonSettings(models.TransientModel):
    """Reports and reimbursements of settlements."""

    # Apart from accounts and journals.
    _inherit = "amazon.settings"  # pylint: disable=consider-merging-classes-inherited

    settlement_report_days = fields.Integer(
        related="seller_id.settlement_report_days", readonly=False
    )
    reimbursement_partner_id = fields.Many2one(
        related="seller_id.reimbursement_partner_id",
        readonly=False,
        check_company=True,
    )
    reimbursement_journal_id = fields.Many2one(
        related="seller_id.reimbursement_journal_id",
        readonly=False,
        check_company=True,
        domain="[('type', '=', 'sale')]",
    )
    reimbursement_product_id = fields.Many2one(
        related="seller_id.reimbursement_product_id",
        readonly=False,
        check_company=True,
        domain="[('type', '=', 'service')]",
    )
