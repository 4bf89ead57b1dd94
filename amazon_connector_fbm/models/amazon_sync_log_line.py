# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class AmazonSyncLogLine(models.Model):
    _inherit = "amazon.sync.log.line"

    cause = fields.Selection(
        selection_add=[
            ("archived_product", "Archived Product"),
            ("unknown_charge", "Unknown Charge"),
            ("total_unproved", "Total Cannot Be Proved"),
            ("no_price", "No Price"),
            ("settings", "Missing Setting"),
            ("changed", "Changed After Import"),
            ("cancelled_after_picking", "Cancelled After Picking"),
            ("cancelled_after_invoice", "Cancelled After Invoice"),
            ("workflow", "Workflow Step Failed"),
            ("not_found", "Not Found at Amazon"),
        ],
    )

    @api.model
    def _get_retry_models(self):
        return super()._get_retry_models() | {"amazon.order"}
