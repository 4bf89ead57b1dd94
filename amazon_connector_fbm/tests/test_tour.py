# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.tests import HttpCase, tagged

from odoo.addons.amazon_connector.models.amazon_rate_limit import DatabaseRateBudget
from odoo.addons.amazon_connector.tests.common import participation
from odoo.addons.queue_job.job import Job

from ..models.amazon_scheduler import IMPORT
from .common import API_MIXIN, AmazonFbmCommon
from .documents import USA, item, valid_order

UNKNOWN_SKU = "NOBODY-KNOWS"
FRANCE = participation("A13V1IB3VIYZZH", "FR", "EUR", "fr_FR", "www.amazon.fr")
SALES = "sales_team.group_sale_salesman"


@tagged("post_install", "-at_install")
class TestTour(AmazonFbmCommon, HttpCase):
    """What a person does in the browser, with a real server and a simulator."""

    def setUp(self):
        super().setUp()
        # Unlike the other tests, this one keeps the budget that workers share.
        self.startPatcher(patch(f"{API_MIXIN}.DatabaseRateBudget", DatabaseRateBudget))
        self.put(
            valid_order(
                "302-0000001-0000001", [item("MUG", 2, "11.90", shipping="4.90")]
            ),
            valid_order("111-0000002-0000002", [item("BOOK")], marketplace=USA),
            valid_order("302-0000003-0000003", [item(UNKNOWN_SKU, price="11.90")]),
        )

    def run_waiting_jobs(self):
        """Run the jobs that the browser has left in the queue, as the runner does."""
        jobs = self.env["queue.job"]
        while waiting := jobs.search([("state", "=", "pending")], order="id", limit=1):
            job = Job.load(self.env, waiting.uuid)
            job.perform()
            job.set_done()
            job.store()
            self.refresh(waiting)

    def assert_shares_budget(self, seller):
        """Assert that the calls of this seller count for every worker."""
        budgets = self.env["amazon.rate.limit"].search([("seller_id", "=", seller.id)])
        self.assertEqual(
            set(budgets.mapped("operation")),
            {
                "getMarketplaceParticipations",
                "getOrder",
                "getReports",
                "searchOrders",
            },
        )

    def start_simulator_tour(self, name):
        """Start the tour as a new manager; it knows where the simulator is."""
        self.create_user("anna", "amazon_connector.group_amazon_manager", SALES)
        port = str(urlsplit(self.simulator.url).port)
        cookies = {"simulator_port": port}
        self.start_tour("/odoo", name, login="anna", cookies=cookies)
        self.run_waiting_jobs()

    def test_first_run_takes_few_clicks(self):
        """At most 8 clicks from the typed credentials to the first orders."""
        self.start_simulator_tour("amazon_manager_first_run")
        seller = self.env["amazon.seller"].search([("short_code", "=", "FIRST")])
        orders = seller.amazon_order_ids.sale_order_id
        self.assertEqual(orders.mapped("amazon_order_ref"), ["302-0000001-0000001"])

    def test_manager_edits_a_workflow(self):
        self.create_user("anna", "amazon_connector.group_amazon_manager")
        workflow = self.env["sale.workflow.process"].create({"name": "Tour Workflow"})
        journal = self.env["account.journal"].create(
            {"name": "Amazon Tour Sales", "code": "AMZTS", "type": "sale"}
        )
        self.start_tour("/odoo", "amazon_manager_edits_workflow", login="anna")
        self.refresh(workflow)
        self.assertEqual(workflow.picking_policy, "one")
        self.assertTrue(workflow.validate_invoice)
        self.assertFalse(workflow.register_payment)
        self.assertEqual(workflow.property_journal_id, journal)

    def test_manager_connects_a_seller_and_imports(self):
        self.start_simulator_tour("amazon_manager_connects_and_imports")
        seller = self.env["amazon.seller"].search([("short_code", "=", "SHOP")])
        self.assert_shares_budget(seller)
        self.start_tour("/odoo", "amazon_manager_checks_import", login="anna")

    def test_manager_changes_settings(self):
        self.create_user("anna", "amazon_connector.group_amazon_manager", SALES)
        self.seller.name = "First Tour Shop"
        self.company.country_id = self.env.ref("base.us")
        second = self.create_seller(
            self.company, name="Second Tour Shop", short_code="SEC"
        )
        france = self.create_marketplace(self.seller, FRANCE)
        self.start_tour("/odoo", "amazon_manager_changes_settings", login="anna")
        self.refresh(self.seller)
        self.assertEqual(self.seller.order_prefix, "{marketplace}-")
        self.assertEqual(self.seller.short_code, "TST")
        self.assertEqual(self.marketplace_us.name, "United States")
        self.assertEqual(self.marketplace_de.name, "Amazon.de")
        self.assertEqual(second.short_code, "TOUR")
        self.assertFalse(second.order_prefix)
        self.assertRecordValues(france, [{"name": "Boutique", "active": True}])

    def test_user_changes_no_configuration(self):
        self.create_user("ben", "amazon_connector.group_amazon_user")
        self.start_tour("/odoo", "amazon_user_changes_no_configuration", login="ben")

    def test_user_works_on_held_order(self):
        self.create_user("ben", "amazon_connector.group_amazon_user", SALES)
        self.run_import()
        self.start_tour("/odoo", "amazon_user_works_on_held_order", login="ben")
        self.assert_proved(self.get_order("302-0000003-0000003"), "11.90")

    # === SCHEDULERS === #

    def test_manager_plans_imports(self):
        self.create_user("anna", "amazon_connector.group_amazon_manager")
        self.start_tour("/odoo", "amazon_manager_plans_imports", login="anna")
        self.env.invalidate_all()
        scheduler = self.get_scheduler()
        self.assertFalse(scheduler.enabled)
        self.assertEqual(scheduler.interval_number, 20)
        log = self.get_logs()
        self.assertEqual((log.operation, log.sync_type), (IMPORT, "manual"))

    def test_manager_resumes_imports(self):
        self.create_user("anna", "amazon_connector.group_amazon_manager")
        self.faults.plan(operation="searchOrders", status=403, times="always")
        self.run_import()
        self.start_tour("/odoo", "amazon_manager_resumes_imports", login="anna")
        self.env.invalidate_all()
        self.assertFalse(self.get_scheduler().pause_reason)

    def test_user_starts_imports(self):
        ben = self.create_user("ben", "amazon_connector.group_amazon_user")
        self.start_tour("/odoo", "amazon_user_starts_imports", login="ben")
        self.assertEqual(self.get_logs().user_id, ben)
