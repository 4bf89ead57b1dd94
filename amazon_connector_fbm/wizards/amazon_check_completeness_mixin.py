# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..models.amazon_scheduler import AUDIT, IMPORT

IMPORT_OVERDUE = timedelta(days=1)
AUDIT_OVERDUE = timedelta(days=3)


class AmazonCheckCompletenessMixin(models.AbstractModel):
    """Whether orders may be missing or there twice."""

    _name = "amazon.check.completeness.mixin"
    _description = "Amazon Check of Completeness"

    def _check_completeness(self):
        """Yield sellers whose orders are not proved to be complete."""
        for seller in self._get_sellers():
            yield from self._check_gaps(seller)
            yield from self._check_shared_orders(seller)
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

    def _check_shared_orders(self, seller):
        """Yield the sellers that have orders of this one: it is one Amazon account.

        Amazon gives each order id once. Credentials cannot tell: one account may be
        authorised several times.
        """
        self.env["amazon.order"].flush_model(["name", "seller_id"])
        [[twin_id]] = self.env.execute_query(
            SQL(
                """
                SELECT MIN(seller.id) FROM amazon_seller seller
                WHERE seller.id <> %(seller)s AND seller.endpoint = %(endpoint)s
                    AND seller.active AND EXISTS (
                        SELECT 1 FROM amazon_order mine
                        JOIN amazon_order other ON other.name = mine.name
                        WHERE mine.seller_id = %(seller)s
                            AND other.seller_id = seller.id
                    )
                """,
                seller=seller.id,
                endpoint=seller.endpoint,
            )
        )
        if twin_id:
            # The other seller may belong to a company that the person does not see.
            twin = self.env["amazon.seller"].sudo().browse(twin_id)
            yield self._warning(
                self.env._(
                    "Orders of this seller are imported for %(twin)s of %(company)s, "
                    "too: both most likely are the same Amazon account, and its sales "
                    "orders are there twice. Archive one of the two sellers.",
                    twin=twin.display_name,
                    company=twin.company_id.display_name,
                ),
                seller,
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
