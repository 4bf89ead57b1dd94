# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class AmazonSettlementMarketplaceWizard(models.TransientModel):
    """Asks which marketplace a settlement is of whose file does not say it."""

    _name = "amazon.settlement.marketplace.wizard"
    _inherit = ["amazon.page.mixin"]
    _description = "Choose Amazon Marketplace"

    settlement_id = fields.Many2one(
        "amazon.settlement", required=True, readonly=True, ondelete="cascade"
    )
    choice_ids = fields.Many2many(
        "amazon.marketplace", compute="_compute_choice_ids", compute_sudo=True
    )
    marketplace_id = fields.Many2one(
        "amazon.marketplace",
        domain="[('id', 'in', choice_ids)]",
        required=True,
        ondelete="cascade",
        help="Integrated marketplaces of the seller in the currency of the "
        "settlement. Seller Central (Payments > Reports Repository) shows under which "
        "of them the report is listed.",
    )

    @api.depends("settlement_id")
    def _compute_choice_ids(self):
        for wizard in self:
            wizard.choice_ids = wizard.settlement_id._get_possible_marketplaces()

    def action_choose(self):
        """Take the chosen marketplace, and go on with what waited for it."""
        self.ensure_one()
        self.settlement_id._check_may_book()
        # Nobody may write settlements by hand: the wizard writes them for everybody.
        settlement = self.settlement_id.sudo()
        settlement = settlement.with_company(settlement.company_id)
        settlement._choose_marketplace(self.marketplace_id.with_env(settlement.env))
        return settlement._get_choice_notification()
