# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import format_date

from .amazon_reimbursement_invoicer import Wanted
from .settlement_item import Problem


class AmazonSettlementResolver(models.AbstractModel):
    """Asks for one invoice and one credit note for the reimbursements of a line."""

    _name = "amazon.settlement.resolver"
    _inherit = "amazon.settlement.resolver"

    @api.model
    def _is_invoiced(self, row):
        """Whether an amount becomes part of an invoice: an account of its rule, or
        none of the settings of the seller, say otherwise."""
        return (
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
        partner = line.seller_id.reimbursement_partner_id.commercial_partner_id
        partner = partner.with_company(line.company_id)
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
    def _replace(self, line, replaced, items, books=None):
        if self._want_documents(items):
            dates = {line: line.statement_line_id.date}
            planned = [(line, items)]
            planned = self._add_documents(line.settlement_id, planned, dates)
            items = planned[0][1]
            if len(items) == 1 and not items[0].account:
                # Nothing new: the entry stays as it is.
                kept = line._explain_rest(line._get_receivable_items(), books or {})
                return self._set_result(line, items, kept)
        return super()._replace(line, replaced, items, books)

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
