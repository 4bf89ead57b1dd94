# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AmazonSettlement(models.Model):
    """Undoing a settlement takes back the documents of its reimbursements."""

    # Apart from undoing the statement.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    def _check_may_undo(self):
        result = super()._check_may_undo()
        entries = self.line_ids.statement_line_id.move_id
        self._get_reimbursement_documents()._check_may_take_back(entries)
        return result

    def _undo_lines(self, lines):
        documents = lines.row_ids.reimbursement_move_id
        result = super()._undo_lines(lines)
        documents._take_back_reimbursements(self)
        return result


class AmazonSettlementLine(models.Model):
    """Undoing lines takes back the documents of their reimbursements."""

    # Apart from undoing the entries.
    _inherit = "amazon.settlement.line"  # pylint: disable=consider-merging-classes-inherited

    def _undo_each(self):
        documents = self.row_ids.reimbursement_move_id
        documents._check_may_take_back(self.statement_line_id.move_id)
        # At once, not for each line.
        documents.line_ids.remove_move_reconcile()
        result = super()._undo_each()
        for settlement, lines in self.grouped("settlement_id").items():
            documents = lines.row_ids.reimbursement_move_id
            documents._take_back_reimbursements(settlement)
        return result
