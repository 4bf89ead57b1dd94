# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ..exceptions import SellerAttentionError

CLOCK = "amazon_connector.ir_cron_run_schedulers"


class AmazonSellerScheduleMixin(models.AbstractModel):
    """What a seller does by itself, and what ends that for a while."""

    _name = "amazon.seller.schedule.mixin"
    _description = "Schedulers of an Amazon Seller"

    scheduler_ids = fields.One2many(
        "amazon.scheduler",
        "seller_id",
        help="What this seller exchanges with Amazon by itself, and how often.",
    )
    enabled_scheduler_count = fields.Integer(compute="_compute_scheduler_counts")
    paused_scheduler_count = fields.Integer(compute="_compute_scheduler_counts")

    def _compute_scheduler_counts(self):
        domain = [("enabled", "=", True)]
        enabled = self._count_by_seller("amazon.scheduler", domain)
        domain.append(("pause_reason", "!=", False))
        paused = self._count_by_seller("amazon.scheduler", domain)
        for seller in self:
            seller.enabled_scheduler_count = enabled.get(seller, 0)
            seller.paused_scheduler_count = paused.get(seller, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """Each seller has a scheduler for each flow."""
        sellers = super().create(vals_list)
        self.env["amazon.scheduler"]._create_missing(sellers)
        return sellers

    def _check_connected(self):
        """An archived seller calls Amazon no more, also in a run that goes on."""
        if not self.active:
            raise SellerAttentionError(
                self.env._(
                    "%s is archived: it does not call Amazon any more. Unarchive the "
                    "seller to go on where it stopped.",
                    self.display_name,
                )
            )
        return super()._check_connected()

    def _prove_connection(self, log):
        """A test that succeeds ends the pauses that its cause has left."""
        result = super()._prove_connection(log)
        if log.state == "done":
            self.env["amazon.scheduler"]._resume_permitted(self)
        return result

    def _on_reconnected(self, since):
        """What was missed meanwhile is caught up at once."""
        result = super()._on_reconnected(since)
        # Whoever tests a connection need not be allowed to change schedulers.
        self.sudo().scheduler_ids.filtered(
            lambda s: s.enabled and not s.pause_reason
        )._run_soon()
        # Scheduled actions belong to the administrator.
        self.env.ref(CLOCK).sudo()._trigger()
        return result

    def action_view_schedulers(self):
        """Open the schedulers of the seller."""
        return self._view("amazon_scheduler_action")
