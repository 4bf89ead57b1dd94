# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.amazon_connector.models.amazon_sync_job_mixin import LIVE_STATES
from odoo.addons.queue_job.exception import RetryableJobError

BOOKED = ("imported", "reconciled")
CHUNK = 200
ROWS_PER_JOB = 2000
WAITING_ACTIVITY = "amazon_connector_settlement.mail_activity_type_settlement_waits"


class AmazonSettlement(models.Model):
    """Books the planned lines of a settlement as a reconciled bank statement.

    A job books a few hundred lines; the next one goes on with those that are still
    planned, so that a killed one loses nothing and does nothing twice.
    """

    # Apart from the report and its file.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    waiting_reason = fields.Text(
        readonly=True,
        copy=False,
        help="Why the settlement is not booked yet, and what to do.",
    )
    open_line_count = fields.Integer(
        "Open Lines",
        compute="_compute_open_lines",
        help="Lines that match nothing yet.",
    )
    open_amount = fields.Monetary(
        compute="_compute_open_lines", help="Money of the lines that match nothing yet."
    )

    open_line_ids = fields.One2many(
        "amazon.settlement.line",
        "settlement_id",
        "What Is Open",
        domain=[("state", "=", "open")],
        readonly=True,
    )

    @api.depends("line_ids.state", "line_ids.open_amount")
    def _compute_open_lines(self):
        groups = self.env["amazon.settlement.line"]._read_group(
            [("settlement_id", "in", self.ids), ("state", "=", "open")],
            ["settlement_id"],
            ["__count", "open_amount:sum"],
        )
        found = {settlement: values for settlement, *values in groups}
        for settlement in self:
            count, amount = found.get(settlement, (0, 0.0))
            settlement.open_line_count = count
            settlement.open_amount = amount

    def _get_rule_book(self):
        """Return the rules of this settlement as the library uses them."""
        rules = self.env["amazon.settlement.rule"].with_company(self.company_id)
        return rules._get_applicable(self.seller_id, self.marketplace_id)._get_book()

    # === JOBS === #

    def _start_booking(self, log=None):
        """Book these settlements in jobs, or say what has to be done first.

        :param log: the sync log in which the result becomes a line
        """
        for settlement in self:
            settlement._take_journal()
            settlement.state = "processing"
            if problem := settlement._find_obstacle():
                settlement._wait(problem)
            else:
                settlement._stop_waiting()
                settlement._enqueue_booking(log)

    def _hold(self):
        """Let the settlement wait if it cannot be booked now; return why."""
        if problem := self._find_obstacle():
            return self._wait(problem)
        if blocker := self._get_blocker():
            return self._wait_for_turn(blocker)
        return False

    def _take_journal(self):
        """Take the journal that the marketplace has now, while nothing is booked."""
        if not self.line_ids.statement_line_id:
            self.journal_id = self.marketplace_id.settlement_journal_id

    def _enqueue_booking(self, log=None):
        jobs = self.with_user(SUPERUSER_ID).with_company(self.company_id)
        left = self.env["amazon.settlement.line"].search_count(
            [("settlement_id", "=", self.id), ("state", "=", "planned")]
        )
        jobs.with_delay(
            description=self.env._("Book settlement %s", self.name),
            identity_key=f"amazon-settlement-{self.id}:book:{left}",
        )._job_book(log.id if log else False)

    def _job_book(self, log_id=False):
        """Book the next lines; the last job completes the statement."""
        self._lock_booking()
        if self.state != "processing" or not self.is_stored or self.is_undoing:
            return self.env._("There is nothing to book.")
        if reason := self._hold():
            return reason
        log = self.env["amazon.sync.log"].browse(log_id).exists()
        try:
            with self.env.cr.savepoint():
                return self._book_next(log)
        except UserError as error:
            return self._wait(
                self.env._("Odoo refused to book this settlement: %s", error)
            )

    def _lock_booking(self):
        """Let no second job book the same settlement."""
        if not self.try_lock_for_update(allow_referencing=True):
            raise RetryableJobError(
                "The settlement is being booked", seconds=5, ignore_retry=True
            )
        self.invalidate_recordset()

    def _book_next(self, log):
        lines = self._limit_rows(self._get_planned_lines(CHUNK))
        if lines:
            self.env["amazon.settlement.booker"]._book(lines)
            # Before anything wrong is committed.
            if problem := self._find_wrong_items(lines):
                raise UserError(problem)
        if self._get_planned_lines(1):
            self._enqueue_booking(log)
            return self.env._("%s lines booked.", len(lines))
        return self._complete(log)

    def _get_planned_lines(self, limit):
        """Return the next lines to book; the payout comes last."""
        return self.env["amazon.settlement.line"].search(
            [
                ("settlement_id", "=", self.id),
                ("state", "=", "planned"),
                ("kind", "!=", "payout"),
            ],
            order="date, id",
            limit=limit,
        )

    @api.model
    def _limit_rows(self, lines):
        """Return the first of these lines that a job can book in its time.

        A line that joins the orders of a day may have thousands of rows.
        """
        groups = self.env["amazon.settlement.row"]._read_group(
            [("line_id", "in", lines.ids)], ["line_id"], ["__count"]
        )
        counts = dict(groups)
        total = 0
        for taken, line in enumerate(lines):
            total += counts.get(line, 0)
            if taken and total > ROWS_PER_JOB:
                return lines[:taken]
        return lines

    def _on_booking_failed(self, exc_name="", exc_message="", **_details):
        """Called by the queue when a job of this settlement has failed for good."""
        self._wait(
            self.env._(
                "Booking was given up after several tries (%s). What is booked stays; "
                "press Reconcile to go on.",
                f"{exc_name}: {exc_message}",
            )
        )

    @api.model
    def _resume_bookings(self):
        """Start the jobs again that were lost."""
        for settlement in self.search(
            [
                ("state", "=", "processing"),
                ("is_stored", "=", True),
                ("waiting_reason", "=", False),
            ]
        ):
            if not settlement._has_live_jobs():
                settlement._enqueue_booking()

    def _has_live_jobs(self):
        """Tell whether the queue still works on this settlement."""
        domain = [
            ("identity_key", "=like", f"amazon-settlement-{self.id}:%"),
            ("state", "in", LIVE_STATES),
        ]
        # Who looks at a settlement need not see the queue.
        return bool(self.env["queue.job"].sudo().search_count(domain, limit=1))

    # === WAITING FOR SOMEBODY === #

    def _find_obstacle(self):
        """Return in plain words what keeps the settlement from being booked."""
        self.ensure_one()
        # Who presses the button need not see journals.
        journal = self.journal_id.sudo()
        if not journal:
            return self.env._(
                "%(marketplace)s has no settlement journal. Choose one under Amazon > "
                "Configuration > Marketplaces, tab Settlements, then press Reconcile.",
                marketplace=self.marketplace_id.name or self.name,
            )
        currency = journal.currency_id or journal.company_id.currency_id
        if currency != self.currency_id:
            return self.env._(
                "The settlement is in %(currency)s, but the journal %(journal)s is in "
                "%(other)s. Choose a journal in %(currency)s for %(marketplace)s under "
                "Amazon > Configuration > Marketplaces, tab Settlements, then press "
                "Reconcile. If the marketplace itself is in another currency, correct "
                "that first: press Load Marketplaces of the seller.",
                currency=self.currency_id.name,
                marketplace=self.marketplace_id.name or self.name,
                journal=journal.display_name,
                other=currency.name,
            )
        if not (journal.default_account_id and journal.suspense_account_id):
            return self.env._(
                "The journal %s lacks its bank or suspense account. Choose both in the "
                "journal, then press Reconcile.",
                journal.display_name,
            )
        return self._find_lock_obstacle()

    def _wait(self, reason):
        """Keep the settlement unbooked, and tell the responsible person once."""
        self.ensure_one()
        self.waits_for_turn = False
        if self.waiting_reason != reason:
            self.waiting_reason = reason
            self.activity_unlink([WAITING_ACTIVITY])
            self.activity_schedule(
                WAITING_ACTIVITY,
                note=reason,
                user_id=self.seller_id._get_responsible().id or self.env.uid,
            )
        return reason

    def _stop_waiting(self):
        if self.waiting_reason:
            self.write({"waiting_reason": False, "waits_for_turn": False})
            self.activity_unlink([WAITING_ACTIVITY])

    # === THE STATEMENT === #

    def _complete(self, log):
        """Book the payout, make the statement, prove it, and say so in the log."""
        self._book_opening()
        self._book_payout()
        # From here on it is one that others continue.
        self.state = "imported"
        if not self.statement_id:
            self._create_statement()
        if problem := self._find_problem():
            raise UserError(problem)
        self._set_reconciled_state()
        if log:
            message = self.waiting_reason or self._summarize()
            log._add_line(self.name, "updated", self, message=message)
        self._correct_following()
        self._start_next()
        return self._summarize()

    def _summarize(self):
        if self.state == "reconciled":
            return self.env._("Booked and reconciled.")
        return self.env._("Booked; %s lines match nothing yet.", self.open_line_count)

    def _set_reconciled_state(self):
        """Set the state that follows from the lines, once all of them are booked."""
        for settlement in self.filtered(lambda each: each.state in BOOKED):
            has_open = any(line.state != "reconciled" for line in settlement.line_ids)
            settlement.state = "imported" if has_open else "reconciled"

    @api.model
    def _get_fee_label(self):
        return self.env._("Amazon fees")

    def _get_payout_account(self):
        marketplace = self.marketplace_id
        return marketplace._get_payout_account() or self.company_id.transfer_account_id
