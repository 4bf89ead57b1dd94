# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

KINDS = [
    ("order", "Order"),
    ("refund", "Refund"),
    ("fee", "Fee"),
    ("advertising", "Advertising"),
    ("reimbursement", "Reimbursement"),
    ("tax", "Tax"),
    ("transfer", "Transfer"),
    ("other", "Other"),
    ("unmapped", "Unmapped"),
    ("payout", "Payout"),
]


class AmazonSettlementLine(models.Model):
    """One line of the bank statement that a settlement becomes, as it was planned.

    It is planned first and booked by a later job; what cannot be matched yet stays
    open with its reason.
    """

    _name = "amazon.settlement.line"
    _description = "Amazon Settlement Line"
    _order = "date, id"
    _rec_name = "label"

    settlement_id = fields.Many2one(
        "amazon.settlement",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    seller_id = fields.Many2one(
        related="settlement_id.seller_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="settlement_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    key = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    date = fields.Date(required=True, readonly=True)
    label = fields.Char(required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    order_ref = fields.Char("Amazon Order Reference", readonly=True, index=True)
    adjustment_ref = fields.Char("Adjustment ID", readonly=True)
    state = fields.Selection(
        [("planned", "Planned"), ("open", "Open"), ("reconciled", "Reconciled")],
        required=True,
        readonly=True,
        default="planned",
        index=True,
    )
    reason = fields.Selection(
        [
            ("order_missing", "Order Not in Odoo"),
            ("not_invoiced", "No Invoice Yet"),
            ("no_credit_note", "No Credit Note Yet"),
            ("amount_differs", "Amount Differs from the Invoice"),
            ("unmapped", "Charge Not Mapped"),
            ("account_missing", "Account Missing"),
            ("undone", "Undone by Hand"),
            ("by_hand", "Booked by Hand"),
        ],
        readonly=True,
        index="btree_not_null",
        help="Why the amount is not matched, or that somebody chose its account.",
    )
    message = fields.Text(
        "Explanation", readonly=True, help="What is missing, and what to do."
    )
    open_amount = fields.Monetary(
        readonly=True, help="How much of the line is not matched."
    )
    retry_date = fields.Datetime(
        "Next Try",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When Odoo looks again by itself. It also looks when the order is "
        "imported and when one of its invoices or credit notes is confirmed.",
    )
    amazon_order_id = fields.Many2one(
        "amazon.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    row_ids = fields.One2many("amazon.settlement.row", "line_id", readonly=True)

    _key_uniq = models.Constraint(
        "UNIQUE(settlement_id, key)", "This line of the settlement exists already."
    )
