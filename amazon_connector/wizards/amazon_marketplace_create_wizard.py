# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmazonMarketplaceCreateWizard(models.TransientModel):
    """Integrates one more marketplace of a seller under a name of its own."""

    _name = "amazon.marketplace.create.wizard"
    _inherit = ["amazon.page.mixin"]
    _description = "Create Amazon Marketplace"

    seller_id = fields.Many2one(
        "amazon.seller",
        required=True,
        help="The seller that sells on the new marketplace.",
    )
    marketplace_id = fields.Many2one(
        "amazon.marketplace",
        string="New Marketplace",
        compute="_compute_marketplace_id",
        store=True,
        readonly=False,
        required=True,
        help="Marketplaces that the seller participates in and that are not integrated "
        "yet. Missing one? Load the marketplaces again.",
    )
    name = fields.Char(
        string="Instance Name",
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        help="How you call the marketplace in Odoo.",
    )
    has_choice = fields.Boolean(compute="_compute_has_choice")

    @api.depends("seller_id")
    def _compute_marketplace_id(self):
        for wizard in self:
            if wizard.marketplace_id.seller_id != wizard.seller_id:
                wizard.marketplace_id = False

    @api.depends("marketplace_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.marketplace_id.name

    @api.depends("seller_id")
    def _compute_has_choice(self):
        for wizard in self:
            wizard.has_choice = bool(wizard._get_choice())

    def _get_choice(self):
        """Return the marketplaces of the seller that can be integrated."""
        marketplaces = self.env["amazon.marketplace"]._get_all(self.seller_id)
        return marketplaces.filtered(lambda m: m.participating and not m.active)

    def action_load_marketplaces(self):
        """Ask Amazon which marketplaces the seller has."""
        self.ensure_one()
        return self.seller_id.action_load_marketplaces()

    def action_create_marketplace(self):
        """Integrate the marketplace and open it."""
        self.ensure_one()
        marketplace = self.marketplace_id
        if marketplace not in self._get_choice():
            raise ValidationError(
                self.env._(
                    "%(marketplace)s cannot be integrated for %(seller)s: choose one "
                    "that this seller participates in and that is not integrated yet.",
                    marketplace=marketplace.name,
                    seller=self.seller_id.name,
                )
            )
        marketplace.name = self.name
        marketplace.action_integrate()
        return marketplace.get_formview_action()
