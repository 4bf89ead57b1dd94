# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ..lib.order_tax import effective_rate


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
    def _prepare_tax_lines(self, draft, plan):
        """Say the percentage of the collected tax, if the marketplace wants it."""
        lines = super()._prepare_tax_lines(draft, plan)
        if plan.collected_tax and draft.marketplace.use_tax_percent:
            lines[0]["name"] += self._describe_collected_rate(draft, plan)
        return lines

    @api.model
    def _describe_collected_rate(self, draft, plan):
        """Return a further line of text; none without an amount that is taxed."""
        taxed = [charge for charge in draft.proceeds.charges if charge.tax]
        taxes = self.env["amazon.order.tax"]
        nets = [charge.net for charge in taxed if taxes._is_collected(charge)]
        rate = effective_rate(plan.collected_tax, sum(nets))
        if rate is None:
            return ""
        return "\n" + self.env._(
            "%(rate)s %% of %(amount)s",
            rate=rate,
            amount=draft.currency.format(float(sum(nets))),
        )

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
