# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from .amazon_scheduler import AUDIT


class AmazonSyncLog(models.Model):
    """The run of an audit: list Amazon's order ids, then fetch what Odoo lacks."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    order_audit_ids = fields.One2many("amazon.order.audit", "sync_log_id")

    def _get_fetch_job(self):
        if self.operation == AUDIT:
            is_listed = self.order_audit_ids.state != "listing"
            return "_job_fetch_single_orders" if is_listed else "_job_list_orders"
        return super()._get_fetch_job()

    def _job_list_orders(self):
        """List one page of order ids with searchOrders (Orders v2026-01-01)."""
        return self._fetch_page(self._list_orders)

    def _list_orders(self, page):
        """Keep the ids of a page, then go on: next page, or compare them."""
        if self.order_audit_ids._add_listed(page["orders"]):
            self.empty_page_count = min(self.empty_page_count, 0)
        else:
            self.empty_page_count += 1
        return self._turn_page(page)

    def _end_window(self):
        if self.operation == AUDIT and self.order_audit_ids.state == "listing":
            return self._compare_listed()
        return super()._end_window()

    def _compare_listed(self):
        """Every id is known: fetch the orders that Odoo lacks or has outdated."""
        wanted = self.order_audit_ids._compare()
        if not wanted:
            return self._end_window()
        self._want_orders(wanted, self.seller_id._get_included_data())
        return self.env._("%s orders are to be fetched.", len(wanted))

    def _finish(self):
        result = super()._finish()
        self._close_audits()
        return result

    def _fail(self, reason, detail="", request_id=""):
        result = super()._fail(reason, detail, request_id)
        self._close_audits()
        return result

    def _close_audits(self):
        # The record of a run is written whoever started it.
        self.sudo().order_audit_ids._close()
