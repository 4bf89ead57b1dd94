# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

from .amazon_settlement_booking import WAITING_ACTIVITY
from .settlement_item import ZERO, Item, Problem, exact

LINES_AT_ONCE = 100
LINES_PER_JOB = 50


class AmazonSettlementLine(models.Model):
    """Takes back what one line is matched with."""

    # Apart from the fields.
    _inherit = "amazon.settlement.line"  # pylint: disable=consider-merging-classes-inherited

    def action_undo(self):
        """Put these lines back to suspense; they wait for somebody to match them."""
        self.settlement_id._check_may_book()
        self.settlement_id._check_may_remove_entries()
        self.settlement_id._check_not_undoing()
        in_jobs = False
        # Who presses the button need not have the rights of a bookkeeper.
        for company, lines in self.sudo().grouped("company_id").items():
            lines = lines.filtered("statement_line_id").with_company(company)
            lines.settlement_id._lock_for_button()
            by_hand = lines.filtered(lambda line: line.reason == "by_hand")
            by_hand = by_hand.filtered("by_hand_item_id")
            by_hand._undo_by_hand()
            in_jobs |= (lines - by_hand)._undo_from_button()
        if in_jobs:
            message = self.env._(
                "There are many lines: they are undone in the background."
            )
            return self.settlement_id._get_notification(message, False)
        return True

    def _undo_from_button(self):
        """Undo these lines, in jobs if whoever pressed would wait long.

        :return: whether jobs do the work
        """
        if len(self) <= LINES_AT_ONCE:
            self._undo_each()
            return False
        ids = sorted(self.ids)
        for start in range(0, len(ids), LINES_PER_JOB):
            part = self.browse(ids[start : start + LINES_PER_JOB])
            part.with_delay(
                description=self.env._("Undo lines of Amazon settlements"),
                identity_key=f"amazon-settlement-lines:undo:{part.ids}",
            )._job_undo()
        return True

    def _job_undo(self):
        """Put these lines back to suspense."""
        lines = self.exists().filtered("statement_line_id")
        lines.settlement_id._lock_all()
        lines._undo_each()
        return self.env._("%s lines undone.", len(lines))

    def _on_job_failed(self, exc_name="", exc_message="", **_details):
        """Called by the queue when work on these lines has failed for good."""
        text = self.env._(
            "What somebody did with several lines was given up (%(error)s): %(count)s "
            "lines, the first of which is %(line)s, are as they were. Correct the "
            "cause, then do it again.",
            error=f"{exc_name}: {exc_message}",
            count=len(self),
            line=self[:1].label,
        )
        for settlement in self.settlement_id:
            settlement.activity_schedule(
                WAITING_ACTIVITY,
                note=text,
                user_id=self.env.uid,
            )

    def _undo_each(self):
        for line in self:
            line._undo()

    def _undo(self):
        lock_date = self.settlement_id._get_lock_date(self.statement_line_id.date)
        if lock_date:
            raise UserError(self._explain_lock(lock_date))
        self.settlement_id._release_bank_lines(self.statement_line_id)
        _liquidity, suspense, others = self.statement_line_id._seek_for_lines()
        amounts = (exact(row.amount, self.currency_id) for row in self.row_ids)
        amount = sum(amounts, start=ZERO) or exact(self.amount, self.currency_id)
        problem = Problem("undone", self._explain_undone())
        item = Item(self.label, amount, rows=self.row_ids.ids, problem=problem)
        booker = self.env["amazon.settlement.booker"]
        booker._replace(self, suspense | others, [item])
        self.settlement_id._set_reconciled_state()

    def _explain_undone(self):
        return self.env._(
            "Somebody undid this line. Press Reconcile to match it again."
        )
