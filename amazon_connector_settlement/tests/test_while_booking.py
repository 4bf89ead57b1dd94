# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import amazon_settlement_booking as booking
from ..models import amazon_settlement_by_hand as by_hand
from ..models import amazon_settlement_line_undo as line_undo
from ..models import amazon_settlement_undo as undo
from .booking import SALE, UNKNOWN, BookingCommon

REFS = [f"302-000000{number}-0000001" for number in range(4)]
WAITING = "amazon_connector_settlement.mail_activity_type_settlement_waits"


class ByHandCommon(BookingCommon):
    """Lines that somebody books by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clearing = cls.create_account("asset_current", "Old", "AMZ12")

    def book_by_hand(self, lines, account=None):
        """Book open lines on an account; return what the wizard tells."""
        wizard = self.env["amazon.settlement.book.wizard"].create(
            {
                "line_ids": [Command.set(lines.ids)],
                "account_id": (account or self.clearing).id,
                "note": "Old",
            }
        )
        return wizard.action_book()["params"]["message"]


@tagged("post_install", "-at_install")
class TestWhileBooking(ByHandCommon):
    """What somebody does with a line does not end the booking of the others."""

    def book_around(self, action):
        """Book two lines, let somebody act on them, then book the others."""
        settlement = self.plan(*((SALE, "10.00", ref) for ref in REFS))
        with patch.object(booking, "CHUNK", 2):
            with trap_jobs() as trap:
                settlement._start_booking()
                [job] = trap.enqueued_jobs
                settlement._job_book(*job.args)
            lines = self.refresh(settlement).line_ids.filtered("statement_line_id")
            self.assertEqual(len(lines), 2)
            action(lines)
            self.env.cr.flush()
            self.assertEqual(self.refresh(settlement).state, "processing")
            settlement.with_context(queue_job__no_delay=True)._job_book()
        self.refresh(settlement)
        self.assertEqual(settlement.state, "imported")
        self.assertNotIn("planned", settlement.line_ids.mapped("state"))
        self.assertTrue(settlement.statement_id.is_complete)
        self.assertFalse(settlement._find_problem())

    def test_book_by_hand(self):
        self.book_around(self.book_by_hand)

    def test_undo_of_a_line(self):
        self.book_around(lambda lines: lines[0].action_undo())

    def test_undo_in_the_screen_of_statements(self):
        self.book_around(
            lambda lines: lines.statement_line_id.action_undo_reconciliation()
        )

    def test_another_item_in_the_entry(self):
        def replace(lines):
            item = lines[0]._get_suspense_items()
            values = {
                "name": "By hand",
                "account_id": self.clearing.id,
                "currency_id": item.currency_id.id,
                "amount_currency": item.amount_currency,
                "balance": item.balance,
            }
            commands = [Command.delete(item.id), Command.create(values)]
            item.move_id.with_context(
                force_delete=True, skip_readonly_check=True
            ).write({"line_ids": commands})

        self.book_around(replace)

    def test_nothing_while_all_is_undone(self):
        settlement = self.settle(*((SALE, "10.00", ref) for ref in REFS))
        lines = settlement.open_line_ids
        with patch.object(undo, "UNDOES_AT_ONCE", 2), trap_jobs():
            settlement.action_undo()
        for button in ("action_undo", "action_reconcile", "action_book_by_hand"):
            with self.assertRaisesRegex(UserError, "being taken back already"):
                getattr(lines, button)()
        with self.assertRaisesRegex(UserError, "being taken back already"):
            self.book_by_hand(lines)


@tagged("post_install", "-at_install")
class TestManyByHand(ByHandCommon):
    """Lines that jobs book by hand or undo, and amounts that no rule fits."""

    def setUp(self):
        super().setUp()
        self.settlement = self.settle(*((SALE, "10.00", ref) for ref in REFS))
        self.lines = self.settlement.open_line_ids

    def test_second_account_is_another_job(self):
        other = self.create_account("asset_current", "Other", "AMZ13")
        with patch.object(by_hand, "BY_HAND_AT_ONCE", 2), trap_jobs() as trap:
            self.book_by_hand(self.lines)
            self.book_by_hand(self.lines, other)
            keys = {job.identity_key for job in trap.enqueued_jobs}
        self.assertEqual(len(keys), 4)

    def test_undo_of_lines_booked_by_hand_is_done_at_once(self):
        self.book_by_hand(self.lines)
        with patch.object(line_undo, "LINES_AT_ONCE", 2), trap_jobs() as trap:
            self.assertIs(self.lines.action_undo(), True)
            trap.assert_jobs_count(0)
        self.assertEqual(set(self.lines.mapped("reason")), {"undone"})

    def test_job_that_failed_tells_somebody(self):
        self.lines._on_job_failed(exc_name="UserError", exc_message="It is locked")
        activity = self.settlement.activity_search([WAITING])
        self.assertIn("It is locked", activity.note)
        self.assertIn(self.lines[0].label, activity.note)

    def test_unmapped_amount_booked_by_hand(self):
        """It is done with: the list does not ask for a rule, and none touches it."""
        settlement = self.settle((UNKNOWN, "-3.00"))
        unmapped = self.env["amazon.settlement.unmapped"]
        self.assertEqual(len(unmapped.search([])), 1)
        self.book_by_hand(settlement.open_line_ids)
        self.env.invalidate_all()
        self.assertFalse(unmapped.search([]))
        rows = self.env["amazon.settlement.row"]
        self.env["amazon.settlement.rule"].create(
            {
                "name": "New",
                "amount_description": UNKNOWN[-1],
                "treatment": "fee",
                "account_id": self.fees.id,
            }
        )
        rows._apply_rules(self.seller)
        self.assertEqual(settlement.row_ids.treatment, "unmapped")
