# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from .amazon_scheduler import AUDIT
from .amazon_seller import DATA_DELAY

# Amazon lists no more than two years of orders.
MAX_AUDIT_DAYS = 730
MAX_ORDER_REFS = 500


class AmazonSeller(models.Model):
    """Orders that are fetched besides the import: by id, and by the audit."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    order_audit_days = fields.Integer(
        "Audited Days",
        default=7,
        help="The nightly audit compares the orders of so many days at Amazon with "
        "those in Odoo and fetches what is missing.",
    )
    order_audit_ids = fields.One2many("amazon.order.audit", "seller_id")

    @api.constrains("order_audit_days")
    def _check_order_audit_days(self):
        self._check_between("order_audit_days", 1, MAX_AUDIT_DAYS)

    # === ORDERS BY ID === #

    def _start_order_fetch(self, refs, sync_type="manual"):
        """Open a run that imports these orders by their ids (getOrder).

        :param refs: Amazon order ids
        :return: the sync log of the run
        :raises SyncAlreadyRunningError: such a run of this seller is running
        """
        self.ensure_one()
        self._check_may_import()
        self._check_order_refs(refs)
        log = self.env["amazon.sync.log"]._start(self, "import_order_ids", sync_type)
        log._want_orders(refs, self._get_included_data())
        return log

    @api.model
    def _check_order_refs(self, refs):
        """Refuse a list of ids that is empty or too long."""
        if not refs:
            raise UserError(
                self.env._("Paste the Amazon order IDs, such as 302-1234567-1234567.")
            )
        if len(refs) > MAX_ORDER_REFS:
            raise UserError(
                self.env._(
                    "%(count)s order IDs are too many at once: Amazon gives one order "
                    "every two seconds. Paste at most %(limit)s, or import a range of "
                    "dates.",
                    count=len(refs),
                    limit=MAX_ORDER_REFS,
                )
            )

    # === AUDIT === #

    def _start_order_audit(self, sync_type, date_from=None, date_to=None):
        """Open a run that compares Amazon's orders with Odoo's (searchOrders).

        :param date_from: naive UTC, time of purchase; without it the audited days
        :param date_to: naive UTC; without it the time until which imports are complete
        :return: the sync log of the run
        :raises UserError: no import has been complete for this time
        """
        self.ensure_one()
        marketplaces = self._check_may_import()
        start, end = self._get_audit_window(date_from, date_to)
        log = self.env["amazon.sync.log"]._start(self, AUDIT, sync_type, start, end)
        params = self._prepare_search_params(marketplaces, start, end, by_creation=True)
        # Without its sections an order is small; only its id counts here.
        params = {k: v for k, v in params.items() if k != "includedData"}
        log.write({"request_params": params, "by_creation": True})
        # An audit is written by its run, whoever started it.
        self.env["amazon.order.audit"].sudo().create(
            {
                "seller_id": self.id,
                "sync_log_id": log.id,
                "window_start": start,
                "window_end": end,
                "marketplace_refs": params["marketplaceIds"],
            }
        )
        log.with_user(SUPERUSER_ID).with_company(self.company_id)._enqueue_fetch()
        return log

    def _get_audit_window(self, date_from, date_to):
        """Return the times of purchase for which the imports claim to be complete."""
        covered_start, covered_end = self._get_covered_window()
        now = fields.Datetime.now()
        end = min(covered_end, date_to or now, now - DATA_DELAY)
        start = date_from or now - timedelta(days=self.order_audit_days)
        start = max(start, covered_start)
        if start >= end:
            raise UserError(
                self.env._(
                    "There is nothing to audit: the imports of %(seller)s cover orders "
                    "from %(start)s until %(end)s UTC. Import the orders first.",
                    seller=self.display_name,
                    start=covered_start,
                    end=covered_end,
                )
            )
        return start, end

    def _get_covered_window(self):
        """Return from when until when the imports are complete.

        :raises UserError: no import has been complete yet
        """
        first = self._get_first_complete_import()
        if not (first and self.order_cursor):
            raise UserError(
                self.env._(
                    "There is nothing to audit: no import of %s was complete yet. "
                    "Import the orders first.",
                    self.display_name,
                )
            )
        return first.window_start, self.order_cursor

    def _get_first_complete_import(self):
        return self.env["amazon.sync.log"].search(
            [
                ("seller_id", "=", self.id),
                ("operation", "=", "import_fbm_orders"),
                ("moves_cursor", "=", True),
                ("all_pages_stored", "=", True),
            ],
            order="window_start",
            limit=1,
        )
