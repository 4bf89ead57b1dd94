# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AmazonOrderBuilder(models.AbstractModel):
    _name = "amazon.order.builder"
    _inherit = "amazon.order.builder"

    @api.model
    def _prepare_sale_order_vals(self, draft):
        """Give the sales order the fiscal position that decided about its taxes."""
        values = super()._prepare_sale_order_vals(draft)
        return values | {"fiscal_position_id": draft.fiscal_position.id}
