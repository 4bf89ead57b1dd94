# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class AmazonSyncLogLine(models.Model):
    _inherit = "amazon.sync.log.line"

    cause = fields.Selection(selection_add=[("other_content", "Other Content")])

    @api.model
    def _get_retry_models(self):
        return super()._get_retry_models() | {"amazon.report", "amazon.settlement"}
