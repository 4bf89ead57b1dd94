# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from .settlement_item import Problem, exact

ONE_DAY = timedelta(days=1)
REASON = "no_reimbursement_invoice"
NO_TEXT = "other-transaction"


@dataclass(slots=True)
class Wanted:
    """A document that an item of a settlement line needs.

    ``booked`` is the date of the entry, ``dated`` that of a new document.
    """

    line: Any
    item: Any
    booked: date
    dated: date | None = None


class AmazonReimbursementInvoicer(models.AbstractModel):
    """Makes the customer invoices and credit notes of what Amazon reimburses.

    All those of a call are created and confirmed at once. What cannot be invoiced is
    left open with the reason, and holds up nothing else.
    """

    _name = "amazon.reimbursement.invoicer"
    _description = "Amazon Reimbursement Invoicer"

    @api.model
    def _invoice(self, settlement, wanted):
        """Give items their confirmed document, or the reason why there is none.

        :param wanted: list of :class:`Wanted` documents of one settlement
        """
        known = self._find_documents(settlement, wanted)
        missing = []
        for each in wanted:
            rows = self._get_rows(each.item)
            document = rows[0]._get_live_document()
            if document := document or known.get(self._get_key(settlement, each.item)):
                self._reuse(each, document)
            else:
                missing.append(each)
        if not missing:
            # The settings need not say any more how they were made.
            return
        terms = settlement.seller_id._get_reimbursement_terms()
        if missing := [each for each in missing if self._choose_date(each, terms)]:
            self._make(settlement, terms, missing)

    # === DOCUMENTS THAT ARE THERE ALREADY === #

    @api.model
    def _get_key(self, settlement, item):
        """Return what makes a second document for the same rows impossible."""
        first = min(self._get_rows(item).mapped("number"))
        return f"{settlement.seller_id.id}-{settlement.name}-{first}"

    @api.model
    def _get_rows(self, item):
        return self.env["amazon.settlement.row"].browse(item.rows)

    @api.model
    def _find_documents(self, settlement, wanted):
        """Return the documents of these items that are not cancelled, by key."""
        keys = [self._get_key(settlement, each.item) for each in wanted]
        documents = self.env["account.move"].search(
            [("amazon_reimbursement_key", "in", keys), ("state", "!=", "cancel")]
        )
        return {document.amazon_reimbursement_key: document for document in documents}

    @api.model
    def _reuse(self, wanted, document):
        """Match the document that was made before, if just this amount is open on
        it."""
        line, item = wanted.line, wanted.item
        self._get_rows(item).write({"reimbursement_move_id": document.id})
        receivable = self._get_receivable(document)
        residual = exact(
            sum(receivable.mapped("amount_residual_currency")), line.currency_id
        )
        if document.state == "draft":
            self._leave_open(item, self._explain_draft(document))
        elif document.currency_id != line.currency_id or residual != item.amount:
            self._leave_open(item, self._explain_other_amount(line, item, document))
        else:
            self._match(wanted, receivable)

    @api.model
    def _get_receivable(self, document):
        return document.line_ids.filtered(
            lambda each: each.display_type == "payment_term"
        )

    @api.model
    def _match(self, wanted, receivable):
        """Let the item be reconciled with the receivable of its document."""
        item = wanted.item
        item.account = receivable.account_id[:1]
        item.partner = receivable.partner_id[:1]
        item.matches = receivable.ids
        if receivable.move_id.invoice_date == wanted.booked:
            # Of one day, they are of one value, to the cent.
            item.balance = -sum(receivable.mapped("balance"))

    # === NEW DOCUMENTS === #

    @api.model
    def _choose_date(self, wanted, terms):
        """Return the date of the document: that of the entry, unless it is locked."""
        locks = terms.company._get_violated_lock_dates(
            wanted.booked, bool(terms.taxes), terms.journal
        )
        wanted.dated = wanted.booked
        if locks:
            lock = max(lock[0] for lock in locks)
            wanted.dated = lock + ONE_DAY
            if wanted.line.seller_id.lock_date_policy != "first_open":
                message = self._explain_lock(wanted.booked, lock)
                return self._leave_open(wanted.item, message)
        return wanted.dated

    @api.model
    def _make(self, settlement, terms, missing):
        """Create and confirm documents; one that fails does not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._create_documents(settlement, terms, missing)
        except UserError as error:
            if len(missing) == 1:
                self._leave_open(missing[0].item, self._explain_refusal(error))
                return
            for each in missing:
                self._make(settlement, terms, [each])

    @api.model
    def _create_documents(self, settlement, terms, missing):
        if not terms.account:
            raise UserError(self._explain_no_income_account(terms))
        documents = self._get_quiet_moves(settlement).create(
            [self._prepare_document_vals(each, terms) for each in missing]
        )
        for each, document in zip(missing, documents, strict=True):
            self._check_total(each, document)
        documents._post(soft=False)
        body = self.env._("Made of Amazon's settlement %s.", settlement.name)
        documents._message_log_batch(bodies=dict.fromkeys(documents.ids, body))
        for each, document in zip(missing, documents, strict=True):
            rows = self._get_rows(each.item)
            rows.write({"reimbursement_move_id": document.id})
            self._match(each, self._get_receivable(document))

    @api.model
    def _get_quiet_moves(self, settlement):
        """Return the model of invoices so that nobody follows them or is told."""
        return (
            self.env["account.move"]
            .with_company(settlement.company_id)
            .with_context(
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                mail_auto_subscribe_no_notify=True,
            )
        )

    @api.model
    def _check_total(self, wanted, document):
        """Refuse a document that does not come to Amazon's amount, to the cent."""
        line, item = wanted.line, wanted.item
        total = exact(document.amount_total, document.currency_id)
        if document.currency_id == line.currency_id and total == abs(item.amount):
            return
        raise UserError(
            self.env._(
                "It would come to %(total)s with its taxes, but Amazon's amount is "
                "%(amount)s.",
                total=formatLang(
                    self.env,
                    document.amount_total,
                    currency_obj=document.currency_id,
                ),
                amount=self._format(line, abs(item.amount)),
            )
        )

    @api.model
    def _prepare_document_vals(self, wanted, terms):
        """Return the values of an invoice or a credit note.

        Amazon has paid it already, so that there are no payment terms, and no person or
        team has sold anything.
        """
        settlement = wanted.line.settlement_id
        return {
            "move_type": wanted.item.document_type,
            "company_id": terms.company.id,
            "journal_id": terms.journal.id,
            "partner_id": terms.partner.id,
            "fiscal_position_id": terms.fiscal_position.id,
            "currency_id": settlement.currency_id.id,
            "invoice_date": wanted.dated,
            "invoice_payment_term_id": False,
            "invoice_date_due": wanted.dated,
            "invoice_user_id": False,
            "team_id": False,
            "invoice_origin": self.env._("Amazon settlement %s", settlement.name),
            "amazon_reimbursement_key": self._get_key(settlement, wanted.item),
            "invoice_line_ids": [
                Command.create(vals) for vals in self._prepare_lines(wanted, terms)
            ],
        }

    @api.model
    def _prepare_lines(self, wanted, terms):
        """Return the values of one invoice line for each row of Amazon's report."""
        rows = self._get_rows(wanted.item)
        base_lines = self._get_base_lines(wanted, rows, terms)
        taxes = self.env["account.tax"]
        return [
            {
                "product_id": terms.product.id,
                "name": self._describe(row),
                "quantity": 1.0,
                "price_unit": base_line["price_unit"],
                "account_id": terms.account.id,
                "tax_ids": [Command.set(terms.taxes.ids)],
                "extra_tax_data": taxes._export_base_line_extra_tax_data(base_line)
                or False,
                "analytic_distribution": row.rule_id.analytic_distribution or False,
            }
            for row, base_line in zip(rows, base_lines, strict=True)
        ]

    @api.model
    def _get_base_lines(self, wanted, rows, terms):
        """Return what Odoo computes taxes of, fixed so that the amounts of the rows
        are the totals with tax."""
        currency = wanted.line.currency_id
        taxes = self.env["account.tax"].with_company(terms.company)
        rate = self.env["res.currency"]._get_conversion_rate(
            terms.company.currency_id, currency, terms.company, wanted.dated
        )
        base_lines = [
            taxes._prepare_base_line_for_taxes_computation(
                {},
                product_id=terms.product,
                tax_ids=terms.taxes,
                price_unit=abs(row.amount),
                quantity=1.0,
                currency_id=currency,
                rate=rate,
                is_refund=wanted.item.document_type == "out_refund",
                partner_id=terms.partner,
                special_mode="total_included",
            )
            for row in rows
        ]
        taxes._add_tax_details_in_base_lines(base_lines, terms.company)
        taxes._round_base_lines_tax_details(base_lines, terms.company)
        taxes._fix_base_lines_tax_details_on_manual_tax_amounts(
            base_lines, terms.company
        )
        for base_line in base_lines:
            base_line["price_unit"] = self._get_price(base_line)
        return base_lines

    @api.model
    def _get_price(self, base_line):
        """Return the price as it is entered: with the taxes that prices include."""
        details = base_line["tax_details"]
        if not details["taxes_data"]:
            return base_line["price_unit"]
        included = sum(
            tax_data["tax_amount_currency"]
            for tax_data in details["taxes_data"]
            if tax_data["tax"].price_include
        )
        net = base_line["manual_total_excluded_currency"]
        return base_line["currency_id"].round(net + included)

    @api.model
    def _describe(self, row):
        """Return what Amazon paid for, as its report says it."""
        kinds = dict.fromkeys((row.amount_type, row.amount_description))
        kind = ": ".join(each for each in kinds if each and each != NO_TEXT)
        parts = [
            kind or row.transaction_type or row.rule_id.name,
            row.sku and self.env._("SKU %s", row.sku),
            row.quantity and self.env._("quantity %s", row.quantity),
            row.order_ref and self.env._("order %s", row.order_ref),
            row.adjustment_ref and self.env._("adjustment %s", row.adjustment_ref),
        ]
        return ", ".join(filter(None, parts))

    # === WHY THERE IS NONE === #

    @api.model
    def _leave_open(self, item, message):
        """Put the item to suspense, where it waits."""
        item.account = item.partner = item.balance = None
        item.matches = []
        item.document_type = ""
        item.problem = Problem(REASON, message)

    @api.model
    def _explain_draft(self, document):
        return self.env._(
            "The document that was made for this reimbursement, %s, is a draft again. "
            "Confirm or cancel it, then press Reconcile.",
            document.display_name,
        )

    @api.model
    def _explain_other_amount(self, line, item, document):
        return self.env._(
            "%(document)s was made for this reimbursement of %(amount)s, but it is "
            "paid already or says another amount. Take back what it is reconciled "
            "with, or cancel it, then press Reconcile.",
            document=document.display_name,
            amount=self._format(line, abs(item.amount)),
        )

    @api.model
    def _explain_lock(self, date, lock):
        return self.env._(
            "The invoice of this reimbursement is of %(date)s, but sales are locked "
            "until %(lock)s. Unlock that period and press Reconcile.",
            date=format_date(self.env, date),
            lock=format_date(self.env, lock),
        )

    @api.model
    def _explain_no_income_account(self, terms):
        return self.env._(
            "Neither the product %(product)s nor the journal %(journal)s has an "
            "income account.",
            product=terms.product.display_name,
            journal=terms.journal.display_name,
        )

    @api.model
    def _explain_refusal(self, error):
        return self.env._(
            "The invoice of this reimbursement could not be made. %s\nCustomer, "
            "journal and product are chosen in the settlement settings of the seller. "
            "Correct the cause, then press Reconcile.",
            error,
        )

    @api.model
    def _format(self, line, amount):
        return formatLang(self.env, float(amount), currency_obj=line.currency_id)
