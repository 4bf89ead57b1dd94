# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import RetryableJobError

from .amazon_seller_audit import MAX_ORDER_REFS

_logger = logging.getLogger(__name__)


class AmazonOrderMark(models.Model):
    """An order that Amazon says has changed, until it is fetched.

    The notification itself changes nothing: it may be a duplicate, an old one, or one
    about an order that Odoo does not know.
    """

    _name = "amazon.order.mark"
    _description = "Amazon Order to Fetch"
    _order = "id"

    name = fields.Char("Amazon Order ID", required=True, readonly=True)
    seller_id = fields.Many2one(
        "amazon.seller", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    event_time = fields.Datetime(
        readonly=True, help="When Amazon says that the order changed."
    )

    _order_uniq = models.Constraint(
        "UNIQUE(seller_id, name)", "The order waits to be fetched already."
    )

    @api.model
    def _mark(self, seller, notification):
        """Remember to fetch the order of a notification, once.

        A mark that is just handed to a run may be gone before this is committed: the
        job that takes the notification comes again then.
        """
        mark = self.search(
            [("seller_id", "=", seller.id), ("name", "=", notification.order_id)]
        )
        if mark and not mark.try_lock_for_update(allow_referencing=True):
            raise RetryableJobError(
                "The mark of this order is in use", seconds=5, ignore_retry=True
            )
        if not mark:
            vals = {"seller_id": seller.id, "name": notification.order_id}
            mark = self.create(vals | {"event_time": notification.event_time})
        return mark

    @api.model
    def _fetch_waiting(self):
        """Start to fetch the marked orders of every seller that can do it now."""
        groups = self._read_group(
            [("seller_id.state", "=", "connected")], ["seller_id"]
        )
        for (seller,) in groups:
            if seller.active and not seller.is_foreign_database:
                self._fetch_marked(seller)

    @api.model
    def _fetch_marked(self, seller):
        """Hand the marked orders of a seller to a run that gets each of them once.

        They stay marked while another such run is at work or none can be started.
        """
        marks = self.search([("seller_id", "=", seller.id)], limit=MAX_ORDER_REFS)
        is_busy = self.env["amazon.sync.log"]._get_running(seller, "import_order_ids")
        if not marks or is_busy:
            return
        try:
            with self.env.cr.savepoint():
                seller._start_order_fetch(marks.mapped("name"), "automatic")
                marks.unlink()
        except UserError as error:
            _logger.info("Marked orders of seller %s wait: %s", seller.id, error)
