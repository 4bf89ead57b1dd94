# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..lib.errors import OrderHold
from ..lib.order import parse_order

CHOICES = [
    ("existing", "A product that Odoo has"),
    ("create", "A new product"),
]


class AmazonListingMapWizard(models.TransientModel):
    """Asks which product a SKU means, and releases the orders that wait for it."""

    _name = "amazon.listing.map.wizard"
    _description = "Amazon: Map a SKU to a Product"
    _check_company_auto = True

    marketplace_id = fields.Many2one(
        "amazon.marketplace", required=True, readonly=True, ondelete="cascade"
    )
    seller_id = fields.Many2one(related="marketplace_id.seller_id")
    company_id = fields.Many2one(related="marketplace_id.company_id")
    sku = fields.Char("SKU", readonly=True)
    sample_order_id = fields.Many2one("amazon.order", readonly=True, ondelete="cascade")
    asin = fields.Char("ASIN", compute="_compute_item")
    title = fields.Char("Title at Amazon", compute="_compute_item")
    issue_count = fields.Integer(compute="_compute_issue_count")
    order_count = fields.Integer("Waiting Orders", compute="_compute_issue_count")
    choice = fields.Selection(
        selection="_selection_choice", required=True, default="existing"
    )
    may_create = fields.Boolean(compute="_compute_may_create")
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        ondelete="cascade",
        domain="[('type', '=', 'consu')]",
        help="The product that is sold under this SKU.",
    )
    archived_product_id = fields.Many2one(
        "product.product", compute="_compute_archived_product_id"
    )
    quantity_factor = fields.Integer(
        "Pieces in a Pack",
        default=1,
        help="How many pieces of the product are one piece of this SKU: 3 if X-3PK "
        "sells three X.",
    )
    everywhere = fields.Boolean(
        "On All Marketplaces of the Seller",
        default=True,
        help="The SKU means the same product wherever orders wait for it.",
    )

    @api.model
    def _selection_choice(self):
        """Return the choices for which the user has the rights."""
        if self.env["product.product"].has_access("create"):
            return CHOICES
        return CHOICES[:1]

    @api.depends("choice")
    def _compute_may_create(self):
        self.may_create = len(self._selection_choice()) > 1

    @api.depends("sample_order_id", "sku")
    def _compute_item(self):
        for wizard in self:
            item = wizard._get_item()
            wizard.asin = item and item.asin
            wizard.title = item and item.title

    def _get_item(self):
        """Return the item of the sample order that has the SKU, or None."""
        order = self.sample_order_id
        # The document has personal data; ASIN and title are none.
        payload = order.has_access("read") and order.sudo().payload
        try:
            items = parse_order(payload).items if payload else ()
        except OrderHold:
            return None
        return next((item for item in items if item.sku == (self.sku or "")), None)

    @api.depends("seller_id", "sku", "marketplace_id", "everywhere")
    def _compute_issue_count(self):
        for wizard in self:
            wizard.issue_count = len(wizard._get_issues(everywhere=True))
            wizard.order_count = len(wizard._get_issues()._get_orders())

    @api.depends("sku", "marketplace_id")
    def _compute_archived_product_id(self):
        for wizard in self:
            listings = self.env["amazon.listing"]
            found = listings._find_products(wizard.marketplace_id, [wizard.sku])
            products = found[wizard.sku] if wizard.sku else listings.product_id
            is_clear = len(products) == 1 and not products.active
            wizard.archived_product_id = is_clear and products

    def _get_issues(self, everywhere=False):
        """Return what waits for the SKU: on this marketplace or on all."""
        domain = [
            ("seller_id", "=", self.seller_id.id),
            ("reason", "in", self._get_sku_reasons()),
            ("key", "=", self.sku),
        ]
        if not (everywhere or self.everywhere):
            domain.append(("marketplace_id", "=", self.marketplace_id.id))
        return self.env["amazon.order.issue"].search(domain)

    @api.model
    def _get_sku_reasons(self):
        fixes = self.env["amazon.order.issue"]._get_fixes()
        return [reason for reason, fix in fixes.items() if fix == "sku"]

    @api.constrains("quantity_factor")
    def _check_quantity_factor(self):
        if any(wizard.quantity_factor < 1 for wizard in self):
            raise ValidationError(self.env._("A pack has at least one piece."))

    def action_map(self):
        """Keep which product the SKU means, then import the orders that wait."""
        self.ensure_one()
        issues = self._get_issues()
        product = self._create_product() if self.choice == "create" else self.product_id
        for marketplace in self.marketplace_id | issues.marketplace_id:
            self._map(marketplace, product)
        return self._release(issues)

    def action_unarchive(self):
        """Unarchive the product of the SKU, then import the orders that wait."""
        self.ensure_one()
        self.archived_product_id.action_unarchive()
        return self._release(self._get_issues())

    @api.model
    def _release(self, issues):
        orders = issues._get_orders()
        if not orders:
            raise UserError(self.env._("No order waits for this SKU any more."))
        return orders.action_retry()

    def _create_product(self):
        item = self._get_item()
        if not item:
            raise UserError(
                self.env._(
                    "The stored document does not describe SKU %s any more. Create the "
                    "product by hand, then choose it here.",
                    self.sku,
                )
            )
        listings = self.env["amazon.listing"]
        vals = listings._prepare_product_vals(self.marketplace_id, item)
        return self.env["product.product"].create(vals)

    def _map(self, marketplace, product):
        """Create or change the listing of the SKU."""
        listings = self.env["amazon.listing"]
        vals = {
            **listings._prepare_listing_vals(marketplace, self, product),
            "quantity_factor": self.quantity_factor,
            "active": True,
        }
        listing = listings._get_listings(marketplace, [self.sku])
        if listing:
            listing.write(vals)
        else:
            listings.create(vals)
