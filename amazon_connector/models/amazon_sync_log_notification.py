# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import RetryableJobError

from ..exceptions import RETRIED_ERRORS, SellerAttentionError
from ..lib.errors import AmazonError
from ..lib.notification import read_notification
from .amazon_queue_mixin import FLOW

# Whoever fills the queue faster than that is served by the next run.
MAX_BATCHES = 100
NOTIFICATION_OPERATIONS = {
    FLOW: "_job_receive_notifications",
    "rotate_client_secret": "_job_rotate_client_secret",
}

_logger = logging.getLogger(__name__)


class AmazonSyncLog(models.Model):
    """A run that empties the queue of notifications, ten in each job of the chain.

    Whatever a notification says is stored in the transaction of its job; the message
    is deleted after the commit, and comes again if that did not happen.
    """

    # Apart from the run itself, whose file is full.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    operation = fields.Selection(
        selection_add=[(FLOW, "Receive Notifications")],
        ondelete={FLOW: "cascade"},
    )
    left_count = fields.Integer(
        "Left in the Queue",
        readonly=True,
        help="Messages that say nothing to Odoo or are for somebody else.",
    )

    def _job_receive_notifications(self):
        """Receive the next few messages, store what they say, delete them."""
        self._lock_run()
        if self.state != "running":
            return self.env._("Nothing left to receive.")
        try:
            received = self._receive_batch()
        except (SellerAttentionError, AmazonError) as error:
            return self._fail_receiving(error)
        if received and self.page_count < MAX_BATCHES:
            self._enqueue("_job_receive_notifications", key=self.page_count)
            return self.env._("%s messages received.", received)
        return self._finish_receiving()

    def _receive_batch(self):
        """Take a batch of messages; return their number.

        :raises RetryableJobError: the queue is throttled or out of reach
        :raises AmazonError: the queue cannot be read as it is configured
        """
        queue, messages = self.seller_id._receive_messages()
        self.env.cr.postrollback.add(queue.close)
        handles = [each.handle for each in messages if self._take_message(each.body)]
        # Only after the commit: what is deleted before it may be lost.
        self.env.cr.postcommit.add(partial(self._delete_messages, queue, handles))
        self.seller_id._note_queue_problem(False)
        self.write(
            {
                "page_count": self.page_count + bool(messages),
                "fetched_count": self.fetched_count + len(messages),
                "left_count": self.left_count + len(messages) - len(handles),
            }
        )
        return len(messages)

    def _take_message(self, text):
        """Store what a message says; return whether it may be deleted.

        One that cannot be stored stays in the queue and stops no other.
        """
        notification = read_notification(text)
        if notification is None:
            return False
        kind = type(notification).__name__
        try:
            with self.env.cr.savepoint():
                return self.seller_id._take_notification(notification)
        except (*RETRIED_ERRORS, RetryableJobError):
            raise
        except (UserError, AmazonError) as error:
            self._add_line(kind, "failed", message=self._explain_untaken(error))
        except Exception as error:
            # The text of an unexpected error may hold anything, also a secret.
            _logger.error("Notification %s: %s", kind, type(error).__name__)
            reason, _detail = self._explain_exception(error)
            self._add_line(kind, "failed", message=reason)
        return False

    def _explain_untaken(self, error):
        if isinstance(error, AmazonError):
            return self.seller_id._explain_queue_error(error)
        return str(error)

    @staticmethod
    def _delete_messages(queue, handles):
        """Delete what is stored for good; what is left over comes again."""
        with queue:
            try:
                for handle in handles:
                    queue.delete(handle)
            except AmazonError as error:
                _logger.warning("Messages are received once more: %s", error)

    def _fail_receiving(self, error):
        """End the run: the queue cannot be read, and a person has to mend it."""
        if isinstance(error, SellerAttentionError):
            return self._fail(str(error))
        reason = self.seller_id._explain_queue_error(error)
        self.seller_id._note_queue_problem(reason)
        return self._fail(reason, error.detail, error.request_id)

    def _finish_receiving(self):
        """End the run; addons go on with what it has stored."""
        self._finish()
        return self.env._("Finished.")

    def _on_job_failed(self, exc_name="", exc_message="", **details):
        """The queue was out of reach too often: say so where it is configured."""
        run = self.exists()
        # A rotation reads the queue only after Amazon was asked.
        is_receiving = run.operation == FLOW or run.rotation_asked
        if is_receiving and run.state == "running":
            self.seller_id._note_queue_problem(exc_message)
        return super()._on_job_failed(exc_name, exc_message, **details)

    @api.model
    def _get_lost_jobs(self):
        """Return, by operation, the job with which a run goes on; others add theirs."""
        return dict(NOTIFICATION_OPERATIONS)

    @api.model
    def _resume_lost_runs(self):
        """Enqueue the job of runs that have none any more."""
        jobs = self._get_lost_jobs()
        domain = [("operation", "in", list(jobs)), ("state", "=", "running")]
        for log in self.search(domain):
            if not log._has_live_jobs():
                log._enqueue(jobs[log.operation], key="resumed")

    @api.model
    def _start_notifications(self, seller, operation, sync_type):
        """Return the log of a new run whose jobs belong to OdooBot."""
        log = self._start(seller, operation, sync_type)
        return log.with_user(SUPERUSER_ID).with_company(seller.company_id)
