# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain

from odoo.addons.amazon_connector.lib.backoff import Backoff

BACKOFF = Backoff(timedelta(minutes=15))

_logger = logging.getLogger(__name__)


class AmazonWorkflowMixin(models.AbstractModel):
    """A record that the automatic workflow works on, and that may be Amazon's.

    A step that fails is tried again after a pause that doubles each time, from a
    quarter of an hour to a day. Meanwhile its Amazon orders are held, with the cause.
    """

    _name = "amazon.workflow.mixin"
    _description = "Amazon Workflow Document"

    amazon_workflow_failure_count = fields.Integer(
        "Failed Workflow Tries",
        copy=False,
        readonly=True,
        help="How often in a row a step of the automatic workflow failed.",
    )
    amazon_workflow_failed_step = fields.Char(
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Which step of the automatic workflow failed.",
    )
    amazon_workflow_retry_date = fields.Datetime(
        "Next Workflow Try",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="When the automatic workflow tries the failed step again.",
    )
    amazon_workflow_due = fields.Boolean(
        compute="_compute_amazon_workflow_due",
        search="_search_amazon_workflow_due",
        help="The automatic workflow may work on it now: it waits neither for its next "
        "try nor for a person who looks at its Amazon order.",
    )

    @api.model
    def _get_amazon_order_path(self):
        """Return the field, or dotted path, that leads to the Amazon orders."""
        raise NotImplementedError

    def _get_amazon_orders(self):
        """Return the Amazon orders that these records are part of."""
        return self.mapped(self._get_amazon_order_path())

    def _compute_amazon_workflow_due(self):
        due = self.filtered_domain(self._search_amazon_workflow_due("in", [True]))
        for record in self:
            record.amazon_workflow_due = record in due

    @api.model
    def _search_amazon_workflow_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        held = Domain("state", "in", ("held", "failed"))
        held &= Domain("hold_reason", "!=", "workflow") & Domain("resolved", "=", False)
        date = "amazon_workflow_retry_date"
        domain = Domain(date, "=", False) | Domain(date, "<=", fields.Datetime.now())
        domain &= ~Domain(self._get_amazon_order_path(), "any", held)
        return domain if True in value else ~domain

    def _fail_amazon_step(self, method, error, log=None):
        """Hold the Amazon orders of a record of which a workflow step failed.

        :param method: the step, as its method of automatic.workflow.job
        :param log: the run in which it happened; without it, one of its own
        :return: the explanation, in plain words
        """
        self.ensure_one()
        count = self.amazon_workflow_failure_count + 1
        retry_date = fields.Datetime.now() + BACKOFF.pause(count)
        self.write(
            {
                "amazon_workflow_failure_count": count,
                "amazon_workflow_failed_step": method,
                "amazon_workflow_retry_date": retry_date,
            }
        )
        message = self._explain_amazon_failure(method, error)
        for order in self._get_amazon_orders():
            order._hold_for_workflow(message, log)
        return message

    def _explain_amazon_failure(self, method, error):
        """Say what failed; the text of an unexpected error stays outside."""
        label = self.env["automatic.workflow.job"]._get_amazon_failure_labels()[method]
        if isinstance(error, UserError | RedirectWarning):
            reason = str(error.args[0])
        else:
            _logger.error("%s: %s", self, label, exc_info=error)
            reason = self.env._(
                "An unexpected error of kind %s. The server log has the details.",
                type(error).__name__,
            )
        return self.env._(
            "%(document)s: %(failure)s: %(reason)s\n"
            "Mend the cause. The automatic workflow tries it again by itself; Retry "
            "does it at once.",
            document=self.display_name,
            failure=label,
            reason=reason,
        )

    def _pass_amazon_step(self):
        """A step succeeded, or nothing is left to do: forget that one had failed."""
        self.filtered("amazon_workflow_failed_step")._clear_amazon_failure()
        self._get_amazon_orders()._release_from_workflow()

    def _clear_amazon_failure(self):
        self.write(
            {
                "amazon_workflow_failure_count": 0,
                "amazon_workflow_failed_step": False,
                "amazon_workflow_retry_date": False,
            }
        )
