# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import OrderHold
from ..lib.order import (
    KNOWN_STATUSES,
    OPEN_STATUSES,
    PENDING_STATUSES,
    parse_order,
    sale_signature,
)
from ..lib.proceeds import read_proceeds
from ..lib.replacement import price_replacement
from .amazon_order_builder import SILENT
from .order_draft import OrderDraft, Outcome

MAX_TRIES = 3

_logger = logging.getLogger(__name__)


class AmazonOrderProcessor(models.AbstractModel):
    """Decides what becomes of stored Amazon orders, and does it.

    A batch is imported in one savepoint, because batches are fast. If anything in it
    fails unexpectedly, each order gets a savepoint of its own, so that one bad order
    never stops the others.
    """

    _name = "amazon.order.processor"
    _description = "Amazon Order Processor"

    @api.model
    def _process(self, bindings, log):
        """Process Amazon orders of one seller and write the lines of the log."""
        outcomes = self._evaluate(bindings)
        self._record(outcomes, log)
        self._run_workflow([o for o in outcomes if o.state == "imported"], log)

    @api.model
    def _evaluate(self, bindings):
        """Do what the documents ask for, up to the proof; return the outcomes."""
        bindings._release_pending_stock()
        outcomes, drafts = [], []
        for binding in bindings:
            step = self._read(binding)
            (drafts if isinstance(step, OrderDraft) else outcomes).append(step)
        return outcomes + self._import(drafts)

    # === DECIDING === #

    @api.model
    def _read(self, binding):
        """Return an OrderDraft for what is to be imported, else its Outcome."""
        try:
            order = parse_order(binding.payload)
            if not binding.sale_order_id:
                return self._decide(binding, order)
            with self.env.cr.savepoint():
                return self._update(binding, order)
        except OrderHold as hold:
            return self._held(binding, hold)
        except OperationalError:
            raise
        except Exception as error:
            return self._failed(binding, error)

    @api.model
    def _decide(self, binding, order):
        if binding.resolved and order.status != "CANCELLED":
            return binding._prepare_resolved_outcome()
        if order.channel == "NON_AMAZON":
            reason = self.env._("Not sold on Amazon.")
            return Outcome(binding, "skipped", "skipped", message=reason)
        if order.status not in KNOWN_STATUSES:
            raise self._hold_unknown_status(order.status)
        if order.status == "CANCELLED":
            reason = self.env._("Cancelled at Amazon before it was imported.")
            return Outcome(binding, "cancelled", "cancelled", message=reason)
        if binding.cancellation_state == "accepted" and binding.cancellation_is_whole:
            reason = self.env._("Its cancellation was accepted before it was imported.")
            return Outcome(binding, "cancelled", "cancelled", message=reason)
        if order.fulfilled_by == "AMAZON":
            reason = self.env._("Fulfilled by Amazon: kept without a sales order.")
            return Outcome(binding, "skipped", "skipped", message=reason)
        if order.status in PENDING_STATUSES:
            reason = binding._hold_pending_stock(order)
            return Outcome(binding, "pending", "pending", message=reason)
        if order.status not in OPEN_STATUSES and not self._is_wanted_shipped(
            binding, order
        ):
            reason = self.env._(
                "Amazon reports it as '%s': there was nothing left to ship when it was "
                "seen first.",
                self._get_status_label(order.status),
            )
            return Outcome(binding, "skipped", "skipped", message=reason)
        return self._draft(binding, order)

    @api.model
    def _hold_unknown_status(self, status):
        message = self.env._("Amazon sent the order without a status.")
        if status:
            message = self.env._("Amazon reports the unknown status '%s'.", status)
        return OrderHold("unknown_status", message, key=status)

    @api.model
    def _is_wanted_shipped(self, binding, order):
        return order.status == "SHIPPED" and binding.seller_id._wants_shipped_order(
            order.created
        )

    @api.model
    def _get_status_label(self, status):
        field = self.env["amazon.order"]._fields["fulfillment_status"]
        return dict(field._description_selection(self.env)).get(status, status)

    @api.model
    def _draft(self, binding, order):
        if not order.items:
            raise OrderHold("invalid_data", self.env._("The order has no items."))
        marketplace = binding.seller_id._get_marketplace(order.marketplace_ref)
        order = price_replacement(order, marketplace.pricelist_id.currency_id.name)
        proceeds = read_proceeds(order)
        draft = OrderDraft(binding, order, proceeds, marketplace)
        self.env["amazon.order.builder"]._check_settings(draft)
        return draft

    # === IMPORTING === #

    @api.model
    def _import(self, drafts):
        """Import drafts, together if possible; return their outcomes."""
        if not drafts:
            return []
        try:
            with self.env.cr.savepoint():
                return self._import_batch(drafts)
        except (OperationalError, RetryableJobError):
            raise
        except Exception as error:
            if self._was_faster_elsewhere(error) and self._may_retry_job():
                raise RetryableJobError(str(error), seconds=5) from error
            if len(drafts) == 1:
                return [self._failed(drafts[0].binding, error)]
            _logger.info("A batch of Amazon orders failed; importing one by one")
        return [outcome for draft in drafts for outcome in self._import([draft])]

    @api.model
    def _was_faster_elsewhere(self, error):
        """Whether another worker made the same contact or listing meanwhile.

        Only a new transaction can see what it made.
        """
        return isinstance(error, UniqueViolation) and "amazon" in (
            error.diag.constraint_name or ""
        )

    @api.model
    def _may_retry_job(self):
        """Whether this runs in a job that has tries left."""
        domain = [("uuid", "=", self.env.context.get("job_uuid"))]
        # Jobs are closed to the people of Amazon; only the retries are counted.
        job = self.env["queue.job"].sudo().search(domain, limit=1)
        return bool(job) and job.retry < MAX_TRIES

    @api.model
    def _import_batch(self, drafts):
        builder = self.env["amazon.order.builder"].with_context(**SILENT)
        drafts, held = builder._match_products(drafts)
        outcomes = [self._held(draft.binding, hold) for draft, hold in held]
        builder._match_contacts(drafts)
        ready, values = [], []
        for draft in drafts:
            try:
                values.append(builder._prepare_sale_order_vals(draft))
                ready.append(draft)
            except OrderHold as hold:
                outcomes.append(self._held(draft.binding, hold))
        sales = self.env["sale.order"].with_context(**SILENT).create(values)
        outcomes += [
            self._prove(draft, sale) for draft, sale in zip(ready, sales, strict=True)
        ]
        return outcomes

    @api.model
    def _prove(self, draft, sale):
        """Keep the sales order only if both totals are the same."""
        proofs = self.env["amazon.order.proof"]
        proof = proofs._prove(draft.proceeds, sale)
        values = {
            "proof": proof,
            "odoo_total": float(proof["odoo_total"]),
            "difference": float(proof["difference"]),
        }
        if not proof["is_proved"]:
            sale.unlink()
            message = proofs._explain_difference(proof, draft.order.currency)
            hold = OrderHold("total_difference", message)
            return self._held(draft.binding, hold, values)
        values |= {
            "sale_order_id": sale.id,
            "sale_signature": sale_signature(draft.order),
            **self.env["amazon.order.builder"]._prepare_address_state(draft.order),
        }
        return Outcome(draft.binding, "imported", "imported", values=values)

    @api.model
    def _held(self, binding, hold, values=None):
        if not values and not binding.sale_order_id:
            values = {"proof": False, "odoo_total": 0, "difference": 0}
        values = values or {}
        if hold.reason == "changed":
            values |= binding._compare_totals()
        if hold.computed_total is not None:
            difference = float(hold.computed_total) - binding.amount_total
            values |= {"odoo_total": float(hold.computed_total)}
            values |= {"difference": difference}
        message = self.env["amazon.order.wording"]._word(hold.sentence)
        return Outcome(
            binding, "held", "held", hold.reason, message, hold.sku, values, hold.issues
        )

    @api.model
    def _failed(self, binding, error):
        if isinstance(error, UserError):
            message = str(error)
        else:
            _logger.exception("Amazon order %s failed", binding.name)
            message = self.env._(
                "An unexpected error of kind %s stopped the import of this order. The "
                "server log has the details.",
                type(error).__name__,
            )
        return Outcome(binding, "failed", "failed", "unexpected", message)

    # === LATER VERSIONS OF IMPORTED ORDERS === #

    @api.model
    def _update(self, binding, order):
        """Carry a newer version of an imported order to its sales order."""
        sale = binding.sale_order_id
        if order.status == "CANCELLED":
            return self._cancel(binding, sale)
        self._check_not_withdrawn(binding, sale)
        values = self.env["amazon.order.builder"]._complete_contacts(binding, order)
        is_moved = self._move_ship_date(sale, order)
        if binding.sale_signature == sale_signature(order):
            return Outcome(
                binding,
                "updated",
                "imported",
                message=self._describe_status(binding, sale),
                values=values,
                is_idle=not (is_moved or binding.address_incomplete),
            )
        outcome = self.env["amazon.order.change"]._carry(self._draft(binding, order))
        outcome.values |= values
        return outcome

    @api.model
    def _describe_status(self, binding, sale):
        """Say how far the order is at Amazon, and what of it Odoo still has open."""
        status = self._get_status_label(binding.fulfillment_status)
        message = self.env._("Amazon reports it as '%s'.", status)
        still_open = sale._get_amazon_shipped_open()
        return f"{message} {still_open}" if still_open else message

    @api.model
    def _move_ship_date(self, sale, order):
        """Let the delivery leave when Amazon says; tell whether that differs."""
        is_other = (
            order.ship_by
            and sale.state != "cancel"
            and sale.commitment_date != order.ship_by
        )
        if is_other:
            sale.commitment_date = order.ship_by
        return is_other

    # === RECORDING === #

    @api.model
    def _record(self, outcomes, log):
        """Write what became of the orders: state, explanation, line in the log."""
        bindings = self.env["amazon.order"].concat(*(o.binding for o in outcomes))
        self.env["amazon.sync.log.line"]._supersede(bindings)
        self.env["amazon.order.change"]._announce(outcomes)
        for outcome in outcomes:
            outcome.binding.write(
                {
                    "state": outcome.state,
                    "hold_reason": outcome.reason,
                    "hold_message": outcome.message,
                    "to_process": False,
                    **outcome.binding._prepare_try_vals(outcome),
                    **outcome.values,
                }
            )
        self.env["amazon.sync.log.line"].create(
            [self._prepare_line_vals(outcome, log) for outcome in outcomes]
        )
        bindings._follow_cancellations()
        bindings._alert_about_tries()

    @api.model
    def _prepare_line_vals(self, outcome, log):
        """Values of the line of one order in the sync log."""
        return {
            "log_id": log.id,
            "reference": outcome.binding.name,
            "res_model": outcome.binding._name,
            "res_id": outcome.binding.id,
            "result": outcome.result,
            "cause": outcome.reason,
            "message": outcome.message,
            "sku": outcome.sku,
            "request_id": outcome.binding.request_id,
        }

    # === WORKFLOW === #

    @api.model
    def _run_workflow(self, outcomes, log):
        """Confirm the sales orders whose automatic workflow says so.

        The further steps (invoice, payment) are left to sale_automatic_workflow,
        unless one of them had failed: then they are tried again now.
        """
        bindings = self.env["amazon.order"].concat(*(o.binding for o in outcomes))
        failed = bindings.filtered(lambda o: o._get_failed_workflow_documents())
        sales = (bindings - failed).sale_order_id
        sales = sales.filtered(lambda sale: sale.state == "draft")
        for workflow, orders in sales.grouped("workflow_process_id").items():
            if workflow.validate_order:
                self._confirm(workflow, orders, log)
        failed._retry_workflow(log)

    @api.model
    def _confirm(self, workflow, sales, log):
        """Confirm sales orders together, or one by one if that fails."""
        try:
            with self.env.cr.savepoint():
                sales = sales.filtered_domain(self._get_order_filter(workflow))
                sales.with_context(**SILENT).action_confirm()
                self.env["amazon.order.shipment"]._deliver_shipped_part(sales)
        except (OperationalError, RetryableJobError):
            raise
        except Exception as error:
            if len(sales) > 1:
                for sale in sales:
                    self._confirm(workflow, sale, log)
            else:
                sales._fail_amazon_step("_do_validate_sale_order", error, log)

    @api.model
    def _get_order_filter(self, workflow):
        context = self.env["automatic.workflow.job"]._get_eval_context()
        return safe_eval(workflow.order_filter_domain or "[]", context)
