# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL

from .settlement_item import Item, exact


class AmazonSettlement(models.Model):
    """Opening balance, payout, and the proof that rows and journal items agree."""

    # Apart from the jobs.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    opening_balance_company = fields.Monetary(
        "Opening Balance in Company Currency",
        currency_field="company_currency_id",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Book value of what Amazon had when the period began: that of the "
        "settlement before, or by the rate of the first day if it is not in Odoo.",
    )
    closing_balance_company = fields.Monetary(
        "Closing Balance in Company Currency",
        currency_field="company_currency_id",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Book value of what Amazon still has after this settlement. The payout "
        "takes its share of the book value with it, so that the account of Amazon ends "
        "at zero in both currencies.",
    )

    # === OPENING BALANCE === #

    def _book_opening(self):
        """Book what Amazon held before the first settlement, if an account is set."""
        account = self.marketplace_id.opening_balance_account_id
        has_line = "opening" in self.line_ids.mapped("key")
        if has_line or not account or not self.opening_balance:
            return
        if self._get_previous():
            return
        line = self.line_ids.create(
            {
                "settlement_id": self.id,
                "key": "opening",
                "kind": "transfer",
                "date": min(self.line_ids.mapped("date"), default=self.end_date.date()),
                "label": self.env._("Balance at Amazon before the first settlement"),
                "amount": self.opening_balance,
            }
        )
        rows = self.row_ids.filtered(lambda row: row.treatment == "opening")
        rows.write({"line_id": line.id})
        amount = exact(self.opening_balance, self.currency_id)
        item = Item(line.label, amount, account=account, rows=rows.ids)
        self.env["amazon.settlement.booker"]._create_statement_lines(
            self, [(line, [item])]
        )

    # === PAYOUT === #

    def _book_payout(self):
        """Book what Amazon transfers to the bank, at the book value of this money."""
        line = self.line_ids.filtered(lambda line: line.kind == "payout")
        if line and line.state != "planned":
            return
        self.opening_balance_company = self._get_opening_value()
        before = self.opening_balance_company + self._get_booked_value()
        share = self._get_payout_share(line)
        value = self.company_currency_id.round(before * share)
        if line:
            item = self._get_payout_item(line)
            item.balance = value
            self.env["amazon.settlement.booker"]._create_statement_lines(
                self, [(line, [item])]
            )
        self.closing_balance_company = before - value

    def _get_payout_item(self, line):
        account = self._get_payout_account()
        item = Item(line.label, exact(line.amount, self.currency_id), account=account)
        if not account:
            resolver = self.env["amazon.settlement.resolver"]
            rules = self.env["amazon.settlement.rule"]
            item.problem = resolver._explain_no_account(rules, "transfer")
        return item

    def _get_booked_value(self):
        """Return in company currency what the lines before the payout come to."""
        settlement_lines = self.env["amazon.settlement.line"]
        settlement_lines.flush_model(["statement_line_id"])
        lines = settlement_lines._search(
            [("settlement_id", "=", self.id), ("kind", "!=", "payout")]
        )
        groups = self.env["account.move.line"]._read_group(
            [
                ("statement_line_id", "in", lines.subselect("statement_line_id")),
                ("account_id", "=", self.journal_id.default_account_id.id),
            ],
            [],
            ["balance:sum"],
        )
        return groups[0][0] or 0.0

    def _get_opening_value(self):
        """Return the book value of the opening balance.

        It is that of the settlement before, unless one in between is missing.
        """
        if "opening" in self.line_ids.mapped("key") or not self.opening_balance:
            return 0.0
        previous = self._get_previous()
        if previous.end_date == self.start_date:
            return previous.closing_balance_company
        return self.currency_id._convert(
            self.opening_balance,
            self.company_currency_id,
            self.company_id,
            self.start_date.date(),
        )

    def _get_payout_share(self, payout):
        """Return which part of what Amazon owes is paid out: all, or less a reserve."""
        if not payout:
            return 0.0
        paid = -payout.amount
        total = paid + self._get_balance_end()
        if not self._get_balance_end() or not total:
            return 1.0
        return paid / total

    # === PROOF === #

    def _find_problem(self):
        """Return in plain words what is wrong with the entries, or nothing.

        Every row is in one journal item and their sum is its amount; the statement is
        complete. Whether it is valid depends on the settlement before it.
        """
        if problem := self._find_wrong_items():
            return problem
        if lost := self._query_lost_rows():
            return self.env._(
                "%(count)s rows of Amazon's report are in no journal item, the first "
                "of which is row %(number)s. What is booked so far stays; press Undo "
                "to take it back.",
                count=len(lost),
                number=lost[0],
            )
        statement = self.statement_id
        if statement and not statement.is_complete:
            return self.env._(
                "The statement ends with %(end)s instead of %(expected)s. What is "
                "booked so far stays; press Undo to take it back.",
                end=statement.balance_end,
                expected=statement.balance_end_real,
            )
        return False

    def _find_wrong_items(self, lines=None):
        """Return in plain words which rows do not add up to their journal items.

        :param lines: look at these lines of the settlement only
        """
        self.env.flush_all()
        if not (wrong := self._query_wrong_items(lines)):
            return False
        return self.env._(
            "The rows of Amazon's report do not add up to %(count)s journal items, the "
            "first of which is %(item)s. What is booked so far stays; press Undo to "
            "take it back.",
            count=len(wrong),
            item=self.env["account.move.line"].browse(wrong[0]).display_name,
        )

    def _query_wrong_items(self, lines=None):
        """Return ids of journal items whose amount is not the sum of their rows.

        Tax items do not say which base they are of: those of an entry count with all
        its taxed items.
        """
        only_lines = SQL("AND line_id = ANY(%s)", lines.ids) if lines else SQL()
        rows = self.env.execute_query(
            SQL(
                """
                WITH booked AS (
                    SELECT item.id, item.move_id,
                        item.amount_currency + rows.amount AS difference,
                        EXISTS (
                            SELECT FROM account_move_line_account_tax_rel rel
                            WHERE rel.account_move_line_id = item.id
                        ) AS is_taxed
                    FROM (
                        SELECT move_line_id, SUM(amount) AS amount
                        FROM amazon_settlement_row
                        WHERE settlement_id = %(settlement)s
                            AND move_line_id IS NOT NULL
                            %(only_lines)s
                        GROUP BY move_line_id
                    ) rows
                    JOIN account_move_line item ON item.id = rows.move_line_id
                )
                SELECT id FROM booked
                WHERE NOT is_taxed AND ROUND(difference, 6) <> 0
                UNION ALL
                SELECT MIN(booked.id) FROM booked
                WHERE is_taxed
                GROUP BY booked.move_id
                HAVING ROUND(SUM(booked.difference) + (
                    SELECT COALESCE(SUM(tax.amount_currency), 0)
                    FROM account_move_line tax
                    WHERE tax.move_id = booked.move_id
                        AND tax.tax_repartition_line_id IS NOT NULL
                ), 6) <> 0
                ORDER BY id
                """,
                settlement=self.id,
                only_lines=only_lines,
            )
        )
        return [row[0] for row in rows]

    def _query_lost_rows(self):
        """Return numbers of rows that are neither in a journal item nor a balance."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT number FROM amazon_settlement_row
                WHERE settlement_id = %s AND move_line_id IS NULL
                    AND COALESCE(treatment, '') NOT IN ('opening', 'closing')
                ORDER BY number
                """,
                self.id,
            )
        )
        return [row[0] for row in rows]
