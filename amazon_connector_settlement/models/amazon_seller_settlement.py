# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError

from odoo.addons.amazon_connector.lib.roles import ROLES
from odoo.addons.amazon_connector.models.amazon_report import RETENTION

from .amazon_settlement_scheduler import IMPORT

REPORT_TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
PAGE_SIZE = 100
# Amazon's clock decides what is older than 90 days.
MARGIN = timedelta(minutes=10)


class AmazonSeller(models.Model):
    """Asks Amazon for the list of settlement reports: they cannot be requested."""

    # Apart from the account of fees.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    process_settlements = fields.Boolean(
        "Process Automatically",
        default=True,
        help="A settlement report that adds up is booked as soon as it is there. "
        "Otherwise somebody presses Process for each.",
    )
    settlement_ids = fields.One2many("amazon.settlement", "seller_id")
    settlement_count = fields.Integer(compute="_compute_settlement_count")

    def _compute_settlement_count(self):
        counts = self._count_by_seller("amazon.settlement", [])
        for seller in self:
            seller.settlement_count = counts.get(seller, 0)

    def _has_company_documents(self):
        # Settlements that this user cannot read depend on the company as well.
        return super()._has_company_documents() or bool(self.sudo().settlement_ids)

    def _start_settlement_import(self, sync_type, date_from=None, date_to=None):
        """Open a run that lists the settlement reports and enqueue its first job.

        :param date_from: naive UTC; without it the list goes back as far as the
            setting of the seller says
        :param date_to: naive UTC
        :return: the sync log of the run
        :raises SyncAlreadyRunningError: an import of this seller is running
        """
        self.ensure_one()
        self._check_connected()
        oldest = fields.Datetime.now() - RETENTION + MARGIN
        if date_to and date_to < oldest:
            raise UserError(self._explain_retention())
        wanted = fields.Datetime.now() - timedelta(days=self.settlement_report_days)
        start = max(date_from or wanted, oldest)
        log = self.env["amazon.sync.log"]._start(
            self, IMPORT, sync_type, start, date_to or False
        )
        if date_from and date_from < oldest:
            log._add_notice(self._explain_retention())
        log.request_params = self._prepare_list_params(start, date_to)
        log._find_lost_files()
        log.with_user(SUPERUSER_ID).with_company(self.company_id)._enqueue(
            "_job_list_settlements", key=0
        )
        return log

    def _prepare_list_params(self, start, end):
        """Return the parameters of getReports."""
        params = {
            "reportTypes": [REPORT_TYPE],
            "pageSize": PAGE_SIZE,
            "createdSince": self._format_moment(start),
        }
        if end and end < fields.Datetime.now():
            params["createdUntil"] = self._format_moment(end)
        return params

    def _explain_retention(self):
        return self.env._(
            "Amazon lists settlement reports of the last 90 days only. Download older "
            "ones in Seller Central (Payments > Reports Repository, V2 flat file) and "
            "upload them by hand."
        )

    def _start_settlement_download(self, reports):
        """Open a run that downloads these reports again; return its sync log."""
        self.ensure_one()
        self._check_connected()
        log = self.env["amazon.sync.log"]._start(self, IMPORT, "manual")
        log.all_pages_stored = True
        # Nobody may write reports by hand: a run writes them for everybody.
        reports.sudo().write(
            {"state": "listed", "message": False, "sync_log_id": log.id}
        )
        run = log.with_user(SUPERUSER_ID).with_company(self.company_id)
        for report in reports:
            run._enqueue("_job_download_settlement", report.id, key=report.id)
        return log

    def _describe_missing_settlement_role(self):
        """Return why Amazon gives no settlement reports, and what to do."""
        return self.env._(
            "Amazon refuses the settlement reports of %(seller)s: the application "
            "lacks the role %(role)s. Add it to the application at Amazon, authorise "
            "the application again, then press Test Connection.",
            seller=self.display_name,
            role=ROLES["finance_and_accounting"].name,
        )

    def action_view_settlements(self):
        """Open the settlements of the seller."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector_settlement.amazon_settlement_action"
        )
        return action | {"context": {"search_default_seller_id": self.id}}
