# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .amazon_reimbursement_invoicer import REASON, Wanted
from .settlement_item import Problem, exact


class AmazonSettlementResolver(models.AbstractModel):
    """Asks for one invoice and one credit note for the reimbursements of a line."""

    _name = "amazon.settlement.resolver"
    _inherit = "amazon.settlement.resolver"

    @api.model
    def _is_invoiced(self, row):
        """Whether an amount is part of an invoice, or becomes so: an account of its
        rule, or none of the settings of the seller, say otherwise.

        What is invoiced already stays so, whatever the settings say by now.
        """
        return bool(row._get_live_document()) or (
            row.treatment == "reimbursement"
            and bool(row.amount)
            and not row.rule_id.account_id
            and row.settlement_id.seller_id._invoices_reimbursements()
        )

    @api.model
    def _group_key(self, row):
        if self._is_invoiced(row):
            return (row.treatment, row.amount < 0, row.reimbursement_move_id)
        return super()._group_key(row)

    @api.model
    def _resolve_account(self, line, rows):
        if not self._is_invoiced(rows[0]):
            return super()._resolve_account(line, rows)
        item = self._new_item(line, rows.rule_id[:1].name or line.label, rows)
        customer = (
            rows[0]._get_live_document().partner_id
            or line.seller_id.reimbursement_partner_id
            or line.company_id.partner_id
        )
        partner = customer.commercial_partner_id.with_company(line.company_id)
        item.partner, item.account = partner, partner.property_account_receivable_id
        if item.account:
            item.document_type = "out_refund" if item.amount < 0 else "out_invoice"
        else:
            item.problem = self._explain_no_receivable(partner)
        return item

    @api.model
    def _explain_no_receivable(self, partner):
        return Problem(
            "account_missing",
            self.env._(
                "%s, the customer of reimbursements, has no receivable account. Choose "
                "one in the contact, then press Reconcile.",
                partner.display_name,
            ),
        )


class AmazonSettlementBooker(models.AbstractModel):
    """Makes the documents of reimbursements just before what pays them is booked."""

    _name = "amazon.settlement.booker"
    _inherit = "amazon.settlement.booker"

    @api.model
    def _create_statement_lines(self, settlement, planned):
        lines = [line for line, items in planned if self._want_documents(items)]
        if lines:
            dates = settlement._get_booking_dates(line.date for line in lines)
            by_line = {line: dates[line.date] for line in lines}
            planned = self._add_documents(settlement, planned, by_line)
        return super()._create_statement_lines(settlement, planned)

    @api.model
    def _rebook(self, settlement, planned, books):
        if any(self._want_documents(items) for _line, items in planned):
            dates = {line: line.statement_line_id.date for line, _items in planned}
            planned = self._add_documents(settlement, planned, dates)
        return super()._rebook(settlement, planned, books)

    @api.model
    def _want_documents(self, items):
        return any(item.document_type for item in items)

    @api.model
    def _add_documents(self, settlement, planned, dates):
        """Return ``(line, items)`` pairs again, with the documents that they need."""
        wanted = [
            Wanted(line, item, dates[line])
            for line, items in planned
            for item in items
            if item.document_type
        ]
        self.env["amazon.reimbursement.invoicer"]._invoice(settlement, wanted)
        # What could not be invoiced joins what is in suspense already.
        resolver = self.env["amazon.settlement.resolver"]
        return [(line, resolver._merge(line, items)) for line, items in planned]


class AmazonSettlementLine(models.Model):
    """Keeps what is invoiced from being booked a second time."""

    # Apart from the fields of the line.
    _inherit = "amazon.settlement.line"  # pylint: disable=consider-merging-classes-inherited

    def action_book_by_hand(self):
        """Refuse lines whose reimbursements are invoiced."""
        action = super().action_book_by_hand()
        # Whether there are invoices does not depend on who asks.
        self.sudo()._check_not_invoiced()
        return action

    def _book_by_hand_from_button(self, account, partner, note):
        self._check_not_invoiced()
        return super()._book_by_hand_from_button(account, partner, note)

    def _is_all_in_suspense(self):
        return super()._is_all_in_suspense() and not self._get_waiting_documents()

    def _get_waiting_documents(self):
        """Return the documents of what is in suspense: they are income already."""
        suspense = self._get_suspense_items()
        rows = self.row_ids.filtered(
            lambda row: not row.move_line_id or row.move_line_id in suspense
        )
        return rows._get_live_document()

    def _check_not_invoiced(self):
        for line in self.filtered("statement_line_id"):
            if line.state == "open" and (documents := line._get_waiting_documents()):
                raise UserError(
                    self.env._(
                        "%(documents)s was made of %(line)s and is still there, so "
                        "that on an account the amount would be booked twice. Press "
                        "Reconcile to match it. Or press Undo of the line first: that "
                        "takes the document back.",
                        documents=", ".join(documents.mapped("display_name")),
                        line=line.label,
                    )
                )

    def _explain_rest(self, items, books, documents=None):
        problems = super()._explain_rest(items, books, documents)
        for document in self._get_forgotten_documents():
            amount = exact(
                document.direction_sign * -document.amount_residual, self.currency_id
            )
            problems.append(self._explain_forgotten(document, amount))
        return problems

    def _get_forgotten_documents(self):
        """Return open documents whose amounts somebody booked on another account."""
        documents = self.row_ids._get_live_document().filtered(
            lambda move: move.state == "posted" and move.amount_residual
        )
        if not documents:
            return documents
        return documents - self._get_waiting_documents() - self._get_documents()

    def _explain_forgotten(self, document, amount):
        return Problem(
            REASON,
            self.env._(
                "%s was made of this reimbursement and is still open, but somebody "
                "booked the amount on another account: it is income twice. Press Undo, "
                "then Reconcile, to match it; or cancel the document.",
                document.display_name,
            ),
            amount,
        )


class AmazonSettlement(models.Model):
    """Waits as well if the period is locked for the invoices of reimbursements."""

    # Apart from the locks of the statement.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    def _find_lock_obstacle(self):
        return super()._find_lock_obstacle() or self._find_reimbursement_lock()

    def _find_reimbursement_lock(self):
        """Return what to do about reimbursements of a period locked for sales."""
        seller = self.seller_id
        if seller.lock_date_policy == "first_open":
            return False
        if not seller._invoices_reimbursements():
            return False
        rows = self.env["amazon.settlement.row"].search(
            [
                ("settlement_id", "=", self.id),
                ("treatment", "=", "reimbursement"),
                ("line_id.state", "=", "planned"),
            ]
        )
        resolver = self.env["amazon.settlement.resolver"]
        invoiced = rows.filtered(resolver._is_invoiced)
        if not (dates := invoiced.line_id.mapped("date")):
            return False
        # Who presses the button need not see journals and taxes.
        terms = seller.sudo()._get_reimbursement_terms()
        locks = terms.company._get_violated_lock_dates(
            min(dates), bool(terms.taxes), terms.journal
        )
        if not locks:
            return False
        return self.env._(
            "Reimbursements of %(date)s become invoices, but these are locked until "
            "%(lock)s. Unlock that period and press Reconcile, or choose First Open "
            "Date in the settlement settings of the seller: the invoices are of the "
            "first day after the lock then.",
            date=format_date(self.env, min(dates)),
            lock=format_date(self.env, max(lock[0] for lock in locks)),
        )
