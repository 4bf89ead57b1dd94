# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

STATES = [
    ("downloaded", "Downloaded"),
    ("processing", "In Progress"),
    ("imported", "Imported"),
    ("reconciled", "Reconciled"),
    ("refused", "Refused"),
]


class AmazonSettlement(models.Model):
    """One settlement of a seller: Amazon's report and what it became in the books.

    Amounts are in the currency of the settlement; a positive one is money that Amazon
    owes the seller.
    """

    _name = "amazon.settlement"
    _description = "Amazon Settlement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "end_date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Settlement ID", required=True, readonly=True, index=True)
    seller_id = fields.Many2one(
        "amazon.seller", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    marketplace_id = fields.Many2one(
        "amazon.marketplace", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    journal_id = fields.Many2one(
        "account.journal", readonly=True, check_company=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    start_date = fields.Datetime("Period Start", readonly=True)
    end_date = fields.Datetime("Period End", readonly=True)
    deposit_date = fields.Datetime(readonly=True)
    total_amount = fields.Monetary("Total", readonly=True, aggregator=None)
    rows_amount = fields.Monetary("Sum of Rows", readonly=True, aggregator=None)
    difference = fields.Monetary(readonly=True, aggregator=None)
    row_count = fields.Integer("Rows", readonly=True)
    opening_balance = fields.Monetary(readonly=True, aggregator=None)
    closing_balance = fields.Monetary(readonly=True, aggregator=None)
    payout_amount = fields.Monetary("Payout", readonly=True, aggregator=None)
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="downloaded",
        index=True,
        tracking=True,
    )
    refusal_reason = fields.Text(readonly=True)
    file_id = fields.Many2one(
        "ir.attachment", "Report File", readonly=True, copy=False, ondelete="restrict"
    )
    file_format = fields.Selection(
        [("v2", "V2 Flat File"), ("v1", "V1 Flat File (archive)")], readonly=True
    )
    file_hash = fields.Char(readonly=True, copy=False)
    line_ids = fields.One2many("amazon.settlement.line", "settlement_id", readonly=True)
    row_ids = fields.One2many("amazon.settlement.row", "settlement_id", readonly=True)
    statement_id = fields.Many2one(
        "account.bank.statement",
        "Bank Statement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    sync_log_id = fields.Many2one(
        "amazon.sync.log", "Last Run", readonly=True, ondelete="set null"
    )

    _name_uniq = models.Constraint(
        "UNIQUE(seller_id, name)", "This settlement exists already for this seller."
    )
