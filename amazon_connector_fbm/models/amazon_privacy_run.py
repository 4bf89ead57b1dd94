# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError

CHUNK = 50
RETENTION = timedelta(days=395)

_logger = logging.getLogger(__name__)


class AmazonPrivacyRun(models.Model):
    """The nightly proof that no personal data are older than they may be.

    A run is a chain of jobs. Each deletes the data of some orders in a transaction of
    its own, so that a process that is killed loses nothing and repeats nothing.
    """

    _name = "amazon.privacy.run"
    _description = "Amazon Personal Data Deletion"
    _order = "date_start desc, id desc"
    _rec_name = "date_start"

    seller_id = fields.Many2one(
        "amazon.seller", required=True, readonly=True, index=True, ondelete="cascade"
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    run_type = fields.Selection(
        [("manual", "Manual"), ("automatic", "Automatic")],
        "Started",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Proved"), ("failed", "Not Proved")],
        "Result",
        required=True,
        readonly=True,
        default="running",
        help="Proved: afterwards no document held personal data longer than allowed.",
    )
    date_start = fields.Datetime(
        "Start", required=True, readonly=True, default=fields.Datetime.now
    )
    date_end = fields.Datetime("End", readonly=True)
    privacy_days = fields.Integer(
        "Days", readonly=True, help="Days after the delivery, as set on the seller."
    )
    limit_date = fields.Datetime(
        "Delivered Before",
        readonly=True,
        help="Orders that were delivered before this time lose their personal data.",
    )
    last_order_ref = fields.Integer(
        readonly=True, help="The last order of which the run took care."
    )
    order_count = fields.Integer("Orders Emptied", readonly=True)
    contact_count = fields.Integer("Contacts Emptied", readonly=True)
    failed_count = fields.Integer("Failed", readonly=True)
    open_count = fields.Integer(
        "Still to Deliver",
        readonly=True,
        help="Orders past the time whose goods were not delivered yet: their data are "
        "still needed.",
    )
    remaining_count = fields.Integer(
        "Older Than Allowed",
        readonly=True,
        help="Documents that hold personal data longer than allowed, counted after "
        "the run. It must be 0.",
    )
    proof = fields.Char(readonly=True)

    _running_uniq = models.UniqueIndex(
        "(seller_id) WHERE state = 'running'",
        "Personal data of this seller are being deleted already.",
    )

    # === STARTING === #

    @api.model
    def _cron_delete_personal_data(self):
        """Delete the personal data of all sellers, also archived ones; every night."""
        sellers = self.env["amazon.seller"].with_context(active_test=False)
        for seller in sellers.search([("amazon_order_ids", "!=", False)]):
            self._start(seller, "automatic")

    @api.model
    def _start(self, seller, run_type):
        """Return a new run of the seller, or the running one, with a job at work."""
        domain = [("seller_id", "=", seller.id), ("state", "=", "running")]
        run = self.search(domain) or self.create(
            {
                "seller_id": seller.id,
                "run_type": run_type,
                "privacy_days": seller.privacy_days,
                "limit_date": seller._get_privacy_limit(),
            }
        )
        run.with_user(SUPERUSER_ID).with_company(run.company_id)._enqueue()
        return run

    def _enqueue(self):
        self.ensure_one()
        self.with_delay(
            description=f"Amazon personal data: {self.seller_id.display_name}",
            identity_key=f"amazon-privacy-run-{self.id}:{self.last_order_ref}",
        )._job_delete()

    # === DELETING === #

    def _job_delete(self):
        """Delete the personal data of the next orders, or end the run."""
        if not self.try_lock_for_update(allow_referencing=True):
            raise RetryableJobError("The run is at work", seconds=5, ignore_retry=True)
        self.invalidate_recordset()
        if self.state != "running":
            return self.env._("Nothing left to delete.")
        orders = self._find_orders()
        if not orders:
            return self._finish()
        for order in orders:
            self._delete(order)
        self.last_order_ref = orders[-1].id
        self._enqueue()
        return self.env._("%s orders looked at.", len(orders))

    def _find_orders(self):
        """Return the next orders whose time is over, oldest record first."""
        domain = [
            ("seller_id", "=", self.seller_id.id),
            ("id", ">", self.last_order_ref),
            ("personal_data_deleted", "=", False),
            ("privacy_clock_date", "<", self.limit_date),
        ]
        return self.env["amazon.order"].search(domain, order="id", limit=CHUNK)

    def _delete(self, order):
        """Delete the data of one order; one that fails never stops the others."""
        if order._is_still_to_deliver():
            self.open_count += 1
            return
        try:
            with self.env.cr.savepoint():
                contacts = order._delete_personal_data()
                self.env.flush_all()
        except OperationalError:
            raise
        except Exception:
            _logger.exception(
                "Personal data of order %s could not be deleted", order.id
            )
            self.failed_count += 1
        else:
            self.order_count += 1
            self.contact_count += len(contacts)

    # === PROVING === #

    def _finish(self):
        """Count what is left, independently of what the run did."""
        late = self._find_documents()
        remaining = len(late.filtered(lambda order: not order._is_still_to_deliver()))
        proved = not remaining and not self.failed_count
        self.write(
            {
                "state": "done" if proved else "failed",
                "date_end": fields.Datetime.now(),
                "remaining_count": remaining,
                "proof": self._describe(remaining),
            }
        )
        if self.order_count:
            detail = self.env._("Orders: %s", self.order_count)
            logs = self.env["amazon.audit.log"]
            logs._record("personal_data_deleted", self.seller_id, detail)
        return self.proof

    def _describe(self, remaining):
        return self.env._(
            "%(count)s documents older than %(days)s days hold personal data.",
            count=remaining,
            days=self.privacy_days,
        )

    def _find_documents(self):
        """Return orders with personal data whose time is over, by their documents."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT id
                  FROM amazon_order
                 WHERE seller_id = %s
                   AND privacy_clock_date < %s
                   AND (payload ? 'buyer'
                        OR payload ? 'tax'
                        OR payload ? 'payment'
                        OR CASE jsonb_typeof(payload -> 'recipient')
                               WHEN 'object' THEN
                                   (payload -> 'recipient') - 'deliveryAddress' <> '{}'
                               WHEN 'null' THEN FALSE
                               ELSE payload ? 'recipient'
                           END
                        OR CASE jsonb_typeof(payload #> '{recipient,deliveryAddress}')
                               WHEN 'object' THEN
                                   (payload #> '{recipient,deliveryAddress}')
                                   - 'countryCode' <> '{}'
                               WHEN 'null' THEN FALSE
                               ELSE payload -> 'recipient' ? 'deliveryAddress'
                           END
                        OR position('"giftMessage"' in payload::text) > 0)
                """,
                self.seller_id.id,
                self.limit_date,
            )
        )
        ids = [order_id for (order_id,) in self.env.cr.fetchall()]
        return self.env["amazon.order"].browse(ids)

    # === FAILURES AND HOUSEKEEPING === #

    def _on_job_failed(self, exc_name="", **_details):
        """Called by the queue when a job of this run has failed for good."""
        if self.exists() and self.state == "running":
            self.write(
                {
                    "state": "failed",
                    "date_end": fields.Datetime.now(),
                    "proof": self.env._(
                        "The run was given up after several tries (%s). The next one "
                        "goes on where it ended.",
                        exc_name,
                    ),
                }
            )

    def write(self, vals):
        """Refuse changes by people: a proof that can be edited proves nothing."""
        if vals and not self.env.su:
            raise AccessError(self.env._("The record of a run cannot be changed."))
        return super().write(vals)

    def _get_open_action(self):
        """Return the action that shows these runs."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector_fbm.amazon_privacy_run_action"
        )
        return action | {"domain": [("id", "in", self.ids)]}

    @api.autovacuum
    def _gc_old_runs(self):
        """Delete runs of more than thirteen months ago."""
        limit = fields.Datetime.now() - RETENTION
        self.search([("date_start", "<", limit)]).unlink()
