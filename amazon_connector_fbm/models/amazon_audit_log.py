# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonAuditLog(models.Model):
    _inherit = "amazon.audit.log"

    event = fields.Selection(
        selection_add=[
            ("personal_data_deleted", "Personal Data Deleted"),
            ("address_confirmed", "Address Confirmed"),
        ],
        ondelete={
            "personal_data_deleted": "cascade",
            "address_confirmed": "cascade",
        },
    )
