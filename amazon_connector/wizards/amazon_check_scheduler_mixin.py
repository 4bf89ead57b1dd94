# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AmazonCheckSchedulerMixin(models.AbstractModel):
    """Checks whether what shall happen by itself does."""

    _name = "amazon.check.scheduler.mixin"
    _description = "Amazon Configuration Check: Schedulers"

    @api.model
    def _get_scheduler_checks(self):
        return {"_check_schedulers": self.env._("Schedulers")}

    def _check_schedulers(self):
        """Yield what keeps the schedulers of these sellers from running."""
        # The scheduled actions are readable for nobody but the administrator.
        clock = self.env.ref("amazon_connector.ir_cron_run_schedulers").sudo()
        if not clock.active:
            yield self._error(
                self.env._(
                    "The scheduled action %s is archived, so nothing happens by "
                    "itself: restore it under Settings > Technical > Scheduled "
                    "Actions.",
                    clock.name,
                ),
                target=clock,
            )
        schedulers = self._get_sellers().scheduler_ids.filtered("is_available")
        for scheduler in schedulers:
            yield from self._check_scheduler(scheduler)

    def _check_scheduler(self, scheduler):
        """Yield why one scheduler does not run."""
        if not scheduler.enabled:
            if scheduler.flow in scheduler._get_default_flows():
                yield self._warning(
                    self.env._(
                        "It is off, so it happens only when somebody starts it: tick "
                        "On in the scheduler."
                    ),
                    scheduler,
                )
            return
        problem = scheduler._get_user_problem()
        if problem:
            yield self._error(problem, scheduler)
        elif scheduler.pause_reason:
            yield self._error(
                self.env._("It is paused. %s", scheduler.pause_reason), scheduler
            )
        elif scheduler.last_message:
            yield self._warning(
                self.env._("The last start failed: %s", scheduler.last_message),
                scheduler,
            )
