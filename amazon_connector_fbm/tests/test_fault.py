# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

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
        """What was not committed is fetched again by the same job."""
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

    # === PERSONAL DATA === #

    def refuse_personal_data(self, times="always"):
        for name in ("BUYER", "RECIPIENT"):
            self.faults.plan(
                operation="searchOrders", match=name, status=403, times=times
            )

    def test_without_the_role_for_personal_data(self):
        self.refuse_personal_data()
        self.put(*(valid_order(ref, [item("MUG")]) for ref in REFS))
        with self.pages_of(1):
            log = self.run_import()
        self.assertEqual((log.state, log.imported_count), ("done", 3))
        for query in self.searches()[-3:]:
            included = set(query["includedData"].split(","))
            self.assertFalse(included & {"BUYER", "RECIPIENT"})
            self.assertIn("PROCEEDS", included)
        self.assertTrue(all(self.get_sales().mapped("amazon_address_incomplete")))
        self.assertIn("trying without it", log.technical_detail)
        self.end_transaction(self.env.cr.postcommit)
        self.assertEqual(self.seller.state, "connected")

    def test_refused_altogether(self):
        self.faults.plan(operation="searchOrders", status=403, times="always")
        log = self.run_import()
        self.assertEqual(log.state, "failed")
        self.assertIn("role", log.failure_reason)
        self.assertTrue(log.request_id)
        self.assertLessEqual(len(self.searches()), 4)
