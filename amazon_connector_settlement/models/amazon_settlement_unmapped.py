# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL


class AmazonSettlementUnmapped(models.Model):
    """A combination of texts in settlement reports that no rule fits yet.

    The records are computed from the rows of the settlements, so one is gone as soon
    as a rule fits.
    """

    _name = "amazon.settlement.unmapped"
    _description = "Amazon Unmapped Amounts"
    _auto = False
    _order = "row_count desc, id"
    _rec_name = "amount_description"

    seller_id = fields.Many2one("amazon.seller", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    endpoint = fields.Selection(related="seller_id.endpoint")
    marketplace_id = fields.Many2one("amazon.marketplace", readonly=True)
    transaction_type = fields.Char(readonly=True)
    amount_type = fields.Char(readonly=True)
    amount_description = fields.Char(readonly=True)
    row_count = fields.Integer(
        "Amounts", readonly=True, help="How many amounts of reports this concerns."
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(
        "Money",
        readonly=True,
        aggregator=None,
        help="Sum of these amounts: positive is money for you.",
    )
    first_date = fields.Date("First Seen", readonly=True)
    last_date = fields.Date("Last Seen", readonly=True)
    sample_row_id = fields.Many2one("amazon.settlement.row", "Example", readonly=True)
    sample_settlement_id = fields.Many2one(
        related="sample_row_id.settlement_id", string="Settlement"
    )
    sample_order_ref = fields.Char(related="sample_row_id.order_ref")

    # The fields of the rows that have to be in the database before it is asked.
    _depends = {
        "amazon.settlement.row": [
            "amount",
            "amount_description",
            "amount_type",
            "company_id",
            "line_id",
            "posted_date",
            "settlement_id",
            "transaction_type",
            "treatment",
        ],
        "amazon.settlement": ["currency_id", "marketplace_id", "seller_id", "state"],
        "amazon.settlement.line": ["reason"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(line.id) AS id, settlement.seller_id, line.company_id,
                settlement.marketplace_id, settlement.currency_id,
                line.transaction_type, line.amount_type, line.amount_description,
                COUNT(*) AS row_count, SUM(line.amount) AS amount,
                MIN(line.posted_date) AS first_date,
                MAX(line.posted_date) AS last_date,
                MAX(line.id) AS sample_row_id
            FROM amazon_settlement_row line
            JOIN amazon_settlement settlement ON settlement.id = line.settlement_id
            LEFT JOIN amazon_settlement_line planned ON planned.id = line.line_id
            WHERE line.treatment = 'unmapped' AND settlement.state <> 'refused'
                AND planned.reason IS DISTINCT FROM 'by_hand'
            GROUP BY settlement.seller_id, line.company_id, settlement.marketplace_id,
                settlement.currency_id, line.transaction_type, line.amount_type,
                line.amount_description
            """
        )

    def action_map(self):
        """Ask how to book these amounts from now on."""
        self.ensure_one()
        return self.sample_row_id._get_map_action()

    def action_open_rows(self):
        """Open the amounts of reports that this is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "amazon.settlement.row",
            "view_mode": "list,form",
            "domain": [
                ("treatment", "=", "unmapped"),
                "|",
                ("line_id", "=", False),
                ("line_id.reason", "!=", "by_hand"),
                ("settlement_id.seller_id", "=", self.seller_id.id),
                ("transaction_type", "=", self.transaction_type),
                ("amount_type", "=", self.amount_type),
                ("amount_description", "=", self.amount_description),
            ],
        }
