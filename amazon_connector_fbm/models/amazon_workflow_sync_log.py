# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models

REMINDER = timedelta(days=1)


class AmazonSyncLog(models.Model):
    """Runs that exist only to hold what went wrong in the automatic workflow."""

    _inherit = "amazon.sync.log"

    operation = fields.Selection(
        selection_add=[("run_workflow", "Run Workflow")],
        ondelete={"run_workflow": "cascade"},
    )

    @api.model
    def _start_workflow_run(self, seller):
        """Open the log of a workflow step that failed in a job or scheduled action."""
        return self._start(seller, "run_workflow", "automatic")

    @api.model
    def _fail_workflow_run(self, seller, reason):
        """Record that a workflow could not be run at all, once a day."""
        known = self.search_count(
            [
                ("seller_id", "=", seller.id),
                ("operation", "=", "run_workflow"),
                ("failure_reason", "=", reason),
                ("date_start", ">", fields.Datetime.now() - REMINDER),
            ],
            limit=1,
        )
        if not known:
            self._start_workflow_run(seller)._fail(reason)
