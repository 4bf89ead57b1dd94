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
            ("bad_data", "Invalid Document"),
            ("settings", "Missing Setting"),
            ("changed", "Changed After Import"),
            ("cancelled_after_picking", "Cancelled After Picking"),
            ("workflow", "Workflow Step Failed"),
        ],
    )

    @api.model
    def _supersede(self, records):
        """Resolve older mismatches of records that are being processed again."""
        lines = self.search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("is_mismatch", "=", True),
                ("resolved", "!=", True),
            ]
        )
        lines.write(
            {"resolved": True, "resolution_note": self.env._("Processed again.")}
        )
