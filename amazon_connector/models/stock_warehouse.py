# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def action_archive(self):
        """Refuse to archive warehouses from which Amazon orders are delivered."""
        self.env["amazon.marketplace"]._check_unused("warehouse_id", self)
        return super().action_archive()
