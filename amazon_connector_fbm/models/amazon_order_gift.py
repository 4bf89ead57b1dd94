# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AmazonOrderBuilder(models.AbstractModel):
    """Keeps how an item is to be wrapped, and what the card says."""

    # Apart from the money and the settings.
    _inherit = "amazon.order.builder"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _prepare_product_line_vals(self, draft, item, taxed):
        values = super()._prepare_product_line_vals(draft, item, taxed)
        return values | {
            "amazon_gift_wrap": item.gift.wrap or False,
            "amazon_gift_message": item.gift.message or False,
        }
