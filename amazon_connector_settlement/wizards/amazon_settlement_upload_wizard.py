# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ..lib.container import MAX_BYTES
from ..lib.errors import SettlementError

MEGABYTE = 1024 * 1024
MAX_UPLOAD = MAX_BYTES // 4


class AmazonSettlementUploadWizard(models.TransientModel):
    """Takes settlement reports that somebody downloaded in Seller Central."""

    _name = "amazon.settlement.upload.wizard"
    _inherit = ["amazon.page.mixin"]
    _description = "Upload Amazon Settlement Reports"

    seller_id = fields.Many2one(
        "amazon.seller",
        required=True,
        default=lambda self: self._default_seller_id(),
        help="The selling account that the reports belong to: the files do not say it.",
    )
    file_ids = fields.Many2many(
        "ir.attachment",
        string="Files",
        help="Settlement reports as Amazon gave them (V2 flat file, .txt), also "
        "compressed (.gz, .zip); several at once are possible.",
    )

    @api.model
    def _default_seller_id(self):
        sellers = self.env["amazon.seller"].search(
            [("company_id", "in", self.env.companies.ids)], limit=2
        )
        return sellers if len(sellers) == 1 else sellers.browse()

    def action_upload(self):
        """Take the files in; open the settlement, or what was recorded of several."""
        self.ensure_one()
        self.env["amazon.settlement"]._check_may_book()
        self.seller_id.check_access("read")
        if not self.file_ids:
            raise UserError(self.env._("Choose the files of the settlement reports."))
        log = self.env["amazon.sync.log"]._start(
            self.seller_id, "upload_settlements", "manual"
        )
        with log._recorded():
            for file in self.file_ids:
                self._upload(file, log)
            log._finish()
            return self._open_result(log)

    def _upload(self, file, log):
        """Take one file in; what is wrong with it does not stop the others."""
        if problem := self._find_problem(file):
            return self._report_failure(file, problem, log)
        # Nobody may write settlements by hand: an upload writes them for everybody.
        settlements = self.env["amazon.settlement"].sudo()
        settlements = settlements.with_company(self.seller_id.company_id)
        seller = self.seller_id.with_env(settlements.env)
        try:
            with self.env.cr.savepoint():
                return settlements._take_file(
                    seller, io.BytesIO(file.raw), file.name, log
                )
        except SettlementError as error:
            return self._report_failure(file, error.message, log)

    def _find_problem(self, file):
        """Return why a file is not even opened."""
        if not file.file_size:
            return self.env._("The file is empty. Download the report again.")
        if file.file_size > MAX_UPLOAD:
            return self.env._(
                "The file has %(size)s MB; at most %(limit)s MB are taken. A "
                "settlement report is far smaller: choose the right file.",
                size=file.file_size // MEGABYTE,
                limit=MAX_UPLOAD // MEGABYTE,
            )
        return ""

    def _report_failure(self, file, message, log):
        return log._add_line(file.name, "failed", cause="invalid_data", message=message)

    def _open_result(self, log):
        """Return what shows the result: one file has one, several have a list."""
        # Who uploads need not have the right to read logs.
        lines = log.sudo().line_ids
        if len(lines) > 1:
            return log.with_env(self.env).action_view_lines()
        if not lines.res_id:
            raise UserError(
                self.env._(
                    "%(file)s: %(message)s",
                    file=lines.reference,
                    message=lines.message,
                )
            )
        action = lines._get_records().with_env(self.env).get_formview_action()
        if lines.result == "skipped":
            raise RedirectWarning(
                lines.message, action, self.env._("Open the Settlement")
            )
        return action
