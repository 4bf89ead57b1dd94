# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter

from odoo import api, fields, models

from odoo.addons.amazon_connector.exceptions import SellerAttentionError

from .amazon_sync_log import STALLED_AFTER
from .amazon_sync_log_result import COUNTED_RESULTS


class AmazonSyncLog(models.Model):
    """A run that gets single orders: a chain of jobs, one call to Amazon each."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    operation = fields.Selection(
        selection_add=[("fetch_fbm_orders", "Fetch Orders Again")],
        ondelete={"fetch_fbm_orders": "cascade"},
    )

    def _enqueue_again(self, order_ids):
        """Enqueue the job for the first of these orders; it enqueues the next."""
        self._enqueue("_job_fetch_again", order_ids, key=len(order_ids))

    def _job_fetch_again(self, order_ids):
        """Get one order from Amazon (getOrder), then go on with the others."""
        self._lock_run()
        if self.state != "running":
            return self.env._("Nothing left to fetch.")
        first_id, *later_ids = order_ids
        order = self.env["amazon.order"].browse(first_id).exists()
        try:
            if order:
                order._fetch_and_process(self)
        except SellerAttentionError as error:
            return self._fail(str(error))
        if later_ids:
            self._enqueue_again(later_ids)
            return self.env._("%s orders left.", len(later_ids))
        self.write(self._count_lines())
        self._finish()
        return self.env._("Finished.")

    @api.model
    def _give_up_lost_fetches(self):
        """End runs that no job works on any more; what is due starts another."""
        limit = fields.Datetime.now() - STALLED_AFTER
        for log in self.search(
            [
                ("operation", "=", "fetch_fbm_orders"),
                ("state", "=", "running"),
                ("write_date", "<", limit),
            ]
        ):
            if not log._has_live_jobs():
                log._fail(self.env._("The run lost its job; another one goes on."))

    def _count_lines(self):
        """Return the counts of the results in the lines of the run."""
        counts = Counter(self.line_ids.mapped("result"))
        return {
            "fetched_count": len(self.line_ids),
            **{f"{result}_count": counts[result] for result in COUNTED_RESULTS},
        }
