# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter

from odoo import api, models

from .amazon_sync_log import OPERATIONS

MAX_REASONS = 3
COUNTED_RESULTS = (
    "imported",
    "updated",
    "held",
    "pending",
    "cancelled",
    "skipped",
    "failed",
)


class AmazonSyncLog(models.Model):
    """What came out of a run: for its orders, and for the person who waits."""

    _name = "amazon.sync.log"
    _inherit = "amazon.sync.log"

    def _on_job_failed(self, exc_name="", exc_message="", **details):
        """Try the orders that wait in jobs of their own, when one was given up."""
        run = self.exists()
        if run.operation in OPERATIONS:
            run.amazon_order_ids.filtered("to_process")._count_lost_try(run)
        return super()._on_job_failed(exc_name, exc_message, **details)

    def _prepare_counts(self):
        """Counts of the run: the last result of each order that Amazon sent."""
        orders = self._get_orders_of_run()
        # Only what is counted is read: a run can have very many orders.
        orders.fetch(["state"])
        results = {
            order.id: "skipped" if order.state == "imported" else order.state
            for order in orders
        }
        lines = self.env["amazon.sync.log.line"].search_fetch(
            [("log_id", "=", self.id)], ["res_id", "result"], order="id"
        )
        for line in lines:
            # A document without an order id has no order; it counts all the same.
            results[line.res_id or f"line {line.id}"] = line.result
        counts = Counter(results.values())
        return {
            "fetched_count": len(results),
            **{f"{result}_count": counts[result] for result in COUNTED_RESULTS},
        }

    def action_view_orders(self):
        """Open the orders that the run got, also those that did not change."""
        self.ensure_one()
        self.check_access("read")
        # Which orders did not change is kept where nobody reads it; the list shows
        # those that the person may see.
        orders = self.sudo()._get_orders_of_run()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders of the Run"),
            "res_model": orders._name,
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
            "context": {"search_default_group_state": 1},
        }

    def _get_result_notification(self):
        """A notification that says what these runs did, and what is still held."""
        totals = {name: sum(self.mapped(f"{name}_count")) for name in COUNTED_RESULTS}
        labels = self._get_result_labels()
        parts = [f"{count} {labels[name]}" for name, count in totals.items() if count]
        troubled = totals["held"] or totals["failed"]
        reasons = self._describe_waiting()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if troubled else "success",
                "title": self._get_result_title(),
                "message": self._join_sentences([", ".join(parts), *reasons])
                or self.env._("Nothing to do."),
                "sticky": bool(troubled),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _join_sentences(self, sentences):
        return " ".join(f"{text.rstrip('.')}." for text in sentences if text)

    def _get_result_title(self):
        if "running" in self.mapped("state"):
            return self.env._("Orders are processed in the background")
        return self.env._("Orders processed")

    def _get_result_labels(self):
        """Return the words for the counted results."""
        return {
            "imported": self.env._("imported"),
            "updated": self.env._("updated"),
            "held": self.env._("held"),
            "pending": self.env._("pending"),
            "cancelled": self.env._("cancelled"),
            "skipped": self.env._("skipped"),
            "failed": self.env._("failed"),
        }

    def _describe_waiting(self):
        """Return why orders of these runs wait, a few sentences at most."""
        lines = self.line_ids.filtered(
            lambda line: line.is_mismatch and not line.resolved
        )
        groups = lines.grouped(lambda line: (line.cause, line.sku))
        largest = sorted(groups.values(), key=len, reverse=True)
        sentences = [group._summarize() for group in largest]
        more = len(sentences) - MAX_REASONS
        if more > 0:
            sentences[MAX_REASONS:] = [self.env._("%s further causes", more)]
        return sentences
