# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _get_blacklist_record_ids(self, mail_values_dict, recipients_info=None):
        """Keep buyers of Amazon out of mailings, like addresses on the blacklist."""
        refused = super()._get_blacklist_record_ids(mail_values_dict, recipients_info)
        if self.composition_mode != "mass_mail" or not self.use_exclusion_list:
            return refused
        records = self.env[self.model].browse(mail_values_dict)
        # A person who sends a mailing need not be able to read every recipient.
        for record in records.sudo():
            partners = record._mail_get_partners()[record.id]
            if partners._filter_amazon_buyers():
                refused.add(record.id)
        return refused
