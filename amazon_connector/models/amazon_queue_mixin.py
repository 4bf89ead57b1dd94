# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import math
from contextlib import closing

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import (
    AccessDeniedError,
    AmazonError,
    ConfigurationError,
    RejectedError,
    TemporaryError,
    ThrottledError,
)
from ..lib.queue import NotificationQueue, QueueAddress, queue_policy
from .amazon_api_mixin import VAULT_ERRORS

QUEUE_FIELDS = {"queue_url", "aws_access_key_id"}
AWS_SECRET = "aws_secret_access_key"
FLOW = "receive_notifications"
MANAGER = "amazon_connector.group_amazon_manager"


class AmazonQueueMixin(models.AbstractModel):
    """The queue at AWS into which Amazon puts the notifications for a seller."""

    _name = "amazon.queue.mixin"
    _description = "Amazon Notification Queue"

    queue_url = fields.Char(
        "Queue URL",
        copy=False,
        trim=False,
        groups=MANAGER,
        help="The URL of the standard queue (Amazon SQS) in your AWS account, such as "
        "https://sqs.eu-west-1.amazonaws.com/123456789012/odoo-amazon. Its region is "
        "read from it. Blank: Odoo only asks Amazon at intervals.",
    )
    aws_access_key_id = fields.Char(
        "AWS Access Key ID",
        copy=False,
        trim=False,
        groups=MANAGER,
        help="The key of an AWS user that may receive and delete the messages of this "
        "queue, and nothing else. Begins with AKIA.",
    )
    aws_secret_access_key = fields.Char(
        "AWS Secret Access Key",
        compute="_compute_aws_secret_access_key",
        inverse="_inverse_aws_secret_access_key",
        copy=False,
        trim=False,
        exportable=False,
        groups=MANAGER,
        help="Kept when you save; nobody can read it back. Leave it blank to keep the "
        "stored one. A change of the endpoint or of its address deletes it.",
    )
    has_queue = fields.Boolean(
        "Queue Configured",
        compute="_compute_has_queue",
        compute_sudo=True,
        help="Queue URL, access key ID and secret access key are stored.",
    )
    queue_problem = fields.Text(
        "Problem of the Queue",
        readonly=True,
        copy=False,
        help="Why the last attempt to read the queue failed, and what to do.",
    )
    subscription_date = fields.Datetime(
        "Subscribed Since",
        readonly=True,
        copy=False,
        help="Since when Amazon sends notifications about this seller to the queue. "
        "Blank: it does not; press Subscribe to Notifications.",
    )

    queue_policy = fields.Text(
        "Access Policy of the Queue",
        compute="_compute_queue_policy",
        groups=MANAGER,
        help="Paste it as the access policy of the queue: it lets Amazon's "
        "notifications in.",
    )

    @api.depends("queue_url")
    def _compute_queue_policy(self):
        for seller in self:
            try:
                arn = seller._get_queue_address().arn
            except ConfigurationError:
                arn = "arn:aws:sqs:REGION:ACCOUNT:QUEUE"
            seller.queue_policy = json.dumps(queue_policy(arn), indent=2)

    @api.depends("credential_version")
    def _compute_aws_secret_access_key(self):
        """Whoever reads the secret gets nothing."""
        self.aws_secret_access_key = False

    def _inverse_aws_secret_access_key(self):
        """Keep what was typed; a blank changes nothing."""
        typed = {seller: seller[AWS_SECRET] for seller in self if seller[AWS_SECRET]}
        self.invalidate_recordset([AWS_SECRET], flush=False)
        for seller, value in typed.items():
            seller._check_not_padded(AWS_SECRET, value)
            seller._write_secret(AWS_SECRET, value)
            seller.credential_version += 1

    @api.depends("queue_url", "aws_access_key_id", "credential_version")
    def _compute_has_queue(self):
        for seller in self:
            seller.has_queue = bool(
                seller.queue_url
                and seller.aws_access_key_id
                and seller._get_stored_secrets(AWS_SECRET)
            )

    @api.constrains("queue_url", "endpoint", "simulator_url")
    def _check_queue_url(self):
        for seller in self.filtered("queue_url"):
            try:
                seller._get_queue_address()
            except ConfigurationError as error:
                raise ValidationError(
                    self.env._(
                        "The queue URL cannot be used: %(problem)s Copy it from the "
                        "page of the queue in AWS; it looks like %(example)s",
                        problem=error,
                        example=seller._get_queue_example(),
                    )
                ) from None

    @api.constrains("aws_access_key_id")
    def _check_aws_access_key_id(self):
        for seller in self:
            seller._check_not_padded("aws_access_key_id", seller.aws_access_key_id)

    def _get_queue_example(self):
        if self.endpoint == "simulator":
            return f"{self.simulator_url}/000000000000/notifications"
        return "https://sqs.eu-west-1.amazonaws.com/123456789012/odoo-amazon"

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    def write(self, vals):
        """Another place has another queue; another queue has no subscription yet."""
        readdressed = self._filter_changed({"endpoint", "simulator_url"}, vals)
        if readdressed and "queue_url" not in vals:
            readdressed.filtered("queue_url").write({"queue_url": False})
        moved = self._filter_changed({"queue_url"}, vals)
        had_queue = self.filtered("has_queue")
        result = super().write(vals)
        if moved:
            super(AmazonQueueMixin, moved).write(
                {"subscription_date": False, "queue_problem": False}
            )
        if (QUEUE_FIELDS | {AWS_SECRET}) & set(vals):
            self._on_queue_changed(had_queue)
        return result

    def _on_queue_changed(self, had_queue):
        """Switch the scheduler on with the queue, and off without it.

        :param had_queue: the sellers whose scheduler a person may have switched off
        """
        schedulers = self.env["amazon.scheduler"]
        for seller in self:
            scheduler = schedulers._get_scheduler(seller, FLOW)
            if not seller.has_queue:
                scheduler.enabled = False
            elif seller not in had_queue:
                scheduler.enabled = True

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------

    def _get_queue_address(self):
        """Return the address of the queue; raises ConfigurationError."""
        self.ensure_one()
        # Whoever receives notifications need not see where they come from.
        seller = self.sudo()
        simulator_url = self.endpoint == "simulator" and self.simulator_url
        return QueueAddress.parse(seller.queue_url, simulator_url or "")

    def _get_queue(self):
        """Return the open queue: close it. Raises subtypes of ConfigurationError."""
        self._check_database()
        # Nobody may read the key, but whoever may start a run may use it.
        key_id = self.sudo().aws_access_key_id
        secret = self._read_secrets().get(AWS_SECRET)
        return NotificationQueue(self._get_queue_address(), key_id, secret)

    def _receive_messages(self):
        """Return the open queue and what it gave: at most ten messages, for a job.

        A queue that is throttled or out of reach puts the job back; other errors of
        ``lib`` pass unchanged.
        """
        queue = self._get_queue()
        try:
            return queue, queue.receive()
        except AmazonError as error:
            queue.close()
            failure = error
        if isinstance(failure, ThrottledError):
            raise RetryableJobError(
                self._explain_queue_error(failure),
                seconds=math.ceil(failure.retry_after),
                ignore_retry=True,
            ) from failure
        if isinstance(failure, TemporaryError):
            text = self._explain_queue_error(failure)
            raise RetryableJobError(text) from failure
        raise failure

    def _check_queue(self):
        """Refuse to go on if the queue cannot be read.

        :raises UserError: what is wrong and what to do
        """
        self.ensure_one()
        try:
            with closing(self._get_queue()) as queue:
                queue.count_waiting()
        except AmazonError as error:
            raise UserError(self._explain_queue_error(error)) from None
        self._note_queue_problem(False)

    def _note_queue_problem(self, problem):
        """Remember why the queue cannot be read; write nothing that is known."""
        if (self.queue_problem or False) != problem:
            self.queue_problem = problem

    def _explain_queue_error(self, error):
        """Return what is wrong with the queue and what to do, in words."""
        if isinstance(error, VAULT_ERRORS):
            return self.env["amazon.seller.credential"]._explain_vault_error(error)
        if isinstance(error, AccessDeniedError):
            return self.env._(
                "AWS does not accept the access key for the queue (%(detail)s). Copy "
                "the access key ID and the secret access key once more, and let the "
                "policy of their user allow sqs:ReceiveMessage, sqs:DeleteMessage and "
                "sqs:GetQueueAttributes on the queue.",
                detail=error.detail.rstrip("."),
            )
        if isinstance(error, RejectedError):
            return self.env._(
                "AWS refuses the call of the queue: %(problem)s (%(detail)s). Compare "
                "the queue URL with the page of the queue in AWS.",
                problem=error,
                detail=error.detail.rstrip("."),
            )
        if isinstance(error, ConfigurationError):
            return self.env._(
                "The queue cannot be read: %s Enter queue URL, access key ID and "
                "secret access key on the tab Notifications of the seller.",
                error,
            )
        return self.env._(
            "The queue could not be read (%s). Check the network of the Odoo server; "
            "Odoo tries again by itself.",
            str(error).rstrip("."),
        )

    def _check_has_queue(self):
        """Refuse to go on without a queue."""
        if not self.has_queue:
            raise ValidationError(
                self.env._(
                    "%s has no queue. Enter queue URL, access key ID and secret access "
                    "key on the tab Notifications of the seller.",
                    self.display_name,
                )
            )

    def _start_receive_notifications(self, sync_type):
        """Open a run that empties the queue and enqueue its first job.

        :return: the sync log of the run
        :raises UserError: there is no queue, or it cannot be read now
        """
        self.ensure_one()
        self._check_connected()
        self._check_has_queue()
        log = self.env["amazon.sync.log"]._start_notifications(self, FLOW, sync_type)
        log._enqueue("_job_receive_notifications")
        return log
