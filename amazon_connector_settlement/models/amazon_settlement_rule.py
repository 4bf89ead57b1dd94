# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

TREATMENTS = [
    ("receivable", "Customer Receivable"),
    ("withheld_tax", "Tax That Amazon Withholds"),
    ("fee", "Fee"),
    ("advertising", "Advertising"),
    ("reimbursement", "Reimbursement"),
    ("tax_adjustment", "Tax Adjustment"),
    ("other", "Other Account"),
    ("transfer", "Transfer"),
    ("opening", "Opening Balance"),
    ("closing", "Closing Balance"),
    ("unmapped", "Not Mapped"),
]


class AmazonSettlementRule(models.Model):
    """Says how amounts of settlement reports are booked; the first that fits counts."""

    _name = "amazon.settlement.rule"
    _description = "Amazon Settlement Rule"
    _inherit = ["analytic.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Category", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    seller_id = fields.Many2one(
        "amazon.seller", index="btree_not_null", ondelete="cascade"
    )
    marketplace_id = fields.Many2one("amazon.marketplace", ondelete="cascade")
    transaction_type = fields.Char(required=True, default="*")
    amount_type = fields.Char(required=True, default="*")
    amount_description = fields.Char(required=True, default="*")
    sign = fields.Selection([("positive", "Credits"), ("negative", "Charges")])
    treatment = fields.Selection(
        [each for each in TREATMENTS if each[0] != "unmapped"], required=True
    )
    account_id = fields.Many2one("account.account", check_company=True)
    partner_id = fields.Many2one("res.partner", check_company=True)
    tax_id = fields.Many2one("account.tax", check_company=True)
