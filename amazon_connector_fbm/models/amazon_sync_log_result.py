# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter

from odoo import models

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
    """What runs of orders did, in numbers."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    def _prepare_counts(self):
        """Counts of the run: the last result of each order that Amazon sent."""
        results = {
            order.id: "skipped" if order.state == "imported" else order.state
            for order in self._get_orders_of_run()
        }
        for line in self.line_ids.sorted("id"):
            # A document without an order id has no order; it counts all the same.
            results[line.res_id or f"line {line.id}"] = line.result
        counts = Counter(results.values())
        return {
            "fetched_count": len(results),
            **{f"{result}_count": counts[result] for result in COUNTED_RESULTS},
        }

    def _get_result_notification(self):
        """A notification that says what these runs did."""
        totals = {name: sum(self.mapped(f"{name}_count")) for name in COUNTED_RESULTS}
        labels = {
            "imported": self.env._("imported"),
            "updated": self.env._("updated"),
            "held": self.env._("held"),
            "pending": self.env._("pending"),
            "cancelled": self.env._("cancelled"),
            "skipped": self.env._("skipped"),
            "failed": self.env._("failed"),
        }
        parts = [f"{count} {labels[name]}" for name, count in totals.items() if count]
        troubled = totals["held"] or totals["failed"]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if troubled else "success",
                "title": self.env._("Orders processed"),
                "message": ", ".join(parts) or self.env._("Nothing to do."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
