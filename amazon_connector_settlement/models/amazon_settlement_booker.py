# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dataclasses import replace

from odoo import Command, api, models

from .settlement_batch import CollectedMessages, SequenceFormats
from .settlement_item import ZERO, exact


class AmazonSettlementBooker(models.AbstractModel):
    """Turns planned lines into bank statement lines that are reconciled already.

    All lines of a call are created at once with their journal items, and reconciled
    with one plan.
    """

    _name = "amazon.settlement.booker"
    _description = "Amazon Settlement Booker"

    @api.model
    def _book(self, lines):
        """Book planned lines of one settlement; each gets its statement line."""
        settlement = lines.settlement_id
        self._split_unmatched(lines)
        lines = lines.filtered("row_ids")
        books = self._load_books(settlement, lines)
        resolver = self.env["amazon.settlement.resolver"]
        planned = [
            (line, resolver._resolve(line, line.row_ids, books)) for line in lines
        ]
        self._create_statement_lines(settlement, planned)

    @api.model
    def _load_books(self, settlement, lines):
        refs = lines.row_ids.mapped("order_ref")
        return self.env["amazon.settlement.matcher"]._load(settlement, refs)

    @api.model
    def _create_statement_lines(self, settlement, planned):
        """Create statement lines from ``(line, items)`` pairs and reconcile them."""
        dates = settlement._get_booking_dates(line.date for line, _items in planned)
        vals_list = [
            self._prepare_statement_line_vals(line, items, dates[line.date])
            for line, items in planned
        ]
        parked = self._park(settlement, vals_list)
        statement_lines = self._create_at_once(vals_list)
        self._unpark(settlement, statement_lines, parked)
        plan = []
        for (line, items), statement_line in zip(planned, statement_lines, strict=True):
            line.statement_line_id = statement_line.id
            plan += self._link_items(items, statement_line.move_id.line_ids)
            self._set_result(line, items)
        resolved = [item for _line, items in planned for item in items]
        self._settle(resolved, plan)

    @api.model
    def _create_at_once(self, vals_list):
        """Create statement lines; whether they are balanced is checked at the end.

        Odoo would check and complete each entry several times. These ones come with
        all their journal items.
        """
        lines = self.env["account.bank.statement.line"].with_context(
            check_move_validity=False,
            skip_invoice_sync=True,
            amazon_sequence_formats=SequenceFormats(),
        )
        statement_lines = self._in_quiet_mode(lines).create(vals_list)
        statement_lines = statement_lines.with_env(self.env)
        moves = statement_lines.move_id
        with moves._check_balanced({"records": moves}):
            return statement_lines

    @api.model
    def _park(self, settlement, vals_list):
        """Keep open amounts off the suspense account while lines are created.

        account_reconcile_oca reconciles new lines by guessing, if they are open then.

        :return: for each line the place of its open item among its items, or None
        """
        suspense = settlement.journal_id.suspense_account_id.id
        account = settlement._get_payout_account()
        places = []
        for vals in vals_list:
            items = [item for _command, _id, item in vals["line_ids"]]
            ids = [item["account_id"] for item in items]
            place = ids.index(suspense) if suspense in ids and account else None
            if place is not None:
                items[place]["account_id"] = account.id
            places.append(place)
        return places

    @api.model
    def _unpark(self, settlement, statement_lines, places):
        """Put open amounts on the suspense account, where they wait."""
        items = self.env["account.move.line"].concat(
            *(
                line.move_id.line_ids.sorted("id")[place]
                for line, place in zip(statement_lines, places, strict=True)
                if place is not None
            )
        )
        suspense = settlement.journal_id.suspense_account_id
        self._in_quiet_mode(items).write({"account_id": suspense.id})

    @api.model
    def _in_quiet_mode(self, records):
        """Return records whose changes nobody is told about, completes or follows."""
        return records.with_context(
            tracking_disable=True,
            mail_notrack=True,
            mail_create_nolog=True,
            skip_retrieve_partner=True,
            amazon_booking=True,
        )

    # === VALUES === #

    @api.model
    def _prepare_statement_line_vals(self, line, items, date):
        settlement = line.settlement_id
        journal = settlement.journal_id
        item_vals = [
            vals for item in items for vals in self._prepare_items(line, item, date)
        ]
        partners = {item.partner.id for item in items if item.partner}
        liquidity = {
            "name": line.label,
            "account_id": journal.default_account_id.id,
            "partner_id": partners.pop() if len(partners) == 1 else False,
            "currency_id": line.currency_id.id,
            "amount_currency": self._negated_sum(line, item_vals, "amount_currency"),
            "balance": self._negated_sum(line, item_vals, "balance"),
            "analytic_distribution": False,
        }
        return {
            "journal_id": journal.id,
            "date": date,
            "payment_ref": line.label,
            "ref": settlement.name,
            "amount": liquidity["amount_currency"],
            "partner_id": liquidity["partner_id"],
            "transaction_type": "amazon",
            "transaction_details": line._prepare_transaction_details(),
            "unique_import_id": line._get_unique_import_id(),
            "line_ids": [Command.create(vals) for vals in [liquidity, *item_vals]],
        }

    @api.model
    def _negated_sum(self, line, item_vals, name):
        currency = line.currency_id
        if name == "balance":
            currency = line.company_id.currency_id
        amounts = (exact(vals[name], currency) for vals in item_vals)
        return -float(sum(amounts, start=ZERO))

    @api.model
    def _prepare_items(self, line, item, date):
        """Return the values of the journal items of an item: one, and those of tax."""
        if item.tax:
            return self.env["amazon.settlement.tax"]._prepare_items(line, item, date)
        return [self._prepare_item_vals(line, item, -item.amount, date, item.balance)]

    @api.model
    def _prepare_item_vals(self, line, item, amount, date, balance=None):
        """Return the values of one journal item, in the currency of the report."""
        account = item.account or line.settlement_id.journal_id.suspense_account_id
        if balance is None:
            balance = self._convert(line, float(amount), date)
        return {
            "name": item.name,
            "account_id": account.id,
            "partner_id": item.partner.id if item.partner else False,
            "currency_id": line.currency_id.id,
            "amount_currency": float(amount),
            "balance": balance,
            "analytic_distribution": item.analytic or False,
        }

    @api.model
    def _convert(self, line, amount, date):
        company = line.company_id
        return line.currency_id._convert(amount, company.currency_id, company, date)

    # === ROWS, RESULT, RECONCILIATION === #

    @api.model
    def _link_items(self, items, journal_items):
        """Tell the rows their journal items; return what to reconcile with what.

        The journal items are in the order in which they were created: Amazon's
        account, then the items, each followed by its taxes.
        """
        created = iter(journal_items.sorted("id")[-self._count(items) :])
        plan = []
        for item in items:
            journal_item = next(created)
            for _tax in range(self._count([item]) - 1):
                next(created)
            self.env["amazon.settlement.row"].browse(item.rows).write(
                {"move_line_id": journal_item.id}
            )
            if item.matches:
                plan.append(journal_item + journal_item.browse(item.matches))
        return plan

    @api.model
    def _count(self, items):
        taxes = self.env["amazon.settlement.tax"]
        return sum(1 + taxes._count_tax_items(item) for item in items)

    @api.model
    def _set_result(self, line, items, kept=()):
        """Say on the line what is open and why.

        :param kept: problems of journal items that are there already
        """
        problems = [
            item.problem
            if item.problem.amount is not None
            else replace(item.problem, amount=item.amount)
            for item in items
            if item.problem
        ]
        self._set_problems(line, [*kept, *problems])

    @api.model
    def _set_problems(self, line, problems):
        if not problems:
            return line._set_reconciled()
        amount = sum((problem.amount for problem in problems), start=ZERO)
        message = "\n".join(problem.message for problem in problems)
        return line._set_open(problems[0].reason, message, float(amount))

    @api.model
    def _release(self, items):
        """Release invoices and credit notes that pay each other."""
        ids = [partial_id for item in items for partial_id in item.releases]
        self.env["account.partial.reconcile"].browse(ids).unlink()

    @api.model
    def _reconcile(self, plan):
        if plan:
            messages = CollectedMessages()
            items = self._in_quiet_mode(self.env["account.move.line"]).with_context(
                amazon_collected_messages=messages, skip_invoice_sync=True
            )
            prefetch_ids = [item_id for each in plan for item_id in each.ids]
            items._reconcile_plan(
                [items.browse(each.ids).with_prefetch(prefetch_ids) for each in plan]
            )
            orders = self.env["sale.order"].browse(messages)
            orders._message_log_batch(bodies=messages)

    # === GROUPED LINES === #

    @api.model
    def _split_unmatched(self, lines):
        """Give orders that match nothing yet a line of their own.

        Otherwise they would keep the other orders of their day open.
        """
        grouped = lines.filtered(lambda line: line._holds_many_orders())
        if not grouped:
            return
        books = self._load_books(grouped.settlement_id, grouped)
        resolver = self.env["amazon.settlement.resolver"]
        for line in grouped:
            for rows in line.row_ids.grouped(resolver._order_key).values():
                items = resolver._resolve(line, rows, books)
                if any(not item.account for item in items):
                    line._split_off(rows)

    # === REPLACING ITEMS OF A BOOKED LINE === #

    @api.model
    def _rebook(self, settlement, planned, books):
        """Book what is in suspense by now, and say of the rest why it cannot be.

        :param planned: ``(line, items)`` pairs of booked lines of one settlement; no
            items where nothing is in suspense
        """
        kept = {line: line._get_receivable_items() for line, _items in planned}
        resolved, plan = [], []
        for line, items in planned:
            # If nothing is new, the entry stays as it is.
            if any(item.account for item in items):
                plan += self._exchange(line, line._get_suspense_items(), items)
                resolved += items
        self._settle(resolved, plan)
        for line, items in planned:
            if items:
                self._set_result(line, items, line._explain_rest(kept[line], books))
            else:
                line._check_by_hand(books)

    @api.model
    def _replace(self, line, replaced, items):
        """Put other items in the place of some journal items of a booked line."""
        kept = line._get_receivable_items() - replaced
        plan = self._exchange(line, replaced, items)
        self._settle(items, plan)
        self._set_result(line, items, line._explain_rest(kept, {}))

    @api.model
    def _exchange(self, line, replaced, items):
        """Write other items to the entry; return what to reconcile with what.

        The new ones have the same sum in both currencies, so that Amazon's account
        does not change.
        """
        statement_line = line.statement_line_id
        date = statement_line.date
        vals = [v for item in items for v in self._prepare_items(line, item, date)]
        self._balance_exactly(line, vals, replaced)
        move = self._in_quiet_mode(statement_line.move_id).with_context(
            skip_readonly_check=True, force_delete=True
        )
        replaced.remove_move_reconcile()
        commands = [Command.delete(item_id) for item_id in replaced.ids]
        move.write({"line_ids": commands + [Command.create(each) for each in vals]})
        return self._link_items(items, statement_line.move_id.line_ids)

    @api.model
    def _settle(self, items, plan):
        """Reconcile items that are written."""
        self._release(items)
        self._reconcile(plan)
        self._name_refunds(items)

    @api.model
    def _balance_exactly(self, line, vals, replaced):
        """Let the last item take what rounding of the rate leaves."""
        currency = line.company_id.currency_id
        total = sum((exact(each["balance"], currency) for each in vals), start=ZERO)
        wanted = sum((exact(item.balance, currency) for item in replaced), start=ZERO)
        last = exact(vals[-1]["balance"], currency) + wanted - total
        vals[-1]["balance"] = float(last)
