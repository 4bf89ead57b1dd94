# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .settlement_item import ZERO, Item, Problem, exact

RETRIES_PER_JOB = 50
RETRIES_AT_ONCE = 100
RETRIES_DUE = 1000


class AmazonSettlementLine(models.Model):
    """Looks again whether what is open can be matched now."""

    # Apart from the fields of the line.
    _inherit = "amazon.settlement.line"  # pylint: disable=consider-merging-classes-inherited

    def _retry(self):
        """Match what can be matched by now; say of the rest why it cannot.

        Superuser mode with the company of the settlement is expected.
        """
        booker = self.env["amazon.settlement.booker"]
        for settlement, lines in self.grouped("settlement_id").items():
            lines = lines.filtered(
                lambda line: line.state == "open" and line.statement_line_id
            )
            books = booker._load_books(settlement, lines)
            # Read once for all lines, not for each.
            lines._get_documents()
            lines.row_ids.move_line_id.mapped("account_id")
            for line in lines:
                line._reconcile_rest(books)
            planned = [
                (line, line._resolve_again(books)) for line in lines._leave_locked()
            ]
            booker._rebook(settlement, planned, books)
            settlement._set_reconciled_state()

    def _leave_locked(self):
        """Say of entries in a locked period that they stay; return other lines."""
        locked = self.browse()
        for settlement, lines in self.grouped("settlement_id").items():
            dates = lines.statement_line_id.mapped("date")
            lock_dates = settlement._get_lock_dates(dates)
            for line in lines:
                lock_date = lock_dates[line.statement_line_id.date]
                if lock_date and line._get_suspense_items():
                    message = line._explain_lock(lock_date)
                    line._set_open(line.reason, message, line.open_amount)
                    locked |= line
        return self - locked

    def _resolve_again(self, books):
        """Return the items that belong in the place of what is in suspense."""
        suspense = self._get_suspense_items()
        if not suspense:
            return []
        rows = self._get_suspense_rows(suspense)
        if self.kind == "payout":
            return [self.settlement_id._get_payout_item(self)]
        resolver = self.env["amazon.settlement.resolver"]
        amount = self._get_suspense_amount(suspense)
        if self.key == "opening":
            account = self.settlement_id.marketplace_id.opening_balance_account_id
            item = Item(self.label, amount, account=account, rows=rows.ids)
            item.problem = None if account else resolver._explain_no_opening_account()
            return [item]
        if not rows:
            # Somebody changed the entry: what it says now is no rows of Amazon.
            problem = Problem(self.reason, self.message)
            return [Item(self.label, amount, problem=problem)]
        return resolver._resolve(self, rows, books)

    def _get_suspense_rows(self, suspense):
        """Return the rows in suspense.

        Where Odoo's own button has put the whole line back to suspense, rows have no
        journal item any more.
        """
        rows = self.row_ids.filtered(lambda row: row.move_line_id in suspense)
        unlinked = self.row_ids.filtered(lambda row: not row.move_line_id)
        amounts = (exact(row.amount, self.currency_id) for row in rows | unlinked)
        if sum(amounts, start=ZERO) == self._get_suspense_amount(suspense):
            return rows | unlinked
        return rows

    def _get_suspense_amount(self, suspense):
        return exact(-sum(suspense.mapped("amount_currency")), self.currency_id)

    def _get_suspense_items(self):
        _liquidity, suspense, _others = self.statement_line_id._seek_for_lines()
        return suspense

    # === WHAT STAYED ON THE RECEIVABLE === #

    def _get_receivable_items(self):
        """Return the journal items that are settled with documents of orders."""
        resolver = self.env["amazon.settlement.resolver"]
        rows = self.row_ids.filtered(lambda row: resolver._is_of_order(self, row))
        return rows.move_line_id.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )

    def _reconcile_rest(self, books):
        """Reconcile what was too much with documents that have come since."""
        for item in self._get_receivable_items():
            if not item.reconciled:
                self._reconcile_item(item, books)

    def _reconcile_item(self, item, books):
        resolver = self.env["amazon.settlement.resolver"]
        booker = self.env["amazon.settlement.booker"]
        row = self.row_ids.filtered(lambda row: row.move_line_id == item)[:1]
        order_books = books.get(row.order_ref)
        amount = exact(-item.amount_residual_currency, self.currency_id)
        rest = Item(self.label, amount)
        documents = [
            document
            for document in resolver._get_documents(row, order_books, rest, ZERO)
            if document.account_id == item.account_id.id
            and document.partner_id == item.partner_id.id
        ]
        if documents:
            resolver._allocate(self, rest, documents, order_books)
            booker._release([rest])
            booker._reconcile([item + item.browse(rest.matches)])
            booker._name_refunds([rest])

    def _explain_rest(self, items, books, documents=None):
        """Return the problems of receivable items and documents that are open.

        :param documents: those that the items are reconciled with, unless given
        """
        resolver = self.env["amazon.settlement.resolver"]
        problems = []
        for item in items:
            rest = exact(-item.amount_residual_currency, self.currency_id)
            if rest:
                names = self._get_documents_of(item).mapped("name")
                names = names or [item.name or self.label]
                problems.append(resolver._explain_too_much(self, names, rest))
        if documents is None:
            documents = self._get_documents_of(items)
        if left := self._filter_left_open(documents, books):
            amounts = (
                exact(-move.direction_sign * move.amount_residual, self.currency_id)
                for move in left
            )
            amount = sum(amounts, start=ZERO)
            names = left.mapped("name")
            problems.append(resolver._explain_left_open(self, names, amount))
        return problems

    def _filter_left_open(self, documents, books):
        """Return the open documents for which Amazon has nothing more to settle."""
        books_of = {
            item.move_id: each
            for each in books.values()
            for item in [*each.invoices, *each.credit_notes]
        }
        return documents.filtered(
            lambda move: (
                move.amount_residual
                and (move.id not in books_of or books_of[move.id].is_complete)
            )
        )

    def _check_by_hand(self, books):
        """See whether somebody has settled by hand what was open."""
        self._relink_rows()
        problems = self._explain_rest(
            self._get_receivable_items(), books, self._get_documents()
        )
        self.env["amazon.settlement.booker"]._set_problems(self, problems)

    def _get_documents(self):
        """Return the invoices and credit notes that the line is reconciled with."""
        return self._get_documents_of(self.statement_line_id.move_id.line_ids)

    def _get_documents_of(self, items):
        """Return the invoices and credit notes that items are reconciled with."""
        partials = items.matched_debit_ids | items.matched_credit_ids
        others = (partials.debit_move_id | partials.credit_move_id) - items
        return others.move_id.filtered(lambda move: move.is_invoice())

    def _relink_rows(self):
        """Find the journal item of rows whose suspense item was replaced by hand."""
        rows = self.row_ids.filtered(lambda row: not row.move_line_id)
        if not rows:
            return
        _liquidity, _suspense, others = self.statement_line_id._seek_for_lines()
        others -= self.row_ids.move_line_id
        amount = -sum(rows.mapped("amount"))
        fitting = others.filtered(
            lambda item: (
                not self.currency_id.compare_amounts(item.amount_currency, amount)
            )
        )
        if fitting:
            rows.move_line_id = fitting[0]

    def _explain_lock(self, lock_date):
        return self.env._(
            "The books are locked until %(lock)s, so that the entry of %(date)s cannot "
            "change. Unlock that period and press Reconcile.",
            lock=format_date(self.env, lock_date),
            date=format_date(self.env, self.statement_line_id.date),
        )

    # === WHEN === #

    @api.model
    def _enqueue_retry(self, seller, refs):
        """Look again, in a job, at the open lines of some orders.

        Nothing is written here: whoever confirms an invoice must not wait for a
        settlement that is being booked.
        """
        # Who confirms an invoice need not see settlements.
        lines = self.sudo().search(
            [
                ("state", "=", "open"),
                ("reason", "!=", "undone"),
                ("seller_id", "=", seller.id),
                # Lines of a whole day have no reference of their own.
                "|",
                ("order_ref", "in", refs),
                ("row_ids.order_ref", "in", refs),
            ]
        )
        lines._enqueue_retries()

    def _enqueue_retries(self):
        """Look again at these lines, a few in each job."""
        for company, lines in self.grouped("company_id").items():
            ids = sorted(lines.ids)
            for start in range(0, len(ids), RETRIES_PER_JOB):
                part = self.browse(ids[start : start + RETRIES_PER_JOB])
                jobs = part.with_user(SUPERUSER_ID).with_company(company)
                jobs.with_delay(
                    description=self.env._("Match amounts of Amazon settlements"),
                    identity_key=f"amazon-settlement-lines:retry:{part.ids}",
                )._job_retry()

    def _job_retry(self):
        """Look again at these lines."""
        lines = self.exists()
        lines.settlement_id._lock_all()
        lines._retry()
        left = lines.filtered(lambda line: line.state == "open")
        return self.env._(
            "%(matched)s matched, %(open)s still open.",
            matched=len(lines) - len(left),
            open=len(left),
        )

    @api.model
    def _retry_due(self):
        """Look again at what nothing else has called for a day; the clock calls it."""
        due = self.search(
            [
                ("state", "=", "open"),
                ("statement_line_id", "!=", False),
                ("retry_date", "<=", fields.Datetime.now()),
            ],
            order="retry_date, id",
            limit=RETRIES_DUE,
        )
        due._enqueue_retries()

    # === BUTTONS === #

    def action_reconcile(self):
        """Look again at these lines now."""
        self.settlement_id._check_may_book()
        self.settlement_id._check_not_undoing()
        # Who presses the button need not have the rights of a bookkeeper.
        for company, lines in self.sudo().grouped("company_id").items():
            lines = lines.with_company(company)
            lines._retry_from_button()
        if self._is_too_much_at_once():
            return self._notify_background()
        return self._notify_open()

    def _retry_from_button(self):
        """Look again at the open lines, in jobs if whoever pressed would wait long."""
        if self._is_too_much_at_once():
            return self.filtered(lambda line: line.state == "open")._enqueue_retries()
        self.settlement_id._lock_for_button()
        return self._retry()

    def _is_too_much_at_once(self):
        return len(self.filtered(lambda line: line.state == "open")) > RETRIES_AT_ONCE

    def _notify_background(self):
        message = self.env._(
            "There are many open lines: they are matched in the background."
        )
        return self.settlement_id._get_notification(message, False)

    def _notify_open(self):
        left = self.filtered(lambda line: line.state == "open")
        message = self.env._(
            "%(matched)s lines matched, %(open)s still open.",
            matched=len(self) - len(left),
            open=len(left),
        )
        return self.settlement_id._get_notification(message, bool(left))

    def action_import_order(self):
        """Import the orders of these lines from Amazon (getOrder)."""
        self.check_access("read")
        missing = self.filtered(lambda line: line.reason == "order_missing")
        if not missing:
            raise UserError(
                self.env._("The orders of these lines are in Odoo already.")
            )
        refs = sorted(set(missing.mapped("order_ref")))
        log = missing.seller_id.ensure_one()._start_order_fetch(refs)
        return log.with_env(self.env)._get_open_action()
