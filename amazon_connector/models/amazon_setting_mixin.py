# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import ValidationError


class AmazonSettingMixin(models.AbstractModel):
    """Refuses settings that cannot work, at the moment somebody chooses them."""

    _name = "amazon.setting.mixin"
    _description = "Amazon Setting Checks"

    @api.model
    def _get_checked_settings(self):
        """Return the fields that take no archived record; addons add theirs."""
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record, vals in zip(records, vals_list, strict=True):
            record._check_chosen_settings(vals)
        return records

    def write(self, vals):
        result = super().write(vals)
        self._check_chosen_settings(vals)
        return result

    def _check_chosen_settings(self, names):
        """Refuse archived records among what was just chosen.

        What somebody archives later is no obstacle to change other settings.
        """
        for name in self._get_checked_settings().intersection(names):
            for record in self.filtered(name):
                record._check_not_archived(name)

    def _check_not_archived(self, name):
        chosen = self[name]
        if not chosen._active_name or chosen[chosen._active_name]:
            return
        raise ValidationError(
            self.env._(
                "%(choice)s is archived, so that it cannot be the setting %(setting)s "
                "of %(record)s. Choose another one, or unarchive it first.",
                choice=chosen.display_name,
                setting=self._fields[name]._description_string(self.env),
                record=self.display_name,
            )
        )

    def _check_between(self, name, low, high):
        """Refuse a number outside of what makes sense; used in constraints."""
        for record in self.filtered(lambda r: not low <= r[name] <= high):
            raise ValidationError(
                self.env._(
                    "%(setting)s of %(record)s is %(value)s. Enter a number from "
                    "%(low)s to %(high)s.",
                    setting=self._fields[name]._description_string(self.env),
                    record=record.display_name,
                    value=record[name],
                    low=low,
                    high=high,
                )
            )
