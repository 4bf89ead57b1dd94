# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import Form, tagged

from odoo.addons.amazon_connector.tests.settings_rows import assert_shows

from ..models.amazon_seller_settings import CHARGE_PRODUCTS
from .common import AmazonFbmCommon
from .documents import USA, item, valid_order

SETTINGS = (
    "order_first_days",
    "order_overlap_minutes",
    "order_lookback_days",
    "import_shipped_orders",
    "shipped_orders_since",
    "create_products",
    "use_odoo_sequence",
    "order_prefix",
    "payment_term_id",
    "analytic_account_id",
    "workflow_process_id",
    "auto_create_refund",
    "auto_create_return_picking",
)
WORKFLOW_SETTINGS = (
    "validate_order",
    "create_invoice",
    "validate_invoice",
    "register_payment",
    "invoice_date_is_order_date",
    "picking_policy",
    "property_journal_id",
    "property_payment_journal_id",
    "invoice_policy",
    "team_id",
)


@tagged("post_install", "-at_install")
class TestSellerSettings(AmazonFbmCommon):
    """What the settings of a seller and its marketplaces do to orders."""

    def days_ago(self, days):
        return Datetime.subtract(Datetime.now(), days=days)

    def test_forms_show_every_setting(self):
        """On the settings page, on the form of the seller and of the workflow."""
        names = [*SETTINGS, *CHARGE_PRODUCTS]
        page = self.env.ref("amazon_connector.amazon_settings_view_form")
        assert_shows(self, page, names)
        seller = self.env.ref("amazon_connector.amazon_seller_view_form")
        assert_shows(self, seller, names)
        workflow = "amazon_connector_fbm.sale_workflow_process_view_form_amazon"
        assert_shows(self, self.env.ref(workflow), WORKFLOW_SETTINGS)

    # === SHIPPED ORDERS === #

    def import_shipped(self, days):
        self.seller.write(
            {
                "import_shipped_orders": True,
                "shipped_orders_since": self.days_ago(days),
            }
        )

    def test_shipped_orders_are_skipped_by_default(self):
        binding = self.import_order("302-1", [item("MUG")], status="SHIPPED")
        self.assertEqual(binding.state, "skipped")
        self.assertIn("nothing left to ship", binding.hold_message)

    def test_shipped_order_is_imported_and_delivered(self):
        self.import_shipped(days=10)
        sale = self.import_sale(
            "302-1", [item("MUG", 2), item("BOOK", shipping="3.00")], status="SHIPPED"
        )
        self.assertEqual(sale.state, "sale")
        self.assertEqual(sale.picking_ids.mapped("state"), ["done"])
        goods = self.lines_by_component(sale)["ITEM"]
        self.assertEqual(goods.mapped("qty_delivered"), [2, 1])
        self.assert_proved(self.get_order("302-1"), "33.00")

    def test_quantities_that_amazon_reports_are_delivered(self):
        self.import_shipped(days=10)
        fulfillment = {"quantityFulfilled": 2, "quantityUnfulfilled": 0}
        sale = self.import_sale(
            "302-1",
            [item("MUG", 2, fulfillment=fulfillment), item("BOOK", 0, "0.00")],
            status="SHIPPED",
        )
        self.assertEqual(sale.order_line.mapped("qty_delivered"), [2])

    def test_shipped_orders_from_before_stay_out(self):
        self.import_shipped(days=1)
        minutes = 2 * 24 * 60
        binding = self.import_order(
            "302-1", [item("MUG")], status="SHIPPED", minutes=minutes
        )
        self.assertEqual(binding.state, "skipped")

    def test_cancelled_orders_stay_out(self):
        self.import_shipped(days=10)
        binding = self.import_order("302-1", [item("MUG")], status="CANCELLED")
        self.assertEqual(binding.state, "cancelled")

    def test_switching_on_imports_what_was_skipped(self):
        three_days = 3 * 24 * 60
        document = valid_order(
            "302-1", [item("MUG")], status="SHIPPED", minutes=three_days
        )
        self.run_import(document)
        self.assertEqual(self.get_order("302-1").state, "skipped")
        self.assertGreater(self.seller.order_cursor, self.days_ago(1))
        self.import_shipped(days=10)
        self.assertLess(self.seller.order_cursor, self.days_ago(9))
        self.run_import()
        self.assertEqual(self.get_order("302-1").state, "imported")
        self.assertTrue(self.get_sales("302-1"))

    def test_switching_on_during_a_run_keeps_the_cursor_back(self):
        self.run_import()
        with self.trapped_run() as (log, trap):
            self.import_shipped(days=10)
            self.perform(trap)
        self.assertFalse(self.refresh(log).moves_cursor)
        self.assertLess(self.seller.order_cursor, self.days_ago(9))

    def test_first_import_reaches_back_to_the_first_shipped_order(self):
        self.seller.order_first_days = 5
        start = self.seller._get_order_window_start()
        self.assertGreater(start, self.days_ago(6))
        self.import_shipped(days=100)
        start = self.seller._get_order_window_start()
        self.assertEqual(start, self.seller.shipped_orders_since)
        self.import_shipped(days=2)
        start = self.seller._get_order_window_start()
        self.assertLess(start, self.days_ago(4))

    def test_manager_switches_on(self):
        manager = self.create_user("shipper", "amazon_connector.group_amazon_manager")
        self.run_import(valid_order("302-1", [item("MUG")], status="SHIPPED"))
        with Form(self.seller.with_user(manager)) as form:
            form.import_shipped_orders = True
            form.shipped_orders_since = self.days_ago(10)
        self.assertFalse(self.get_order("302-1").payload_hash)

    def test_time_is_required_and_past(self):
        with self.assertRaisesRegex(ValidationError, "enter since when"):
            self.seller.import_shipped_orders = True
        self.seller.import_shipped_orders = False
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self.import_shipped(days=-1)
        with self.assertRaisesRegex(ValidationError, "two years"):
            self.import_shipped(days=731)

    # === NAMES === #

    def import_name(self, ref, prefix, **values):
        self.seller.order_prefix = prefix
        return self.import_sale(ref, [item("MUG")], **values).name

    def test_tokens_of_the_prefix(self):
        prefix = "{seller}-{marketplace}-{prime}{b2b}/"
        self.assertEqual(self.import_name("302-1", prefix), "TST-DE-/302-1")
        name = self.import_name("302-2", prefix, programs=["PRIME"])
        self.assertEqual(name, "TST-DE-P/302-2")
        name = self.import_name("302-3", prefix, programs=["PRIME", "AMAZON_BUSINESS"])
        self.assertEqual(name, "TST-DE-PB/302-3")
        name = self.import_name("111-1", prefix, marketplace=USA)
        self.assertEqual(name, "TST-US-/111-1")

    def test_unknown_tokens_are_refused(self):
        for prefix in ("{shop}-", "{seller", "{seller.env}", "{}"):
            with self.assertRaisesRegex(ValidationError, r"\{seller\}, \{market"):
                self.seller.order_prefix = prefix

    # === ACCOUNTING === #

    def create_analytic_account(self, name):
        plan = self.env["account.analytic.plan"].create({"name": f"Plan {name}"})
        return self.env["account.analytic.account"].create(
            {"name": name, "plan_id": plan.id, "company_id": self.company.id}
        )

    def test_analytic_account(self):
        self.seller.analytic_account_id = self.create_analytic_account("Amazon")
        items = [item("MUG", shipping="4.00")]
        lines = self.import_sale("302-1", items).order_line
        expected = {str(self.seller.analytic_account_id.id): 100}
        self.assertEqual(lines.mapped("analytic_distribution"), [expected] * 2)
        own = self.create_analytic_account("Germany")
        self.marketplace_de.analytic_account_id = own
        lines = self.import_sale("302-2", items).order_line
        self.assertEqual(
            lines.mapped("analytic_distribution"), [{str(own.id): 100}] * 2
        )

    def test_without_analytic_account_odoo_decides(self):
        account = self.create_analytic_account("Model")
        self.env["account.analytic.distribution.model"].create(
            {
                "product_id": self.mug.id,
                "company_id": self.company.id,
                "analytic_distribution": {str(account.id): 100},
            }
        )
        lines = self.import_sale("302-1", [item("MUG")]).order_line
        self.assertEqual(lines.analytic_distribution, {str(account.id): 100})

    def test_orders_are_invoiced_to_the_default_customer(self):
        customer = self.env["res.partner"].create({"name": "Amazon Customers"})
        self.marketplace_de.default_customer_id = customer
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertEqual(sale.partner_invoice_id, customer)
        self.assertNotEqual(sale.partner_id, customer)
        self.assertEqual(
            sale.partner_shipping_id.commercial_partner_id, sale.partner_id
        )
        sale.order_line.qty_delivered = 1
        self.assertEqual(sale._create_invoices().partner_id, customer)
        self.marketplace_de.default_customer_id = False
        sale = self.import_sale("302-2", [item("MUG")])
        self.assertEqual(sale.partner_invoice_id, sale.partner_id)

    def test_payment_term(self):
        term = self.env["account.payment.term"].create({"name": "Later"})
        self.seller.payment_term_id = term
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertEqual(sale.payment_term_id, term)

    def test_customer_language(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        self.marketplace_de.lang_id = french
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertEqual(sale.partner_id.lang, "fr_FR")

    def test_sales_team_and_warehouse(self):
        team = self.env["crm.team"].create(
            {"name": "Online", "company_id": self.company.id}
        )
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "SEC", "company_id": self.company.id}
        )
        self.marketplace_de.write({"team_id": team.id, "warehouse_id": warehouse.id})
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertEqual(sale.team_id, team)
        self.assertEqual(sale.picking_ids.picking_type_id.warehouse_id, warehouse)

    # === REFUNDS === #

    def test_refund_switches_are_stored(self):
        self.assertTrue(self.seller.auto_create_refund)
        self.assertFalse(self.seller.auto_create_return_picking)
        with Form(self.seller) as form:
            form.auto_create_refund = False
            form.auto_create_return_picking = True
        self.assertFalse(self.seller.auto_create_refund)
        self.assertTrue(self.seller.auto_create_return_picking)

    # === WHAT CANNOT WORK === #

    def test_numbers_make_sense(self):
        with self.assertRaisesRegex(ValidationError, "First Import.*from 1 to 730"):
            self.seller.order_first_days = -1
        with self.assertRaisesRegex(ValidationError, "First Import.*from 1 to 730"):
            self.seller.order_first_days = 10**9
        with self.assertRaisesRegex(ValidationError, "Overlap.*from 0 to 10080"):
            self.seller.order_overlap_minutes = -5
        for days in (-1, 31, 1_000_000):
            with self.assertRaisesRegex(ValidationError, "Look Back.*from 0 to 30"):
                self.seller.order_lookback_days = days

    def archived(self, model, **vals):
        record = self.env[model].create({"name": "Old", **vals})
        record.active = False
        return record

    def test_archived_choices_are_refused(self):
        product = self.archived("product.product", type="service")
        choices = dict.fromkeys(CHARGE_PRODUCTS, product) | {
            "payment_term_id": self.archived("account.payment.term"),
        }
        account = self.create_analytic_account("Old")
        account.active = False
        choices["analytic_account_id"] = account
        self.assertLessEqual(set(choices), self.seller._get_checked_settings())
        for name, choice in choices.items():
            with self.assertRaisesRegex(ValidationError, "archived", msg=name):
                self.seller[name] = choice

    def test_products_of_another_company_are_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        product = self.env["product.product"].create(
            {"name": "Far", "type": "service", "company_id": other.id}
        )
        for name in CHARGE_PRODUCTS:
            with self.assertRaisesRegex(UserError, "ompany", msg=name):
                self.seller[name] = product

    # === SETTINGS PAGE === #

    def test_settings_page_switches_shipped_orders_on(self):
        page = self.env["amazon.settings"].create({"seller_id": self.seller.id})
        with Form(page) as form:
            form.import_shipped_orders = True
            form.shipped_orders_since = self.days_ago(10)
            form.order_prefix = "{marketplace}-"
        self.assertTrue(self.seller.import_shipped_orders)
        self.assertEqual(self.seller.order_prefix, "{marketplace}-")
        with self.assertRaisesRegex(AssertionError, "shipped_orders_since"):
            with Form(page) as form:
                form.shipped_orders_since = False
