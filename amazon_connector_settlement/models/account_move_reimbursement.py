# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class AccountMove(models.Model):
    """Invoices and credit notes that were made of Amazon's reimbursements."""

    # Apart from the documents of orders.
    _inherit = "account.move"  # pylint: disable=consider-merging-classes-inherited

    amazon_reimbursement_key = fields.Char(
        "Amazon Reimbursement",
        readonly=True,
        copy=False,
        help="Which amounts of Amazon's report the document was made of: the seller, "
        "the settlement and the first row. There is one document for them that is not "
        "cancelled.",
    )

    _amazon_reimbursement_uniq = models.UniqueIndex(
        "(amazon_reimbursement_key) WHERE amazon_reimbursement_key IS NOT NULL "
        "AND state != 'cancel'",
        "There is another document for this reimbursement of Amazon.",
    )

    def _get_amazon_settlements(self):
        """Add the settlements of which the document was made, though not paid."""
        settlements = super()._get_amazon_settlements()
        if not self.filtered("amazon_reimbursement_key"):
            return settlements
        rows = self._get_reimbursement_rows()
        return settlements | rows.settlement_id.with_env(self.env)

    def _get_reimbursement_rows(self):
        """Return the rows of Amazon's reports that these documents were made of."""
        # Whether this person may read the settlements is asked when they are opened.
        rows = self.env["amazon.settlement.row"].sudo()
        return rows.search([("reimbursement_move_id", "in", self.ids)])

    def _match_amazon_settlements(self):
        """Match reimbursements as well that have waited for these documents."""
        result = super()._match_amazon_settlements()
        if documents := self.filtered("amazon_reimbursement_key"):
            lines = documents._get_reimbursement_rows().line_id
            lines.filtered(
                lambda line: line.state == "open" and line.reason != "undone"
            )._enqueue_retries()
        return result

    def _get_reimbursement_action(self):
        """Return what opens these documents as customer invoices, to look at."""
        action = self._get_records_action(
            name=self.env._("Reimbursement Invoices"),
            context={
                **self.env.context,
                "default_move_type": "out_invoice",
                "create": False,
            },
        )
        if len(self) > 1:
            invoices = self.env.ref("account.view_out_invoice_tree")
            action["views"] = [(invoices.id, "list"), (False, "form")]
        return action

    # === WHAT SOMEBODY DOES ELSEWHERE === #

    def button_draft(self):
        """Refuse it while a settlement counts on a document."""
        self._check_not_settled()
        return super().button_draft()

    def button_request_cancel(self):
        """Refuse it while a settlement counts on a document."""
        self._check_not_settled()
        return super().button_request_cancel()

    def button_cancel(self):
        """Refuse it while a settlement counts on a document."""
        self._check_not_settled()
        return super().button_cancel()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        if cancel:
            self._check_not_settled()
        return super()._reverse_moves(default_values_list, cancel=cancel)

    def unlink(self):
        """Refuse it while a settlement counts on a document.

        Odoo takes reconciliation and items away first, so this comes before that.
        """
        self._check_not_settled()
        return super().unlink()

    def _check_not_settled(self):
        """Refuse to take documents away from under a line that is matched with them.

        The line would say that it is reconciled, and its money would hang on the
        account of the customer.
        """
        documents = self.filtered("amazon_reimbursement_key")
        if not documents:
            return
        rows = documents._get_reimbursement_rows()
        for row in rows.filtered(lambda row: row._counts_on_document())[:1]:
            raise UserError(
                self.env._(
                    "%(document)s was made of a reimbursement, and %(line)s of "
                    "Amazon's settlement %(settlement)s is matched with it. Press Undo "
                    "of that line instead: the document is taken back with it, and "
                    "Reconcile makes a new one.",
                    document=row.reimbursement_move_id.display_name,
                    line=row.line_id.label,
                    settlement=row.settlement_id.name,
                )
            )

    # === TAKING THEM BACK === #

    def _check_may_take_back(self, entries):
        """Refuse to take back what is locked, or paid by more than a settlement.

        :param entries: the entries of the settlement, which are undone as well
        """
        # Read once for all, not for each.
        self._get_payments()
        for move in self.filtered(lambda move: move.state == "posted"):
            if locks := move._get_violated_lock_dates(
                move.date, bool(move.line_ids.tax_ids)
            ):
                raise UserError(
                    self.env._(
                        "%(document)s, the document of a reimbursement, is in a "
                        "period that is locked until %(lock)s. Unlock that period "
                        "first.",
                        document=move.display_name,
                        lock=format_date(self.env, max(lock[0] for lock in locks)),
                    )
                )
            if others := move._get_payments() - entries:
                raise UserError(
                    self.env._(
                        "%(document)s, the document of a reimbursement, is also "
                        "reconciled with %(others)s. Take that back first.",
                        document=move.display_name,
                        others=", ".join(others.mapped("display_name")),
                    )
                )

    def _get_payments(self):
        """Return the entries that this document is reconciled with."""
        items = self.line_ids
        partials = items.matched_debit_ids | items.matched_credit_ids
        others = (partials.debit_move_id | partials.credit_move_id).move_id - self
        # Odoo takes back exchange differences by itself.
        return others.filtered(lambda move: not move.exchange_diff_partial_ids)

    def _take_back_reimbursements(self, settlement):
        """Cancel documents whose booking was undone; they keep their numbers.

        A document that must not change any more is reversed by another one.
        """
        self._get_reimbursement_rows().write({"reimbursement_move_id": False})
        live = self.filtered(lambda move: move.state != "cancel")
        final = live.filtered(
            lambda move: move.inalterable_hash or move.need_cancel_request
        )
        body = self.env._(
            "Taken back because the booking of Amazon's settlement %s was undone.",
            settlement.name,
        )
        live._message_log_batch(bodies=dict.fromkeys(live.ids, body))
        (live - final).button_cancel()
        final._reverse_reimbursements()

    def _reverse_reimbursements(self):
        """Take back what the audit trail or an authority keeps as it is."""
        if not self:
            return
        self.write({"amazon_reimbursement_key": False})
        today = fields.Date.context_today(self)
        values = [{"invoice_date": today, "date": today} for _move in self]
        self._reverse_moves(values, cancel=True)
