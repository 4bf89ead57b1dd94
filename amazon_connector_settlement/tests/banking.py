# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Settlements and the real bank, and settlements in another currency."""

from .booking import BookingCommon

RATES = {"2026-01-01": 1.1, "2026-06-21": 1.25, "2026-07-01": 1.4}


class BankCommon(BookingCommon):
    """A bank account outside of Amazon."""

    @classmethod
    def create_bank(cls, **values):
        """Return the journal of a bank account, in the currency of the company."""
        return cls.env["account.journal"].create(
            {
                "name": "House Bank",
                "type": "bank",
                "code": "HOUSE",
                "company_id": cls.company.id,
                **values,
            }
        )

    def create_bank_line(
        self, bank, amount, day="2026-07-02", label="Transfer", **values
    ):
        """Return a line of the bank's statement."""
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": bank.id,
                "date": day,
                "payment_ref": label,
                "amount": amount,
                **values,
            }
        )


class ForeignCommon(BankCommon):
    """The settlements are in another currency than the books, and the rate moves."""

    rates = RATES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The currency of the company differs between databases.
        foreign = cls.marketplace_de, cls.marketplace_us
        cls.marketplace = next(
            each for each in foreign if each.currency_id != cls.company.currency_id
        )
        cls.journal = cls.marketplace.settlement_journal_id
        cls.currency = cls.marketplace.currency_id
        cls.currency.rate_ids.unlink()
        cls.env["res.currency.rate"].create(
            [
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": cls.currency.id,
                    "company_id": cls.company.id,
                }
                for day, rate in cls.rates.items()
            ]
        )

    def assert_amazon_has(self, amount, value):
        """Assert the balance of Amazon's account in both currencies."""
        account = self.journal.default_account_id
        self.assertAlmostEqual(self.get_balance(account, currency=True), amount)
        self.assertAlmostEqual(self.get_balance(account), value)
