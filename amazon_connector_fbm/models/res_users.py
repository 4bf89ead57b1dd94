# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.constrains("partner_id")
    def _check_partner_is_no_amazon_buyer(self):
        for user in self.sudo().filtered("partner_id.is_amazon_buyer"):
            raise ValidationError(
                self.env._(
                    "%s is a buyer at Amazon and cannot become a user: Amazon permits "
                    "to use a buyer's data for the order only.",
                    user.partner_id.display_name,
                )
            )
