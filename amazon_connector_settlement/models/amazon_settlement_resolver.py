# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from .settlement_item import ZERO, Item, OrderBooks, Problem, exact

ORDER_TREATMENTS = ("receivable", "withheld_tax")


class AmazonSettlementResolver(models.AbstractModel):
    """Decides which journal items stand opposite Amazon's account for a line."""

    _name = "amazon.settlement.resolver"
    _description = "Amazon Settlement Resolver"

    @api.model
    def _resolve(self, line, rows, books):
        """Return the items of some rows of one planned line.

        What the orders of these rows owe is taken from ``books``, so that the next
        line of the same order finds it smaller. At most one item has no account: it
        is for suspense and says why.

        :param line: the ``amazon.settlement.line``
        :param rows: its ``amazon.settlement.row`` records to be booked
        :param books: the :class:`OrderBooks` by Amazon order reference
        """
        items = []
        of_order = rows.filtered(lambda row: self._is_of_order(line, row))
        for order_rows in of_order.grouped(self._order_key).values():
            order_books = books.get(order_rows[0].order_ref)
            items += self._resolve_order(line, order_rows, order_books)
        for group in (rows - of_order).grouped(self._group_key).values():
            items.append(self._resolve_account(line, group))
        return self._merge(line, items)

    @api.model
    def _is_of_order(self, line, row):
        """Whether a row is settled with the documents of an order."""
        return (
            line.kind in ("order", "refund")
            and row.treatment in ORDER_TREATMENTS
            and not row.rule_id.account_id
            and bool(row.order_ref)
        )

    @api.model
    def _order_key(self, row):
        return (row.order_ref, row.adjustment_ref)

    @api.model
    def _group_key(self, row):
        return (row.treatment, row.rule_id)

    # === AMOUNTS THAT BELONG TO NO INVOICE === #

    @api.model
    def _resolve_account(self, line, rows):
        """Return the item of rows with one rule, on the account of rule or seller."""
        rule, treatment = rows.rule_id, rows[0].treatment
        item = self._new_item(line, rule.name or line.label, rows)
        item.analytic = rule.analytic_distribution
        item.partner = rule.partner_id
        if treatment == "unmapped":
            item.problem = self._explain_unmapped(rows)
        elif treatment == "receivable" and not rule.account_id:
            item.problem = self._explain_no_order(rows)
        else:
            self._choose_account(line, item, rule, treatment)
        return item

    @api.model
    def _choose_account(self, line, item, rule, treatment):
        seller = line.seller_id
        if rule.account_id:
            item.account, item.tax = rule.account_id, rule.tax_id
        elif treatment in ("transfer", "opening", "closing"):
            item.account = line.settlement_id._get_payout_account()
        elif seller._books_to_vendor(treatment):
            item.account = seller._get_vendor_payable()
            item.partner = seller.vendor_partner_id
            item.analytic = False
        else:
            item.account = seller._get_settlement_account(treatment)
            item.tax = rule.tax_id
        if not item.account:
            item.problem = self._explain_no_account(rule, treatment)

    @api.model
    def _new_item(self, line, name, rows):
        item = Item(name, rows=rows.ids)
        item.amount = sum(
            (exact(row.amount, line.currency_id) for row in rows), start=ZERO
        )
        return item

    # === AMOUNTS OF ORDERS === #

    @api.model
    def _resolve_order(self, line, rows, books):
        """Return the items of what a buyer paid or got back, and the tax in it."""
        withheld = rows.filtered(lambda row: row.treatment == "withheld_tax")
        paid = rows - withheld
        gross = self._new_item(line, line.label, paid)
        tax = self._new_item(line, self.env._("Tax withheld by Amazon"), withheld)
        documents = self._get_documents(rows[0], books, gross, tax.amount)
        if not gross.amount:
            return self._resolve_nothing(line, books, gross, tax)
        if not documents:
            gross.problem = self._explain_no_document(rows[0], books, gross.amount)
            gross.amount += tax.amount
            gross.rows += tax.rows
            return [gross]
        if tax.rows and self._is_net(books, documents, gross.amount, tax.amount):
            gross.amount += tax.amount
            gross.rows += tax.rows
            tax.rows = []
        self._allocate(line, gross, documents, books)
        return [gross, self._resolve_tax(line, books, tax)] if tax.rows else [gross]

    @api.model
    def _resolve_nothing(self, line, books, gross, tax):
        """Items of an order that cost nothing, such as a replacement."""
        items = []
        if tax.rows:
            items.append(self._resolve_tax(line, books or OrderBooks(), tax))
        if gross.rows:
            partner = line.company_id.partner_id.with_company(line.company_id)
            gross.account = partner.property_account_receivable_id
            items.append(gross)
        return items

    @api.model
    def _resolve_tax(self, line, books, tax):
        """Clear withheld tax where the invoice holds it."""
        accounts = self.env["account.account"]
        tax.account = accounts.browse(
            books.tax_account_id
        ) or line.seller_id._get_settlement_account("withheld_tax")
        if not tax.account:
            rule = self.env["amazon.settlement.rule"]
            tax.problem = self._explain_no_account(rule, "withheld_tax")
        return tax

    @api.model
    def _get_documents(self, row, books, item, tax):
        """Return the open items that an amount may be reconciled with, in order.

        An invoice of exactly this amount comes first, then the oldest one.
        Those of one partner and account only, because the amount is one journal item.
        """
        if not books or not item.amount:
            return []
        find = self._find_invoices if item.amount > 0 else self._find_credit_notes
        found = find(row, books, item, tax)
        return [
            document
            for document in found
            if (document.account_id, document.partner_id)
            == (found[0].account_id, found[0].partner_id)
        ]

    @api.model
    def _find_invoices(self, _row, books, item, tax):
        """Return the open invoices, if need be released from their credit notes."""
        wanted = {item.amount, item.amount + tax}
        while books.offsets:
            total = sum((invoice.residual for invoice in books.invoices), start=ZERO)
            if total in wanted or total >= item.amount:
                break
            item.releases.append(books.offsets.pop().release())
        found = [invoice for invoice in books.invoices if invoice.residual > 0]
        return sorted(found, key=lambda invoice: invoice.residual not in wanted)

    @api.model
    def _is_net(self, books, documents, gross, tax):
        """Whether the documents do not contain the tax that Amazon withheld.

        The amounts say it if they fit; otherwise the invoice does: a line for this
        tax, or any tax at all.
        """
        total = sum((item.residual for item in documents), start=ZERO)
        for amount in (total, documents[0].residual):
            if amount in (gross, gross + tax):
                return amount != gross
        return not (books.tax_account_id or books.has_tax)

    @api.model
    def _allocate(self, line, item, documents, books):
        """Reconcile an item with documents; what is too much or too little shows."""
        first = documents[0]
        item.account = self.env["account.account"].browse(first.account_id)
        item.partner = self.env["res.partner"].browse(first.partner_id)
        remaining = item.amount
        for document in documents:
            if not remaining:
                break
            part = min(remaining, document.residual, key=abs)
            document.residual -= part
            remaining -= part
            item.matches.append(document.id)
        names = [document.move_name for document in documents]
        if remaining:
            item.problem = self._explain_too_much(line, names, remaining)
            return
        left = sum((document.residual for document in documents), start=ZERO)
        if left and books.is_complete:
            item.problem = self._explain_left_open(line, names, left)

    # === ONE ITEM PER ACCOUNT, ONE FOR SUSPENSE === #

    @api.model
    def _merge(self, line, items):
        """Join items with the same account and partner, and all those for suspense."""
        merged = {}
        suspense = None
        for item in items:
            if not item.account:
                suspense = self._join_suspense(line, suspense, item)
            elif item.key in merged:
                other = merged[item.key]
                other.amount += item.amount
                other.rows += item.rows
                if other.name != item.name:
                    other.name = line.settlement_id._get_fee_label()
            else:
                merged[item.key] = item
        return [*merged.values(), *filter(None, [suspense])]

    @api.model
    def _join_suspense(self, line, suspense, item):
        item.tax = item.partner = item.analytic = None
        if not suspense:
            return item
        suspense.amount += item.amount
        suspense.rows += item.rows
        suspense.name = line.label
        known = suspense.problem.message.splitlines()
        if item.problem.message not in known:
            message = "\n".join([*known, item.problem.message])
            suspense.problem = Problem(suspense.problem.reason, message)
        return suspense
