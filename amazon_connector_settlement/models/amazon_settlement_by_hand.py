# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .amazon_settlement_undo import ACCOUNTANTS
from .settlement_item import exact

BY_HAND_AT_ONCE = 500


class AmazonSettlementLine(models.Model):
    """Books what is open on an account that an accountant chooses.

    That is for orders from before Odoo was used: nothing comes any more that they
    could be matched with.
    """

    # Apart from the fields of the line.
    _inherit = "amazon.settlement.line"  # pylint: disable=consider-merging-classes-inherited

    by_hand_item_id = fields.Many2one(
        "account.move.line",
        "Item Booked by Hand",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The journal item that somebody moved from suspense to another account.",
    )

    def action_book_by_hand(self):
        """Ask on which account the open amounts of these lines are booked."""
        self._check_may_book_by_hand()
        self.settlement_id._check_not_undoing()
        lines = self.filtered(lambda line: line.state == "open")
        if not lines:
            raise UserError(self.env._("Nothing of these lines is open."))
        if len(lines.company_id) > 1:
            raise UserError(
                self.env._(
                    "These lines are of several companies, which have accounts of "
                    "their own. Choose lines of one company."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Book on an Account"),
            "res_model": "amazon.settlement.book.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": lines.ids},
        }

    def _check_may_book_by_hand(self):
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in ACCOUNTANTS):
            raise AccessError(
                self.env._(
                    "On which account an amount is booked by hand, accountants decide. "
                    "Ask one of them to do it."
                )
            )

    def _book_by_hand_from_button(self, account, partner, note):
        """Book what is open on an account, in jobs if whoever pressed would wait long.

        Superuser mode with the company of the lines is expected.

        :return: how many lines stay open because of the account of a customer, and
            whether jobs do the work
        """
        fitting = self.filtered(lambda line: line._is_all_in_suspense())
        fitting.settlement_id._check_not_undoing()
        fitting._check_not_locked()
        message = self.env._(
            "Booked by hand on %(account)s by %(user)s: %(note)s",
            account=" ".join(filter(None, (account.code, account.name))),
            user=self.env.user.name,
            note=note,
        )
        in_jobs = len(fitting) > BY_HAND_AT_ONCE
        if in_jobs:
            fitting._enqueue_by_hand(account, partner, message)
        else:
            fitting.settlement_id._lock_for_button()
            fitting._book_by_hand(account, partner, message)
        return len(self) - len(fitting), in_jobs

    def _enqueue_by_hand(self, account, partner, message):
        key = f"amazon-settlement-lines:by-hand:{account.id}:{partner.id}"
        for start in range(0, len(self), BY_HAND_AT_ONCE):
            part = self[start : start + BY_HAND_AT_ONCE]
            part.with_delay(
                description=self.env._("Book open amounts of Amazon settlements"),
                identity_key=f"{key}:{part.ids}",
            )._job_book_by_hand(account.id, partner.id, message)

    def _job_book_by_hand(self, account_id, partner_id, message):
        """Book on an account what of these lines is still open."""
        lines = self.exists()
        lines.settlement_id._lock_all()
        lines.settlement_id._check_not_undoing()
        lines = lines.filtered(lambda line: line._is_all_in_suspense())
        lines._check_not_locked()
        account = self.env["account.account"].browse(account_id)
        partner = self.env["res.partner"].browse(partner_id)
        lines._book_by_hand(account, partner, message)
        return self.env._("%s lines booked.", len(lines))

    def _is_all_in_suspense(self):
        """Tell whether what is open waits in suspense.

        Otherwise some of it is on the account of a customer, where it is reconciled.
        """
        if self.state != "open" or not self.statement_line_id:
            return False
        suspense = self._get_suspense_items()
        is_open = exact(self.open_amount, self.currency_id)
        return bool(suspense) and self._get_suspense_amount(suspense) == is_open

    def _check_not_locked(self):
        for settlement, lines in self.grouped("settlement_id").items():
            dates = lines.statement_line_id.mapped("date")
            lock_dates = settlement._get_lock_dates(dates)
            for line in lines:
                date = line.statement_line_id.date
                if lock_date := lock_dates[date]:
                    raise UserError(line._explain_lock_by_hand(date, lock_date))

    def _explain_lock_by_hand(self, date, lock_date):
        return self.env._(
            "%(line)s is booked on %(date)s, but the books are locked until %(lock)s. "
            "Unlock that period, or leave out the lines until that day.",
            line=self.label,
            date=format_date(self.env, date),
            lock=format_date(self.env, lock_date),
        )

    def _book_by_hand(self, account, partner, message):
        """Put the items in suspense on an account; amounts and rows stay the same."""
        for line in self:
            line.by_hand_item_id = line._get_suspense_items()
        items = self.by_hand_item_id
        self._move_items(items, account, partner)
        items.move_id._message_log_batch(
            bodies=dict.fromkeys(items.move_id.ids, message)
        )
        self._set_reconciled()
        self.write({"reason": "by_hand", "message": message})
        self.settlement_id._set_reconciled_state()

    def _move_items(self, items, account, partner):
        quiet = self.env["amazon.settlement.booker"]._in_quiet_mode(items)
        # Amazon's account does not change, so neither do the lines of the statement.
        quiet = quiet.with_context(skip_account_move_synchronization=True)
        quiet.write({"account_id": account.id, "partner_id": partner.id})

    def _undo_by_hand(self):
        """Put what was booked by hand back to suspense."""
        self._check_not_locked()
        items = self.by_hand_item_id
        items.remove_move_reconcile()
        nobody = self.env["res.partner"]
        for journal, group in items.grouped("journal_id").items():
            self._move_items(group, journal.suspense_account_id, nobody)
        for line in self:
            amount = line._get_suspense_amount(line.by_hand_item_id)
            line._set_open("undone", line._explain_undone(), float(amount))
        self.by_hand_item_id = False
        self.settlement_id._set_reconciled_state()
