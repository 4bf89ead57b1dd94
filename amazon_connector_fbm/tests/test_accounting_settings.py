# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.amazon_connector.tests.settings_rows import assert_shows

from .common import AmazonFbmCommon
from .documents import USA, item


@tagged("post_install", "-at_install")
class TestAccountingSettings(AmazonFbmCommon):
    """Rows 63 and 72: analytic accounts, and what becomes of collected tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.liability = cls.create_account("liability_current", "AMZ20")

    @classmethod
    def create_account(cls, account_type, code, **vals):
        return cls.env["account.account"].create(
            {
                "name": f"Account {code}",
                "code": code,
                "account_type": account_type,
                "company_ids": [(6, 0, cls.company.ids)],
                **vals,
            }
        )

    def test_page_shows_every_setting(self):
        page = self.env.ref("amazon_connector.amazon_settings_view_form")
        names = ["analytic_account_fbm_id", "tax_account_id", "use_tax_percent"]
        assert_shows(self, page, names)

    # === ANALYTIC ACCOUNTS === #

    def distribution(self, ref):
        [value] = self.import_sale(ref, [item("MUG")]).order_line.mapped(
            "analytic_distribution"
        )
        return value

    def test_most_specific_analytic_account_counts(self):
        plan = self.env["account.analytic.plan"].create({"name": "Channels"})
        seller, fbm, germany = self.env["account.analytic.account"].create(
            [
                {"name": name, "plan_id": plan.id, "company_id": self.company.id}
                for name in ("Seller", "FBM", "Germany")
            ]
        )
        self.seller.analytic_account_id = seller
        self.assertEqual(self.distribution("302-1"), {str(seller.id): 100})
        self.seller.analytic_account_fbm_id = fbm
        self.assertEqual(self.distribution("302-2"), {str(fbm.id): 100})
        self.marketplace_de.analytic_account_id = germany
        self.assertEqual(self.distribution("302-3"), {str(germany.id): 100})

    def test_archived_analytic_account_holds_orders(self):
        plan = self.env["account.analytic.plan"].create({"name": "Channels"})
        account = self.env["account.analytic.account"].create(
            {"name": "Old Channel", "plan_id": plan.id}
        )
        self.seller.analytic_account_fbm_id = account
        account.active = False
        binding = self.import_order("302-1", [item("MUG")])
        self.assertEqual(binding.state, "held")
        self.assertIn("Analytic Account (FBM) of", binding.hold_message)
        self.seller.analytic_account_fbm_id = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.seller.analytic_account_fbm_id = account

    # === COLLECTED TAX === #

    def import_collected(self, ref="111-1", tax="1.45", **values):
        items = [
            item("MUG", 2, "10.00", tax=tax, on_top=True, collected=True, **values)
        ]
        return self.import_sale(ref, items, marketplace=USA)

    def tax_line(self, sale):
        return self.lines_by_component(sale)["TAX"]

    def invoice(self, sale):
        if sale.state != "sale":
            sale.action_confirm()
        for line in sale.order_line:
            line.qty_delivered = line.product_uom_qty
        return sale._create_invoices()

    def test_collected_tax_is_invoiced_to_its_account(self):
        self.marketplace_us.tax_account_id = self.liability
        sale = self.import_collected()
        invoice = self.invoice(sale)
        tax_lines = self.tax_line(sale).invoice_lines
        self.assertEqual(tax_lines.account_id, self.liability)
        self.assertEqual(tax_lines.price_subtotal, 1.45)
        others = invoice.invoice_line_ids - tax_lines
        self.assertNotIn(self.liability, others.account_id)

    def test_without_account_it_is_that_of_the_product(self):
        income = self.create_account("income", "AMZ40")
        self.seller.tax_product_id.property_account_income_id = income
        sale = self.import_collected()
        self.invoice(sale)
        self.assertEqual(self.tax_line(sale).invoice_lines.account_id, income)

    def test_account_takes_lines_of_invoices(self):
        for number, kind in enumerate(("asset_receivable", "liability_payable")):
            account = self.create_account(kind, f"AMZ5{number}", reconcile=True)
            with self.assertRaisesRegex(ValidationError, "take no lines of an invoice"):
                self.marketplace_us.tax_account_id = account

    def test_archived_or_foreign_account_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.create_account(
            "liability_current", "AMZ30", company_ids=[(6, 0, other.ids)]
        )
        with self.assertRaisesRegex(UserError, "ompany"):
            self.marketplace_us.tax_account_id = foreign
        self.liability.active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.marketplace_us.tax_account_id = self.liability

    def test_account_archived_later_holds_orders(self):
        """L03: the order is parked with the name of the setting."""
        self.marketplace_us.tax_account_id = self.liability
        self.liability.active = False
        binding = self.import_order("111-1", [item("MUG")], marketplace=USA)
        self.assertEqual(binding.state, "held")
        self.assertIn("Account of Collected Tax of", binding.hold_message)

    def test_percentage_of_collected_tax(self):
        sale = self.import_collected()
        self.assertNotIn("%", self.tax_line(sale).name)
        self.marketplace_us.use_tax_percent = True
        line = self.tax_line(self.import_collected("111-2"))
        self.assertIn("\n7.25 % of", line.name)
        self.assertIn("20.00", line.name)
        self.assertEqual(line.price_total, 1.45)
        untaxed = {"tax": {"ITEM": "1.45", "SHIPPING": "0.00"}, "shipping": "5.00"}
        line = self.tax_line(self.import_collected("111-3", **untaxed))
        self.assertIn("\n7.25 % of", line.name)

    def test_percentage_is_no_change_of_the_order(self):
        """A tax that Amazon corrects changes its line; the line is no other one."""
        self.marketplace_us.use_tax_percent = True
        sale = self.import_collected()
        line = self.tax_line(sale)
        line.name = "Reworded by a bookkeeper"
        self.import_collected(tax="1.60")
        self.assertEqual(self.tax_line(sale), line)
        self.assertEqual(line.price_unit, 1.6)

    def test_settings_page(self):
        page = self.env["amazon.settings"].create(
            {"seller_id": self.seller.id, "marketplace_id": self.marketplace_us.id}
        )
        with Form(page) as form:
            form.tax_account_id = self.liability
            form.use_tax_percent = True
        self.assertEqual(self.marketplace_us.tax_account_id, self.liability)
        self.assertTrue(self.marketplace_us.use_tax_percent)
        with Form(self.marketplace_us) as form:
            form.use_tax_percent = False
        self.assertFalse(self.marketplace_us.use_tax_percent)
