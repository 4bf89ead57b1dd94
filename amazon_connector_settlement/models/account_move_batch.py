# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .settlement_batch import CollectedMessages, SequenceFormats


class AccountMove(models.Model):
    """Looks up the sequence of a journal once for all entries of a batch."""

    # Apart from what settlements add to invoices.
    _inherit = "account.move"  # pylint: disable=consider-merging-classes-inherited

    def _get_next_sequence_format(self):
        """Remember the format for the batch; Odoo counts on by itself then."""
        formats = self.env.context.get("amazon_sequence_formats")
        if not isinstance(formats, SequenceFormats):
            return super()._get_next_sequence_format()
        key = (self.journal_id.id, self.date.year, self.date.month)
        if key not in formats:
            formats[key] = super()._get_next_sequence_format()
        format_string, format_values = formats[key]
        return format_string, dict(format_values)


class SaleOrder(models.Model):
    """Says that invoices are paid in one go for all orders of a batch."""

    _inherit = "sale.order"

    def message_post(self, *, body="", **kwargs):
        messages = self.env.context.get("amazon_collected_messages")
        if not isinstance(messages, CollectedMessages):
            return super().message_post(body=body, **kwargs)
        for order in self:
            messages[order.id] = f"{messages.get(order.id, '')} {body}".strip()
        return self.env["mail.message"]
