# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError


class AmazonOperationWizard(models.TransientModel):
    _inherit = "amazon.operation.wizard"

    operation = fields.Selection(
        selection_add=[("import_settlements", "Get Settlement Report List")],
        ondelete={"import_settlements": "cascade"},
    )

    def _get_dated_operations(self):
        return super()._get_dated_operations() | {"import_settlements"}

    def _execute_import_settlements(self, seller):
        """List the reports made in the range; without one, all that Amazon has."""
        start, end = self.date_from or None, self.date_to or None
        if start and start > fields.Datetime.now():
            raise UserError(self.env._("From lies in the future: no report is there."))
        if start and end and end <= start:
            raise UserError(self.env._("To has to lie after From."))
        return seller._start_settlement_import("manual", start, end).with_env(self.env)
