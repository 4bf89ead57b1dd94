# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..exceptions import SellerAttentionError
from ..lib.errors import AmazonError, ThrottledError
from ..lib.token import LOGIN

ROTATION = "rotate_client_secret"
PAUSE_SECONDS = 30
# Amazon sends the new secret within moments; after that nobody waits any longer.
PATIENCE = timedelta(hours=2)


class AmazonSyncLog(models.Model):
    """A rotation of the client secret: asked of Amazon once, then awaited.

    The intent is committed with the run. Before the call, its moment is committed
    apart: whoever finds it looks into the queue and does not ask again.
    """

    # Apart from the run itself, whose file is full.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    operation = fields.Selection(
        selection_add=[(ROTATION, "Rotate Client Secret")],
        ondelete={ROTATION: "cascade"},
    )
    application_key = fields.Char(
        readonly=True, copy=False, exportable=False, groups="base.group_system"
    )
    rotation_asked = fields.Datetime(
        readonly=True,
        copy=False,
        help="When Amazon was asked for a new client secret. It is not asked again in "
        "this run.",
    )
    previous_secret_event = fields.Datetime(
        readonly=True,
        copy=False,
        help="When Amazon made the client secret that was stored before the run.",
    )

    _rotation_uniq = models.UniqueIndex(
        "(application_key) WHERE state = 'running' AND application_key IS NOT NULL",
        "The client secret of this application is being rotated already.",
    )

    @api.model
    def _start_rotation(self, seller):
        """Open a run that asks Amazon for a new client secret.

        :raises SyncAlreadyRunningError: one for the same application is running
        """
        try:
            with self.env.cr.savepoint():
                log = self._start_notifications(seller, ROTATION, "manual")
                log.write(
                    {
                        "application_key": seller._get_application_key(),
                        "previous_secret_event": seller.client_secret_event,
                    }
                )
        except UniqueViolation as error:
            raise self._already_running(seller, ROTATION) from error
        log._enqueue("_job_rotate_client_secret")
        return log

    def _job_rotate_client_secret(self):
        """Ask Amazon for a new client secret, once; the next job waits for it.

        This job writes its run only in transactions of its own, so that what is
        known about the call survives whatever happens to the job.
        """
        if self.state != "running":
            return self.env._("The rotation has ended.")
        problem = self._claim_rotation() and self._ask_for_rotation()
        if problem:
            return problem
        self._enqueue("_job_await_client_secret")
        return self.env._("Amazon was asked for a new client secret.")

    def _claim_rotation(self):
        """Commit that Amazon is being asked; return False if it was asked before."""
        with self.env.registry.cursor() as cr:
            log = api.Environment(cr, SUPERUSER_ID, {})["amazon.sync.log"]
            log = log.browse(self.id).try_lock_for_update(allow_referencing=True)
            if not log:
                raise RetryableJobError(
                    "Another job of this run is at work", seconds=5, ignore_retry=True
                )
            if log.rotation_asked:
                return False
            log.rotation_asked = fields.Datetime.now()
            return True

    def _ask_for_rotation(self):
        """Call Amazon; return why the run has ended, or nothing.

        A call whose outcome nobody knows counts as made: the queue will tell.
        """
        try:
            self.seller_id._amazon_call(lambda client: client.rotate_client_secret())
        except RetryableJobError as error:
            if self._was_not_asked(error.__cause__):
                self._write_apart({"rotation_asked": False})
                raise
            self._write_apart(note=error)
        except SellerAttentionError as error:
            return self._end_rotation_apart(str(error))
        except AmazonError as error:
            return self._end_rotation_apart(self._explain_refused_rotation(error))
        return ""

    @api.model
    def _was_not_asked(self, cause):
        """Tell whether Amazon surely did not take the call."""
        return isinstance(cause, ThrottledError) or cause.operation == LOGIN

    def _explain_refused_rotation(self, error):
        problem = error.detail or self.seller_id._explain_amazon_error(error)
        if self.seller_id.endpoint == "simulator":
            return self.env._(
                "The simulator refused to make a new client secret: %(problem)s "
                "Register the queue with POST %(address)s/_sim/rotation (the tab "
                "Notifications of the seller shows the command), then press Rotate "
                "Client Secret again. The present secret stays.",
                problem=problem,
                address=self.seller_id.simulator_url,
            )
        return self.env._(
            "Amazon refused to make a new client secret: %(problem)s Register the "
            "queue for the application in Amazon's Solution Provider Portal (its "
            "notification preferences), then press Rotate Client Secret again. The "
            "present secret stays.",
            problem=problem,
        )

    def _end_rotation_apart(self, reason):
        self._write_apart({"rotation_asked": False}, reason)
        return reason

    def _write_apart(self, vals=None, reason="", note=None):
        """Write the run in a transaction of its own, while Amazon's answer is fresh."""
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, dict(self.env.context))
            log = env["amazon.sync.log"].browse(self.id)
            log.write(vals or {})
            if note:
                request_id = getattr(note.__cause__, "request_id", "")
                log._add_note(str(note), request_id)
            if reason:
                log._fail(reason)

    def _job_await_client_secret(self):
        """Look into the queue until the new client secret is stored."""
        self._lock_run()
        if self.state != "running":
            return self.env._("The rotation has ended.")
        if self._has_new_secret():
            return self._finish_receiving()
        try:
            received = self._receive_batch()
        except (SellerAttentionError, AmazonError) as error:
            return self._fail_receiving(error)
        if self._has_new_secret():
            return self._finish_receiving()
        if self.date_start < fields.Datetime.now() - PATIENCE:
            return self._fail(self._describe_missing_secret())
        if received:
            self._enqueue("_job_await_client_secret", key=self.page_count)
            return self.env._("The new client secret is not there yet.")
        raise RetryableJobError(
            "Amazon has not sent the new client secret yet.",
            seconds=PAUSE_SECONDS,
            ignore_retry=True,
        )

    def _has_new_secret(self):
        """Tell whether a client secret has come from the queue since the start."""
        event = self.seller_id.client_secret_event
        return bool(event) and event != self.previous_secret_event

    def _describe_missing_secret(self):
        return self.env._(
            "Amazon has not sent the new client secret to the queue. The present one "
            "goes on working, for seven days if Amazon has made another one. If it "
            "still comes, the next run of Receive Notifications stores it. Otherwise "
            "see in Amazon's Solution Provider Portal whether this queue is registered "
            "for the application, and copy the client secret from there."
        )
