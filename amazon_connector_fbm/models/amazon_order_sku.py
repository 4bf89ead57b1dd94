# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .amazon_order_retry import SKU_REASONS, WAITING_STATES


class AmazonOrder(models.Model):
    """A held order whose SKU is not known can be mended on its own form."""

    _name = "amazon.order"
    _inherit = "amazon.order"

    unmapped_sku = fields.Char(
        "SKU to Map",
        compute="_compute_unmapped_sku",
        help="The first SKU of the order that stands for no product, for several or "
        "for an archived one.",
    )

    @api.depends("state", "resolved", "hold_issues")
    def _compute_unmapped_sku(self):
        for order in self:
            waits = order.state in WAITING_STATES and not order.resolved
            skus = [
                key
                for reason, key in (order.hold_issues or ())
                if waits and key and reason in SKU_REASONS
            ]
            order.unmapped_sku = skus[0] if skus else False

    def action_map_sku(self):
        """Ask which product the SKU means that the order waits for."""
        self.ensure_one()
        self.check_access("read")
        return self._get_map_action(self.unmapped_sku)

    def _get_map_action(self, sku):
        """Return the action that asks which product a SKU of this order means."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which Product Is %s?", sku),
            "res_model": "amazon.listing.map.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_marketplace_id": self.marketplace_id.id,
                "default_sku": sku,
                "default_sample_order_id": self.id,
            },
        }
