# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL

from .amazon_settlement_rule import TREATMENTS

SECTIONS = [
    ("opening", "Opening Balance"),
    ("sales", "Sales"),
    ("refunds", "Refunds"),
    *(
        each
        for each in TREATMENTS
        if each[0] not in ("receivable", "opening", "closing")
    ),
    ("payout", "Payout"),
    ("closing", "Closing Balance"),
]


class AmazonSettlementSummary(models.Model):
    """What a settlement consists of: from the opening balance to the closing one."""

    _name = "amazon.settlement.summary"
    _description = "Amazon Settlement Summary"
    _auto = False
    _order = "sequence, amount desc, id"
    _rec_name = "section"

    settlement_id = fields.Many2one("amazon.settlement", readonly=True)
    seller_id = fields.Many2one(related="settlement_id.seller_id")
    company_id = fields.Many2one("res.company", readonly=True)
    endpoint = fields.Selection(related="settlement_id.endpoint")
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    sequence = fields.Integer(readonly=True)
    section = fields.Selection(
        SECTIONS, readonly=True, help="What the money was for, in the order of a proof."
    )
    rule_id = fields.Many2one(
        "amazon.settlement.rule",
        "Kind",
        readonly=True,
        help="A rule by which these amounts are booked; they have its category.",
    )
    row_count = fields.Integer(
        "Rows", readonly=True, help="How many amounts of the file these are."
    )
    amount = fields.Monetary(
        readonly=True,
        aggregator=None,
        help="What it adds to, or takes from, the balance at Amazon.",
    )
    balance = fields.Monetary(
        readonly=True, aggregator=None, help="The balance at Amazon after it."
    )

    # The fields that have to be in the database before it is asked.
    _depends = {
        "amazon.settlement": [
            "company_id",
            "is_stored",
            "payout_amount",
            "state",
        ],
        "amazon.settlement.row": [
            "amount",
            "rule_id",
            "settlement_id",
            "transaction_type",
            "treatment",
        ],
        "amazon.settlement.rule": ["name"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT part.*, SUM(part.amount) OVER (
                PARTITION BY part.settlement_id
                ORDER BY part.sequence, part.amount DESC, part.id
            ) AS balance
            FROM (%(parts)s) AS part
            """,
            parts=self._get_parts_sql(),
        )

    def _get_parts_sql(self):
        """Return the query of the amounts; the closing reserve is no movement."""
        return SQL(
            """
            SELECT MIN(row.id)::bigint * 2 AS id,
                row.settlement_id,
                row.company_id,
                %(section)s AS section,
                %(sequence)s AS sequence,
                MIN(row.rule_id) AS rule_id,
                COUNT(*) AS row_count,
                SUM(row.amount) AS amount
            FROM amazon_settlement_row AS row
            LEFT JOIN amazon_settlement_rule AS rule ON rule.id = row.rule_id
            WHERE row.treatment != 'closing'
            GROUP BY row.settlement_id, row.company_id, section,
                rule.name ->> 'en_US'
            UNION ALL
            SELECT settlement.id::bigint * 2 + 1 AS id,
                settlement.id AS settlement_id,
                settlement.company_id,
                'payout' AS section,
                %(payout)s AS sequence,
                NULL AS rule_id,
                NULL AS row_count,
                -settlement.payout_amount AS amount
            FROM amazon_settlement AS settlement
            WHERE settlement.payout_amount > 0 AND settlement.is_stored
            """,
            section=self._get_section_sql(),
            sequence=self._get_sequence_sql(),
            payout=self._get_sequence("payout"),
        )

    def _get_section_sql(self):
        return SQL(
            """
            CASE WHEN row.treatment != 'receivable' THEN row.treatment
                WHEN row.transaction_type ILIKE '%%refund%%' THEN 'refunds'
                ELSE 'sales' END
            """
        )

    def _get_sequence_sql(self):
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", section, self._get_sequence(section))
            for section, _label in SECTIONS
        )
        return SQL("CASE %s %s END", self._get_section_sql(), cases)

    def _get_sequence(self, section):
        return [each for each, _label in SECTIONS].index(section)

    def action_view_rows(self):
        """Open the rows that these amounts are."""
        self.ensure_one()
        action = self.settlement_id.action_view_rows()
        domain = [
            *action["domain"],
            self._get_rule_domain(),
            *self._get_row_domain(),
        ]
        return action | {"domain": domain}

    def _get_rule_domain(self):
        """Return what the rows have in common: a rule of this category."""
        if not self.rule_id:
            return ("rule_id", "=", False)
        # As the query compares them; archived rules have rows as well.
        rules = self.rule_id.with_context(lang="en_US", active_test=False)
        return ("rule_id", "in", rules.search([("name", "=", rules.name)]).ids)

    def _get_row_domain(self):
        if self.section == "payout":
            return [("id", "=", False)]
        if self.section == "refunds":
            return [
                ("treatment", "=", "receivable"),
                ("transaction_type", "ilike", "refund"),
            ]
        if self.section == "sales":
            return [
                ("treatment", "=", "receivable"),
                ("transaction_type", "not ilike", "refund"),
            ]
        return [("treatment", "=", self.section)]
