# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta
from functools import partial

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools.safe_eval import safe_eval

from odoo.addons.queue_job.exception import RetryableJobError

from .amazon_order_builder import SILENT

_logger = logging.getLogger(__name__)

# A workflow that cannot be run is reported so often.
REMINDER = timedelta(days=1)

# The order is that of run_with_workflow.
STEPS = [
    ("validate_order", "order_filter_id", "_do_validate_sale_order"),
    ("create_invoice", "create_invoice_filter_id", "_do_create_invoice"),
    ("validate_invoice", "validate_invoice_filter_id", "_do_validate_invoice"),
    ("sale_done", "sale_done_filter_id", "_do_sale_done"),
    ("register_payment", "payment_filter_id", "_do_register_payment"),
]


class AutomaticWorkflowJob(models.Model):
    """The steps of the automatic workflow, whose failures people hear of.

    A step that fails for a document of Amazon is no failed job and no line in the
    server log: its Amazon order is held, and the step is tried again later.
    """

    _inherit = "automatic.workflow.job"

    # === WHICH DOCUMENTS === #

    @api.model
    def _sale_workflow_domain(self, workflow):
        """Leave out what waits for its next try, or for a person.

        The domain is an argument of jobs and part of their identity: no date is in it.
        """
        domain = super()._sale_workflow_domain(workflow)
        return [*domain, ("amazon_workflow_due", "=", True)]

    @api.model
    def _get_amazon_steps(self, workflow):
        """Return the active steps: name of the model, domain and method of each."""
        context = self._get_eval_context()
        steps = []
        for option, filter_name, method in STEPS:
            selection = workflow[filter_name]
            if workflow[option] and selection:
                domain = safe_eval(selection.domain, context)
                steps.append((selection.model_id, domain, method))
        return steps

    @api.model
    def _get_amazon_failure_labels(self):
        """Return, by the method of a step, what to say when it fails."""
        return {
            "_do_validate_sale_order": self.env._("it could not be confirmed"),
            "_do_create_invoice": self.env._("its invoice could not be created"),
            "_do_validate_invoice": self.env._("it could not be posted"),
            "_do_sale_done": self.env._("it could not be locked"),
            "_do_register_payment": self.env._("its payment could not be registered"),
            "run_with_workflow": self.env._("its automatic workflow could not be run"),
        }

    # === RUNNING A STEP === #

    def _do_validate_sale_order(self, sale, domain_filter):
        """Confirm a sales order; buyers of Amazon get no mail about it."""
        if not sale._get_amazon_orders():
            return super()._do_validate_sale_order(sale, domain_filter)
        job = self.with_context(send_order_confirmation_mail_in_job=False)
        confirm = partial(
            super(AutomaticWorkflowJob, job)._do_validate_sale_order,
            sale.with_context(**SILENT),
        )

        def step(domain):
            was_confirmed = sale.state == "sale"
            result = confirm(domain)
            if sale.state == "sale" and not was_confirmed:
                self.env["amazon.order.shipment"]._deliver_shipped_part(sale)
            return result

        return self._do_amazon_step(
            "_do_validate_sale_order", step, sale, domain_filter
        )

    def _do_send_order_confirmation_mail(self, sale):
        """Amazon confirms its orders itself, and forbids sellers to do it too."""
        if sale._get_amazon_orders():
            return self.env._("%s: buyers of Amazon get no mail.", sale.display_name)
        return super()._do_send_order_confirmation_mail(sale)

    def _do_create_invoice(self, sale, domain_filter):
        """Create the invoice of a sales order."""
        step = partial(super()._do_create_invoice, sale)
        return self._do_amazon_step("_do_create_invoice", step, sale, domain_filter)

    def _do_validate_invoice(self, invoice, domain_filter):
        """Post an invoice."""
        step = partial(super()._do_validate_invoice, invoice)
        return self._do_amazon_step(
            "_do_validate_invoice", step, invoice, domain_filter
        )

    def _do_sale_done(self, sale, domain_filter):
        """Lock a sales order."""
        step = partial(super()._do_sale_done, sale)
        return self._do_amazon_step("_do_sale_done", step, sale, domain_filter)

    def _do_register_payment(self, invoice, domain_filter):
        """Register the payment of an invoice."""
        step = partial(super()._do_register_payment, invoice)
        return self._do_amazon_step(
            "_do_register_payment", step, invoice, domain_filter
        )

    @api.model
    def _do_amazon_step(self, method, step, document, domain):
        """Run a step; for a document of Amazon, record its failure.

        :param method: name of the method that is the step
        :param step: function that takes the domain which the document must match
        """
        matches = document.search_count([("id", "=", document.id), *domain])
        if not matches or not document._get_amazon_orders():
            return step(domain)
        try:
            with self.env.cr.savepoint():
                result = step(domain)
        except (OperationalError, RetryableJobError):
            raise
        except Exception as error:
            return document._fail_amazon_step(method, error, self._get_amazon_log())
        document._pass_amazon_step()
        return result

    @api.model
    def _get_amazon_log(self):
        """Return the run that this is part of, or nothing."""
        log_id = self.env.context.get("amazon_sync_log_id")
        return self.env["amazon.sync.log"].browse(log_id or ())

    # === RUNNING ALL STEPS === #

    @api.model
    def run_with_workflow(self, sale_workflow):
        """Run a workflow; one whose filters are broken does not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._pass_mended_documents(sale_workflow)
                return super().run_with_workflow(sale_workflow)
        except (OperationalError, RetryableJobError):
            raise
        except Exception as error:
            _logger.exception("Automatic workflow %s failed", sale_workflow.name)
            return self._record_broken_workflow(sale_workflow, error)

    @api.model
    def _record_broken_workflow(self, workflow, error):
        reason = self.env._(
            "Automatic workflow %(workflow)s cannot be run (%(error)s): its orders are "
            "not processed any further. Open it and mend its filters.",
            workflow=workflow.name,
            error=type(error).__name__,
        )
        sellers = self.env["amazon.seller"]
        for seller in sellers.search([("workflow_process_id", "=", workflow.id)]):
            self._record_broken_workflow_of(seller, reason)

    @api.model
    def _record_broken_workflow_of(self, seller, reason):
        """Leave a failed run in the sync log, once a day."""
        logs = self.env["amazon.sync.log"]
        known = logs.search_count(
            [
                ("seller_id", "=", seller.id),
                ("operation", "=", "run_workflow"),
                ("failure_reason", "=", reason),
                ("date_start", ">", fields.Datetime.now() - REMINDER),
            ],
            limit=1,
        )
        if not known:
            logs._start(seller, "run_workflow", "automatic")._fail(reason)

    @api.model
    def _run_amazon_workflow(self, sale):
        """Run all steps of a sales order now instead of in jobs of their own."""
        try:
            with self.env.cr.savepoint():
                self._run_amazon_steps(sale)
        except (OperationalError, RetryableJobError):
            raise
        except Exception as error:
            sale._fail_amazon_step("run_with_workflow", error, self._get_amazon_log())

    @api.model
    def _run_amazon_steps(self, sale):
        workflow = sale.workflow_process_id
        due = self._sale_workflow_domain(workflow)
        for model, domain, method in self._get_amazon_steps(workflow):
            documents = sale if model == "sale.order" else sale.invoice_ids
            for document in documents.search(
                [("id", "in", documents.ids), *due, *domain]
            ):
                getattr(self, method)(document, [*domain, *due])
        for documents in (sale, sale.invoice_ids):
            documents.filtered(
                lambda document: not document.amazon_workflow_retry_date
            )._pass_amazon_step()

    # === FAILURES THAT SOMEBODY MENDED === #

    @api.model
    def _pass_mended_documents(self, workflow):
        """Forget failures of steps that need not be done any more."""
        steps = self._get_amazon_steps(workflow)
        for model in ("sale.order", "account.move"):
            mended = self.env[model].search(
                [
                    ("workflow_process_id", "=", workflow.id),
                    ("amazon_workflow_failed_step", "!=", False),
                ]
            )
            for step_model, domain, method in steps:
                if mended and step_model == model:
                    ids = ("id", "in", mended.ids)
                    step = ("amazon_workflow_failed_step", "=", method)
                    mended -= mended.search([ids, step, *domain])
            mended._clear_amazon_failure()
        self.env["amazon.order"].search(
            [
                ("hold_reason", "=", "workflow"),
                ("sale_order_id.workflow_process_id", "=", workflow.id),
            ]
        )._release_from_workflow()
