# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonSeller(models.Model):
    """What becomes of the listings of archived products."""

    # Apart from what every seller needs.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    stop_archived_products = fields.Boolean(
        default=True,
        help="When a product is archived, Odoo tells Amazon once that none is left, "
        "for each of its listings that you ship yourself; Amazon accepts no more "
        "orders of it then. Unticked: the listings stay as they are at Amazon.",
    )
