# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from .amazon_reimbursement_invoicer import REASON


class AmazonSettlementRow(models.Model):
    """Knows the document that was made of it."""

    # Apart from what the report says.
    _inherit = "amazon.settlement.row"  # pylint: disable=consider-merging-classes-inherited

    reimbursement_move_id = fields.Many2one(
        "account.move",
        "Reimbursement Invoice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The customer invoice or credit note that was made of this amount.",
    )

    def _get_live_document(self):
        """Return the document of this amount, unless it is cancelled."""
        return self.reimbursement_move_id.filtered(lambda move: move.state != "cancel")

    def _counts_on_document(self):
        """Tell whether its journal item is there to be settled with its document."""
        item, document = self.move_line_id, self.reimbursement_move_id
        return item.account_id.account_type == "asset_receivable" and (
            not item.reconciled or document in self.line_id._get_documents_of(item)
        )

    def _count_reimbursement_documents(self, name, records):
        """Return the number of documents by the record in a field of the rows."""
        groups = self._read_group(
            [(name, "in", records.ids), ("reimbursement_move_id", "!=", False)],
            [name],
            ["reimbursement_move_id:count_distinct"],
        )
        return dict(groups)


class AmazonSettlementLine(models.Model):
    """Shows the documents of its reimbursements, or why there are none."""

    # Apart from the fields of every line.
    _inherit = "amazon.settlement.line"  # pylint: disable=consider-merging-classes-inherited

    reason = fields.Selection(selection_add=[(REASON, "No Reimbursement Invoice")])
    reimbursement_count = fields.Integer(
        "Reimbursement Invoices",
        compute="_compute_reimbursement_count",
        help="Customer invoices and credit notes that were made of reimbursements.",
    )

    def _compute_reimbursement_count(self):
        rows = self.env["amazon.settlement.row"]
        counts = rows._count_reimbursement_documents("line_id", self)
        for line in self:
            line.reimbursement_count = counts.get(line, 0)

    def action_open_reimbursements(self):
        """Open the invoices and credit notes of the reimbursements in this line."""
        self.ensure_one()
        self.settlement_id._check_may_see("account.move")
        # The ids are no secret; reading the documents needs its own rights.
        documents = self.sudo().row_ids.reimbursement_move_id.with_env(self.env)
        return documents._get_reimbursement_action()


class AmazonSettlement(models.Model):
    """Shows the documents of its reimbursements."""

    # Apart from the fields of every settlement.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    reimbursement_count = fields.Integer(
        "Reimbursement Invoices",
        compute="_compute_reimbursement_count",
        help="Customer invoices and credit notes that were made of reimbursements.",
    )

    def _compute_reimbursement_count(self):
        rows = self.env["amazon.settlement.row"]
        counts = rows._count_reimbursement_documents("settlement_id", self)
        for settlement in self:
            settlement.reimbursement_count = counts.get(settlement, 0)

    def _get_reimbursement_documents(self):
        """Return the invoices and credit notes made of the reimbursements."""
        rows = self.env["amazon.settlement.row"].search(
            [
                ("settlement_id", "in", self.ids),
                ("reimbursement_move_id", "!=", False),
            ]
        )
        return rows.reimbursement_move_id

    def action_open_reimbursements(self):
        """Open the invoices and credit notes of the reimbursements."""
        self.ensure_one()
        self._check_may_see("account.move")
        # The ids are no secret; reading the documents needs its own rights.
        documents = self.sudo()._get_reimbursement_documents().with_env(self.env)
        return documents._get_reimbursement_action()
