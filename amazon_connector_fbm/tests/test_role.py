# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.common import GERMANY

from .common import AmazonFbmCommon
from .documents import item, valid_order

USER = "amazon_connector.group_amazon_user"
MANAGER = "amazon_connector.group_amazon_manager"
PERSONAL = "amazon_connector.group_amazon_pii"
SECRET_FIELDS = ("payload", "payload_text")


@tagged("post_install", "-at_install")
class TestRole(AmazonFbmCommon):
    """Who sees what of Amazon orders; test_permission_matrix has the rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.create_user("user", USER)
        cls.manager = cls.create_user("manager", MANAGER)
        cls.trusted = cls.create_user("trusted", USER, PERSONAL)

    def setUp(self):
        super().setUp()
        self.run_import(
            valid_order("302-1", [item("MUG")]), valid_order("302-2", [item("NEW-1")])
        )
        self.imported = self.get_order("302-1")
        self.held = self.get_order("302-2")
        self.env.invalidate_all()

    # === AMAZON USER === #

    def test_user_reads_orders(self):
        order = self.imported.with_user(self.user)
        self.assertEqual(order.name, "302-1")
        self.assertIn("10.00", order.proof_html)
        values = order.read()[0]
        self.assertEqual(values["state"], "imported")
        for name in SECRET_FIELDS:
            self.assertNotIn(name, values)

    def test_user_sees_the_screens(self):
        orders = self.env["amazon.order"].with_user(self.user)
        views = orders.get_views([(False, "list"), (False, "form"), (False, "search")])
        names = set(views["models"]["amazon.order"]["fields"])
        self.assertFalse(names & set(SECRET_FIELDS))
        self.imported.with_user(self.user).web_read({name: {} for name in names})

    def test_user_retries_held_orders(self):
        self.env["product.product"].create(self.prepare_product_vals("NEW-1"))
        self.held.with_user(self.user).action_retry()
        self.refresh(self.held)
        self.assertEqual(self.held.state, "imported")
        self.assertEqual(self.held.sale_order_id.state, "sale")
        self.assertEqual(self.held.sync_log_id.user_id, self.user)

    def test_user_runs_the_import(self):
        self.put_simple("302-3")
        wizards = self.env["amazon.operation.wizard"].with_user(self.user)
        wizard = wizards.create(
            {"operation": "import_fbm_orders", "seller_ids": self.seller.ids}
        )
        action = wizard.with_context(queue_job__no_delay=True).action_execute()
        log = self.env["amazon.sync.log"].browse(action["res_id"])
        self.assertEqual((log.imported_count, log.user_id), (1, self.user))
        self.assertEqual(self.get_order("302-3").state, "imported")

    def test_sales_people_see_the_state_without_rights(self):
        salesman = self.create_user(
            "salesman", "sales_team.group_sale_salesman_all_leads"
        )
        sale = self.imported.sale_order_id.with_user(salesman)
        self.assertEqual(sale.amazon_status, "Unshipped")
        self.assertIn("10.00", sale.amazon_proof_html)
        self.assertEqual(sale.amazon_order_ref, "302-1")

    # === PERSONAL DATA === #

    def assert_hidden(self, user):
        order = self.imported.with_user(user)
        orders = self.env["amazon.order"].with_user(user)
        for name in SECRET_FIELDS:
            with self.assertRaises(AccessError):
                order.read([name])
            with self.assertRaises(AccessError):
                order[name]
            with self.assertRaises(AccessError):
                order.web_read({name: {}})
            self.assertNotIn(name, orders.fields_get())
        with self.assertRaises(AccessError):
            orders.search([("payload", "ilike", "Berlin")])
        with self.assertRaises(AccessError):
            orders.search_read([], ["payload"])

    def test_documents_are_hidden_without_the_group(self):
        self.assert_hidden(self.user)
        self.assert_hidden(self.manager)

    def test_documents_are_readable_with_the_group(self):
        order = self.imported.with_user(self.trusted)
        self.assertEqual(order.payload["orderId"], "302-1")
        self.assertIn("Käthe", order.read(["payload_text"])[0]["payload_text"])

    def test_buyer_keys_are_hidden(self):
        partner = self.imported.sale_order_id.partner_id.with_user(self.user)
        with self.assertRaises(AccessError):
            partner.read(["amazon_buyer_key"])

    def test_logs_tell_no_personal_data(self):
        lines = self.env["amazon.sync.log.line"].search([])
        texts = [
            str(record.with_user(self.user).read())
            for records in (lines, self.imported, self.held)
            for record in records
        ]
        for text in texts:
            for word in ("Käthe", "Hauptstra", "kaethe@"):
                self.assertNotIn(word, text)

    # === COMPANIES === #

    def test_retry_from_another_company(self):
        """Whoever works for both companies imports into the seller's own."""
        other = self.env["res.company"].create({"name": "Other"})
        both = self.create_user("both", USER, company=other | self.company)
        self.assertEqual(both.company_id, other)
        self.env["product.product"].create(self.prepare_product_vals("NEW-1"))
        held = self.held.with_user(both).with_context(
            allowed_company_ids=(other | self.company).ids
        )
        held.action_retry()
        self.refresh(self.held)
        sale = self.held.sale_order_id
        self.assertEqual(sale.company_id, self.company)
        self.assertEqual(sale.order_line.tax_ids.company_id, self.company)
        self.assertEqual(sale.picking_ids.company_id, self.company)

    def test_seller_of_another_company(self):
        """Its orders go into its company, with its warehouse and price list."""
        other = self.env["res.company"].create({"name": "Other"})
        seller = self.create_seller(other, short_code="OTH")
        self.connect(seller)
        marketplace = self.create_marketplace(seller, GERMANY)
        marketplace.action_integrate()
        log = seller.with_context(queue_job__no_delay=True)._start_order_import(
            "manual"
        )
        sale = log.amazon_order_ids.sale_order_id
        self.assertEqual(sale.company_id, other)
        self.assertEqual(sale.warehouse_id.company_id, other)
        self.assertEqual(len(self.get_order("302-1")), 1)
