# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from .amazon_settlement_booking import BOOKED


class AmazonSettlement(models.Model):
    """Says what an accountant would wonder about after a settlement is booked."""

    # Apart from booking it.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    balance_notice = fields.Text(
        "About the Balances",
        compute="_compute_balance_notice",
        compute_sudo=True,
        help="What of the opening balance is not in the books, and whether another "
        "settlement covers the same time.",
    )
    payout_bank_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Payout in the Bank",
        compute="_compute_payout_bank_line_id",
        compute_sudo=True,
        help="The line of your own bank that the payout is matched with.",
    )
    is_payout_matched = fields.Boolean(
        compute="_compute_payout_bank_line_id", compute_sudo=True
    )

    def _compute_balance_notice(self):
        for settlement in self:
            notices = []
            if settlement.state in BOOKED and not settlement._get_previous():
                notices = [
                    settlement._explain_overlap(),
                    settlement._explain_unbooked_opening(),
                ]
            settlement.balance_notice = "\n".join(filter(None, notices))

    def _lacks_opening(self):
        """Tell whether the books do not know what Amazon had before the first one."""
        return (
            self.state in BOOKED
            and bool(self.opening_balance)
            and "opening" not in self.line_ids.mapped("key")
            and not self._get_previous()
        )

    def _explain_unbooked_opening(self):
        if not self._lacks_opening():
            return ""
        return self.env._(
            "Amazon had %(amount)s when %(settlement)s began, and no journal entry "
            "says so: in the books the account of Amazon differs by that. Choose an "
            "Opening Balance Account (%(marketplace)s, tab Settlements), then press "
            "Undo and Process.",
            amount=self.currency_id.format(self.opening_balance),
            settlement=self.name,
            marketplace=self.marketplace_id.display_name,
        )

    def _explain_overlap(self):
        others = self.search(
            [
                ("journal_id", "=", self.journal_id.id),
                ("state", "in", BOOKED),
                ("start_date", "<", self.end_date),
                ("end_date", ">", self.start_date),
                ("id", "!=", self.id),
            ]
        )
        if not others:
            return ""
        return self.env._(
            "%s of the same journal covers the same time, as if Amazon settled other "
            "kinds of orders apart: the statements go on from one another, and their "
            "balances are the sum of all. If that is not so, ask Amazon which one is "
            "right.",
            ", ".join(others.mapped("name")),
        )

    def _compute_payout_bank_line_id(self):
        for settlement in self:
            own = settlement.line_ids.filtered(lambda line: line.kind == "payout")
            entry = own.statement_line_id.move_id
            account = settlement.marketplace_id and settlement._get_payout_account()
            items = entry.line_ids.filtered_domain([("account_id", "=", account.id)])
            others = items.matched_debit_ids.debit_move_id
            others |= items.matched_credit_ids.credit_move_id
            line = (others - items).statement_line_id[:1]
            settlement.payout_bank_line_id = line
            settlement.is_payout_matched = bool(line)
