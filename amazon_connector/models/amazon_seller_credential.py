# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonSellerCredential(models.Model):
    """One secret of a seller.

    No group has any right on this model: it is read and written only by
    ``amazon.seller`` in superuser mode.
    """

    _name = "amazon.seller.credential"
    _description = "Amazon Seller Credential"
    _rec_name = "name"

    seller_id = fields.Many2one(
        "amazon.seller", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="seller_id.company_id", store=True)
    name = fields.Char(required=True)
    value = fields.Char(copy=False, exportable=False)

    _seller_name_uniq = models.Constraint(
        "UNIQUE(seller_id, name)", "A seller keeps each credential once."
    )
