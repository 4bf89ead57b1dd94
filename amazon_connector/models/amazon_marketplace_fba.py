# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

REMOVAL_ROUTES = ("removal_return_route_id", "removal_disposal_route_id")


class AmazonMarketplace(models.Model):
    """Settings for what Amazon ships itself (FBA)."""

    # Apart from what every marketplace needs.
    _inherit = "amazon.marketplace"  # pylint: disable=consider-merging-classes-inherited

    removal_return_route_id = fields.Many2one(
        "stock.route",
        string="Route of Returned Goods",
        check_company=True,
        domain="[('rule_ids', '!=', False)]",
        help="Used when removal orders of FBA are imported: goods that Amazon sends "
        "back to you take this route.",
    )
    removal_disposal_route_id = fields.Many2one(
        "stock.route",
        string="Route of Disposed Goods",
        check_company=True,
        domain="[('rule_ids', '!=', False)]",
        help="Used when removal orders of FBA are imported: goods that Amazon disposes "
        "of or liquidates take this route, for example to the scrap location.",
    )

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | set(REMOVAL_ROUTES)

    @api.constrains(*REMOVAL_ROUTES)
    def _check_removal_routes(self):
        for marketplace in self:
            for name in REMOVAL_ROUTES:
                # A manager of Amazon need not work in the warehouse.
                route = marketplace[name].sudo()
                if route and not route.rule_ids.filtered("active"):
                    raise ValidationError(
                        self.env._(
                            "The route %(route)s has no rule, so that it would move "
                            "nothing. Choose another one for %(marketplace)s, or give "
                            "it a rule.",
                            route=route.display_name,
                            marketplace=marketplace.display_name,
                        )
                    )
