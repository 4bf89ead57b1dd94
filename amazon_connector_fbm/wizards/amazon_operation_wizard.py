# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonOperationWizard(models.TransientModel):
    _inherit = "amazon.operation.wizard"

    operation = fields.Selection(
        selection_add=[("import_fbm_orders", "Import FBM Orders")],
        default="import_fbm_orders",
        ondelete={"import_fbm_orders": "cascade"},
    )

    def _get_dated_operations(self):
        return super()._get_dated_operations() | {"import_fbm_orders"}

    def _execute_import_fbm_orders(self, seller):
        """Import orders that changed in the range; without one, since the last run."""
        return seller._start_order_import(
            "manual", self.date_from or None, self.date_to or None
        ).with_env(self.env)
