# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class AmazonSeller(models.Model):
    """Settings for what Amazon ships itself (FBA)."""

    # Apart from what every seller needs.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    analytic_account_fba_id = fields.Many2one(
        "account.analytic.account",
        string="Analytic Account (FBA)",
        check_company=True,
        help="Used when orders that Amazon ships (FBA) are imported: set on all their "
        "lines, unless the marketplace has an analytic account of its own.",
    )
    has_other_report_software = fields.Boolean(
        "Another Software Requests the Reports",
        help="Used when reports about goods at Amazon (FBA) are imported: Odoo "
        "requests none then, and takes those that the other software has requested, so "
        "that no report is made twice. It makes no difference to settlements: nobody "
        "can request those.",
    )

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | {"analytic_account_fba_id"}
