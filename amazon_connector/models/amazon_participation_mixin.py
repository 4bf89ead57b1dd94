# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

PARTICIPATION_ACTIVITY = "amazon_connector.mail_activity_type_participation"


class AmazonParticipationMixin(models.AbstractModel):
    """What happens when a seller may not, or may again, sell on a marketplace."""

    _name = "amazon.participation.mixin"
    _description = "Amazon Participation"

    participation_ended = fields.Datetime(
        readonly=True,
        copy=False,
        help="When Odoo stopped importing orders because the seller did not "
        "participate any more. Integrate the marketplace again to go on.",
    )

    complete_until = fields.Datetime(
        readonly=True,
        copy=False,
        help="Until when everything of this marketplace came to Odoo before it was "
        "taken out. Integrating it again catches up what came after.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        marketplaces = super().create(vals_list)
        marketplaces.filtered("active")._on_integrated()
        return marketplaces

    def write(self, vals):
        """Remember until when a marketplace is complete, and catch up afterwards."""
        is_active = vals.get("active")
        left = self.filtered("active") if is_active is False else self.browse()
        joined = self.filtered(lambda m: not m.active) if is_active else self.browse()
        result = super().write(vals)
        for marketplace in left:
            marketplace.complete_until = marketplace._get_complete_until()
        if joined:
            joined._on_integrated()
            joined.write({"complete_until": False})
        return result

    def _get_complete_until(self):
        """Return until when everything of the marketplace is in Odoo; extensible."""
        self.ensure_one()
        return fields.Datetime.now()

    def _on_integrated(self):
        """Extension hook: these marketplaces came, or came back."""

    @api.model
    def _refresh_participations(self, seller, participations, log):
        """Note what Amazon says about the marketplaces that Odoo knows.

        :param participations: the answer of getMarketplaceParticipations
        :param log: the sync log that gets a line for each change
        :return: the integrated marketplaces whose participation ended
        """
        open_by_ref = {
            entry["marketplace"]["id"]: bool(
                (entry.get("participation") or {}).get("isParticipating")
            )
            for entry in self._filter_standard(participations)
        }
        ended = self.browse()
        for marketplace in self._get_all(seller):
            is_open = open_by_ref.get(marketplace.amazon_ref, False)
            ended |= marketplace._set_participating(is_open, log)
        return ended

    def _set_participating(self, is_participating, log):
        """Note whether the seller participates; return self if that ended it."""
        self.ensure_one()
        was_participating, was_integrated = self.participating, self.active
        self.participating = is_participating
        if not is_participating and was_integrated:
            self._suspend_integration(log)
            return self
        if is_participating and not was_participating and self.participation_ended:
            self._offer_integration(log)
        elif was_participating and not is_participating:
            self._log_participation(
                log, self.env._("The seller does not participate any more.")
            )
        return self.browse()

    def _suspend_integration(self, log):
        """Import no orders any more; everything that is stored stays."""
        self.write({"active": False, "participation_ended": fields.Datetime.now()})
        text = self.env._(
            "The seller does not participate in %s any more: Odoo imports no new "
            "orders from it. Orders and settings stay.",
            self.name,
        )
        self._log_participation(log, text)
        self._schedule_participation_activity(text)

    def _offer_integration(self, log):
        text = self.env._(
            "The seller participates in %s again. Open the marketplace and press "
            "Integrate to import its orders.",
            self.name,
        )
        self._log_participation(log, text)
        self._schedule_participation_activity(text)

    def _log_participation(self, log, text):
        log._add_line(self.name, "updated", record=self, message=text)

    def _schedule_participation_activity(self, text):
        self.seller_id.activity_schedule(
            PARTICIPATION_ACTIVITY,
            summary=self.name,
            note=text,
            user_id=self.seller_id._get_responsible().id,
        )
