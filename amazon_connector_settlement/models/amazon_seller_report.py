# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

# Amazon shows a report for 90 days.
MAX_REPORT_DAYS = 90


class AmazonSeller(models.Model):
    """How far back the settlement reports are listed."""

    # Apart from the fees.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    settlement_report_days = fields.Integer(
        "List Reports of the Last (Days)",
        default=MAX_REPORT_DAYS,
        required=True,
        help="Used when settlements are imported: the reports that Amazon made in so "
        "many days are listed, and those that Odoo does not know yet are processed. "
        "Odoo requests none, because Amazon makes settlement reports by itself and "
        "refuses every request for one. It shows them for 90 days: a shorter time "
        "leaves out what came while Odoo was switched off for longer.",
    )

    @api.constrains("settlement_report_days")
    def _check_settlement_report_days(self):
        self._check_between("settlement_report_days", 1, MAX_REPORT_DAYS)
