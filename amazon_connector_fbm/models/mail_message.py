# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from html import escape

from odoo import models

from ..lib.privacy import longest_first, remove_texts

TEXT_FIELDS = ("body", "subject", "email_from", "reply_to", "record_name")
TRACKED_FIELDS = (
    "old_value_char",
    "new_value_char",
    "old_value_text",
    "new_value_text",
)


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _delete_amazon_texts(self, texts, authors):
        """Take a buyer's data out of messages; those that the buyer wrote go.

        :param texts: what is looked for, the longest first
        :param authors: contacts of the buyer
        """
        mails = self.env["mail.mail"].search([("mail_message_id", "in", self.ids)])
        mails.unlink()
        messages = self.exists()
        written = messages.filtered(lambda message: message.author_id in authors)
        written.unlink()
        searched = longest_first([*texts, *(escape(text) for text in texts)])
        for message in messages - written:
            self._remove_from(message, TEXT_FIELDS, searched)
            for value in message.tracking_value_ids:
                self._remove_from(value, TRACKED_FIELDS, searched)

    def _remove_from(self, record, names, texts):
        replacement = self.env["amazon.order"]._get_replacement()
        for name in names:
            content = str(record[name] or "")
            clean = remove_texts(content, texts, replacement)
            if clean != content:
                record[name] = clean
