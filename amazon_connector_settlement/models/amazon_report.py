# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError


class AmazonReport(models.Model):
    """Adds what a settlement report became."""

    _inherit = "amazon.report"

    settlement_id = fields.Many2one(
        "amazon.settlement",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The settlement that the report is about.",
    )
    sync_log_id = fields.Many2one(
        "amazon.sync.log",
        "Last Run",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The run that listed or downloaded the report last.",
    )

    def action_retry(self):
        """Download the reports from Amazon again; open what was recorded."""
        self.env["amazon.settlement"]._check_may_book()
        logs = self.env["amazon.sync.log"]
        available = self.filtered(lambda report: report._is_available())
        if not available:
            raise UserError(
                self.env._(
                    "Amazon has these reports no more. Download them in Seller Central "
                    "(Payments > Reports Repository) and upload them by hand."
                )
            )
        for seller, reports in available.grouped("seller_id").items():
            logs |= seller._start_settlement_download(reports)
        return logs.with_env(self.env)._get_open_action()
