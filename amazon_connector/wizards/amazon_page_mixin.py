# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AmazonPageMixin(models.AbstractModel):
    """A page that is filled from records shows only those that its user may read.

    Related fields are read in superuser mode, and no record rule looks at a page that
    is not saved yet: without this, the identifier of a seller of another company would
    be enough to see its settings.
    """

    _name = "amazon.page.mixin"
    _description = "Amazon Page"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_readable(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_readable(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """Refuse to fill the page from a record that the user may not read."""
        self._check_readable(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_readable(self, values):
        """Raise AccessError if a value is a record that the user may not read."""
        for name, value in values.items():
            field = self._fields.get(name)
            if (
                value
                and field
                and field.store
                and field.type in ("many2one", "many2many")
            ):
                cached = field.convert_to_cache(value, self.browse(), validate=False)
                records = field.convert_to_record(cached, self.browse())
                records.filtered("id").exists().check_access("read")
