# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AmazonScheduler(models.Model):
    """The clock also looks after settlements that wait."""

    _inherit = "amazon.scheduler"

    @api.model
    def _recover_runs(self):
        result = super()._recover_runs()
        self.env["amazon.settlement"]._resume_bookings()
        self.env["amazon.settlement"]._resume_undos()
        self.env["amazon.settlement.line"]._retry_due()
        return result
