# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, models


class AmazonOrderBuilder(models.AbstractModel):
    """Sells packs: Amazon's quantity, in a unit of several pieces."""

    _name = "amazon.order.builder"
    _inherit = "amazon.order.builder"

    @api.model
    def _match_products(self, drafts):
        """Remember which items are packs."""
        complete, held = super()._match_products(drafts)
        by_marketplace = defaultdict(list)
        for draft in complete:
            by_marketplace[draft.marketplace].append(draft)
        for marketplace, group in by_marketplace.items():
            skus = {item.sku for draft in group for item in draft.order.items}
            sizes = self.env["amazon.listing"]._get_pack_sizes(marketplace, skus)
            for draft in group:
                draft.pack_sizes = {
                    item.ref: sizes[item.sku]
                    for item in draft.order.items
                    if item.sku in sizes
                }
        return complete, held

    @api.model
    def _prepare_product_line_vals(self, draft, item, taxed):
        """Add the unit of a pack, so that quantity and price stay Amazon's."""
        values = super()._prepare_product_line_vals(draft, item, taxed)
        size = draft.pack_sizes.get(item.ref)
        if size:
            product = draft.products[item.ref]
            values["product_uom_id"] = self._get_pack_unit(product, size).id
        return values

    @api.model
    def _get_pack_unit(self, product, size):
        """Return the unit that is ``size`` of the product's own; create it once."""
        units = self.env["uom.uom"]
        values = {"relative_uom_id": product.uom_id.id, "relative_factor": size}
        found = units.search([(name, "=", values[name]) for name in values], limit=1)
        return found or units.create({"name": self.env._("Pack of %s", size), **values})
