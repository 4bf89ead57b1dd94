# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

PAIRING_DAYS = timedelta(days=60)
BANK_DAYS_BEFORE = timedelta(days=3)
BANK_DAYS_AFTER = timedelta(days=14)
BANK_LABELS = ("AMAZON", "AMZN")


class AmazonSettlementResolver(models.AbstractModel):
    """Pairs a transfer with its other side, which is booked already."""

    _name = "amazon.settlement.resolver"
    _inherit = "amazon.settlement.resolver"

    @api.model
    def _choose_account(self, line, item, rule, treatment):
        result = super()._choose_account(line, item, rule, treatment)
        if rule.pairing and item.account and treatment == "transfer":
            item.matches = self._find_other_side(line, item, rule).ids
        return result

    @api.model
    def _find_other_side(self, line, item, rule):
        """Return the journal item with the opposite amount, if just one is open."""
        journal = line.settlement_id.journal_id
        domain = Domain(
            [
                ("account_id", "=", item.account.id),
                ("company_id", "=", line.company_id.id),
                ("currency_id", "=", line.currency_id.id),
                ("amount_residual_currency", "=", float(item.amount)),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("date", ">=", line.date - PAIRING_DAYS),
            ]
        )
        if rule.pairing == "payout":
            domain &= Domain("journal_id", "=", journal.id)
        else:
            journals = line.seller_id.marketplace_ids.settlement_journal_id - journal
            domain &= Domain("journal_id", "in", journals.ids)
        found = self.env["account.move.line"].search(domain, limit=2)
        return found if len(found) == 1 else found.browse()


class AmazonSettlement(models.Model):
    """Finds the payout of a settlement among the lines of the real bank."""

    # Apart from the fields.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    def _get_payout_journal_item(self):
        """Return the journal item of the payout that waits for the bank."""
        payout = self.line_ids.filtered(lambda line: line.kind == "payout")
        items = payout.statement_line_id.move_id.line_ids
        account = self._get_payout_account()
        return items.filtered(
            lambda item: item.account_id == account and not item.reconciled
        )

    def _find_bank_lines(self):
        """Return lines of real banks that may be the payout, the best ones first.

        The amount has to be the same in the currency of the settlement; a line in
        another currency without that amount has to name Amazon.
        """
        self.ensure_one()
        payout = self._get_payout_journal_item()
        if not payout:
            return self.env["account.bank.statement.line"]
        lines = self.env["account.bank.statement.line"].search(
            self._get_bank_line_domain(), order="date, id"
        )
        fitting = lines.filtered(lambda line: self._fits_bank_line(line, payout))
        return fitting.sorted(
            lambda line: (
                not self._has_amount(line, payout),
                not self._names_amazon(line),
            )
        )

    def _get_bank_line_domain(self):
        moment = (self.deposit_date or self.end_date).date()
        marketplaces = self.env["amazon.marketplace"].search(
            [("settlement_journal_id", "!=", False)]
        )
        return [
            ("company_id", "=", self.company_id.id),
            ("journal_id", "not in", marketplaces.settlement_journal_id.ids),
            ("is_reconciled", "=", False),
            ("amount", ">", 0),
            ("date", ">=", moment - BANK_DAYS_BEFORE),
            ("date", "<=", moment + BANK_DAYS_AFTER),
        ]

    def _fits_bank_line(self, line, payout):
        if self._has_amount(line, payout):
            return True
        currencies = line.currency_id | line.foreign_currency_id
        return self.currency_id not in currencies and self._names_amazon(line)

    def _has_amount(self, line, payout):
        amount = payout.amount_residual_currency
        in_journal = line.currency_id == self.currency_id and line.amount
        in_foreign = (
            line.foreign_currency_id == self.currency_id and line.amount_currency
        )
        return any(
            value and not self.currency_id.compare_amounts(value, amount)
            for value in (in_journal, in_foreign)
        )

    def _names_amazon(self, line):
        texts = (line.payment_ref, line.partner_name, line.partner_id.name, line.ref)
        label = " ".join(filter(None, texts)).upper()
        return any(word in label for word in BANK_LABELS)

    def _match_payout(self, bank_line):
        """Reconcile the payout on the transfer account with a line of the real bank."""
        payout = self._get_payout_journal_item()
        self._state_foreign_amount(bank_line, payout)
        _liquidity, suspense, others = bank_line._seek_for_lines()
        if not payout or not suspense or others:
            raise UserError(
                self.env._(
                    "The payout or the line of the bank is reconciled already. Close "
                    "this window and look again."
                )
            )
        counterpart = {
            "name": bank_line.payment_ref,
            "account_id": payout.account_id.id,
            "partner_id": suspense.partner_id.id,
            "currency_id": suspense.currency_id.id,
            "amount_currency": suspense.amount_currency,
            "balance": suspense.balance,
        }
        move = bank_line.move_id.with_context(
            skip_readonly_check=True, force_delete=True
        )
        move.write(
            {"line_ids": [Command.delete(suspense.id), Command.create(counterpart)]}
        )
        item = move.line_ids.filtered(lambda i: i.account_id == payout.account_id)
        (payout + item).reconcile()

    def _state_foreign_amount(self, bank_line, payout):
        """Say on a line in another currency how much of ours the bank exchanged.

        The difference to Odoo's rate becomes an exchange difference then, and nothing
        of the payout stays open.
        """
        if not payout or self._has_amount(bank_line, payout):
            return
        bank_line.write(
            {
                "foreign_currency_id": self.currency_id.id,
                "amount_currency": payout.amount_residual_currency,
            }
        )

    def action_match_payout(self):
        """Propose lines of the real bank for the payout."""
        self.ensure_one()
        self._check_may_book()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Match Payout"),
            "res_model": "amazon.payout.match.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_settlement_id": self.id},
        }
