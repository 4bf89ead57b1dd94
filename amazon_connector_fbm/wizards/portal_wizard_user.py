# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class PortalWizardUser(models.TransientModel):
    _inherit = "portal.wizard.user"

    def action_grant_access(self):
        """Refuse buyers of Amazon before a user is made for them."""
        self.partner_id._check_is_no_amazon_buyer()
        return super().action_grant_access()
