# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

from ..models.amazon_seller import INCLUDED_DATA
from .common import AmazonFbmCommon
from .documents import item, valid_order

REFS = ("302-1", "302-2", "302-3")


@tagged("post_install", "-at_install")
class TestFault(AmazonFbmCommon):
    """Whatever Amazon or the network do: no order is lost, none comes twice."""

    def import_through(self, fault):
        """Import three pages; the second one fails once. Return the log and error."""
        self.put(*(valid_order(ref, [item("MUG")]) for ref in REFS))
        self.faults.plan(operation="searchOrders", nth=2, **fault)
        with self.pages_of(1), self.trapped_run() as (log, trap):
            error = self.perform_until(trap, RetryableJobError)
            self.end_transaction(self.env.cr.postrollback)
            self.assertEqual((log.state, log.page_count), ("running", 1))
            self.assertFalse(self.seller.order_cursor)
            log.sudo()._job_fetch_orders()
            self.perform(trap)
        self.assertEqual((log.state, log.imported_count), ("done", 3))
        self.assertEqual(sorted(self.get_sales().mapped("name")), list(REFS))
        self.assertIn(str(error), log.technical_detail)
        return log, error

    def test_html_of_a_proxy(self):
        html = "<html><body>Bad Gateway for customer 4711</body></html>"
        log, error = self.import_through(
            {"status": 502, "body": html, "content_type": "text/html"}
        )
        self.assertFalse(error.ignore_retry)
        self.assertNotIn("4711", log.technical_detail)

    def test_html_that_claims_success(self):
        html = "<html>Welcome</html>"
        self.import_through({"status": 200, "body": html, "content_type": "text/html"})

    def test_empty_503(self):
        self.import_through({"status": 503, "body": ""})

    def test_cut_off_answer(self):
        self.import_through({"truncate": 200})

    def test_connection_lost(self):
        self.import_through({"cut_after": 100})

    def test_answer_without_orders(self):
        self.import_through({"status": 200, "body": '{"pagination": {}}'})

    def test_throttled_without_header(self):
        fault = {"status": 429, "headers": {"x-amzn-RateLimit-Limit": None}}
        _log, error = self.import_through(fault)
        self.assertTrue(error.ignore_retry)
        self.assertGreater(error.seconds, 100)

    def test_killed_after_the_page_and_before_the_commit(self):
        """O05: What was not committed is fetched again by the same job."""
        self.put(*(valid_order(ref, [item("MUG")]) for ref in REFS))
        with self.pages_of(1), self.trapped_run() as (log, trap):
            fetch = self.waiting_jobs(trap)[0]
            with self.assertRaises(KeyboardInterrupt), self.env.cr.savepoint():
                fetch.perform()
                self.assertTrue(self.env["amazon.order"].search_count([]))
                raise KeyboardInterrupt
            trap.enqueued_jobs[:] = [fetch]
            self.assertFalse(self.env["amazon.order"].search_count([]))
            self.perform(trap)
        self.assertEqual((log.state, log.imported_count), ("done", 3))

    # === MISSING ROLES === #

    def refuse(self, *sections, times="always"):
        """Let Amazon refuse every search that asks for one of these sections."""
        for section in sections:
            self.faults.plan(
                operation="searchOrders", match=section, status=403, times=times
            )

    def import_without(self, *sections):
        """Import while Amazon refuses these sections; return the log."""
        self.refuse(*sections)
        self.put(*(valid_order(ref, [item("MUG")]) for ref in REFS))
        with self.pages_of(1):
            log = self.run_import()
        self.assertEqual((log.state, log.imported_count), ("done", 3))
        for query in self.searches()[-3:]:
            included = set(query["includedData"].split(","))
            self.assertEqual(included, set(INCLUDED_DATA) - set(sections))
        self.end_transaction(self.env.cr.postcommit)
        self.assertEqual(self.seller.state, "connected")
        return log

    def assert_missing(self, *roles):
        self.assertEqual(self.seller.role_report, dict.fromkeys(roles, "missing"))

    def test_without_the_role_for_personal_data(self):
        log = self.import_without("BUYER", "RECIPIENT")
        self.assertTrue(all(self.get_sales().mapped("amazon_address_incomplete")))
        self.assertIn("trying without BUYER, RECIPIENT", log.technical_detail)
        self.assertIn("Direct-to-Consumer Shipping", log.notice)
        self.assert_missing("direct_to_consumer_shipping")

    def test_without_the_role_for_tax(self):
        """The addresses are not given up for it."""
        log = self.import_without("TAX")
        self.assertFalse(any(self.get_sales().mapped("amazon_address_incomplete")))
        self.assertIn("Tax Invoicing", log.notice)
        self.assertNotIn("Direct-to-Consumer", log.notice)
        self.assert_missing("tax_invoicing")

    def test_without_both_roles(self):
        log = self.import_without("BUYER", "RECIPIENT", "TAX")
        self.assertIn("Tax Invoicing", log.notice)
        self.assertIn("Direct-to-Consumer", log.notice)
        self.assert_missing("direct_to_consumer_shipping", "tax_invoicing")

    def test_missing_roles_are_not_tried_again(self):
        self.import_without("BUYER", "RECIPIENT")
        calls = len(self.searches())
        log = self.run_import()
        self.assertEqual(len(self.searches()), calls + 1)
        self.assertFalse(log.notice)

    def test_known_missing_role_and_another(self):
        self.seller.role_report = {"direct_to_consumer_shipping": "missing"}
        self.refuse("TAX")
        log = self.run_import()
        self.assertEqual((log.state, len(self.searches())), ("done", 2))
        self.assert_missing("direct_to_consumer_shipping", "tax_invoicing")

    def test_role_that_is_granted_again(self):
        self.seller.role_report = {"tax_invoicing": "missing"}
        self.run_import()
        self.assertNotIn("TAX", self.searches()[-1]["includedData"])
        self.seller.role_report = {"tax_invoicing": "granted"}
        self.run_import()
        self.assertIn("TAX", self.searches()[-1]["includedData"])

    def test_refused_altogether(self):
        """Only this operation stops, until a test or a person ends the pause."""
        self.faults.plan(operation="searchOrders", status=403, times="always")
        log = self.run_import()
        self.assertEqual(log.state, "failed")
        self.assertIn("Inventory and Order Tracking", log.failure_reason)
        self.assertTrue(log.request_id)
        self.assertEqual(len(self.searches()), 4)
        self.assertFalse(self.seller.role_report)
        scheduler = self.get_scheduler()
        self.assertEqual(scheduler.status, "paused")
        self.assertEqual(scheduler.pause_reason, log.failure_reason)
        self.assertEqual(self.seller.state, "connected")
        self.assertFalse(self.run_clock())
        self.assertEqual(len(self.searches()), 4)

    def test_test_of_the_connection_ends_the_pause(self):
        self.faults.plan(operation="searchOrders", status=403, times="always")
        self.run_import()
        self.faults.clear()
        self.seller._test_connection()
        self.assertEqual(self.get_scheduler().status, "on")
        self.put_simple("302-1")
        self.assertEqual(self.run_clock().imported_count, 1)

    def test_run_by_hand_that_works_ends_the_pause(self):
        self.faults.plan(operation="searchOrders", status=403, times="always")
        self.run_import()
        self.faults.clear()
        self.assertEqual(self.run_import().state, "done")
        self.assertFalse(self.get_scheduler().pause_reason)
