# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta, timezone

from odoo import api, fields, models

# Amazon deletes reports after that.
RETENTION = timedelta(days=90)
PROCESSING_STATUSES = [
    ("IN_QUEUE", "In Queue"),
    ("IN_PROGRESS", "In Progress"),
    ("DONE", "Done"),
    ("CANCELLED", "Cancelled"),
    ("FATAL", "Failed at Amazon"),
]


class AmazonReport(models.Model):
    """A report that Amazon has, or had, for a seller; the file is with its subject.

    The runs write it in superuser mode; nobody does by hand.
    """

    _name = "amazon.report"
    _description = "Amazon Report"
    _order = "created_date desc, id desc"

    name = fields.Char(
        "Report ID",
        required=True,
        readonly=True,
        index=True,
        help="Amazon's number of the report.",
    )
    seller_id = fields.Many2one(
        "amazon.seller",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The selling account that the report belongs to.",
    )
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    report_type = fields.Char(
        required=True, readonly=True, index=True, help="Amazon's name of the type."
    )
    document_ref = fields.Char(
        "Document ID", readonly=True, help="Amazon's number of the file of the report."
    )
    processing_status = fields.Selection(
        PROCESSING_STATUSES, readonly=True, help="How far Amazon is with the report."
    )
    created_date = fields.Datetime(
        "Created", readonly=True, help="When Amazon made the report."
    )
    period_start = fields.Datetime(
        readonly=True, help="Start of the period that the report is about."
    )
    period_end = fields.Datetime(
        readonly=True, help="End of the period that the report is about."
    )
    marketplace_refs = fields.Char(
        "Marketplace IDs",
        readonly=True,
        help="Amazon's numbers of the marketplaces for which it lists the report; "
        "which marketplace a report is about, only its content says.",
    )
    available_until = fields.Datetime(
        compute="_compute_available_until",
        store=True,
        help="Amazon deletes the report at that time: 90 days after it was made.",
    )
    state = fields.Selection(
        [("listed", "Listed"), ("downloaded", "Downloaded"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="listed",
        index=True,
        help="Whether the file of the report is in Odoo.",
    )
    message = fields.Text(
        readonly=True, help="Why the file is not in Odoo, and what to do."
    )

    _name_uniq = models.Constraint(
        "UNIQUE(seller_id, name)", "This report of the seller exists already."
    )

    @api.depends("created_date")
    def _compute_available_until(self):
        for report in self:
            created = report.created_date
            report.available_until = created and created + RETENTION

    @api.model
    def _store_page(self, seller, documents):
        """Create or update the reports that getReports describes; return them."""
        known = {
            report.name: report
            for report in self.search(
                [
                    ("seller_id", "=", seller.id),
                    (
                        "name",
                        "in",
                        [document.get("reportId") for document in documents],
                    ),
                ]
            )
        }
        reports = self.browse()
        for document in documents:
            vals = self._prepare_vals(document)
            report = known.get(vals["name"])
            if report:
                report.write(vals)
            else:
                report = self.create({"seller_id": seller.id, **vals})
                known[vals["name"]] = report
            reports |= report
        return reports

    @api.model
    def _prepare_vals(self, document):
        """Return the values of a report from Amazon's description of it."""
        statuses = dict(PROCESSING_STATUSES)
        status = document.get("processingStatus")
        return {
            "name": document["reportId"],
            "report_type": document.get("reportType") or "",
            "document_ref": document.get("reportDocumentId"),
            "processing_status": status if status in statuses else False,
            "created_date": self._parse_moment(document.get("createdTime")),
            "period_start": self._parse_moment(document.get("dataStartTime")),
            "period_end": self._parse_moment(document.get("dataEndTime")),
            "marketplace_refs": ", ".join(document.get("marketplaceIds") or ()),
        }

    @api.model
    def _parse_moment(self, text):
        """Return Amazon's time as Odoo stores it, False for what is none."""
        try:
            moment = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
        except ValueError:
            return False
        if moment.tzinfo:
            moment = moment.astimezone(timezone.utc)
        return moment.replace(tzinfo=None, microsecond=0)

    def _is_available(self):
        """Tell whether Amazon still has the file."""
        self.ensure_one()
        until = self.available_until
        return bool(self.document_ref) and bool(until) and until > fields.Datetime.now()

    def _download(self, target):
        """Write the file to ``target``, a binary file; return what came.

        Call it in a job: see ``amazon.seller._amazon_call`` for the errors.
        """
        self.ensure_one()
        return self.seller_id._amazon_call(
            lambda client: client.download_document(self.document_ref, target)
        )

    def _set_failed(self, message):
        """Say why the file cannot be had."""
        self.write({"state": "failed", "message": message})
