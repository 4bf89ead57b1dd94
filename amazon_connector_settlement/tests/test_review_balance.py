# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Book values of settlements without payout, and how entries are proved."""

from datetime import datetime

from odoo.tests import tagged

from .booking import (
    OPENING,
    REIMBURSEMENT,
    RESERVE,
    BookingCommon,
)

JULY = {"start": datetime(2026, 6, 30, 22), "end": datetime(2026, 7, 14, 22)}
LATER = datetime(2026, 7, 5, 12)


class ForeignCommon(BookingCommon):
    """The settlements are in another currency than the books, and the rate moves."""

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
                for day, rate in (
                    ("2026-01-01", 1.1),
                    ("2026-06-21", 1.25),
                    ("2026-07-01", 1.4),
                )
            ]
        )

    def assert_amazon_has(self, amount, value):
        account = self.journal.default_account_id
        self.assertAlmostEqual(self.get_balance(account, currency=True), amount)
        self.assertAlmostEqual(self.get_balance(account), value)


@tagged("post_install", "-at_install")
class TestBookValue(ForeignCommon):
    """What Amazon still has keeps its book value."""

    def test_all_is_reserved(self):
        """RP19: a settlement without payout hands its book value on."""
        first = self.settle((REIMBURSEMENT, "110.00"), (RESERVE, "-110.00"))
        self.assert_proved(first)
        self.assertAlmostEqual(first.closing_balance_company, 100)
        second = self.settle(
            (OPENING, "110.00", "", "", LATER),
            (REIMBURSEMENT, "70.00", "", "", LATER),
            **JULY,
        )
        self.assert_proved(second)
        self.assert_amazon_has(0, 0)

    def test_booked_payout_keeps_the_closing_value(self):
        settlement = self.settle((REIMBURSEMENT, "110.00"), (RESERVE, "-55.00"))
        settlement.state = "processing"
        settlement._job_book()
        self.assertAlmostEqual(settlement.closing_balance_company, 50)
