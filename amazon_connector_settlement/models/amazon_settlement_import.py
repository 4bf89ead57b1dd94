# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time
from itertools import islice

import pytz

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.amazon_connector.models.amazon_sync_job_mixin import LIVE_STATES
from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import SettlementError
from ..lib.plan import make_plan
from ..lib.tie_out import balance_side

BATCH = 1000
SECONDS_PER_JOB = 35
STALLED_AFTER_MINUTES = 10


class AmazonSettlement(models.Model):
    """Turns the file of a settlement into lines and rows, a part in each job.

    First the lines are stored, then the rows, which point to them. A job goes on with
    what is not stored yet; only when everything is does the booking begin.
    """

    # Apart from what a settlement is.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    def _process(self, log=None):
        """Store rows and lines of these settlements in jobs, then book them.

        :param log: the sync log in which the result becomes a line
        """
        for settlement in self:
            if problem := settlement._route():
                settlement._wait(problem)
                continue
            settlement._stop_waiting()
            settlement.write(
                {
                    "state": "processing",
                    "is_stored": False,
                    "sync_log_id": log.id if log else settlement.sync_log_id.id,
                }
            )
            settlement._discard_rows()
            settlement._enqueue_store(log)

    def _discard_rows(self):
        """Take away rows and lines that were not booked, to store them anew."""
        self.env.flush_all()
        for model in ("amazon.settlement.row", "amazon.settlement.line"):
            # Half a million records, and no method has to hear of it.
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE settlement_id IN %s",
                    SQL.identifier(self.env[model]._table),
                    self._ids,
                )
            )
        self.env.invalidate_all()
        self.is_stored = False

    def _enqueue_store(self, log=None):
        self.ensure_one()
        jobs = self.with_user(SUPERUSER_ID).with_company(self.company_id)
        stored = self._count_stored()
        jobs.with_delay(
            description=self.env._("Store settlement %s", self.name),
            identity_key=f"amazon-settlement-store-{self.id}:{stored}",
        )._job_store_settlement(log.id if log else False)

    def _count_stored(self):
        domain = [("settlement_id", "=", self.id)]
        return sum(
            self.env[model].search_count(domain)
            for model in ("amazon.settlement.line", "amazon.settlement.row")
        )

    def _job_store_settlement(self, log_id=False):
        """Store the next lines and rows; the last job starts the booking."""
        if not self.try_lock_for_update(allow_referencing=True):
            raise RetryableJobError(
                "Another job stores this settlement", seconds=5, ignore_retry=True
            )
        self.invalidate_recordset()
        if self.state != "processing" or self.is_stored:
            return self.env._("There is nothing to store.")
        log = self.env["amazon.sync.log"].browse(log_id).exists()
        try:
            with self.env.cr.savepoint():
                is_complete = self._store_next(time.monotonic() + SECONDS_PER_JOB)
        except (SettlementError, UserError) as error:
            return self._refuse(str(error), log)
        if not is_complete:
            self._enqueue_store(log)
            return self.env._("%s rows and lines are stored.", self._count_stored())
        self.is_stored = True
        self._start_booking(log)
        return self.env._("All %s rows are stored.", self.row_count)

    def _refuse(self, reason, log=None):
        """Nothing of the file is booked: say why."""
        self.write({"state": "refused", "refusal_reason": reason})
        if log:
            log._add_line(self.name, "held", self, cause="invalid_data", message=reason)
        return reason

    def _on_store_failed(self, exc_name="", exc_message="", **_details):
        """Called by the queue when a job of this settlement has failed for good."""
        if self.exists() and self.state == "processing":
            self.state = "downloaded"
            self._wait(
                self.env._(
                    "Storing the rows was given up after several tries (%s). Press "
                    "Process to try again.",
                    f"{exc_name}: {exc_message}",
                )
            )

    # === ROWS AND LINES === #

    def _store_next(self, limit):
        """Store until the time is up; tell whether everything is stored."""
        with self._open_file() as file:
            book = self._get_rule_book()
            plan = self._plan(file, book)
            self._check_plan(plan)
            line_ids = self._store_lines(plan, limit)
            if line_ids is None:
                return False
            return self._store_rows(file, book, plan, line_ids, limit)

    def _plan(self, file, book):
        """Return the library's plan of what this settlement becomes.

        :param file: the SettlementFile
        :param book: the RuleBook
        """
        return make_plan(
            file.header,
            ((row, book.find(row)) for row in file.rows()),
            zone=pytz.timezone(self.marketplace_id.timezone or "UTC"),
            grouping=self.marketplace_id.settlement_grouping,
            payout_label=self.marketplace_id.ending_balance_description
            or self.env._("Transfer to Bank"),
        )

    def _check_plan(self, plan):
        """Begin anew if rules have changed since the first lines were stored."""
        known = {line.key for line in plan.lines}
        lines = self.env["amazon.settlement.line"]
        stored = lines.search_fetch([("settlement_id", "=", self.id)], ["key"])
        if any(line.key not in known for line in stored):
            self._discard_rows()
        self.write(
            {
                "opening_balance": float(plan.opening),
                "closing_balance": float(plan.closing),
                "payout_amount": float(plan.payout),
            }
        )

    def _store_lines(self, plan, limit):
        """Return the ids of the lines by key, or None if the time was up."""
        lines = self.env["amazon.settlement.line"]
        stored = lines.search_fetch([("settlement_id", "=", self.id)], ["key"])
        line_ids = {line.key: line.id for line in stored}
        missing = (line for line in plan.lines if line.key not in line_ids)
        while batch := list(islice(missing, BATCH)):
            created = lines.create([self._prepare_line_vals(line) for line in batch])
            line_ids.update(zip((line.key for line in batch), created.ids, strict=True))
            # Only now: each job gets on, however long the file takes to read.
            if time.monotonic() > limit:
                return None
        return line_ids

    def _prepare_line_vals(self, line):
        """Return the values of a line of the statement that was planned."""
        return {
            "settlement_id": self.id,
            "key": line.key,
            "kind": line.kind,
            "date": line.date,
            "label": line.label,
            "amount": float(line.amount),
            "order_ref": line.order_ref,
            "adjustment_ref": line.adjustment_ref,
        }

    def _store_rows(self, file, book, plan, line_ids, limit):
        """Store the rows after the last one that is; tell whether all are."""
        rows = self.env["amazon.settlement.row"]
        domain = [("settlement_id", "=", self.id)]
        last = rows.search(domain, order="number desc", limit=1).number
        places = self._get_places(plan, line_ids)
        missing = (row for row in file.rows() if row.number > last)
        while batch := list(islice(missing, BATCH)):
            rows.create([self._prepare_row_vals(row, book, places) for row in batch])
            self.env.flush_all()
            self.env.invalidate_all()
            if time.monotonic() > limit:
                return False
        return True

    @api.model
    def _get_places(self, plan, line_ids):
        """Return line and treatment of each row by its number."""
        places = {}
        for line in plan.lines:
            for item in line.items:
                place = (line_ids[line.key], item.treatment)
                places.update(dict.fromkeys(item.rows, place))
        places.update(dict.fromkeys(plan.opening_rows, (False, "opening")))
        places.update(dict.fromkeys(plan.closing_rows, (False, "closing")))
        return places

    def _prepare_row_vals(self, row, book, places):
        """Return the values of a row of the file."""
        line_id, treatment = places[row.number]
        rule = book.find(row)
        has_rule = rule and not balance_side(row) and treatment != "unmapped"
        return {
            "settlement_id": self.id,
            "number": row.number,
            "file_line": row.line,
            "transaction_type": row.transaction_type,
            "amount_type": row.amount_type,
            "amount_description": row.amount_description,
            "amount": float(row.amount),
            "order_ref": row.order_ref or False,
            "merchant_order_ref": row.merchant_order_ref,
            "adjustment_ref": row.adjustment_ref,
            "shipment_ref": row.shipment_ref,
            "marketplace_name": row.marketplace_name,
            "fulfillment": row.fulfillment,
            "posted_date": row.posted_date or False,
            "posted": row.posted or False,
            "item_ref": row.item_ref,
            "sku": row.sku,
            "quantity": row.quantity or 0,
            "promotion_ref": row.promotion_ref,
            "treatment": treatment,
            "rule_id": int(rule.key) if has_rule else False,
            "line_id": line_id,
        }

    # === LOST JOBS === #

    @api.model
    def _resume_storing(self):
        """Enqueue again what a settlement lacks that no live job works on."""
        limit = fields.Datetime.subtract(
            fields.Datetime.now(), minutes=STALLED_AFTER_MINUTES
        )
        for settlement in self.search(
            [
                ("state", "=", "processing"),
                ("is_stored", "=", False),
                ("write_date", "<", limit),
            ]
        ):
            if not settlement._has_store_jobs():
                settlement._enqueue_store(settlement.sync_log_id)

    def _has_store_jobs(self):
        domain = [
            ("identity_key", "=like", f"amazon-settlement-store-{self.id}:%"),
            ("state", "in", LIVE_STATES),
        ]
        # Who looks at a settlement need not see the queue.
        return bool(self.env["queue.job"].sudo().search_count(domain, limit=1))
