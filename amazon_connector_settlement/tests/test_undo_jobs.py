# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import amazon_settlement_line_undo as of_lines
from ..models import amazon_settlement_undo as of_settlements
from ..models import amazon_settlement_undo_job as jobs
from .booking import COMMISSION, REIMBURSEMENT, SALE, SUBSCRIPTION, BookingCommon

REFS = [f"302-0000001-000000{number}" for number in range(1, 6)]


@tagged("post_install", "-at_install")
class TestUndoJobs(BookingCommon):
    """What is too much for one request is undone in jobs."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(of_settlements, "UNDOES_AT_ONCE", 3))
        self.enterContext(patch.object(jobs, "LINES_PER_JOB", 2))
        self.enterContext(patch.object(of_lines, "LINES_AT_ONCE", 3))
        self.enterContext(patch.object(of_lines, "LINES_PER_JOB", 2))
        for ref in REFS:
            self.create_order(ref, 100.0)
        rows = [(SALE, "100.00", ref) for ref in REFS]
        rows += [(COMMISSION, "-15.00", ref) for ref in REFS]
        self.settlement = self.settle(
            *rows, (SUBSCRIPTION, "-9.00"), (REIMBURSEMENT, "20.00")
        )
        self.assert_proved(self.settlement)

    def invoices(self):
        orders = self.env["amazon.order"].search([("name", "in", REFS)])
        return orders.sale_order_id.invoice_ids

    def assert_nothing_booked(self):
        self.refresh(self.settlement)
        self.assertEqual(self.settlement.state, "downloaded")
        self.assertFalse(self.settlement.waiting_reason)
        self.assertFalse(self.settlement.statement_id)
        self.assertFalse(self.settlement.line_ids.statement_line_id)
        self.assertEqual(set(self.settlement.line_ids.mapped("state")), {"planned"})
        self.assertFalse(self.settlement.row_ids.move_line_id)
        self.assertEqual(set(self.invoices().mapped("payment_state")), {"not_paid"})

    def test_all_of_it(self):
        self.settlement.with_context(queue_job__no_delay=True).action_undo()
        self.assert_nothing_booked()
        self.book(self.settlement)
        self.assert_proved(self.settlement)
        self.assertEqual(set(self.invoices().mapped("payment_state")), {"paid"})

    def test_small_ones_need_no_job(self):
        with patch.object(of_settlements, "UNDOES_AT_ONCE", 50), trap_jobs() as trap:
            self.settlement.action_undo()
            trap.assert_jobs_count(0)
        self.assert_nothing_booked()

    def test_lost_job(self):
        """Half of the lines are taken back when everything stops."""
        settlement = self.settlement
        with trap_jobs() as trap:
            settlement.action_undo()
            settlement._job_undo()
            trap.assert_enqueued_job(settlement._job_undo)
        self.refresh(settlement)
        lines = settlement.line_ids
        self.assertEqual(len(lines - lines.filtered("statement_line_id")), 2)
        self.assertEqual(settlement.state, "processing")
        self.assertIn("in the background", settlement.waiting_reason)
        with self.assertRaisesRegex(UserError, "being taken back already"):
            settlement.action_undo()
        # Nothing books what is being taken back.
        settlement.with_context(queue_job__no_delay=True).action_reconcile()
        self.assertIn("nothing to book", settlement._job_book())
        self.assertTrue(settlement.is_undoing)
        settlements = self.env["amazon.settlement"]
        settlements.with_context(queue_job__no_delay=True)._resume_undos()
        self.assert_nothing_booked()
        self.book(settlement)
        self.assert_proved(settlement)

    def test_given_up(self):
        """The person who is responsible is told, and may try again."""
        settlement = self.settlement
        with trap_jobs():
            settlement.action_undo()
        settlement._job_undo()
        settlement._on_undo_failed(exc_name="UserError", exc_message="It is locked")
        self.assertIn("It is locked", settlement.waiting_reason)
        self.assertTrue(settlement.activity_ids)
        settlement.with_context(queue_job__no_delay=True).action_undo()
        self.assert_nothing_booked()

    def test_lines(self):
        lines = self.settlement.line_ids
        lines.with_context(queue_job__no_delay=True).action_undo()
        self.refresh(self.settlement)
        self.assertEqual(set(lines.mapped("reason")), {"undone"})
        self.assertEqual(set(self.invoices().mapped("payment_state")), {"not_paid"})
        self.settlement.with_context(queue_job__no_delay=True).action_reconcile()
        self.refresh(self.settlement)
        self.assertEqual(set(lines.mapped("state")), {"reconciled"})
