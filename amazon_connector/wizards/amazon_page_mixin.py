# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, api, models


def _linked_ids(commands):
    """Return the identifiers of what these commands add to a page."""
    linked = [command[1] for command in commands if command[0] == Command.LINK]
    replaced = [command[2] for command in commands if command[0] == Command.SET]
    return sum(replaced, linked)


# What the web client sends as the value of a field, as a list of identifiers.
OWN_VALUES = {"many2one": lambda value: [value], "many2many": _linked_ids}


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
            if value and field and field.store and field.type in OWN_VALUES:
                ids = OWN_VALUES[field.type](value)
                records = self.env[field.comodel_name].browse(ids)
                records.exists().check_access("read")
