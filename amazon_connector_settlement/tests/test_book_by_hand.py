# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import amazon_settlement_by_hand
from .booking import COMMISSION, SALE, SUBSCRIPTION, UNKNOWN, BookingCommon

REF = "302-0000001-0000001"
OTHER = "302-0000002-0000002"
THIRD = "302-0000003-0000003"
LATER = datetime(2026, 6, 28, 12)
ACCOUNTANT = "account.group_account_basic"
NOTE = "From before the change"


@tagged("post_install", "-at_install")
class TestBookByHand(BookingCommon):
    """Amounts that nothing will ever match go to an account in one step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clearing = cls.create_account("asset_current", "Old Receivables", "AMZ12")
        cls.accountant = cls.create_user("ada", ACCOUNTANT)

    def book_by_hand(self, lines, **values):
        """Book what is open of these lines as an accountant does.

        :return: what the wizard tells
        """
        lines = lines.with_user(self.accountant)
        action = lines.action_book_by_hand()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.accountant)
            .with_context(**action["context"])
        )
        wizard.account_id = values.get("account", self.clearing)
        wizard.partner_id = values.get("partner", self.env["res.partner"])
        wizard.note = NOTE
        result = wizard.save().action_book()
        self.env.flush_all()
        self.env.invalidate_all()
        return result["params"]["message"]

    def settle_old_orders(self):
        """Return a settlement with two orders that are not in Odoo."""
        return self.settle(
            (SALE, "10.00", REF),
            (COMMISSION, "-1.50", REF),
            (SALE, "20.00", OTHER, "", LATER),
        )

    def test_old_orders_are_booked_at_once(self):
        settlement = self.settle_old_orders()
        lines = settlement.open_line_ids
        statement = settlement.statement_id
        message = self.book_by_hand(lines, partner=self.partner)
        self.assertEqual(message, "2 lines are booked.")
        self.assert_proved(settlement)
        self.assertEqual(settlement.statement_id, statement)
        self.assertEqual(self.get_balance(self.clearing), -30)
        self.assertEqual(
            self.get_items(self.get_line(settlement, REF)),
            {("AMZ12", "-10.00"), ("AMZ60", "1.50")},
        )
        self.assertEqual(set(lines.mapped("reason")), {"by_hand"})
        self.assertEqual(set(lines.mapped("open_amount")), {0})
        items = settlement.row_ids.filtered(
            lambda row: row.treatment == "receivable"
        ).move_line_id
        self.assertEqual(items.account_id, self.clearing)
        self.assertEqual(items.partner_id, self.partner)
        self.assertEqual(set(items.statement_line_id.mapped("is_reconciled")), {True})
        for words in ("AMZ12", self.accountant.name, NOTE):
            self.assertIn(words, lines[0].message)
            self.assertIn(words, items.move_id[0].message_ids[0].body)

    def test_undo_opens_the_amount_again(self):
        settlement = self.settle_old_orders()
        self.book_by_hand(settlement.open_line_ids)
        line = self.get_line(settlement, REF)
        line.action_undo()
        self.assert_open(line, "undone")
        self.assertEqual(line.open_amount, 10)
        self.assertEqual(self.get_balance(self.clearing), -20)
        self.assertEqual(self.get_balance(self.fees), 1.5)
        self.assert_proved(settlement, "imported")
        order = self.create_order(REF, 10.0)
        line.action_reconcile()
        self.assertEqual(line.state, "reconciled")
        self.assertEqual(self.get_invoice(order).payment_state, "paid")
        self.assert_proved(settlement)

    def test_undo_releases_what_the_old_books_paid(self):
        """Somebody has reconciled the item with what was brought forward."""
        settlement = self.settle_old_orders()
        account = self.create_account("asset_receivable", "Brought Forward", "AMZ13")
        self.book_by_hand(settlement.open_line_ids, account=account)
        lines = settlement.line_ids.filtered("by_hand_item_id")
        item = lines[0].by_hand_item_id
        other = item.move_id.copy({"line_ids": []})
        other.line_ids = [
            Command.create(
                {
                    "account_id": each.id,
                    "currency_id": item.currency_id.id,
                    "amount_currency": sign * item.amount_currency,
                }
            )
            for each, sign in ((account, -1), (self.fees, 1))
        ]
        other.action_post()
        (item + other.line_ids.filtered(lambda i: i.account_id == account)).reconcile()
        self.assertTrue(item.reconciled)
        lines.action_undo()
        self.assertFalse(item.matched_debit_ids | item.matched_credit_ids)
        self.assertEqual(set(lines.mapped("state")), {"open"})
        self.assertFalse(lines.by_hand_item_id)
        self.assert_proved(settlement, "imported")

    def test_undo_of_the_settlement_takes_it_back(self):
        settlement = self.settle_old_orders()
        self.book_by_hand(settlement.open_line_ids)
        settlement.action_undo()
        self.assertEqual(self.get_balance(self.clearing), 0)
        self.book(settlement)
        self.assert_open(self.get_line(settlement, REF), "order_missing")

    def test_receivable_account_is_not_looked_at_again(self):
        """What is open on it then, the accountant reconciles with the old books."""
        settlement = self.settle_old_orders()
        account = self.create_account("asset_receivable", "Brought Forward", "AMZ13")
        self.book_by_hand(settlement.open_line_ids, account=account)
        settlement.line_ids.action_reconcile()
        self.with_jobs(lambda: self.create_order(REF, 10.0))
        self.assert_proved(settlement)
        self.assertEqual(self.get_balance(account), -30)

    def test_locked_period_is_refused(self):
        settlement = self.settle_old_orders()
        self.env.flush_all()
        # Odoo refuses that on the screen while lines are open.
        self.env.cr.execute(
            "UPDATE res_company SET fiscalyear_lock_date = %s WHERE id = %s",
            (date(2026, 6, 25), self.company.id),
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, f"{REF}.*locked until.*leave out"):
            self.book_by_hand(settlement.open_line_ids)
        self.assertEqual(self.get_balance(self.clearing), 0)
        self.book_by_hand(self.get_line(settlement, OTHER))
        self.assertEqual(self.get_balance(self.clearing), -20)

    def test_money_of_a_customer_stays_where_it_is(self):
        """Some of it is on the receivable: that is no clearing account's business."""
        self.create_order(REF, 60.0)
        charge = ("Order", "ItemFees", "Brand New Charge")
        settlement = self.settle(
            (SALE, "100.00", REF), (charge, "-3.00", REF), (SALE, "20.00", OTHER)
        )
        message = self.book_by_hand(settlement.open_line_ids)
        self.assertIn("1 lines are booked. 1 others stay open", message)
        self.assert_open(self.get_line(settlement, REF), "amount_differs", "40.00")
        self.assertEqual(self.get_balance(self.clearing), -20)

    def test_unmapped_amount(self):
        settlement = self.settle((UNKNOWN, "-7.00"), (SUBSCRIPTION, "-1.00"))
        self.book_by_hand(settlement.open_line_ids)
        self.assertEqual(self.get_balance(self.clearing), 7)
        self.assert_proved(settlement)

    def test_suspense_and_bank_are_no_account_for_it(self):
        settlement = self.settle_old_orders()
        with self.assertRaisesRegex(UserError, "would be open again"):
            self.book_by_hand(
                settlement.open_line_ids, account=self.journal.suspense_account_id
            )

    def test_many_lines_are_left_to_jobs(self):
        settlement = self.settle(*((SALE, "10.00", ref) for ref in (REF, OTHER, THIRD)))
        with (
            patch.object(amazon_settlement_by_hand, "BY_HAND_AT_ONCE", 2),
            trap_jobs() as trap,
        ):
            message = self.book_by_hand(settlement.open_line_ids)
            self.assertEqual(message, "3 lines are being booked in the background.")
            self.assertEqual(settlement.open_line_count, 3)
            trap.assert_jobs_count(2)
            # Somebody else was faster with one of them.
            self.get_line(settlement, THIRD).sudo()._set_reconciled()
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        self.assertEqual(self.get_balance(self.clearing), -20)
        self.assertIn(self.accountant.name, self.get_line(settlement, REF).message)

    def test_order_that_is_not_in_odoo_cannot_be_opened(self):
        settlement = self.settle_old_orders()
        self.book_by_hand(settlement.open_line_ids)
        with self.assertRaisesRegex(UserError, f"{REF} is not in Odoo"):
            self.get_line(settlement, REF).action_open_order()

    def test_nothing_open_is_nothing_to_book(self):
        settlement = self.settle((SUBSCRIPTION, "-1.00"))
        with self.assertRaisesRegex(UserError, "Nothing of these lines is open"):
            self.book_by_hand(settlement.line_ids)

    def test_only_accountants(self):
        settlement = self.settle_old_orders()
        for group in ("user", "manager"):
            user = self.create_user(group, f"amazon_connector.group_amazon_{group}")
            with self.assertRaisesRegex(AccessError, "accountants decide"):
                settlement.open_line_ids.with_user(user).action_book_by_hand()
