# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonListing(models.Model):
    """A seller SKU on a marketplace and the product that is sold under it."""

    _name = "amazon.listing"
    _description = "Amazon Listing"
    _order = "sku, marketplace_id, id"
    _rec_name = "sku"
    _rec_names_search = ["sku", "asin", "title"]
    _check_company_auto = True

    marketplace_id = fields.Many2one(
        "amazon.marketplace", required=True, index=True, ondelete="cascade"
    )
    seller_id = fields.Many2one(
        related="marketplace_id.seller_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    active = fields.Boolean(default=True)
    sku = fields.Char(string="SKU", required=True, help="The seller SKU.")
    asin = fields.Char(string="ASIN")
    title = fields.Char()
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )

    _marketplace_sku_uniq = models.Constraint(
        "UNIQUE(marketplace_id, sku)", "A marketplace has each SKU once."
    )
