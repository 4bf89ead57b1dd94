# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AmazonPageMixin(models.AbstractModel):
    """A page that is filled from records shows only those that its user may read.

    Related fields are read in superuser mode, and no record rule looks at a page that
    is not saved yet: without this, the identifier of a seller of another company would
    be enough to see its settings.
    """

    _name = "amazon.page.mixin"
    _description = "Amazon Page"

    def onchange(self, values, field_names, fields_spec):
        """Refuse to fill the page from a record that the user may not read."""
        self._check_readable(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_readable(self, values):
        """Raise AccessError if a value is a record that the user may not read."""
        for name, value in values.items():
            field = self._fields.get(name)
            if value and field and field.type == "many2one" and field.store:
                record = self.env[field.comodel_name].browse(value)
                record.exists().check_access("read")
