# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models.amazon_seller_audit import MAX_ORDER_REFS
from .common import AmazonFbmCommon
from .documents import item, valid_order

FIRST = "302-0000001-0000001"
SECOND = "302-0000002-0000002"
THIRD = "302-0000003-0000003"
FETCH = "_job_fetch_single_orders"


@tagged("post_install", "-at_install")
class TestOrderFetch(AmazonFbmCommon):
    """Orders that are imported by their ids."""

    def prepare_wizard(self, text, **values):
        wizards = self.env["amazon.operation.wizard"].with_context(
            queue_job__no_delay=True
        )
        return wizards.create(
            {
                "operation": "import_order_ids",
                "seller_ids": self.seller.ids,
                "order_refs": text,
                **values,
            }
        )

    def fetch(self, text):
        """Import pasted ids with all jobs at once; return the sync log."""
        action = self.prepare_wizard(text).action_execute()
        return self.refresh(self.env["amazon.sync.log"].browse(action["res_id"]))

    def calls(self):
        return self.simulator.journal.entries("getOrder")

    # === WHAT IS IMPORTED === #

    def test_order_that_the_list_never_names(self):
        """O14."""
        self.put_simple(FIRST)
        self.faults.plan(
            operation="searchOrders", drop_order_ids=[FIRST], times="always"
        )
        self.run_import()
        self.assertFalse(self.get_order(FIRST))
        log = self.fetch(FIRST)
        self.assertEqual((log.state, log.sync_type), ("done", "manual"))
        self.assertEqual(log.imported_count, 1)
        self.assert_proved(self.get_order(FIRST), "10.00")

    def test_several(self):
        self.put_simple(FIRST, SECOND, THIRD)
        log = self.fetch(f"{FIRST}\n{SECOND}, {FIRST}")
        self.assertEqual(len(self.calls()), 2)
        self.assertEqual(log.imported_count, 2)
        self.assertFalse(self.get_order(THIRD))

    def test_all_sections_are_asked_for(self):
        self.put_simple(FIRST)
        self.fetch(FIRST)
        included = set(self.calls()[0].query["includedData"].split(","))
        self.assertEqual(included, set(self.seller._get_included_data()))

    def test_unknown_id_stops_no_other(self):
        self.put_simple(SECOND)
        log = self.fetch(f"{FIRST} {SECOND}")
        self.assertEqual((log.imported_count, log.failed_count), (1, 1))
        self.assertEqual(log.state, "partial")
        line = log.line_ids.filtered("is_mismatch")
        self.assertEqual((line.reference, line.cause), (FIRST, "not_found"))
        self.assertTrue(line.request_id)

    def test_order_that_is_imported_already(self):
        self.import_order(FIRST, [item("MUG")])
        log = self.fetch(FIRST)
        self.assertEqual((log.skipped_count, log.fetched_count), (1, 1))
        line = log.line_ids
        self.assertEqual((line.reference, line.result), (FIRST, "skipped"))
        self.assertIn("unchanged", line.message)
        self.assertEqual(len(self.get_sales()), 1)

    def test_skipped_order_is_processed_again(self):
        self.run_import(valid_order(FIRST, [item("MUG")], status="SHIPPED"))
        self.assertEqual(self.get_order(FIRST).state, "skipped")
        self.seller.import_shipped_orders = False
        log = self.fetch(FIRST)
        self.assertEqual(log.line_ids.result, "skipped")
        self.assertIn("nothing left to ship", log.line_ids.message)

    def test_held_order_is_tried_again(self):
        self.import_order(FIRST, [item("NEW-1")])
        self.mug.default_code = "NEW-1"
        log = self.fetch(FIRST)
        self.assertEqual(log.imported_count, 1)

    def test_cursor_stays(self):
        self.put_simple(FIRST)
        self.fetch(FIRST)
        self.assertFalse(self.seller.order_cursor)

    # === LIMITS AND FAULTS === #

    def test_throttled_in_the_middle(self):
        """What came before is kept; the job goes on with the rest."""
        self.put_simple(FIRST, SECOND, THIRD)
        self.faults.plan(operation="getOrder", nth=2, status=429)
        with trap_jobs() as trap:
            log = self.seller._start_order_fetch([FIRST, SECOND, THIRD])
            self.perform_job(trap, self.waiting_jobs(trap, FETCH)[0])
            self.assertEqual(log.wanted_refs, [SECOND, THIRD])
            self.perform(trap)
        self.assertEqual(len(self.get_sales()), 3)
        self.assertEqual(self.refresh(log).state, "done")

    def test_throttled_at_once_waits(self):
        self.put_simple(FIRST)
        self.faults.plan(operation="getOrder", status=429)
        with trap_jobs() as trap:
            log = self.seller._start_order_fetch([FIRST])
            error = self.perform_until(trap, RetryableJobError)
        self.assertTrue(error.ignore_retry)
        self.assertEqual(log.state, "running")

    def test_many_ids_take_several_jobs(self):
        refs = [f"302-{number:07d}-0000001" for number in range(23)]
        self.put_simple(*refs)
        with trap_jobs() as trap:
            self.seller._start_order_fetch(refs)
            jobs = 0
            while waiting := self.waiting_jobs(trap, FETCH):
                self.perform_job(trap, waiting[0])
                jobs += 1
        self.assertEqual(jobs, 3)
        self.assertEqual(len(self.calls()), 23)

    def test_missing_role_leaves_its_sections_out(self):
        self.put_simple(FIRST)
        self.simulator.state.deny_roles(["direct_to_consumer_shipping"])
        log = self.fetch(FIRST)
        self.assertIn("Direct-to-Consumer Shipping", log.notice)
        self.assertTrue(self.get_order(FIRST))

    def test_dead_authorisation_keeps_what_came(self):
        self.put_simple(FIRST, SECOND)
        self.faults.plan(operation="getOrder", nth=2, status=401, times="always")
        with trap_jobs() as trap:
            log = self.seller._start_order_fetch([FIRST, SECOND])
            self.perform(trap)
        self.assertEqual(log.state, "failed")
        self.assertTrue(self.get_order(FIRST))

    # === WHAT IS PASTED === #

    def test_what_is_no_id_is_named(self):
        with self.assertRaisesRegex(UserError, "302-1, HELLO"):
            self.fetch(f"302-1 {FIRST} hello")
        self.assertFalse(self.calls())

    def test_nothing_is_pasted(self):
        with self.assertRaisesRegex(UserError, "Paste the Amazon order IDs"):
            self.fetch(" ")

    def test_too_many(self):
        refs = [f"302-{number:07d}-0000001" for number in range(MAX_ORDER_REFS + 1)]
        with self.assertRaisesRegex(UserError, "too many at once"):
            self.fetch(" ".join(refs))

    def test_two_sellers(self):
        other = self.create_seller(self.company, name="Other", short_code="OTH")
        wizard = self.prepare_wizard(FIRST, seller_ids=(self.seller | other).ids)
        with self.assertRaisesRegex(UserError, "Choose one seller"):
            wizard.action_execute()
