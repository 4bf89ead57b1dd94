# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models

from ..models.amazon_scheduler import AUDIT, IMPORT

IMPORT_OVERDUE = timedelta(days=1)
AUDIT_OVERDUE = timedelta(days=3)


class AmazonCheckCompletenessMixin(models.AbstractModel):
    """Whether orders may be missing: gaps, imports that lag, audits that differ."""

    _name = "amazon.check.completeness.mixin"
    _description = "Amazon Check of Completeness"

    def _check_completeness(self):
        """Yield sellers whose orders are not proved to be complete."""
        for seller in self._get_sellers():
            yield from self._check_gaps(seller)
            if seller.state == "connected" and seller.order_cursor:
                yield from self._check_import_date(seller)
                yield from self._check_audit(seller)

    def _check_gaps(self, seller):
        gaps = self.env["amazon.sync.log"].search(
            [("seller_id", "=", seller.id), ("has_gap", "=", True)]
        )
        for log in gaps:
            yield self._warning(
                self.env._(
                    "No import has covered the time from %(start)s until %(end)s UTC. "
                    "Open the run and press Fetch Gap.",
                    start=log.gap_start,
                    end=log.window_start,
                ),
                log,
            )

    def _check_import_date(self, seller):
        scheduler = self._get_scheduler(seller, IMPORT)
        limit = fields.Datetime.now() - IMPORT_OVERDUE
        if scheduler.enabled and seller.order_cursor < limit:
            yield self._warning(
                self.env._(
                    "The orders are complete until %s UTC only, although their import "
                    "is switched on. Its last run says what stops it.",
                    seller.order_cursor,
                ),
                seller,
                target=scheduler.last_log_id or scheduler,
            )

    def _check_audit(self, seller):
        """Yield what the last audit found, or that there was none."""
        audit = self.env["amazon.order.audit"].search(
            [
                ("seller_id", "=", seller.id),
                ("state", "in", ("complete", "incomplete", "failed")),
            ],
            limit=1,
        )
        overdue = not audit or audit.date < fields.Datetime.now() - AUDIT_OVERDUE
        if overdue and self._is_audit_due(seller):
            yield self._warning(
                self.env._(
                    "No audit of the last three days proves that every order of Amazon "
                    "is in Odoo. Switch on the scheduler Audit FBM Orders, or look "
                    "there what stops it."
                ),
                seller,
                target=self._get_scheduler(seller, AUDIT),
            )
        elif audit.state != "complete" and audit:
            yield self._warning(
                self.env._(
                    "The last audit of the orders did not prove that Odoo has all of "
                    "them. Open it to see what is missing."
                ),
                audit,
            )

    def _is_audit_due(self, seller):
        """Tell whether orders are imported for long enough to have an audit."""
        first = seller._get_first_complete_import()
        return first and first.date_start < fields.Datetime.now() - AUDIT_OVERDUE

    def _get_scheduler(self, seller, flow):
        return self.env["amazon.scheduler"]._get_scheduler(seller, flow)
