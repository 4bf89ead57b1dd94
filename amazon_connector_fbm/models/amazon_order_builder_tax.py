# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AmazonOrderBuilder(models.AbstractModel):
    """What the decision about an order's tax means for its values."""

    _name = "amazon.order.builder"
    _inherit = "amazon.order.builder"

    @api.model
    def _prepare_sale_order_vals(self, draft):
        """Give the sales order the fiscal position that decided about its taxes."""
        values = super()._prepare_sale_order_vals(draft)
        return values | {"fiscal_position_id": draft.fiscal_position.id}

    @api.model
    def _prepare_product_line_vals(self, draft, item, taxed):
        values = super()._prepare_product_line_vals(draft, item, taxed)
        exact = self.env["amazon.order.exact.tax"]
        return values | exact._prepare_line_vals(draft, values, taxed)

    @api.model
    def _prepare_charge_line_vals(self, draft, taxed):
        values = super()._prepare_charge_line_vals(draft, taxed)
        exact = self.env["amazon.order.exact.tax"]
        return values | exact._prepare_line_vals(draft, values, [taxed])
