# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_date

from odoo.addons.queue_job.exception import RetryableJobError

from .amazon_scheduler import IMPORT
from .amazon_seller import LONGEST_WINDOW

HISTORY = "import_order_history"
PAUSE_AFTER_FAILURE = timedelta(hours=1)
# Behind the jobs of the import itself, whose priority is 10.
HISTORY_PRIORITY = 20
WAIT_SECONDS = 60


class AmazonSyncLog(models.Model):
    """An import that reaches far back: the last month first, then month by month.

    Each older month is a run of its own, beside the import of what is new, to which it
    leaves Amazon's rate limit and the job workers.
    """

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    operation = fields.Selection(
        selection_add=[(HISTORY, "Import Older Orders")],
        ondelete={HISTORY: "cascade"},
    )
    history_start = fields.Datetime(
        "Older Orders Since",
        readonly=True,
        copy=False,
        help="Runs that follow this one fetch the orders before its window, month by "
        "month, back to this time.",
    )
    history_end = fields.Datetime(readonly=True, copy=False)
    has_older = fields.Boolean(
        "Older Orders to Come",
        readonly=True,
        copy=False,
        help="The run for the month before this one has not begun yet.",
    )

    _older_orders_idx = models.Index("(seller_id) WHERE has_older")

    @api.depends("window_start", "window_end")
    def _compute_name(self):
        """Runs for older orders start together: the month tells one from another."""
        result = super()._compute_name()
        for log in self.filtered(lambda log: log.operation == HISTORY):
            log.name = self.env._(
                "%(name)s (%(start)s to %(end)s)",
                name=log.name,
                start=format_date(self.env, log.window_start),
                end=format_date(self.env, log.window_end),
            )
        return result

    def _note_history(self, start):
        """Remember that orders older than the window are wanted, back to ``start``."""
        self.write(
            {
                "history_start": start,
                "history_end": self.window_start,
                "has_older": True,
            }
        )
        self._add_notice(
            self.env._(
                "This run imports the last %(days)s days. Runs of their own follow for "
                "older orders, month by month, back to %(start)s UTC.",
                days=LONGEST_WINDOW.days,
                start=start,
            )
        )

    def _finish(self):
        result = super()._finish()
        for log in self.filtered(lambda log: log.operation in (IMPORT, HISTORY)):
            if log.operation == HISTORY and log.window_start <= log.history_start:
                log.has_older = False
            log._continue_history()
        return result

    def _continue_history(self):
        """Begin the run for the month that is next, if there is one."""
        if self._get_running(self.seller_id, HISTORY):
            return
        limit = fields.Datetime.now() - PAUSE_AFTER_FAILURE
        waiting = self.search(
            [
                ("seller_id", "=", self.seller_id.id),
                ("has_older", "=", True),
                "|",
                "|",
                ("state", "in", ("done", "partial")),
                # A failed import is followed by one that notes the same again, unless
                # its pages were stored: then the cursor has moved.
                "&",
                "&",
                ("operation", "=", IMPORT),
                ("state", "=", "failed"),
                ("all_pages_stored", "=", True),
                "&",
                "&",
                ("operation", "=", HISTORY),
                ("state", "=", "failed"),
                ("date_end", "<=", limit),
            ],
            order="id desc",
            limit=1,
        )
        if waiting:
            waiting._start_older_month()

    def _start_older_month(self):
        """Begin the run for the month before this one, or for this one if it failed.

        The import itself has fetched its window, even if it failed afterwards.
        """
        self.has_older = False
        seller = self.seller_id
        is_missing = self.operation == HISTORY and self.state == "failed"
        end = self.window_end if is_missing else self.window_start
        start = max(self.history_start, end - LONGEST_WINDOW)
        params = seller._prepare_search_params(
            seller.marketplace_ids, start, end, self.by_creation
        )
        log = self._start(seller, HISTORY, self.sync_type, start, end)
        log.write(
            {
                "request_params": params,
                "by_creation": self.by_creation,
                "history_start": self.history_start,
                "history_end": self.history_end,
                "has_older": True,
            }
        )
        log.with_user(SUPERUSER_ID).with_company(seller.company_id)._enqueue_fetch()

    # === BESIDE THE IMPORT === #

    def _fetch_page(self, take_page):
        """Older orders wait while the import has pages to fetch."""
        if self.operation == HISTORY:
            running = self._get_running(self.seller_id, IMPORT)
            if running and not running.all_pages_stored:
                raise RetryableJobError(
                    "Newer orders are fetched first",
                    seconds=WAIT_SECONDS,
                    ignore_retry=True,
                )
        return super()._fetch_page(take_page)

    def _get_job_priority(self):
        if self.operation == HISTORY:
            return HISTORY_PRIORITY
        return super()._get_job_priority()

    def _get_covered_range(self):
        """The months are complete only when the oldest one is."""
        if self.operation == HISTORY and self.window_start <= self.history_start:
            return self.history_start, self.history_end
        return super()._get_covered_range()
