# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import tempfile
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from odoo.addons.amazon_connector.exceptions import SellerAttentionError
from odoo.addons.amazon_connector.lib.errors import AccessDeniedError, AmazonError
from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import SettlementError
from .amazon_settlement_scheduler import IMPORT

STALLED_AFTER = timedelta(minutes=10)
MAX_PAGES = 100
REPORT_NAME = "settlement-report-%s.txt"


class AmazonSyncLog(models.Model):
    """The run of a settlement import: a chain of jobs, each in its own transaction.

    ``_job_list_settlements`` stores one page of the list with the token of the next
    one; each new report gets a ``_job_download_settlement``. Whatever is killed is
    run again from what was committed.
    """

    # Apart from settlements that wait for the end of a run.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    operation = fields.Selection(
        selection_add=[
            ("import_settlements", "Import Settlements"),
            ("upload_settlements", "Upload Settlement Reports"),
        ],
        ondelete={"import_settlements": "cascade", "upload_settlements": "cascade"},
    )
    report_ids = fields.One2many("amazon.report", "sync_log_id", readonly=True)

    def _find_lost_files(self):
        """Download reports whose file was lost again, as long as Amazon has them.

        The others are not even read: nothing but an upload could help.
        """
        # Whoever starts a run need not see every settlement and its file.
        known = (
            self.env["amazon.report"]
            .sudo()
            .search(
                [
                    ("seller_id", "=", self.seller_id.id),
                    ("settlement_id", "!=", False),
                    ("available_until", ">", fields.Datetime.now()),
                ]
            )
        )
        for settlement in known.settlement_id._filter_lost_files():
            self._add_notice(settlement._explain_lost_file())
            reports = settlement.report_ids.filtered(lambda r: r._is_available())
            reports[:1].state = "listed"

    # === STEP 1: LIST === #

    def _job_list_settlements(self):
        """Fetch one page of getReports (Reports v2021-06-30) and store it."""
        self._lock_run()
        if self.state != "running" or self.all_pages_stored:
            return self.env._("Nothing left to list.")
        try:
            page = self._get_reports()
        except SellerAttentionError as error:
            return self._fail(str(error))
        except AmazonError as error:
            return self._fail_listing(error)
        self._store_reports(page["reports"])
        return self._turn_report_page(page.get("nextToken"))

    def _get_reports(self):
        if self.pagination_token:
            params = {"nextToken": self.pagination_token}
        else:
            params = self.request_params

        def list_reports(client):
            page = client.get_reports(**params)
            self.request_id = client.last_request_id
            return page

        return self._call_amazon(list_reports)

    def _call_amazon(self, function):
        """Call Amazon; what makes the job wait is said in the log."""
        try:
            return self.seller_id._amazon_call(function)
        except RetryableJobError as error:
            self._note_after_rollback(error)
            raise

    def _fail_listing(self, error):
        """Without its role, the flow pauses until somebody has tested it again."""
        if not isinstance(error, AccessDeniedError):
            reason = self.seller_id._explain_amazon_error(error)
            return self._fail(reason, error.detail, error.request_id)
        reason = self.seller_id._describe_missing_settlement_role()
        self.seller_id._note_missing_role("finance_and_accounting")
        self.env["amazon.scheduler"]._pause(self.seller_id, IMPORT, reason)
        return self._fail(reason, error.detail, error.request_id)

    def _store_reports(self, documents):
        """Store what Amazon lists, and enqueue the download of what is new."""
        usable = [document for document in documents if document.get("reportId")]
        reports = self.env["amazon.report"]._store_page(self.seller_id, usable)
        self.fetched_count += len(documents)
        for report in reports.filtered(lambda report: report.state == "listed"):
            report.sync_log_id = self
            if report.processing_status in ("CANCELLED", "FATAL"):
                self._skip_report(report)
            elif report.processing_status == "DONE" and report.document_ref:
                self._enqueue("_job_download_settlement", report.id, key=report.id)
            else:
                self._add_line(
                    report.name,
                    "pending",
                    report,
                    message=self.env._("Amazon is still making this report."),
                )

    def _skip_report(self, report):
        """Amazon has no file of this report: that is no error."""
        statuses = report._fields["processing_status"]
        label = dict(statuses._description_selection(self.env))[
            report.processing_status
        ]
        message = self.env._(
            "Amazon made no file for this report (%s). If a settlement is missing, its "
            "neighbour says so.",
            label,
        )
        report._set_failed(message)
        self._add_line(report.name, "skipped", report, message=message)

    def _turn_report_page(self, token):
        """Remember where the next page begins in the transaction of this one."""
        repeated = token and token == self.pagination_token
        self.write({"page_count": self.page_count + 1, "pagination_token": token})
        if repeated or self.page_count >= MAX_PAGES:
            return self._fail(
                self.env._("Amazon kept sending the list without an end. Try again.")
            )
        if token:
            self._enqueue("_job_list_settlements", key=self.page_count)
            return self.env._("Page %s stored.", self.page_count)
        self.all_pages_stored = True
        self.env["amazon.scheduler"]._resume(self.seller_id, IMPORT)
        self._enqueue("_job_finish_settlements", key="listed")
        return self.env._("All %s pages stored.", self.page_count)

    # === STEP 2: DOWNLOAD === #

    def _job_download_settlement(self, report_id):
        """Download a report (getReportDocument) and archive what is in it."""
        self._lock_run()
        report = self.env["amazon.report"].browse(report_id).exists()
        if not report or report.state == "downloaded" or self.state == "failed":
            return self.env._("Nothing left to download.")
        with tempfile.TemporaryFile() as file:
            try:
                document = self._download_report(report, file)
            except SellerAttentionError as error:
                return self._fail(str(error))
            except AmazonError as error:
                reason = self.seller_id._explain_amazon_error(error)
                return self._fail_report(report, reason, request_id=error.request_id)
            result = self._archive_report(report, file, document)
        self._enqueue("_job_finish_settlements", key=report.id)
        return result

    def _download_report(self, report, file):
        def download(client):
            document = client.download_document(report.document_ref, file)
            self.request_id = client.last_request_id
            return document

        return self._call_amazon(download)

    def _archive_report(self, report, file, document):
        """Take the file in; one that cannot be read is a mismatch of the report."""
        name = REPORT_NAME % report.name
        try:
            with self.env.cr.savepoint():
                lines = self.env["amazon.settlement"]._take_file(
                    self.seller_id, file, name, self, document.charset, report
                )
        except ConcurrencyError as error:
            raise RetryableJobError(str(error), seconds=5, ignore_retry=True) from error
        except SettlementError as error:
            return self._fail_report(report, error.message, "invalid_data")
        report.write({"state": "downloaded", "message": False})
        self.env["amazon.sync.log.line"]._supersede(report)
        return "\n".join(filter(None, lines.mapped("message")))

    def _fail_report(self, report, reason, cause="not_found", request_id=""):
        report._set_failed(reason)
        self._add_line(
            report.name,
            "failed",
            report,
            cause=cause,
            message=reason,
            request_id=request_id or self.request_id,
        )
        self._enqueue("_job_finish_settlements", key=report.id)
        return reason

    # === STEP 3: FINISH === #

    def _job_finish_settlements(self):
        """Close the run once every report of it is downloaded or refused."""
        self._lock_run()
        if self.state != "running" or not self.all_pages_stored:
            return self.env._("Nothing to finish.")
        if waiting := self._get_waiting_reports():
            return self.env._("%s reports are still to be downloaded.", len(waiting))
        if self.sync_type == "automatic":
            self.env["amazon.settlement"]._check_silence(self.seller_id)
        self._finish()
        return self.env._("Finished.")

    def _get_waiting_reports(self):
        return self.env["amazon.report"].search(
            [
                ("sync_log_id", "=", self.id),
                ("state", "=", "listed"),
                ("processing_status", "=", "DONE"),
                ("document_ref", "!=", False),
            ]
        )

    # === RECOVERY === #

    @api.model
    def _resume_stalled_settlements(self):
        """Enqueue again what a running import needs but no live job works on."""
        limit = fields.Datetime.now() - STALLED_AFTER
        for log in self.search(
            [
                ("operation", "=", IMPORT),
                ("state", "=", "running"),
                ("write_date", "<", limit),
            ]
        ):
            if not log._has_live_jobs():
                log.with_company(log.company_id)._resume_settlements()

    def _resume_settlements(self):
        for report in self._get_waiting_reports():
            self._enqueue("_job_download_settlement", report.id, key=report.id)
        if self.all_pages_stored:
            self._enqueue("_job_finish_settlements", key="resumed")
        else:
            self._enqueue("_job_list_settlements", key=self.page_count)
