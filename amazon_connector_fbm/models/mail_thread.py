# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

# What a person writes is the only thing that may reach a buyer.
WRITTEN_BY_PEOPLE = ("comment", "email_outgoing")


class MailThread(models.AbstractModel):
    """Buyers of Amazon follow nothing and get no automatic mail.

    Somebody who chooses a buyer as recipient of a message on purpose may still write.
    """

    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Leave out buyers of Amazon."""
        partners = self.env["res.partner"].browse(partner_ids or [])
        followers = partners - partners._filter_amazon_buyers()
        return super().message_subscribe(followers.ids, subtype_ids)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        message_type = (msg_vals or {}).get("message_type") or message.message_type
        if message_type in WRITTEN_BY_PEOPLE:
            return recipients
        customer_ids = [row["id"] for row in recipients if row["id"] and row["share"]]
        partners = self.env["res.partner"].browse(customer_ids)
        buyer_ids = set(partners._filter_amazon_buyers().ids)
        return [row for row in recipients if row["id"] not in buyer_ids]

    def _message_add_suggested_recipients(self, force_primary_email=False):
        suggested = super()._message_add_suggested_recipients(
            force_primary_email=force_primary_email
        )
        for values in suggested.values():
            buyers = values["partners"]._filter_amazon_buyers()
            values["partners"] -= buyers
            emails = set(buyers.mapped("email"))
            values["email_to_lst"] = [
                email for email in values["email_to_lst"] if email not in emails
            ]
        return suggested
