# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.queue_job.exception import RetryableJobError

from .amazon_settlement_booking import BOOKED, WAITING_ACTIVITY
from .amazon_settlement_scheduler import IMPORT

# A run in which nothing has happened for so long holds up nobody any more.
PATIENCE = timedelta(hours=1)


class AmazonSettlement(models.Model):
    """Books the settlements of a journal in their order.

    What Amazon still had after one is what the next one begins with, and its book
    value as well. Only what is booked by itself is waited for: a settlement that is
    missing, or that somebody keeps unbooked, holds up nobody.
    """

    # Apart from the jobs.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    waits_for_turn = fields.Boolean(
        readonly=True,
        copy=False,
        help="The settlement is booked by itself as soon as those before it are.",
    )

    # === WAITING === #

    def _get_blocker(self):
        """Return the settlement or the run that has to end before this one's turn."""
        return self._get_earlier_unbooked() or self._get_earlier_run()

    def _explain_blocker(self, blocker):
        if blocker._name != self._name:
            return self.env._(
                "Amazon lists earlier settlements that are still to be downloaded. "
                "This one follows by itself."
            )
        return self.env._(
            "Settlement %(name)s, which ends on %(end)s, comes before this one and is "
            "not booked yet. This one follows by itself; if the other one waits for "
            "something, it says what.",
            name=blocker.name,
            end=format_date(self.env, blocker.end_date),
        )

    def _get_earlier_unbooked(self):
        """Return the first settlement before this one that is being booked."""
        is_earlier = Domain("start_date", "<", self.start_date) | Domain(
            [("start_date", "=", self.start_date), ("id", "<", self.id)]
        )
        return self.search(
            self._get_journal_domain()
            & is_earlier
            & Domain("state", "=", "processing"),
            order="start_date, id",
            limit=1,
        )

    def _get_journal_domain(self):
        """Return the domain of the settlements that share the statements."""
        same_stream = Domain(self._get_stream_domain())
        return same_stream | Domain("journal_id", "=", self.journal_id.id or 0)

    def _get_earlier_run(self):
        """Return the run that is about to download a settlement before this one."""
        runs = self.env["amazon.sync.log"].search(
            [
                ("seller_id", "=", self.seller_id.id),
                ("operation", "=", IMPORT),
                ("state", "=", "running"),
                ("write_date", ">", fields.Datetime.now() - PATIENCE),
            ]
        )
        return runs.filtered(
            lambda run: (
                not run.all_pages_stored
                or any(
                    not report.period_end or report.period_end < self.end_date
                    for report in run._get_waiting_reports()
                )
            )
        )[:1]

    def _wait_for_turn(self, blocker):
        """Keep the settlement unbooked; nobody has to do anything about it.

        A blocker that ends at this very moment would not see that this one waits.
        """
        if not blocker.try_lock_for_update(allow_referencing=True):
            raise RetryableJobError(
                "The settlement before this one is at work",
                seconds=5,
                ignore_retry=True,
            )
        reason = self._explain_blocker(blocker)
        self.write({"waits_for_turn": True, "waiting_reason": reason})
        return reason

    @api.model
    def _start_waiting(self, domain):
        """Book the settlements whose turn it is, the oldest first."""
        waiting = self.search(
            Domain(domain)
            & Domain("waits_for_turn", "=", True)
            & Domain("state", "=", "processing")
            & Domain("is_stored", "=", True),
            order="start_date, id",
        )
        for settlement in waiting:
            if settlement.waits_for_turn and not settlement._get_blocker():
                settlement = settlement.with_company(settlement.company_id)
                settlement._start_booking(settlement.sync_log_id)

    def _start_next(self):
        """This settlement holds up nobody any more."""
        self._start_waiting(self._get_journal_domain())

    def _refuse(self, reason, log=None):
        result = super()._refuse(reason, log)
        self._start_next()
        return result

    @api.model
    def _resume_bookings(self):
        result = super()._resume_bookings()
        self._start_waiting([])
        return result

    # === A SETTLEMENT CAME AFTER THE ONE THAT FOLLOWS IT === #

    def _correct_following(self):
        """Book the balances of the settlement after this one again, if they changed.

        It was booked while this one was missing, so that its opening balance had no
        settlement to come from.
        """
        following = self.search(
            self._get_journal_domain()
            & Domain("state", "in", BOOKED)
            & Domain("start_date", ">=", self.end_date)
            & Domain("id", "!=", self.id),
            order="start_date, id",
            limit=1,
        )
        if not following or following._has_right_opening():
            return
        if following._are_balances_fixed():
            following._ask_to_book_again(self)
        else:
            following._book_balances_again()

    def _has_right_opening(self):
        if "opening" in self.line_ids.mapped("key"):
            return False
        return not self.company_currency_id.compare_amounts(
            self.opening_balance_company, self._get_opening_value()
        )

    def _get_balance_lines(self):
        return self.line_ids.filtered(
            lambda line: line.key == "opening" or line.kind == "payout"
        )

    def _are_balances_fixed(self):
        """Tell whether opening or payout are matched already, or locked."""
        statement_lines = self._get_balance_lines().statement_line_id
        items = statement_lines.move_id.line_ids
        return bool(
            "by_hand" in self._get_balance_lines().mapped("reason")
            or items.matched_debit_ids
            or items.matched_credit_ids
            or any(self._get_lock_date(line.date) for line in statement_lines)
        )

    def _ask_to_book_again(self, earlier):
        self.activity_schedule(
            WAITING_ACTIVITY,
            note=self.env._(
                "Settlement %s, which comes before this one, was booked only now, so "
                "that the opening balance of this one is of another value. The payout "
                "of this one is matched or locked already: press Undo, then Process.",
                earlier.name,
            ),
            user_id=self.seller_id._get_responsible().id or self.env.uid,
        )

    def _book_balances_again(self):
        """Take opening, payout and statement back, and complete the booking anew."""
        lines = self._get_balance_lines()
        statement = self.statement_id
        self.statement_id = False
        statement.unlink()
        lines.statement_line_id.unlink()
        opening = lines.filtered(lambda line: line.key == "opening")
        opening.unlink()
        (lines - opening).write({"state": "planned", "retry_date": False})
        self._start_booking(self.sync_log_id)


class AmazonSyncLog(models.Model):
    """The end of a run: nothing earlier comes any more."""

    _inherit = "amazon.sync.log"

    def _finish(self):
        result = super()._finish()
        self._start_waiting_settlements()
        return result

    def _fail(self, reason, detail="", request_id=""):
        result = super()._fail(reason, detail, request_id)
        self._start_waiting_settlements()
        return result

    def _start_waiting_settlements(self):
        for log in self.filtered(lambda log: log.operation == IMPORT):
            # Whoever ends a run need not see every settlement.
            self.env["amazon.settlement"].sudo()._start_waiting(
                [("seller_id", "=", log.seller_id.id)]
            )
