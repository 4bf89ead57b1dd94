# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

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

    name = fields.Char(
        "Settlement ID",
        required=True,
        readonly=True,
        index=True,
        help="Amazon's number of the settlement.",
    )
    seller_id = fields.Many2one(
        "amazon.seller",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The selling account that the settlement belongs to.",
    )
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    marketplace_id = fields.Many2one(
        "amazon.marketplace",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Where most of it was sold, as the file says.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        readonly=True,
        check_company=True,
        ondelete="restrict",
        help="The settlement journal of the marketplace, in which it is booked.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    start_date = fields.Datetime(
        "Period Start", readonly=True, help="Where the settlement before should end."
    )
    end_date = fields.Datetime(
        "Period End", readonly=True, help="Where the next settlement should start."
    )
    deposit_date = fields.Datetime(
        readonly=True, help="When Amazon sends the money to the bank."
    )
    total_amount = fields.Monetary(
        "Total",
        readonly=True,
        aggregator=None,
        help="What Amazon says that the settlement comes to.",
    )
    rows_amount = fields.Monetary(
        "Sum of Rows",
        readonly=True,
        aggregator=None,
        help="What the rows of the file add up to.",
    )
    difference = fields.Monetary(
        readonly=True,
        aggregator=None,
        help="The sum of the rows minus Amazon's total: it has to be zero.",
    )
    row_count = fields.Integer(
        "Rows", readonly=True, help="How many amounts the file holds."
    )
    opening_balance = fields.Monetary(
        readonly=True,
        aggregator=None,
        help="What Amazon held back, or was owed, when the period began.",
    )
    closing_balance = fields.Monetary(
        readonly=True,
        aggregator=None,
        help="What Amazon still holds back, or is owed, when the period ends.",
    )
    payout_amount = fields.Monetary(
        "Payout",
        readonly=True,
        aggregator=None,
        help="What Amazon transfers to the bank: nothing if the total is negative.",
    )
    lines_amount = fields.Monetary(
        "Sum of Movements",
        compute="_compute_lines_amount",
        help="What the rows of the period add to the balance at Amazon: sales, "
        "refunds, fees and all the rest. Opening balance and movements are closing "
        "balance and payout.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="downloaded",
        index=True,
        tracking=True,
        help="Downloaded: the file is in Odoo. In Progress: it is being booked. "
        "Imported: it is booked, some lines match nothing yet. Reconciled: everything "
        "matches. Refused: the file does not add up, nothing is booked.",
    )
    refusal_reason = fields.Text(
        readonly=True, help="Why the file is refused, and what may be missing."
    )
    file_id = fields.Many2one(
        "ir.attachment",
        "Report File",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The file as it came; it is kept for ever.",
    )
    file_format = fields.Selection(
        [("v2", "V2 Flat File"), ("v1", "V1 Flat File (archive)")],
        readonly=True,
        help="V1 files are no longer made by Amazon: old ones are kept, and booked "
        "only if somebody presses Process.",
    )
    file_hash = fields.Char(
        "Checksum",
        readonly=True,
        copy=False,
        help="The same for every file with this content, however it is written.",
    )
    file_charset = fields.Char(
        "Charset", readonly=True, help="How the letters of the file are encoded."
    )
    store_name = fields.Char(
        "Store in the File",
        readonly=True,
        help="The Amazon store that most rows of the file name.",
    )
    is_stored = fields.Boolean(
        "Rows Complete",
        readonly=True,
        copy=False,
        help="Every row of the file, and every line that becomes of them, is in Odoo.",
    )
    line_ids = fields.One2many(
        "amazon.settlement.line",
        "settlement_id",
        string="Lines",
        readonly=True,
        help="The lines of the bank statement that the settlement becomes.",
    )
    row_ids = fields.One2many(
        "amazon.settlement.row",
        "settlement_id",
        string="All Rows",
        readonly=True,
        help="Every amount of the file.",
    )
    summary_ids = fields.One2many(
        "amazon.settlement.summary",
        "settlement_id",
        readonly=True,
        help="What the settlement consists of.",
    )
    statement_id = fields.Many2one(
        "account.bank.statement",
        "Bank Statement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    sync_log_id = fields.Many2one(
        "amazon.sync.log",
        "Last Run",
        readonly=True,
        ondelete="set null",
        help="The run that brought or processed the settlement.",
    )

    _name_uniq = models.Constraint(
        "UNIQUE(seller_id, name)", "This settlement exists already for this seller."
    )

    @api.depends("rows_amount", "opening_balance", "closing_balance", "total_amount")
    def _compute_lines_amount(self):
        for settlement in self:
            # The rows hold the opening balance, and the closing reserve as a charge.
            reserve = settlement.closing_balance - min(settlement.total_amount, 0)
            settlement.lines_amount = (
                settlement.rows_amount - settlement.opening_balance + reserve
            )
