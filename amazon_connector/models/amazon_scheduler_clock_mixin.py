# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..exceptions import RETRIED_ERRORS, SyncAlreadyRunningError

PAUSE_ACTIVITY = "amazon_connector.mail_activity_type_scheduler_paused"
AMAZON_USER = "amazon_connector.group_amazon_user"
# Minutes between the flows of one seller, which share what Amazon allows it.
FLOW_STRIDE = 2

_logger = logging.getLogger(__name__)


class AmazonSchedulerClockMixin(models.AbstractModel):
    """Starts the schedulers that are due, and pauses those that cannot run."""

    _name = "amazon.scheduler.clock.mixin"
    _description = "Amazon Scheduler Clock"

    # ------------------------------------------------------------------
    # The clock
    # ------------------------------------------------------------------

    @api.model
    def _cron_run_due(self):
        """Start whatever is due; one that fails never stops the others."""
        try:
            with self.env.cr.savepoint():
                self._recover_runs()
        except Exception:
            _logger.exception("Runs that lost their jobs could not be resumed")
        self._start_urgent()
        for scheduler in self._find_due():
            scheduler._run_due()

    @api.model
    def _start_urgent(self):
        """Start what waits for no interval; nothing of it stops the schedulers."""
        try:
            with self.env.cr.savepoint():
                self.env["amazon.listing"]._stop_due()
        except RETRIED_ERRORS as error:
            _logger.info("Archived products are stopped next minute: %s", error)
        except Exception:
            _logger.exception("Archived products could not be stopped")

    @api.model
    def _find_due(self):
        domain = [
            ("enabled", "=", True),
            ("next_call", "<=", fields.Datetime.now()),
            ("seller_id.active", "=", True),
            ("seller_id.state", "=", "connected"),
            # Whether a user has become fit again is looked up each time.
            "|",
            ("pause_reason", "=", False),
            ("pause_cause", "=", "user"),
        ]
        return self.search(domain, order="next_call, id").filtered(
            lambda s: s.is_available and not s.seller_id.is_foreign_database
        )

    def _run_due(self):
        """Start this flow and remember when it starts next; never raise."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                if not self.try_lock_for_update():
                    return
                if problem := self._get_user_problem():
                    self._set_pause(problem, "user")
                    return
                self._clear_pause()
                message = self._attempt()
                next_call = self._get_next_call(fields.Datetime.now())
                self.write({"next_call": next_call, "last_message": message})
        except RETRIED_ERRORS as error:
            _logger.info("Scheduler %s is tried again next minute: %s", self.id, error)
        except Exception:
            _logger.exception("Scheduler %s could not be run", self.id)

    def _attempt(self):
        """Start the flow as the scheduler's user; return what kept it from starting."""
        scheduler = self._as_user()
        try:
            with self.env.cr.savepoint():
                scheduler._start("automatic")
        except SyncAlreadyRunningError as error:
            _logger.info("Scheduler %s: %s", self.id, error)
        except UserError as error:
            _logger.info("Scheduler %s: %s", self.id, error)
            return str(error)
        except RETRIED_ERRORS:
            raise
        except Exception:
            _logger.exception("Scheduler %s failed", self.id)
            return scheduler.env._(
                "An unexpected error kept this run from starting. The log file of the "
                "Odoo server shows it."
            )
        return False

    def _as_user(self):
        """Return the scheduler with the rights, company and language of its user."""
        user = self.user_id
        company = self.company_id
        return self.with_user(user).with_company(company).with_context(lang=user.lang)

    def _start(self, sync_type):
        """Start a run of this flow; return its sync log.

        :raises UserError: no addon does this, or the seller cannot do it now
        :raises SyncAlreadyRunningError: it is running already
        """
        self.ensure_one()
        method = self._get_flow_methods().get(self.flow)
        if not method:
            raise UserError(self._describe_unavailable())
        return getattr(self.seller_id, method)(sync_type)

    def _describe_unavailable(self):
        return self.env._(
            "%s is not available yet: no installed addon can do it.",
            self._get_flow_label(),
        )

    def _get_user_problem(self):
        """Return why this user cannot run it and what to do, or nothing."""
        # Whoever looks at a scheduler need not have rights on its user.
        user = self.user_id.sudo()
        if user.id == SUPERUSER_ID:
            return ""
        if not user.active:
            text = self.env._("it is archived")
        elif self.company_id not in user.company_ids:
            text = self.env._("it has no access to %s", self.company_id.display_name)
        elif not user.has_group(AMAZON_USER):
            text = self.env._("it lacks the right Amazon: User")
        else:
            return ""
        return self.env._(
            "%(operation)s of %(seller)s cannot run as the user %(user)s: %(problem)s. "
            "Choose another user in the scheduler.",
            operation=self._get_flow_label(),
            seller=self.seller_id.display_name,
            user=user.name,
            problem=text,
        )

    # ------------------------------------------------------------------
    # Pauses
    # ------------------------------------------------------------------

    @api.model
    def _get_scheduler(self, seller, flow):
        # Runs pause and resume schedulers, whoever started them.
        return self.sudo().search([("seller_id", "=", seller.id), ("flow", "=", flow)])

    @api.model
    def _pause(self, seller, flow, reason):
        """Stop one flow, and no other, until Amazon permits it.

        :param reason: what Amazon refused and what to do, in plain words
        """
        self._get_scheduler(seller, flow)._set_pause(reason, "denied")

    @api.model
    def _resume(self, seller, flow):
        """Let a paused flow run again: Amazon permits it."""
        self._get_scheduler(seller, flow)._clear_pause()

    def _set_pause(self, reason, cause):
        """Pause, and tell the responsible person once."""
        for scheduler in self:
            if scheduler.pause_reason == reason:
                continue
            if not scheduler.pause_reason:
                scheduler.seller_id.activity_schedule(
                    PAUSE_ACTIVITY,
                    note=reason,
                    user_id=scheduler.seller_id._get_responsible().id,
                )
            scheduler.write({"pause_reason": reason, "pause_cause": cause})

    def _clear_pause(self):
        """End the pauses, and what they asked somebody to do."""
        paused = self.filtered("pause_reason")
        paused.write({"pause_reason": False, "pause_cause": False})
        for seller in paused.seller_id:
            if not any(seller.scheduler_ids.mapped("pause_reason")):
                seller.activity_unlink([PAUSE_ACTIVITY])

    @api.model
    def _resume_permitted(self, seller):
        """A test succeeded: end the pauses of flows whose role is not missing."""
        roles = self._get_flow_roles()
        denied = seller.scheduler_ids.filtered(lambda s: s.pause_cause == "denied")
        denied.filtered(
            lambda s: s.flow not in roles or seller._has_role(roles[s.flow])
        )._run_soon()

    def _run_soon(self):
        """End the pauses and let the clock start these: one at once, the others after.

        Flows that start together would also wait for Amazon together.
        """
        self._clear_pause()
        now = fields.Datetime.now()
        for position, scheduler in enumerate(self):
            scheduler.next_call = now + timedelta(minutes=position * FLOW_STRIDE)
