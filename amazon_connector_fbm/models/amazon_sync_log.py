# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.amazon_connector.exceptions import SellerAttentionError
from odoo.addons.amazon_connector.lib.errors import AmazonError, RejectedError
from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.order import read_header
from .amazon_scheduler import IMPORT
from .amazon_seller import DATA_DELAY

CHUNK = 50
MAX_RESTARTS = 3
MAX_EMPTY_PAGES = 2
STALLED_AFTER = timedelta(minutes=10)
FETCHING_OPERATIONS = (
    "import_fbm_orders",
    "import_order_history",
    "import_order_ids",
    "fetch_fbm_orders",
    "audit_fbm_orders",
)
OPERATIONS = (*FETCHING_OPERATIONS, "process_fbm_orders")


class AmazonSyncLog(models.Model):
    """The run of an order import: a chain of jobs, each in its own transaction.

    ``_job_fetch_orders`` stores one page together with the token of the next one and
    enqueues both the next page and the processing of this one. Whatever is killed is
    run again from what was committed; the cursor of the seller moves only together
    with the last page.
    """

    _inherit = "amazon.sync.log"

    operation = fields.Selection(
        selection_add=[
            ("import_fbm_orders", "Import FBM Orders"),
            ("import_order_ids", "Import Orders by Amazon ID"),
            ("fetch_fbm_orders", "Fetch Orders Again"),
            ("audit_fbm_orders", "Audit FBM Orders"),
            ("preview_fbm_orders", "Preview Orders"),
            ("process_fbm_orders", "Process Stored Orders"),
            ("run_workflow", "Run Workflow"),
        ],
        ondelete={
            "import_fbm_orders": "cascade",
            "import_order_ids": "cascade",
            "fetch_fbm_orders": "cascade",
            "audit_fbm_orders": "cascade",
            "preview_fbm_orders": "cascade",
            "process_fbm_orders": "cascade",
            "run_workflow": "cascade",
        },
    )
    all_pages_stored = fields.Boolean(readonly=True)
    moves_cursor = fields.Boolean(
        readonly=True,
        help="The window continues where the last one ended, so that the seller's "
        "orders count as complete up to its end.",
    )
    by_creation = fields.Boolean(
        "By Purchase Date",
        readonly=True,
        help="The window is about when orders were created, not when they changed.",
    )
    looks_back = fields.Boolean(
        readonly=True,
        help="The window reaches back as far as it does once a day.",
    )
    unchanged_ids = fields.Json(
        readonly=True,
        copy=False,
        exportable=False,
        groups="base.group_system",
        help="Orders that Amazon sent as they are stored already.",
    )
    restart_count = fields.Integer(readonly=True)
    empty_page_count = fields.Integer(readonly=True)
    amazon_order_ids = fields.One2many("amazon.order", "sync_log_id", readonly=True)

    # === STEP 1: FETCH === #

    def _job_fetch_orders(self):
        """Fetch one page of searchOrders (Orders v2026-01-01) and store it."""
        return self._fetch_page(self._store_orders)

    def _fetch_page(self, take_page):
        """Fetch the next page of searchOrders and hand it to ``take_page``."""
        self._lock_run()
        if self.state != "running" or self.all_pages_stored:
            return self.env._("Nothing left to fetch.")
        try:
            page = self._search_orders()
        except SellerAttentionError as error:
            return self._fail(str(error))
        except RejectedError as error:
            return self._restart_or_fail(error)
        except AmazonError as error:
            return self._degrade_or_fail(error)
        return take_page(page)

    def _search_orders(self):
        params = dict(self.request_params)
        if self.pagination_token:
            params["paginationToken"] = self.pagination_token

        def search(client):
            page = client.search_orders(**params)
            self.request_id = client.last_request_id
            if client.last_cleaned:
                self._add_note(
                    self.env._("Characters that cannot be stored were replaced."),
                    client.last_request_id,
                )
            # Amazon's clock counts, and its data are up to two minutes behind it.
            end = page.get("lastUpdatedBefore") or page.get("createdBefore")
            end = end or self._get_data_end(client)
            return {**page, "lastUpdatedBefore": end}

        try:
            return self.seller_id._amazon_call(search)
        except RetryableJobError as error:
            self._note_after_rollback(error)
            raise

    @api.model
    def _get_data_end(self, client):
        now = client.amazon_date or fields.Datetime.now()
        return self.env["amazon.seller"]._format_moment(now - DATA_DELAY)

    def _restart_or_fail(self, error):
        """A token that Amazon refuses restarts the window; the rest is an error."""
        if not self.pagination_token or self.restart_count >= MAX_RESTARTS:
            return self._fail_with(error)
        self.write(
            {
                "pagination_token": False,
                "restart_count": self.restart_count + 1,
                # So many pages are known already without being a sign of a loop.
                "empty_page_count": -self.page_count,
            }
        )
        self._enqueue_fetch()
        return self._add_note(
            self.env._("Amazon refused the page token: the window starts again."),
            error.request_id,
        )

    def _fail_with(self, error):
        reason = self.seller_id._explain_amazon_error(error)
        return self._fail(reason, error.detail, error.request_id)

    def _enqueue_fetch(self):
        key = f"{self.page_count}:{self.restart_count}"
        self._enqueue(self._get_fetch_job(), key=key)

    def _get_fetch_job(self):
        """Return the method that fetches what this run still lacks."""
        return "_job_fetch_orders"

    # === STEP 2: STORE === #

    def _store_orders(self, page):
        """Store a page, then go on: next page, or the end of the window."""
        self._remember_refused_sections()
        documents = [row for row in page["orders"] if self._has_order_id(row)]
        self._watch_for_loop(documents)
        changed, unchanged = self.env["amazon.order"]._store_page(self, documents)
        # What waits for a person may have been mended meanwhile.
        waiting = unchanged.filtered(lambda order: order.to_process or order._is_due())
        waiting.write({"to_process": True, "sync_log_id": self.id})
        untouched = (unchanged - waiting).ids
        self.unchanged_ids = sorted({*(self.unchanged_ids or ()), *untouched})
        self._enqueue_processing(changed | waiting | self._adopt_leftovers())
        return self._turn_page(page)

    def _watch_for_loop(self, documents):
        """Count pages in a row that bring no order that this run has not seen."""
        names = {read_header(row).ref for row in documents}
        unchanged = set(self.unchanged_ids or ())
        stored = self.env["amazon.order"].search(
            [("seller_id", "=", self.seller_id.id), ("name", "in", list(names))]
        )
        seen = stored.filtered(
            lambda order: order.sync_log_id == self or order.id in unchanged
        )
        if len(seen) == len(names):
            self.empty_page_count += 1
        else:
            self.empty_page_count = min(self.empty_page_count, 0)

    def _turn_page(self, page):
        """Remember where the next page begins in the transaction of this one."""
        token = (page.get("pagination") or {}).get("nextToken")
        end = self.seller_id._parse_moment(page.get("lastUpdatedBefore"))
        repeated = token and token == self.pagination_token
        self.write(
            {
                "page_count": self.page_count + 1,
                "pagination_token": token,
                "window_end": self.window_end or end,
            }
        )
        if not token:
            return self._end_window()
        if repeated or self.empty_page_count >= MAX_EMPTY_PAGES:
            return self._fail(
                self.env._(
                    "Amazon kept sending the same page. The orders received so far are "
                    "imported; the window from %s is fetched again with the next run.",
                    self.window_start,
                )
            )
        self._enqueue_fetch()
        return self.env._("Page %s stored.", self.page_count)

    def _adopt_leftovers(self):
        """Stored orders that no other run works on and that are due to be tried.

        Their own run ended before it could process them, or what held them may be
        mended by now.
        """
        orders = self.env["amazon.order"]
        leftovers = orders.search(
            Domain("seller_id", "=", self.seller_id.id)
            & Domain("sync_log_id", "!=", self.id)
            & (
                Domain("sync_log_id", "=", False)
                | Domain("sync_log_id.state", "!=", "running")
                | Domain("to_process", "=", False)
            )
            & orders._get_due_domain()
        )
        leftovers.write({"sync_log_id": self.id, "to_process": True})
        return leftovers

    def _has_order_id(self, document):
        if read_header(document).ref:
            return True
        self.env["amazon.sync.log.line"].create(
            {
                "log_id": self.id,
                "reference": self.env._("(no order id)"),
                "result": "failed",
                "cause": "invalid_data",
                "message": self.env._(
                    "Amazon sent an order without an order id on page %s; it cannot be "
                    "imported.",
                    self.page_count + 1,
                ),
                "request_id": self.request_id,
            }
        )
        return False

    def _get_orders_of_run(self):
        """Orders that this run got from Amazon, also those that did not change."""
        orders = self.env["amazon.order"]
        changed = orders.search([("sync_log_id", "=", self.id)])
        return changed | orders.browse(self.unchanged_ids or ()).exists()

    def _enqueue_processing(self, orders):
        for number, chunk in enumerate(orders._split_for_jobs(CHUNK)):
            key = f"{self.page_count}:{self.restart_count}:{number}"
            self._enqueue("_job_process_orders", chunk.ids, key=key)

    def _end_window(self):
        """Every page is stored: only now the seller's cursor may move."""
        self.all_pages_stored = True
        if self.moves_cursor and self.window_end:
            self.seller_id._complete_order_window(self)
        self._close_gaps()
        self.env["amazon.scheduler"]._resume(self.seller_id, IMPORT)
        self._enqueue("_job_finish_orders", key="window")
        return self.env._("All %s pages stored.", self.page_count)

    # === STEP 3: PROCESS === #

    def _job_process_orders(self, order_ids):
        """Turn stored orders into sales orders; see amazon.order.processor."""
        orders = self.env["amazon.order"].browse(order_ids).exists()
        locked = orders.try_lock_for_update(allow_referencing=True)
        if locked != orders:
            raise RetryableJobError(
                "Some orders are being processed", seconds=5, ignore_retry=True
            )
        orders.invalidate_recordset()
        orders = orders.filtered("to_process")
        self.env["amazon.order.processor"]._process(orders, self)
        if self.state == "failed":
            self.write(self._prepare_counts())
        else:
            # Whether the last page is stored meanwhile, only a new transaction sees.
            self._enqueue("_job_finish_orders", key=min(order_ids))
        return self.env._("%s orders processed.", len(orders))

    # === STEP 4: FINISH === #

    def _job_finish_orders(self):
        """Count and close the run once no order of it waits any more."""
        if not self.all_pages_stored:
            return self.env._("Nothing to finish.")
        self._lock_run()
        if self.state != "running":
            return self.env._("Nothing to finish.")
        waiting = self.env["amazon.order"].search_count(
            [("sync_log_id", "=", self.id), ("to_process", "=", True)]
        )
        if waiting:
            return self.env._("%s orders are still being processed.", waiting)
        self.write(self._prepare_counts())
        self._finish()
        return self.env._("Finished.")

    # === FAILURES AND RECOVERY === #

    def _fail(self, reason, detail="", request_id=""):
        """Count also what an import got before it failed, and keep its notes."""
        self.ensure_one()
        detail = "\n".join(filter(None, [self.technical_detail, detail]))
        result = super()._fail(reason, detail, request_id or self.request_id)
        if self.operation in OPERATIONS:
            # Nobody may write logs by hand: a run writes them for everybody.
            log = self.sudo()
            log.write(log._prepare_counts())
        return result

    @api.model
    def _resume_stalled_orders(self):
        """Enqueue again what a running import needs but no live job works on."""
        limit = fields.Datetime.now() - STALLED_AFTER
        for log in self.search(
            [
                ("operation", "in", FETCHING_OPERATIONS),
                ("state", "=", "running"),
                ("write_date", "<", limit),
            ]
        ):
            if not log._has_live_jobs():
                log.with_company(log.company_id)._resume_orders()

    def _resume_orders(self):
        waiting = self.amazon_order_ids.filtered("to_process")
        self._enqueue_processing(waiting)
        if self.all_pages_stored:
            self._enqueue("_job_finish_orders", key="resumed")
        else:
            self._enqueue_fetch()
