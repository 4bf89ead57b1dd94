# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .booking import COMMISSION, SALE, SUBSCRIPTION, BookingCommon

REF = "302-0000001-0000001"
MANAGER = "amazon_connector.group_amazon_manager"


@tagged("post_install", "-at_install")
class TestUndoRights(BookingCommon):
    """An Amazon manager books what Amazon says; only accountants take entries away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.create_user("boss", MANAGER)
        cls.users = {
            group: cls.create_user(group.partition(".")[2], group)
            for group in (
                "account.group_account_basic",
                "account.group_account_manager",
            )
        }

    def test_manager_books_and_reconciles(self):
        """The daily work of a manager needs no right of accounting."""
        self.company.fiscalyear_lock_date = date(2026, 6, 25)
        settlement = self.settle((SALE, "100.00", REF), (COMMISSION, "-15.00", REF))
        self.assertTrue(settlement.waiting_reason)
        self.company.fiscalyear_lock_date = False
        by_manager = settlement.with_user(self.manager)
        by_manager = by_manager.with_context(queue_job__no_delay=True)
        by_manager.action_reconcile()
        self.assert_proved(self.refresh(settlement), "imported")
        self.create_order(REF, 100.0)
        by_manager.line_ids.action_reconcile()
        self.assert_proved(self.refresh(settlement))

    def test_manager_takes_no_entry_away(self):
        """Neither of a settlement nor of a line, and nothing has changed then."""
        settlement = self.settle((SALE, "100.00", REF), (SUBSCRIPTION, "-1.00"))
        moves = settlement.line_ids.statement_line_id.move_id
        for records in (settlement, settlement.line_ids):
            with self.assertRaisesRegex(AccessError, "only an accountant may do"):
                records.with_user(self.manager).action_undo()
        self.env.invalidate_all()
        self.assertEqual(set(moves.exists().mapped("state")), {"posted"})
        self.assert_proved(settlement, "imported")

    def test_manager_takes_back_what_has_no_entry(self):
        self.company.fiscalyear_lock_date = date(2026, 6, 25)
        settlement = self.settle((SUBSCRIPTION, "-1.00"))
        self.assertEqual(settlement.state, "processing")
        settlement.with_user(self.manager).action_undo()
        self.refresh(settlement)
        self.assertEqual(settlement.state, "downloaded")
        self.assertFalse(settlement.waiting_reason)

    def test_accountant_takes_entries_away(self):
        for user in self.users.values():
            with self.subTest(user=user.login), self.env.cr.savepoint() as savepoint:
                settlement = self.settle((SUBSCRIPTION, "-1.00"))
                settlement.line_ids[0].with_user(user).action_undo()
                settlement.with_user(user).action_undo()
                self.refresh(settlement)
                self.assertEqual(settlement.state, "downloaded")
                self.assertFalse(settlement.line_ids.statement_line_id)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_manager_who_is_an_accountant(self):
        user = self.create_user("both", MANAGER, "account.group_account_basic")
        settlement = self.settle((SUBSCRIPTION, "-1.00"))
        settlement.with_user(user).action_undo()
        self.assertEqual(self.refresh(settlement).state, "downloaded")
