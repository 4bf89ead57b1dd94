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
        help="Used when settlements are imported: what one leaves at its end, because "
        "Amazon transfers it to your bank, gets a line of its own in the statement "
        "against this account, so that the next statement begins at zero. Blank: the "
        "statement has no such line.",
    )
    ending_balance_description = fields.Char(
        default=lambda self: self.env._("Transfer to Bank"),
        help="Used when settlements are imported: the label of the ending balance line "
        "in the statement.",
    )

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | {
            "settlement_journal_id",
            "ending_balance_account_id",
        }

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

    @api.constrains("ending_balance_account_id", "ending_balance_description")
    def _check_ending_balance_description(self):
        for marketplace in self.filtered("ending_balance_account_id"):
            if not (marketplace.ending_balance_description or "").strip():
                raise ValidationError(
                    self.env._(
                        "%s has an ending balance account: enter the description of "
                        "its line in the statement too, such as Transfer to Bank.",
                        marketplace.name,
                    )
                )

    def _get_integration_defaults(self):
        return super()._get_integration_defaults() | {
            "settlement_journal_id": self._get_default_settlement_journal
        }

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
            "name": f"Amazon {self._get_bare_domain()}",
            "type": "bank",
            "code": self._get_settlement_journal_code(),
            "currency_id": self.currency_id.id,
            "company_id": self.company_id.id,
        }

    def _get_bare_domain(self):
        return (self.domain_name or self.name).lower().removeprefix("www.")

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
