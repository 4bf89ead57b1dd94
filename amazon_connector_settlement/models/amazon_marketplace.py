# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmazonMarketplace(models.Model):
    """Adds the journal that the settlements of the marketplace go to."""

    _inherit = "amazon.marketplace"

    settlement_journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', '=', 'bank')]",
        help="Used when settlements are imported: Amazon is a bank, and its "
        "settlements become statements of this journal. It is a bank journal in the "
        "currency of the marketplace; integrating the marketplace creates one.",
    )
    ending_balance_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        help="Used when settlements are imported: what Amazon transfers to your bank "
        "gets a line of its own in the statement against this account, where it waits "
        "for the line of your bank. It must allow reconciliation. Blank: the internal "
        "transfer account of the company.",
    )
    ending_balance_description = fields.Char(
        default=lambda self: self.env._("Transfer to Bank"),
        help="Used when settlements are imported: the label of the ending balance line "
        "in the statement.",
    )

    opening_balance_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        help="Used for the first settlement of the marketplace: what Amazon held of "
        "your money before is booked as the first line of its statement against this "
        "account, such as the one for opening balances. Blank: the statement begins "
        "with that balance, without a journal entry.",
    )
    settlement_grouping = fields.Selection(
        [("order", "One Line per Order"), ("day", "Per Day and Kind")],
        required=True,
        default="order",
        help="Used when settlements are imported. One Line per Order: each order and "
        "refund is a line of the bank statement. Per Day and Kind: fewer lines for "
        "shops with many orders; an order that matches no invoice yet still has a line "
        "of its own.",
    )

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | {
            "settlement_journal_id",
            "ending_balance_account_id",
            "opening_balance_account_id",
        }

    @api.constrains("ending_balance_account_id")
    def _check_ending_balance_account(self):
        for marketplace in self.filtered("ending_balance_account_id"):
            # An Amazon manager need not be an accountant.
            account = marketplace.ending_balance_account_id.sudo()
            if account.reconcile:
                continue
            raise ValidationError(
                self.env._(
                    "%(account)s cannot be the ending balance account of "
                    "%(marketplace)s, because it does not allow reconciliation: what "
                    "Amazon transfers could not be matched with the line of your bank. "
                    "Allow it on the account, or choose another one.",
                    account=account.display_name,
                    marketplace=marketplace.name,
                )
            )

    @api.constrains("settlement_journal_id")
    def _check_settlement_journal(self):
        for marketplace in self.filtered("settlement_journal_id"):
            # An Amazon manager need not be an accountant.
            journal = marketplace.settlement_journal_id.sudo()
            currency = journal.currency_id or journal.company_id.currency_id
            if journal.type == "bank" and currency == marketplace.currency_id:
                continue
            raise ValidationError(
                self.env._(
                    "The settlements of %(marketplace)s are in %(currency)s, but "
                    "%(journal)s is not a bank journal in that currency. Choose or "
                    "create one that is.",
                    marketplace=marketplace.name,
                    currency=marketplace.currency_id.name,
                    journal=journal.display_name,
                )
            )

    @api.constrains("ending_balance_description")
    def _check_ending_balance_description(self):
        for marketplace in self:
            if not (marketplace.ending_balance_description or "").strip():
                raise ValidationError(
                    self.env._(
                        "Enter the description of the line with which the statements "
                        "of %s end, such as Transfer to Bank.",
                        marketplace.name,
                    )
                )

    def _get_integration_defaults(self):
        return super()._get_integration_defaults() | {
            "settlement_journal_id": self._get_default_settlement_journal
        }

    def _describe_integration(self):
        first, *others = super()._describe_integration()
        # A manager of Amazon need not be an accountant.
        journals = self.sudo().settlement_journal_id
        if not journals:
            return [first, *others]
        names = ", ".join(journals.mapped("name"))
        text = self.env._(
            "Settlements go to bank journals of their own, created where there was "
            "none: %s.",
            names,
        )
        return [first, text, *others]

    def _get_default_settlement_journal(self):
        """Create the journal; nothing before the company has its accounts."""
        # A manager of Amazon need not be an accountant.
        journals = self.env["account.journal"].sudo().with_company(self.company_id)
        if not self.company_id.chart_template:
            return journals
        vals = self._prepare_settlement_journal_vals()
        return journals.create(vals).with_env(self.env)

    def _prepare_settlement_journal_vals(self):
        """Return the values of the bank journal of this marketplace."""
        self.ensure_one()
        return {
            "name": self._get_settlement_journal_name(),
            "type": "bank",
            "code": self._get_settlement_journal_code(),
            "currency_id": self.currency_id.id,
            "company_id": self.company_id.id,
        }

    def _get_payout_account(self):
        """Return the account on which a payout waits for the line of the bank."""
        return self.ending_balance_account_id or self.company_id.transfer_account_id

    def _get_bare_domain(self):
        return (self.domain_name or self.name).lower().removeprefix("www.")

    def _get_settlement_journal_name(self):
        """Return the name of the journal, with the short code if it is taken."""
        name = f"Amazon {self._get_bare_domain()}"
        # Journals that this user may not see have their name as well.
        journals = self.env["account.journal"].sudo().with_context(active_test=False)
        taken = journals.search_count(
            [("company_id", "=", self.company_id.id), ("name", "=", name)], limit=1
        )
        return f"{name} ({self.seller_id.short_code})" if taken else name

    def _get_settlement_journal_code(self):
        """Return a free code: AMZDE for the short code AMZ and www.amazon.de.

        Odoo cuts a journal code to the size of the field: the short code gives
        way to at least two letters of the domain, both to a number if the code
        is taken.
        """
        size = self.env["account.journal"]._fields["code"].size
        short_code = self.seller_id.short_code
        room = max(2, size - len(short_code))
        suffix = self._get_bare_domain().rpartition(".")[2].upper()[:room]
        code = short_code[: size - len(suffix)] + suffix
        taken = self._get_journal_codes()
        number = 1
        candidate = code
        while candidate in taken:
            number += 1
            candidate = f"{code[: size - len(str(number))]}{number}"
        return candidate

    def _get_journal_codes(self):
        """Return the codes that the company uses, archived journals included."""
        # Journals that this user may not see occupy their code as well.
        journals = self.env["account.journal"].sudo().with_context(active_test=False)
        used = journals.search([("company_id", "=", self.company_id.id)])
        return set(used.mapped("code"))
