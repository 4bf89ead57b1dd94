# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

SERVICE_LEVELS = [
    ("SAME_DAY", "Same Day"),
    ("NEXT_DAY", "Next Day"),
    ("SECOND_DAY", "Second Day"),
    ("PRIORITY", "Priority"),
    ("EXPEDITED", "Expedited"),
    ("SCHEDULED", "Scheduled"),
    ("STANDARD", "Standard"),
    ("FREE_ECONOMY", "Free Economy"),
]


class AmazonOrder(models.Model):
    """What Amazon promised the buyer, and which order this one replaces."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.order"  # pylint: disable=consider-merging-classes-inherited

    is_premium = fields.Boolean(
        "Premium",
        readonly=True,
        help="The buyer paid for fast delivery: late shipment counts more.",
    )
    service_level = fields.Selection(
        SERVICE_LEVELS,
        readonly=True,
        help="The shipping speed that the buyer chose at Amazon.",
    )
    service_label = fields.Char(
        "Promise",
        compute="_compute_service_label",
        help="What Amazon promised the buyer: programs of the order and speed of the "
        "delivery.",
    )
    association_kind = fields.Selection(
        [("replacement", "Replacement"), ("exchange", "Exchange")],
        "Replaces Another Order",
        readonly=True,
        help="This order replaces another one; it may be free of charge.",
    )
    original_order_ref = fields.Char(
        "Original Amazon Order",
        readonly=True,
        index="btree_not_null",
        help="The Amazon order that this one replaces.",
    )
    original_order_id = fields.Many2one(
        "amazon.order",
        compute="_compute_original_order_id",
        help="The order that this one replaces, if Odoo knows it.",
    )
    replacement_order_ids = fields.Many2many(
        "amazon.order",
        compute="_compute_replacement_order_ids",
        help="The orders that replace this one.",
    )

    @api.depends("is_prime", "is_premium", "is_business", "service_level")
    def _compute_service_label(self):
        levels = dict(self._fields["service_level"]._description_selection(self.env))
        for order in self:
            parts = [
                order.is_prime and self.env._("Prime"),
                order.is_premium and self.env._("Premium"),
                order.is_business and self.env._("Business"),
                levels.get(order.service_level),
            ]
            order.service_label = ", ".join(filter(None, parts))

    @api.depends("original_order_ref", "seller_id")
    def _compute_original_order_id(self):
        found = self._find_associated("name", self.mapped("original_order_ref"))
        originals = {(order.seller_id, order.name): order for order in found}
        for order in self:
            key = (order.seller_id, order.original_order_ref)
            order.original_order_id = originals.get(key)

    @api.depends("name", "seller_id")
    def _compute_replacement_order_ids(self):
        found = self._find_associated("original_order_ref", self.mapped("name"))
        for order in self:
            order.replacement_order_ids = found.filtered(
                lambda other, order=order: (
                    other.seller_id == order.seller_id
                    and other.original_order_ref == order.name
                )
            )

    def _find_associated(self, field_name, refs):
        """Return the orders of the same sellers with one of these references."""
        refs = [ref for ref in refs if ref]
        if not refs:
            return self.browse()
        domain = [("seller_id", "in", self.seller_id.ids), (field_name, "in", refs)]
        return self.search(domain)

    @api.model
    def _prepare_order_vals(self, log, header, document, currency_ids):
        values = super()._prepare_order_vals(log, header, document, currency_ids)
        association = header.association
        known = header.service_level in dict(SERVICE_LEVELS)
        values |= {
            "is_premium": "PREMIUM" in header.programs,
            "service_level": header.service_level if known else False,
            "association_kind": association.kind if association else False,
            "original_order_ref": association.ref if association else False,
        }
        if association and not header.currency:
            # It is free of charge, in the currency of its marketplace.
            marketplace = self.env["amazon.marketplace"].browse(
                values["marketplace_id"]
            )
            values["currency_id"] = marketplace.pricelist_id.currency_id.id
        return values
