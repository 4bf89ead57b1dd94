# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class AmazonMarketplaceSelectWizard(models.TransientModel):
    """Lets the person choose which marketplaces to integrate."""

    _name = "amazon.marketplace.select.wizard"
    _inherit = ["amazon.page.mixin"]
    _description = "Choose Amazon Marketplaces"

    seller_id = fields.Many2one("amazon.seller", required=True, readonly=True)
    select_all = fields.Boolean(
        string="Tick All",
        help="Ticks every marketplace that the seller participates in.",
    )
    line_ids = fields.One2many("amazon.marketplace.select.wizard.line", "wizard_id")

    @api.model
    def _open(self, seller):
        """Return the action that opens the choice for this seller."""
        wizard = self.create(self._prepare_wizard_vals(seller))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose Marketplaces"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _prepare_wizard_vals(self, seller):
        marketplaces = self.env["amazon.marketplace"]._get_all(seller)
        return {
            "seller_id": seller.id,
            "line_ids": [
                fields.Command.create(
                    {
                        "marketplace_id": marketplace.id,
                        "selected": marketplace.active,
                    }
                )
                for marketplace in marketplaces.sorted(
                    lambda m: (not m.participating, m.name)
                )
            ],
        }

    @api.onchange("select_all")
    def _onchange_select_all(self):
        for line in self.line_ids.filtered("participating"):
            line.selected = self.select_all or line.integrated

    def action_integrate(self):
        """Integrate the ticked marketplaces; say what came of it and what is next."""
        self.ensure_one()
        chosen = self.line_ids.filtered("selected").marketplace_id
        added = chosen.filtered(lambda marketplace: not marketplace.active)
        if not added:
            raise UserError(
                self.env._(
                    "No further marketplace is ticked. Tick those whose orders Odoo "
                    "takes over, then press Integrate; or press Discard."
                )
            )
        added.action_integrate()
        self.seller_id.invalidate_recordset(["marketplace_ids"])
        self.env["amazon.settings"]._show_integrated(self.seller_id)
        message = " ".join(added._describe_integration())
        notification = self.seller_id._notify(message, True)
        notification["params"]["sticky"] = True
        return notification


class AmazonMarketplaceSelectWizardLine(models.TransientModel):
    """One marketplace that may be ticked."""

    _name = "amazon.marketplace.select.wizard.line"
    _inherit = ["amazon.page.mixin"]
    _description = "Choose Amazon Marketplaces: Line"

    wizard_id = fields.Many2one(
        "amazon.marketplace.select.wizard",
        required=True,
        index=True,
        ondelete="cascade",
    )
    marketplace_id = fields.Many2one(
        "amazon.marketplace", required=True, readonly=True, ondelete="cascade"
    )
    selected = fields.Boolean(string="Integrate")
    integrated = fields.Boolean(related="marketplace_id.active")
    country_id = fields.Many2one(related="marketplace_id.country_id")
    currency_id = fields.Many2one(related="marketplace_id.currency_id")
    store_name = fields.Char(related="marketplace_id.store_name")
    participating = fields.Boolean(related="marketplace_id.participating")
    suspended = fields.Boolean(related="marketplace_id.suspended")
