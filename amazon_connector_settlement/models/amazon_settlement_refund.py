# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from .settlement_item import ZERO


class AmazonSettlementResolver(models.AbstractModel):
    """Finds the credit note of a refund: by adjustment id, else by order and amount."""

    _name = "amazon.settlement.resolver"
    _inherit = "amazon.settlement.resolver"

    @api.model
    def _find_credit_notes(self, row, books, item, tax):
        """Return the open credit notes, if need be released from their invoices."""
        amounts = (item.amount, item.amount + tax)
        if named := self._get_named_notes(row, books):
            return named
        opened = self._get_open_notes(row, books, amounts)
        found = [*opened, *self._get_swallowed_notes(row, books, amounts)]
        if not found:
            return []
        note = min(found, key=lambda note: not note.adjustment_ref)
        if note not in opened:
            self._release_note(books, item, note)
        is_only_one = len({each.id for each in found}) == 1
        if is_only_one and row.adjustment_ref and not note.adjustment_ref:
            item.refund = (note.move_id, row.adjustment_ref)
        return [note]

    @api.model
    def _get_named_notes(self, row, books):
        ref = row.adjustment_ref
        return [
            note
            for note in books.credit_notes
            if ref and note.adjustment_ref == ref and note.residual < 0
        ]

    @api.model
    def _get_open_notes(self, row, books, amounts):
        return [
            note
            for note in books.credit_notes
            if note.residual < 0
            and self._fits_refund(row, note, note.residual, amounts)
        ]

    @api.model
    def _get_swallowed_notes(self, row, books, amounts):
        """Return the credit notes that pay an invoice and would fit without that."""
        found = []
        for note in books.credit_notes:
            offsets = books.get_offsets(note)
            total = note.residual - sum((each.amount for each in offsets), start=ZERO)
            if offsets and self._fits_refund(row, note, total, amounts):
                found.append(note)
        return found

    @api.model
    def _release_note(self, books, item, note):
        offsets = books.get_offsets(note)
        item.releases += [offset.release() for offset in offsets]
        books.offsets = [each for each in books.offsets if each not in offsets]

    @api.model
    def _fits_refund(self, row, note, total, amounts):
        if note.adjustment_ref:
            return note.adjustment_ref == row.adjustment_ref
        return total in amounts


class AmazonSettlementBooker(models.AbstractModel):
    """Writes on credit notes which refund of Amazon they turned out to be."""

    _name = "amazon.settlement.booker"
    _inherit = "amazon.settlement.booker"

    @api.model
    def _name_refunds(self, items):
        """Give credit notes that their amount has told the id of their refund.

        Another refund of the same amount cannot take their place from then on, not
        even after an undo.
        """
        refs = dict(item.refund for item in items if item.refund)
        # No amount changes, and nobody's hand does it.
        notes = self.env["account.move"].with_context(
            amazon_refund_is_matched=True,
            check_move_validity=False,
            skip_invoice_sync=True,
            skip_is_manually_modified=True,
        )
        for note in notes.browse(refs):
            if not note.amazon_adjustment_ref:
                note.amazon_adjustment_ref = refs[note.id]
