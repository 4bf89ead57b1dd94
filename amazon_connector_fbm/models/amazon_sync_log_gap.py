# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonSyncLog(models.Model):
    """Times that no import has covered: they are seen, and can be fetched."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    gap_start = fields.Datetime(
        "Gap Since",
        readonly=True,
        copy=False,
        help="The import before this one ended here; what changed at Amazon between "
        "this time and the start of the window was not asked for.",
    )
    has_gap = fields.Boolean(
        "Gap",
        readonly=True,
        copy=False,
        help="No import has covered the time between the end of the one before and "
        "the start of this window. Fetch Gap does.",
    )

    _open_gap_idx = models.Index("(seller_id) WHERE has_gap")

    def _note_gap(self):
        """Remember the time between the last complete window and this one, if any."""
        self.ensure_one()
        end = self._get_covered_end()
        if end and self.window_start > end:
            self.write({"gap_start": end, "has_gap": True})

    def _get_covered_end(self):
        """Return until when the imports that continue one another are complete."""
        complete = self.search(
            [
                ("seller_id", "=", self.seller_id.id),
                ("operation", "=", "import_fbm_orders"),
                ("moves_cursor", "=", True),
                ("all_pages_stored", "=", True),
                ("window_end", "!=", False),
                ("id", "!=", self.id),
            ],
            order="window_end desc",
            limit=1,
        )
        return complete.window_end

    def _close_gaps(self):
        """A complete window closes the gaps that lie within it."""
        start, end = self._get_covered_range()
        if not end or self.by_creation:
            return
        gaps = self.search(
            [
                ("seller_id", "=", self.seller_id.id),
                ("has_gap", "=", True),
                ("gap_start", ">=", start),
                ("window_start", "<=", end),
            ]
        )
        gaps.has_gap = False

    def _get_covered_range(self):
        """Return between which times every change is known now, else None twice."""
        if self.operation == "import_fbm_orders":
            return self.window_start, self.window_end
        return None, None

    def action_fetch_gap(self):
        """Import exactly what the gap of this run left out; open the sync log."""
        self.ensure_one()
        log = self.seller_id._start_order_import(
            "manual", self.gap_start, self.window_start
        )
        return log.with_env(self.env)._get_open_action()
