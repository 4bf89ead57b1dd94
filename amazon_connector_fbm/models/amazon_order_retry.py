# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.amazon_connector.lib.backoff import Backoff

WAITING_STATES = ("held", "failed")
BACKOFF = Backoff(timedelta(minutes=15))
SKU_REASONS = ("unknown_sku", "ambiguous_sku", "archived_product")
MAX_TRIES = 10
MAX_LOST_TRIES = 3
TRIES_ACTIVITY = "amazon_connector_fbm.mail_activity_type_held_orders"


class AmazonOrder(models.Model):
    """When an order that waits is tried again by itself.

    The pause doubles with each try, from a quarter of an hour to a day. After ten
    tries the responsible person is told, once for a seller.
    """

    _name = "amazon.order"
    _inherit = "amazon.order"

    hold_issues = fields.Json(
        readonly=True,
        copy=False,
        help="Reason and key of each cause that the order waits for.",
    )
    attempt_count = fields.Integer(
        "Tries",
        readonly=True,
        copy=False,
        help="How often the order could not be imported since it waits.",
    )
    next_retry = fields.Datetime(
        "Next Try",
        readonly=True,
        copy=False,
        help="The first import of orders after this time tries the order again.",
    )
    lost_try_count = fields.Integer(
        "Lost Tries",
        readonly=True,
        copy=False,
        help="How often the job that imported the order was given up. The order is "
        "then tried in a job of its own, so that it stops no other.",
    )

    @api.model
    def _get_waiting_domain(self):
        """Return the domain of the orders that wait for a person."""
        return Domain("state", "in", WAITING_STATES) & Domain("resolved", "=", False)

    @api.model
    def _get_due_domain(self):
        """Return the domain of the orders that an import is to try.

        A failed step of the workflow has tries of its own.
        """
        waiting = self._get_waiting_domain() & Domain("hold_reason", "!=", "workflow")
        paused = Domain("next_retry", ">", fields.Datetime.now())
        return (Domain("to_process", "=", True) | waiting) & ~paused

    def _is_due(self):
        """Tell whether an import is to try the order."""
        return bool(self.filtered_domain(self._get_due_domain()))

    def _split_for_jobs(self, size):
        """Yield the orders in batches; each that stopped a job has its own."""
        suspects = self.filtered("lost_try_count")
        yield from suspects
        others = self - suspects
        for start in range(0, len(others), size):
            yield others[start : start + size]

    def _prepare_try_vals(self, outcome):
        """Values that say how often the order was tried, and when it is next.

        :param outcome: the :class:`~.order_draft.Outcome` of a try
        """
        self.ensure_one()
        if outcome.state not in WAITING_STATES:
            return self._prepare_success_vals()
        if outcome.result not in WAITING_STATES:
            return {}
        count = self.attempt_count + 1
        issues = outcome.issues or [[outcome.reason, outcome.sku or ""]]
        return {
            "hold_issues": issues,
            "attempt_count": count,
            "next_retry": self._get_next_retry(count),
            "lost_try_count": 0,
        }

    def _prepare_success_vals(self):
        """Values of an order that waits for nothing any more."""
        return {
            "hold_issues": False,
            "attempt_count": 0,
            "next_retry": False,
            "lost_try_count": 0,
        }

    @api.model
    def _get_next_retry(self, count):
        """Return when an order is tried again that was tried ``count`` times."""
        return fields.Datetime.now() + BACKOFF.pause(count)

    def _make_due(self):
        """Let the next import try the orders: their cause may be mended."""
        self.write({"next_retry": False})

    def _retry_or_wait(self):
        """Import now what a person has mended, or with the next import if one runs.

        :return: the notification that says it
        """
        try:
            with self.env.cr.savepoint():
                return self.action_retry()
        except UserError as error:
            # Who mends the cause need not have the right to rewrite orders.
            self.sudo()._make_due()
            message = self.env._(
                "Saved. The next import takes the orders that waited for it: %s", error
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "warning", "sticky": True, "message": message},
        }

    # === ORDERS THAT STOP THEIR JOB === #

    def _count_lost_try(self, log):
        """Count a try whose job was given up; park what stops every job."""
        for order in self.try_lock_for_update(allow_referencing=True):
            count = order.lost_try_count + 1
            next_retry = count > 1 and self._get_next_retry(count - 1)
            order.write({"lost_try_count": count, "next_retry": next_retry})
            if count >= MAX_LOST_TRIES:
                order._park(log)

    def _park(self, log):
        """Put an order that no job gets through on the list of work."""
        message = self.env._(
            "The import of this order was given up %s times, each time together with "
            "its job. The server log has the details. It is tried again by itself.",
            self.lost_try_count,
        )
        tries = self.lost_try_count
        self.env["amazon.sync.log.line"]._supersede(self)
        self.write(
            {
                "state": "failed",
                "hold_reason": "unexpected",
                "hold_message": message,
                "hold_issues": [["unexpected", ""]],
                "attempt_count": self.attempt_count + tries,
                "to_process": False,
            }
        )
        log._add_line(self.name, "failed", self, cause="unexpected", message=message)

    # === TELLING SOMEBODY === #

    def _alert_about_tries(self):
        """Tell the responsible person of a seller about orders tried so often.

        There is one activity for a seller, however many orders and tries; it goes
        when no such order is left.
        """
        for seller in self.seller_id:
            open_activities = seller.activity_search([TRIES_ACTIVITY])
            domain = self._get_waiting_domain() & Domain("seller_id", "=", seller.id)
            domain &= Domain("attempt_count", ">=", MAX_TRIES)
            count = self.search_count(domain)
            if count and not open_activities:
                seller._schedule_held_orders(count)
            elif open_activities and not count:
                seller.activity_unlink([TRIES_ACTIVITY])

    @api.model
    def _get_waiting_for_skus(self, skus, domain):
        """Return the orders of a domain that wait for the product of one of the SKUs.

        :param skus: set of seller SKUs
        """
        if not skus:
            return self.browse()
        waiting = self._get_waiting_domain() & Domain("hold_reason", "in", SKU_REASONS)
        return self.search(waiting & Domain(domain)).filtered(
            lambda order: skus & {key for _reason, key in order.hold_issues or ()}
        )
