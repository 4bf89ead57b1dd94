# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.constrains("partner_id")
    def _check_partner_is_no_amazon_buyer(self):
        # Whoever manages users need not be able to read every contact.
        self.sudo().partner_id._check_is_no_amazon_buyer()
