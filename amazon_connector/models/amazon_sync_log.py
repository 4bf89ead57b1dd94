# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..exceptions import RETRIED_ERRORS, SyncAlreadyRunningError

RETENTION_DAYS = 395
VACUUM_LIMIT = 1000
# What a log that was rolled back is created from once more.
IDENTITY_FIELDS = [
    "seller_id",
    "operation",
    "sync_type",
    "user_id",
    "window_start",
    "window_end",
    "date_start",
]


class AmazonSyncLog(models.Model):
    """The record of one run: what was asked, got, done, skipped and why.

    The runs write it in superuser mode, because an Amazon User may start a run
    but nobody may rewrite its record.
    """

    _name = "amazon.sync.log"
    _inherit = ["amazon.sync.job.mixin"]
    _description = "Amazon Sync Log"
    _order = "date_start desc, id desc"
    _rec_names_search = ["seller_id.name", "request_id", "line_ids.reference"]

    name = fields.Char(compute="_compute_name")
    seller_id = fields.Many2one(
        "amazon.seller", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    operation = fields.Selection(
        [
            ("test_connection", "Test Connection"),
            ("load_marketplaces", "Load Marketplaces"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    sync_type = fields.Selection(
        [
            ("manual", "Manual"),
            ("automatic", "Automatic"),
        ],
        required=True,
        readonly=True,
        default="manual",
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    state = fields.Selection(
        [
            ("running", "Running"),
            ("done", "Done"),
            ("partial", "Partly Done"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="running",
        index=True,
        help="Partly done: some records were held or failed.",
    )
    window_start = fields.Datetime(readonly=True)
    window_end = fields.Datetime(readonly=True)
    date_start = fields.Datetime(
        string="Started", required=True, readonly=True, default=fields.Datetime.now
    )
    date_end = fields.Datetime(string="Ended", readonly=True)
    duration = fields.Float(
        compute="_compute_duration",
        store=True,
        digits=(16, 0),
        help="Seconds from start to end.",
    )
    page_count = fields.Integer(string="Pages", readonly=True)
    pagination_token = fields.Char(
        readonly=True, copy=False, exportable=False, groups="base.group_system"
    )
    request_params = fields.Json(
        readonly=True, copy=False, exportable=False, groups="base.group_system"
    )
    fetched_count = fields.Integer(string="Fetched", readonly=True)
    imported_count = fields.Integer(string="Imported", readonly=True)
    updated_count = fields.Integer(string="Updated", readonly=True)
    held_count = fields.Integer(string="Held", readonly=True)
    pending_count = fields.Integer(string="Pending", readonly=True)
    cancelled_count = fields.Integer(string="Cancelled", readonly=True)
    skipped_count = fields.Integer(string="Skipped", readonly=True)
    failed_count = fields.Integer(string="Failed", readonly=True)
    failure_reason = fields.Text(readonly=True)
    notice = fields.Text(
        readonly=True,
        help="What was different in this run, although it went on.",
    )
    technical_detail = fields.Text(readonly=True)
    request_id = fields.Char(
        string="Amazon Request ID",
        readonly=True,
        help="Amazon's support asks for it.",
    )
    line_ids = fields.One2many("amazon.sync.log.line", "log_id", readonly=True)
    line_count = fields.Integer(compute="_compute_line_count")
    mismatch_count = fields.Integer(compute="_compute_line_count")
    open_mismatch_count = fields.Integer(
        "Open",
        compute="_compute_line_count",
        help="Mismatches of the run that still wait for somebody. The counts of the "
        "run itself stay as they were when it ended.",
    )

    _running_uniq = models.UniqueIndex(
        "(seller_id, operation) WHERE state = 'running'",
        "This operation of the seller is running already.",
    )

    @api.depends("operation", "seller_id.name", "date_start")
    def _compute_name(self):
        for log in self:
            log.name = self.env._(
                "%(operation)s – %(seller)s – %(start)s",
                operation=log._get_operation_label(log.operation),
                seller=log.seller_id.name,
                start=format_datetime(self.env, log.date_start, dt_format="short"),
            )

    @api.depends("date_start", "date_end")
    def _compute_duration(self):
        for log in self:
            ended = log.date_end or log.date_start
            log.duration = (ended - log.date_start).total_seconds()

    def _compute_line_count(self):
        lines = self.env["amazon.sync.log.line"]
        domain = [("log_id", "in", self.ids)]
        counts = dict(lines._read_group(domain, ["log_id"], ["__count"]))
        domain.append(("is_mismatch", "=", True))
        mismatches = dict(lines._read_group(domain, ["log_id"], ["__count"]))
        domain.append(("resolved", "=", False))
        unresolved = dict(lines._read_group(domain, ["log_id"], ["__count"]))
        for log in self:
            log.line_count = counts.get(log, 0)
            log.mismatch_count = mismatches.get(log, 0)
            log.open_mismatch_count = unresolved.get(log, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        for log in self.filtered(lambda log: log.state == "running"):
            raise UserError(
                self.env._("%s is still running: delete it later.", log.name)
            )

    @api.model
    def _get_operation_label(self, operation):
        field = self._fields["operation"]
        return dict(field._description_selection(self.env)).get(operation, operation)

    # ------------------------------------------------------------------
    # The life of a run
    # ------------------------------------------------------------------

    @api.model
    def _start(
        self, seller, operation, sync_type, window_start=False, window_end=False
    ):
        """Return the new log of a run that begins now, in superuser mode.

        :raises SyncAlreadyRunningError: the same operation of the seller is
            running; a unique index decides, also between two workers
        """
        vals = {
            "seller_id": seller.id,
            "operation": operation,
            "sync_type": sync_type,
            "user_id": self.env.uid,
            "window_start": window_start,
            "window_end": window_end,
        }
        running = self._get_running(seller, operation)
        if running:
            raise self._already_running(seller, operation)
        try:
            with self.env.cr.savepoint():
                # Nobody may write logs by hand: a run writes them for everybody.
                return self.sudo().create(vals)
        except UniqueViolation as error:
            raise self._already_running(seller, operation) from error

    @api.model
    def _get_running(self, seller, operation):
        """Return the running log of the operation, or nothing."""
        # A run that the rights of this user hide is running all the same.
        return self.sudo().search(
            [
                ("seller_id", "=", seller.id),
                ("operation", "=", operation),
                ("state", "=", "running"),
            ]
        )

    @api.model
    def _already_running(self, seller, operation):
        return SyncAlreadyRunningError(
            self.env._(
                "%(operation)s of %(seller)s is running already. Wait until it has "
                "ended; the sync log shows it.",
                operation=self._get_operation_label(operation),
                seller=seller.display_name,
            )
        )

    def _add_line(self, reference, result, record=None, **vals):
        """Add a line and count its result; return the line.

        :param reference: Amazon order id, SKU...: what Amazon calls the record
        :param record: the record of Odoo that the line opens
        :param vals: further fields of the line: cause, sku, message, request_id
        """
        self.ensure_one()
        # Nobody may write logs by hand: a run writes them for everybody.
        log = self.sudo()
        counter = f"{result}_count"
        log[counter] += 1
        if record:
            vals |= {"res_model": record._name, "res_id": record.id}
        return log.env["amazon.sync.log.line"].create(
            {"log_id": log.id, "reference": reference, "result": result, **vals}
        )

    def _finish(self):
        """End the run: partly done if a record was held or failed."""
        # Nobody may write logs by hand: a run writes them for everybody.
        for log in self.sudo():
            troubled = log.held_count + log.failed_count
            log.write(log._prepare_end_vals("partial" if troubled else "done"))
            if troubled:
                log.seller_id._tell_about_mismatches(troubled)

    def _fail(self, reason, detail="", request_id=""):
        """End the run as failed.

        :param reason: what happened and what to do, in plain words
        :param detail: the technical cause, without secrets and personal data
        """
        # Nobody may write logs by hand: a run writes them for everybody.
        for log in self.sudo():
            log.write(log._prepare_failure_vals(reason, detail, request_id))

    @api.model
    def _prepare_end_vals(self, state):
        return {
            "state": state,
            "date_end": fields.Datetime.now(),
            "pagination_token": False,
            "request_params": False,
        }

    @api.model
    def _prepare_failure_vals(self, reason, detail, request_id):
        return self._prepare_end_vals("failed") | {
            "failure_reason": reason,
            "technical_detail": detail,
            "request_id": request_id,
        }

    @contextmanager
    def _recorded(self):
        """Leave a failed log if the body raises; the exception goes on.

        For every run that a person waits for::

            log = self.env["amazon.sync.log"]._start(seller, operation, "manual")
            with log._recorded():
                ...
                log._finish()

        The failure is written at the end of the transaction, whether the exception
        rolls it back or somebody catches it. An error after which Odoo runs the
        request again leaves no log: the run that follows does.
        """
        self.ensure_one()
        # After the body, the transaction may be one that reads nothing any more.
        identity = self.sudo().read(IDENTITY_FIELDS, load=None)[0]
        try:
            yield
            self.env.flush_all()
        except RETRIED_ERRORS:
            raise
        except Exception as error:
            record = partial(self._record_failure, self.env, identity, error)
            self.env.cr.postcommit.add(record)
            self.env.cr.postrollback.add(record)
            raise

    @staticmethod
    def _record_failure(env, identity, error):
        """Write the failure in a transaction of its own.

        A log that was created in the transaction rolled back is created anew.
        """
        vals = {name: identity[name] for name in IDENTITY_FIELDS}
        with env.registry.cursor() as cr:
            logs = api.Environment(cr, SUPERUSER_ID, env.context)["amazon.sync.log"]
            log = logs.browse(identity["id"]).exists()
            seller = logs.env["amazon.seller"].browse(vals["seller_id"]).exists()
            reason, detail = logs._explain_exception(error)
            if log.state == "running":
                log._fail(reason, detail)
            elif seller and not log:
                logs.create(vals | logs._prepare_failure_vals(reason, detail, ""))

    @api.model
    def _explain_exception(self, error):
        """Return reason and detail; the text of an unexpected error stays outside.

        It may hold anything, also secrets and personal data.
        """
        if isinstance(error, UserError):
            return str(error), ""
        reason = self.env._(
            "An unexpected error stopped the run. The log file of the Odoo server "
            "shows it."
        )
        return reason, type(error).__name__

    # ------------------------------------------------------------------
    # Buttons and housekeeping
    # ------------------------------------------------------------------

    def action_view_lines(self):
        """Open all lines of the run."""
        self.ensure_one()
        return self._view_lines("amazon_connector.amazon_sync_log_line_action")

    def action_view_mismatches(self):
        """Open the mismatches of the run."""
        self.ensure_one()
        xmlid = "amazon_connector.amazon_sync_log_line_action_mismatch"
        return self._view_lines(xmlid)

    def _view_lines(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return action | {"context": {"search_default_log_id": self.id}}

    def _get_open_action(self):
        """Return the action that opens these logs."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.amazon_sync_log_action"
        )
        action["context"] = {}
        if len(self) == 1:
            return action | {
                "res_id": self.id,
                "view_mode": "form",
                "views": [(False, "form")],
            }
        return action | {"domain": [("id", "in", self.ids)]}

    @api.autovacuum
    def _gc_old_logs(self):
        """Delete runs that ended well more than 13 months ago."""
        limit = fields.Datetime.now() - timedelta(days=RETENTION_DAYS)
        domain = [("state", "=", "done"), ("date_end", "<", limit)]
        logs = self.search(domain, limit=VACUUM_LIMIT)
        logs.unlink()
        return len(logs), self.search_count(domain)
