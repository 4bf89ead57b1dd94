# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonSettings(models.TransientModel):
    """The settings for what Amazon ships itself (FBA)."""

    # Apart from what every seller needs.
    _inherit = "amazon.settings"  # pylint: disable=consider-merging-classes-inherited

    analytic_account_fba_id = fields.Many2one(
        related="seller_id.analytic_account_fba_id",
        readonly=False,
        check_company=True,
    )
    has_other_report_software = fields.Boolean(
        related="seller_id.has_other_report_software", readonly=False
    )
    removal_return_route_id = fields.Many2one(
        related="marketplace_id.removal_return_route_id",
        readonly=False,
        check_company=True,
    )
    removal_disposal_route_id = fields.Many2one(
        related="marketplace_id.removal_disposal_route_id",
        readonly=False,
        check_company=True,
    )
