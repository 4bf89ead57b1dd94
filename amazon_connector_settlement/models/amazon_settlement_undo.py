# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.queue_job.exception import RetryableJobError

ACCOUNTANTS = ("account.group_account_basic", "account.group_account_manager")
BOOKKEEPERS = ("amazon_connector.group_amazon_manager", *ACCOUNTANTS)
UNDOABLE_STATES = ("processing", "imported", "reconciled")
UNDOES_AT_ONCE = 500


class AmazonSettlement(models.Model):
    """What people do with a settlement: book it, reconcile it, undo it."""

    # Apart from the jobs.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    def _check_may_book(self):
        """Refuse who may neither manage Amazon nor work with bank statements."""
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in BOOKKEEPERS):
            raise AccessError(
                self.env._(
                    "Settlements are booked by accountants and Amazon managers. Ask "
                    "one of them to do it."
                )
            )

    def _check_may_remove_entries(self):
        """Refuse to take posted entries away for who may not work with them.

        An Amazon manager books with the rights of the connector, because nothing but
        what Amazon's report says can come of it; what is booked belongs to accounting.
        """
        # Whether there are entries does not depend on who asks.
        is_booked = self.sudo().line_ids.search_count(
            [("settlement_id", "in", self.ids), ("statement_line_id", "!=", False)],
            limit=1,
        )
        if is_booked and not any(self.env.user.has_group(g) for g in ACCOUNTANTS):
            raise AccessError(
                self.env._(
                    "Undo takes posted journal entries away, which only an accountant "
                    "may do. Ask one to press Undo."
                )
            )

    def _lock_all(self):
        """Let nobody else change the entries of these settlements at the same time."""
        if self.try_lock_for_update(allow_referencing=True) != self:
            raise RetryableJobError(
                "The settlement is being booked", seconds=10, ignore_retry=True
            )

    def _lock_for_button(self):
        try:
            self._lock_all()
        except RetryableJobError as error:
            raise UserError(
                self.env._(
                    "This settlement is being booked right now. Wait a moment and try "
                    "again."
                )
            ) from error

    # === BUTTONS === #

    def action_reconcile(self):
        """Book what is not booked yet, and look again at what is open."""
        self._check_may_book()
        # Who presses the button need not have the rights of a bookkeeper.
        for settlement in self.sudo():
            settlement = settlement.with_company(settlement.company_id)
            if settlement.state == "downloaded":
                settlement._process()
            elif settlement.state == "processing":
                if settlement.is_stored and not settlement.is_undoing:
                    settlement._start_booking()
            elif settlement.state != "refused":
                settlement.line_ids._retry_from_button()
        return self._get_reconcile_notification()

    def _get_reconcile_notification(self):
        waiting = self.filtered("waiting_reason")
        if waiting:
            return self._get_notification(waiting[0].waiting_reason, True)
        if any(each.line_ids._is_too_much_at_once() for each in self):
            return self.line_ids._notify_background()
        open_count = sum(self.mapped("open_line_count"))
        if any(settlement.state == "processing" for settlement in self):
            message = self.env._("The settlement is being booked in the background.")
            return self._get_notification(message, False)
        message = (
            self.env._("%s lines match nothing yet; the list says why.", open_count)
            if open_count
            else self.env._("Everything is reconciled.")
        )
        return self._get_notification(message, bool(open_count))

    def _get_notification(self, message, is_warning):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if is_warning else "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_undo(self):
        """Take back the statement and the entries; the report and its rows stay."""
        self._check_may_book()
        self._check_may_remove_entries()
        # Who presses the button need not have the rights of a bookkeeper.
        for settlement in self.sudo():
            settlement = settlement.with_company(settlement.company_id)
            settlement._lock_for_button()
            settlement._check_may_undo()
            settlement._undo_from_button()
            settlement.message_post(
                body=self.env._("Undo was pressed: the entries are taken back."),
                author_id=self.env.user.partner_id.id,
            )
        return True

    def _undo_from_button(self):
        """Undo the booking, in jobs if whoever pressed would wait long."""
        self._remove_statement()
        if len(self.line_ids.statement_line_id) > UNDOES_AT_ONCE:
            return self._start_undo()
        self._undo_lines(self.line_ids)
        return self._finish_undo()

    def _check_not_undoing(self):
        for settlement in self.filtered("is_undoing")[:1]:
            raise UserError(
                self.env._(
                    "The entries of settlement %s are being taken back already. Wait "
                    "until it is Downloaded again.",
                    settlement.name,
                )
            )

    def _check_may_undo(self):
        self._check_not_undoing()
        if not self.is_stored or self.state not in UNDOABLE_STATES:
            raise UserError(
                self.env._(
                    "Nothing of settlement %s is booked, so there is nothing to undo.",
                    self.name,
                )
            )
        dates = self.line_ids.statement_line_id.mapped("date")
        lock_date = dates and self._get_lock_date(min(dates))
        if lock_date:
            raise UserError(
                self.env._(
                    "%(settlement)s has entries in a period that is locked until "
                    "%(lock)s. Unlock that period first.",
                    settlement=self.name,
                    lock=lock_date,
                )
            )

    def _remove_statement(self):
        statement = self.statement_id
        self.statement_id = False
        statement.unlink()

    def _undo_lines(self, lines):
        """Remove reconciliations and entries of lines; they are planned again.

        With the restrictive audit trail Odoo keeps the entries, cancelled.
        """
        booker = self.env["amazon.settlement.booker"]
        statement_lines = booker._in_quiet_mode(lines.statement_line_id)
        self._release_bank_lines(statement_lines)
        lines.row_ids.move_line_id = False
        statement_lines.move_id.line_ids.remove_move_reconcile()
        statement_lines.unlink()
        lines.write(
            {
                "state": "planned",
                "reason": False,
                "message": False,
                "open_amount": 0.0,
                "retry_date": False,
            }
        )

    def _finish_undo(self):
        """Let the settlement be as it was before it was booked."""
        self.line_ids.filtered(lambda line: line.key == "opening").unlink()
        self._stop_waiting()
        self.write(
            {"state": "downloaded", "closing_balance_company": 0.0, "is_undoing": False}
        )

    def _release_bank_lines(self, statement_lines):
        """Put the lines of the real bank that the payout is matched with to suspense.

        Otherwise they would count as reconciled, and nobody could match them again.
        """
        account = self._get_payout_account()
        items = statement_lines.move_id.line_ids.filtered(
            lambda item: item.account_id == account
        )
        others = items.matched_debit_ids.debit_move_id
        others |= items.matched_credit_ids.credit_move_id
        bank_lines = (others - items).statement_line_id
        # What another settlement has booked stays booked.
        bank_lines.filtered(
            lambda line: not line.amazon_settlement_line_ids
        ).action_undo_reconciliation()
