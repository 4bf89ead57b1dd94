# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class AmazonOrder(models.Model):
    """What the failures of the automatic workflow mean for an Amazon order."""

    # Apart from the import of orders.
    _inherit = "amazon.order"  # pylint: disable=consider-merging-classes-inherited

    workflow_retry_date = fields.Datetime(
        "Next Automatic Try",
        compute="_compute_workflow_retry_date",
        compute_sudo=True,
        help="When the automatic workflow tries the failed step again by itself.",
    )

    @api.depends(
        "sale_order_id.amazon_workflow_retry_date",
        "sale_order_id.invoice_ids.amazon_workflow_retry_date",
    )
    def _compute_workflow_retry_date(self):
        for order in self:
            documents = order._get_failed_workflow_documents()
            dates = [document.amazon_workflow_retry_date for document in documents]
            order.workflow_retry_date = min(filter(None, dates), default=False)

    def _get_failed_workflow_documents(self):
        """Return the sales order and invoices of which a workflow step failed."""
        sales = self.sale_order_id
        return [
            document
            for document in (*sales, *sales.invoice_ids)
            if document.amazon_workflow_failed_step
        ]

    def _hold_for_workflow(self, message, log=None):
        """Put the order on the list of work, with one open mismatch.

        :param log: the run in which the step failed; without it, one of its own
        """
        self.ensure_one()
        self.write(
            {
                "state": "held",
                "hold_reason": "workflow",
                "hold_message": message,
                "hold_issues": False,
            }
        )
        line = self._get_workflow_mismatch()
        if line and not log:
            line.message = message
            return
        self.env["amazon.sync.log.line"]._supersede(self)
        run = log or self.env["amazon.sync.log"]._start(
            self.seller_id, "run_workflow", "automatic"
        )
        details = {"message": message, "request_id": self.request_id}
        run._add_line(self.name, "held", self, cause="workflow", **details)
        if not log:
            run._finish()

    def _get_workflow_mismatch(self):
        """Return the open mismatch about a workflow step of this order."""
        return self.env["amazon.sync.log.line"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("cause", "=", "workflow"),
                ("is_mismatch", "=", True),
                ("resolved", "!=", True),
            ],
            limit=1,
        )

    def _release_from_workflow(self):
        """Take orders off the list of work whose failed steps are all done."""
        released = self.filtered(
            lambda order: (
                order.hold_reason == "workflow"
                and not order._get_failed_workflow_documents()
            )
        )
        if not released:
            return
        released.write(
            {"state": "imported", "hold_reason": False, "hold_message": False}
        )
        self.env["amazon.sync.log.line"]._supersede(released)

    def _retry_workflow(self, log):
        """Run the workflow now for orders of which a step had failed.

        :param log: the run that the failures of now belong to
        """
        jobs = self.env["automatic.workflow.job"].with_context(
            amazon_sync_log_id=log.id
        )
        for order in self:
            for document in order._get_failed_workflow_documents():
                document.amazon_workflow_retry_date = False
            jobs._run_amazon_workflow(
                order.sale_order_id.with_company(order.company_id)
            )
            order._release_from_workflow()
