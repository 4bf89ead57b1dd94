# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.common import participation

from .booking import BookingCommon

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = Path(os.environ.get("AMAZON_SAMPLES", PROJECT.parent / "shared/samples"))
FOLDER = SAMPLES / "settlements"
BAD = "does_not_tie_missing_reserve.txt"
CHAIN = (
    "chain1_negative.txt",
    "chain2_payable_charged.txt",
    "chain3_payable_rolled.txt",
)
MARKETPLACES = (
    participation("A39IBJ37TRP1C6", "AU", "AUD", "en_AU", "www.amazon.com.au"),
    participation("A1VC38T7YXB528", "JP", "JPY", "ja_JP", "www.amazon.co.jp"),
    participation("A2EUQ1WTGCTBG2", "CA", "CAD", "en_CA", "www.amazon.ca"),
)


@tagged("post_install", "-at_install")
class TestSamples(BookingCommon):
    """Whole files, from the report to the statement that proves itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for entry in MARKETPLACES:
            code = entry["marketplace"]["defaultCurrencyCode"]
            currencies = cls.env["res.currency"].with_context(active_test=False)
            currencies.search([("name", "=", code)]).active = True
            cls.create_marketplace(cls.seller, entry).action_integrate()

    def setUp(self):
        super().setUp()
        if not FOLDER.is_dir():
            self.skipTest("The samples are not there: set AMAZON_SAMPLES")

    def take(self, name, seller=None):
        """Take a file in with all its jobs; return its settlement."""
        return self.take_content((FOLDER / name).read_bytes(), name, seller)

    def check(self, settlement):
        """Assert that the statement is the proof, and all that is open is listed."""
        open_lines = settlement.line_ids.filtered(lambda line: line.state == "open")
        self.journal = settlement.journal_id
        self.assert_proved(settlement, "imported" if open_lines else "reconciled")
        allowed = {"order_missing", "unmapped"}
        self.assertLessEqual(set(open_lines.mapped("reason")), allowed)
        self.check_rows(settlement)
        account = settlement.journal_id.default_account_id
        return self.get_balance(account, currency=True)

    def check_rows(self, settlement):
        """Assert that each row is in one journal item, and each item is its rows.

        The balances at the ends of the period are no movement.
        """
        rows = settlement.row_ids
        self.assertEqual(rows.mapped("number"), list(range(1, len(rows) + 1)))
        balances = rows.filtered(lambda row: row.treatment in ("opening", "closing"))
        self.assertFalse(balances.move_line_id)
        items = settlement.statement_id.line_ids.move_id.line_ids
        own = settlement.journal_id.default_account_id
        payout = settlement.line_ids.filtered(lambda line: line.kind == "payout")
        opposite = items.filtered(lambda item: item.account_id != own)
        opposite -= payout.statement_line_id.move_id.line_ids
        by_item = (rows - balances).grouped("move_line_id")
        self.assertEqual(set(by_item), set(opposite))
        for item, item_rows in by_item.items():
            amount = settlement.currency_id.round(sum(item_rows.mapped("amount")))
            self.assertEqual(-item.amount_currency, amount, item.name)

    def test_every_sample_is_posted(self):
        names = sorted(path.name for path in FOLDER.glob("*.txt"))
        singles = [name for name in names if name not in (BAD, *CHAIN)]
        self.assertTrue(singles)
        for name in singles:
            with self.subTest(name=name), self.env.cr.savepoint() as savepoint:
                settlement = self.take(name)
                self.check(settlement)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_chain_with_debts_in_any_order(self):
        for order in (CHAIN, CHAIN[::-1]):
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                settlements = [self.take(name) for name in order]
                self.env.invalidate_all()
                balances = [self.check(settlement) for settlement in settlements]
                last = max(settlements, key=lambda settlement: settlement.end_date)
                end = last.statement_id.balance_end_real
                self.assertEqual(set(map(abs, balances)), {abs(end)})
                savepoint.rollback()
                self.env.invalidate_all()

    def test_all_of_them_together(self):
        """Samples of one marketplace overlap, as Amazon's kinds of accounts do."""
        names = sorted(path.name for path in FOLDER.glob("*.txt"))
        for order in (names, names[::-1]):
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                settlements = [self.take(name) for name in order if name != BAD]
                self.env.invalidate_all()
                for settlement in settlements:
                    self.check(settlement)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_missing_one_of_the_chain_shows(self):
        self.take(CHAIN[0])
        third = self.take(CHAIN[2])
        self.assertTrue(third.statement_id.is_complete)
        self.assertFalse(third.statement_id.is_valid)
        self.assertTrue(third.has_gap)
        gap = self.env.ref("amazon_connector_settlement.mail_activity_type_gap")
        self.assertIn(gap, third.activity_ids.activity_type_id)

    def test_file_that_does_not_tie_is_not_booked(self):
        settlement = self.take(BAD)
        self.assertEqual(settlement.state, "refused")
        self.assertEqual(abs(settlement.difference), 42.24)
        self.assertFalse(settlement.line_ids.statement_line_id)

    def test_same_file_twice_is_one_settlement(self):
        """RP21."""
        settlement = self.take("us_basic.txt")
        before = settlement.statement_id.line_ids
        again = self.take("us_basic.txt")
        self.assertEqual(again, settlement)
        self.assertEqual(again.statement_id.line_ids, before)
