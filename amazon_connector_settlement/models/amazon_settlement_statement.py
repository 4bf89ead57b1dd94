# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import Command, api, models

from .amazon_settlement_booking import BOOKED

# The end of a period may be a second before the start of the next one.
TOLERANCE = timedelta(days=1)
# More settlements than that never end in a journal at one time.
MOST_AT_ONCE = 20


class AmazonSettlement(models.Model):
    """Makes the bank statement of a settlement, with its balances.

    As a rule these are what Amazon had at both ends of the period. Where settlements
    overlap in a journal, because Amazon settles kinds of orders apart, a statement goes
    on from the one before it, and its balances are the sum of all of them.
    """

    # Apart from booking the lines.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    def _create_statement(self):
        """Make the bank statement; Odoo proves that it is complete and valid."""
        statement_lines = self.line_ids.statement_line_id
        if not statement_lines:
            return
        # The report belongs to the settlement, not to whoever books it.
        file = self.file_id.sudo()
        self.statement_id = self.env["account.bank.statement"].create(
            {
                "name": f"{self.journal_id.code} {self.name}",
                "reference": self.name,
                "line_ids": [Command.set(statement_lines.ids)],
                "attachment_ids": [
                    Command.set(file.copy(self._prepare_copy_vals()).ids)
                ]
                if file
                else [],
            }
        )
        for settlement in self | self._get_following_booked():
            settlement._set_balances()

    @api.model
    def _prepare_copy_vals(self):
        # The statement takes its attachments for itself, and ours is kept for ever.
        return {"res_model": "account.bank.statement", "res_id": 0}

    def _get_following_booked(self):
        """Return the settlements whose statements come after this one, in order."""
        statements = self.env["account.bank.statement"].search(
            [
                ("journal_id", "=", self.journal_id.id),
                ("first_line_index", ">", self.statement_id.first_line_index),
            ],
            order="first_line_index",
        )
        found = self.search([("statement_id", "in", statements.ids)])
        return found.sorted(lambda each: each.statement_id.first_line_index)

    # === BALANCES === #

    def _set_balances(self):
        """Write the balances of the statement if they are others."""
        statement = self.statement_id
        start = self._get_statement_start()
        end = start + self._get_balance_end() - self._get_balance_start()
        values = {"balance_start": start, "balance_end_real": end}
        compare = self.currency_id.compare_amounts
        if any(compare(statement[name], value) for name, value in values.items()):
            statement.write(values)

    def _get_statement_start(self):
        """Return the balance with which the statement starts."""
        start = self._get_balance_start()
        before = self._get_statement_before()
        if not self.search_count([("statement_id", "in", before.ids)], limit=1):
            return start
        previous = self._get_previous()
        if not previous:
            # It overlaps with what is booked already, and continues nothing of it.
            return before.balance_end_real
        return start + before.balance_end_real - previous._get_balance_end()

    def _get_statement_before(self):
        """Return the statement with which Odoo compares this one."""
        return self.env["account.bank.statement"].search(
            [
                ("journal_id", "=", self.journal_id.id),
                ("first_line_index", "<", self.statement_id.first_line_index),
            ],
            order="first_line_index desc",
            limit=1,
        )

    def _get_previous(self):
        """Return the booked settlement of this journal that this one continues.

        Of several that end where this one begins, it is the one that leaves what this
        one begins with.
        """
        ended = self.search(
            [
                ("journal_id", "=", self.journal_id.id),
                ("state", "in", BOOKED),
                ("end_date", "<=", self.start_date),
                ("id", "!=", self.id),
            ],
            order="end_date desc, id desc",
            limit=MOST_AT_ONCE,
        )
        last = ended[:1]
        near = ended.filtered(lambda each: each.end_date >= last.end_date - TOLERANCE)
        if len(near) > 1:
            compare = self.currency_id.compare_amounts
            opening = self.opening_balance
            fitting = near.filtered(
                lambda each: not compare(each._get_balance_end(), opening)
            )
            return fitting[:1] or last
        return last

    def _get_balance_start(self):
        is_booked = self.line_ids.filtered(lambda line: line.key == "opening")
        return 0.0 if is_booked else self.opening_balance

    def _get_balance_end(self):
        """Return what Amazon still has, or claims if the total is negative."""
        reserves = self.env["amazon.settlement.row"]._read_group(
            [("settlement_id", "=", self.id), ("treatment", "=", "closing")],
            [],
            ["amount:sum"],
        )
        reserve = -(reserves[0][0] or 0.0)
        return self.currency_id.round(reserve + min(self.total_amount, 0.0))
