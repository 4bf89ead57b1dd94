# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time

from odoo import SUPERUSER_ID, fields, models

from odoo.addons.amazon_connector.exceptions import SellerAttentionError
from odoo.addons.amazon_connector.lib.errors import AmazonError, RejectedError
from odoo.addons.queue_job.exception import RetryableJobError

CALLS_PER_JOB = 10
SECONDS_PER_JOB = 30
SINGLE_OPERATIONS = ("import_order_ids", "fetch_fbm_orders")


class AmazonSyncLog(models.Model):
    """Fetches single orders by their ids, a few in each job of the chain."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    wanted_refs = fields.Json(
        readonly=True,
        copy=False,
        exportable=False,
        groups="base.group_system",
        help="Amazon's ids of the orders that are still to be fetched.",
    )

    def _want_orders(self, refs, sections):
        """Let the jobs of the run fetch these orders.

        :param refs: Amazon order ids
        :param sections: the sections of an order to ask for
        """
        self.ensure_one()
        params = {"includedData": sections}
        self.write({"wanted_refs": refs, "request_params": params})
        jobs = self.with_user(SUPERUSER_ID).with_company(self.company_id)
        jobs._enqueue_fetch()

    def _get_fetch_job(self):
        if self.operation in SINGLE_OPERATIONS:
            return "_job_fetch_single_orders"
        return super()._get_fetch_job()

    def _job_fetch_single_orders(self):
        """Fetch the next few orders with getOrder (Orders v2026-01-01), store them."""
        self._lock_run()
        if self.state != "running" or self.all_pages_stored:
            return self.env._("Nothing left to fetch.")
        found, error = self._fetch_documents(self.wanted_refs[:CALLS_PER_JOB])
        if isinstance(error, RetryableJobError) and not found:
            self._note_after_rollback(error)
            raise error
        self.wanted_refs = [ref for ref in self.wanted_refs if ref not in found]
        self._plan_next_addresses(list(found))
        self._store_single_orders([row for row in found.values() if row])
        if isinstance(error, SellerAttentionError):
            return self._fail(str(error))
        if isinstance(error, AmazonError):
            return self._degrade_or_fail(error)
        if not self.wanted_refs:
            return self._end_window()
        self._enqueue_fetch()
        return self.env._("%s orders are still to be fetched.", len(self.wanted_refs))

    def _fail(self, reason, detail="", request_id=""):
        """Let the next run begin with the orders that this one did not reach."""
        # Nobody may read what a run still has to do: it does so for everybody.
        log = self.sudo()
        log._plan_next_addresses((log.wanted_refs or [])[:1])
        return super()._fail(reason, detail, request_id)

    def _plan_next_addresses(self, refs):
        """Amazon was asked for these orders: for an address, it is so later again."""
        self.env["amazon.order"].search(
            [("seller_id", "=", self.seller_id.id), ("name", "in", refs)]
        )._plan_next_fetch()

    def _fetch_documents(self, refs):
        """Return the documents by id (None: Amazon has none), and what stopped it."""
        found = {}
        limit = time.monotonic() + SECONDS_PER_JOB

        def fetch(client):
            for ref in refs:
                found[ref] = self._fetch_document(client, ref)
                if time.monotonic() > limit:
                    break

        try:
            self.seller_id._amazon_call(fetch)
        except (SellerAttentionError, RetryableJobError, AmazonError) as error:
            return found, error
        return found, None

    def _fetch_document(self, client, ref):
        try:
            document = client.get_order(ref, self._get_asked_sections())
        except RejectedError as error:
            self._report_unknown_ref(ref, error)
            return None
        self.request_id = client.last_request_id
        return document if self._has_order_id(document) else None

    def _report_unknown_ref(self, ref, error):
        """Say in the log that Amazon does not give this order."""
        self._add_line(
            ref,
            "failed",
            cause="not_found",
            message=self.env._(
                "Amazon has no order with this id for %(seller)s (%(error)s). Compare "
                "it with Seller Central, and look whether it was sold by another "
                "seller or in another region.",
                seller=self.seller_id.display_name,
                error=str(error).rstrip("."),
            ),
            request_id=error.request_id,
        )

    def _explain_unchanged(self, orders):
        """Say in the log why nothing came of orders that somebody asked for."""
        if self.operation != "import_order_ids":
            return
        message = self.env._("Imported already, and unchanged at Amazon since then.")
        self.env["amazon.sync.log.line"].create(
            [
                {
                    "log_id": self.id,
                    "reference": order.name,
                    "res_model": order._name,
                    "res_id": order.id,
                    "result": "skipped",
                    "message": message,
                }
                for order in orders
            ]
        )

    def _store_single_orders(self, documents):
        """Store and process what was asked for by id, also if it did not change."""
        self._remember_refused_sections()
        changed, unchanged = self.env["amazon.order"]._store_page(self, documents)
        again = unchanged.filtered(lambda order: order.state != "imported")
        again.write({"to_process": True, "sync_log_id": self.id})
        untouched = unchanged - again
        self.unchanged_ids = sorted({*(self.unchanged_ids or ()), *untouched.ids})
        self._explain_unchanged(untouched)
        self._enqueue_processing(changed | again)
        self.page_count += 1
