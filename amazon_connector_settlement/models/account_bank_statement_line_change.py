# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from functools import partial

from odoo import models

CHANGED = "amazon_changed_statement_lines"
REPLACED = "amazon_replaced_items"


class AccountBankStatementLine(models.Model):
    """Sees what somebody reconciles by hand, in whatever screen.

    Such screens put other journal items in the place of those of an entry. When all of
    it is done, at the end of the transaction, the rows of Amazon's report find their
    new items, and the line of the settlement its state.
    """

    # Apart from what somebody undoes.
    _inherit = "account.bank.statement.line"  # pylint: disable=consider-merging-classes-inherited

    def _synchronize_from_moves(self, changed_fields):
        result = super()._synchronize_from_moves(changed_fields)
        if "line_ids" in changed_fields and not self.env.context.get("amazon_booking"):
            # Whoever reconciles is an accountant and need not work with Amazon.
            lines = self.sudo().filtered("amazon_settlement_line_ids")
            lines._look_at_end_of_transaction()
        return result

    def _look_at_end_of_transaction(self):
        precommit = self.env.cr.precommit
        if self and CHANGED not in precommit.data:
            precommit.data[CHANGED] = set()
            precommit.add(partial(self._follow_changes, precommit.data))
        if self:
            precommit.data[CHANGED].update(self.ids)

    def _follow_changes(self, data):
        """Bring rows and lines of settlements in line with the entries as they are."""
        replaced = data.get(REPLACED, {})
        for statement_line in self.browse(sorted(data[CHANGED])).exists():
            line = statement_line.amazon_settlement_line_ids
            line = line.with_company(line.company_id)
            line._follow_entry(replaced.get(statement_line.id, []))

    def _do_auto_reconcile(self, reconcile_if_possible=True):
        """Keep account_reconcile_oca from proposals that leave out Amazon's fees.

        Only that addon calls it. It would propose an invoice of the amount that is left
        after the fees, or a model, and put it in the place of all other items.
        """
        ours = self.filtered(lambda line: line._is_of_amazon_settlement())
        for line in ours.filtered(lambda line: not line.is_reconciled):
            line.reconcile_data_info = line._default_reconcile_data()
        return super(AccountBankStatementLine, self - ours)._do_auto_reconcile(
            reconcile_if_possible
        )

    def _is_of_amazon_settlement(self):
        # Whoever reconciles need not work with Amazon.
        return bool(self.sudo().amazon_settlement_line_ids)

    def _get_reconcile_line(self, line, kind, **options):
        """Show account_reconcile_oca the items of an entry as they are.

        Only that addon calls it. It expects nothing but one suspense item in an entry
        that is open, and takes the whole amount of the line for that of each item.
        """
        is_ours = (
            kind == "other"
            and line.move_id == self.move_id
            and self._is_of_amazon_settlement()
        )
        if is_ours:
            options["is_reconciled"] = True
        found = super()._get_reconcile_line(line, kind, **options)
        if is_ours:
            # What is above and below this method depends on what was installed first.
            items = found[-1] if isinstance(found, tuple) else found
            items[:] = [i for i in items if not i.get("is_exchange_counterpart")]
            items[0].update(self._prepare_kept_taxes(line))
        return found

    def _prepare_kept_taxes(self, line):
        return {
            "tax_ids": [(6, 0, line.tax_ids.ids)],
            "tax_tag_ids": [(6, 0, line.tax_tag_ids.ids)],
            "group_tax_id": line.group_tax_id.id,
            "tax_repartition_line_id": line.tax_repartition_line_id.id,
        }


class AccountMoveLine(models.Model):
    """Remembers which rows of Amazon's reports an item holds that is replaced."""

    _inherit = "account.move.line"

    def unlink(self):
        items = self.filtered("statement_line_id")
        if items and not self.env.context.get("amazon_booking"):
            items._remember_amazon_rows()
        return super().unlink()

    def _remember_amazon_rows(self):
        # Whoever reconciles need not see the rows.
        rows = self.env["amazon.settlement.row"].sudo()
        found = rows.search([("move_line_id", "in", self.ids)])
        if found:
            data = self.env.cr.precommit.data
            replaced = data.setdefault(REPLACED, defaultdict(list))
            for item, group in found.grouped("move_line_id").items():
                what = (item.account_id.id, item.amount_currency, group)
                replaced[item.statement_line_id.id].append(what)


class AmazonSettlementLine(models.Model):
    """Takes over what somebody did to its entry."""

    # Apart from the fields of the line.
    _inherit = "amazon.settlement.line"  # pylint: disable=consider-merging-classes-inherited

    def _follow_entry(self, replaced):
        """Find the items of rows whose item was replaced, and say what is open.

        :param replaced: account id, amount and rows of each item that is gone
        """
        self.row_ids.invalidate_recordset(["move_line_id"])
        for account_id, amount, rows in replaced:
            self._relink_replaced(account_id, amount, rows)
        suspense = self._get_suspense_items()
        if not suspense and self.state == "open":
            booker = self.env["amazon.settlement.booker"]
            self._check_by_hand(booker._load_books(self.settlement_id, self))
        elif suspense and self.state == "reconciled":
            amount = self._get_suspense_amount(suspense)
            self._set_open("undone", self._explain_undone(), float(amount))
        self.settlement_id._set_reconciled_state()

    def _relink_replaced(self, account_id, amount, rows):
        """Give rows the item with their amount, if there is one on the same account."""
        rows = rows.exists().filtered(lambda row: not row.move_line_id)
        _liquidity, suspense, others = self.statement_line_id._seek_for_lines()
        free = (suspense | others) - self.row_ids.move_line_id
        fitting = free.filtered(
            lambda item: (
                not self.currency_id.compare_amounts(item.amount_currency, amount)
            )
        )
        same = fitting.filtered(lambda item: item.account_id.id == account_id)
        rows.move_line_id = (same or fitting)[:1]
