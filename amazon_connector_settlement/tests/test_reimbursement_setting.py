# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.amazon_connector.tests.configuration_check import (
    ConfigurationCheckCase,
)
from odoo.addons.amazon_connector.tests.settings_rows import assert_shows

from ..models.amazon_seller_reimbursement import REIMBURSEMENT_FIELDS
from .common import AmazonSettlementCommon


@tagged("post_install", "-at_install")
class TestReimbursementSetting(ConfigurationCheckCase, AmazonSettlementCommon):
    """Row 63: settings of invoices for reimbursements, and report days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_seller()
        cls.customer = cls.env["res.partner"].create({"name": "Amazon EU"})
        cls.journal = cls.create_journal()
        cls.product = cls.env["product.product"].create(
            {"name": "Reimbursement", "type": "service"}
        )

    @classmethod
    def create_journal(cls, **vals):
        journals = cls.env["account.journal"].with_context(active_test=False)
        return journals.create(
            {
                "name": "Reimbursements",
                "code": f"RE{journals.search_count([])}",
                "type": "sale",
                "company_id": cls.company.id,
                **vals,
            }
        )

    def choose_all(self):
        self.seller.write(
            {
                "reimbursement_partner_id": self.customer.id,
                "reimbursement_journal_id": self.journal.id,
                "reimbursement_product_id": self.product.id,
            }
        )

    def test_forms_show_every_setting(self):
        names = [*REIMBURSEMENT_FIELDS, "settlement_report_days"]
        for view in (
            "amazon_connector.amazon_settings_view_form",
            "amazon_connector.amazon_seller_view_form",
        ):
            assert_shows(self, self.env.ref(view), names)
        helps = self.env["amazon.seller"].fields_get(names, ["help"])
        for name in names:
            self.assertIn("Used when settlements are imported", helps[name]["help"])
            self.assertNotIn("version", helps[name]["help"])

    def test_settings_page(self):
        page = self.env["amazon.settings"].create({"seller_id": self.seller.id})
        with Form(page) as form:
            form.settlement_report_days = 30
            form.reimbursement_partner_id = self.customer
            form.reimbursement_journal_id = self.journal
            form.reimbursement_product_id = self.product
        self.assertEqual(self.seller.settlement_report_days, 30)
        self.assertEqual(self.seller.reimbursement_partner_id, self.customer)
        self.assertEqual(self.seller.reimbursement_journal_id, self.journal)
        self.assertEqual(self.seller.reimbursement_product_id, self.product)

    def test_forms_want_all_three(self):
        with self.assertRaisesRegex(AssertionError, "reimbursement_journal_id"):
            with Form(self.seller) as form:
                form.reimbursement_partner_id = self.customer

    # === WHAT CANNOT WORK === #

    def test_report_days_make_sense(self):
        self.assertEqual(self.seller.settlement_report_days, 90)
        for days in (0, -1, 91):
            with self.assertRaisesRegex(ValidationError, "from 1 to 90"):
                self.seller.settlement_report_days = days

    def test_journal_is_for_sales(self):
        bank = self.create_journal(type="bank")
        with self.assertRaisesRegex(ValidationError, "is no sales journal"):
            self.seller.reimbursement_journal_id = bank

    def test_product_is_a_service(self):
        goods = self.env["product.product"].create({"name": "Mug", "type": "consu"})
        with self.assertRaisesRegex(ValidationError, "is no service"):
            self.seller.reimbursement_product_id = goods

    def test_archived_choices_are_refused(self):
        self.customer.active = False
        self.product.active = False
        choices = {
            "reimbursement_partner_id": self.customer,
            "reimbursement_journal_id": self.create_journal(active=False),
            "reimbursement_product_id": self.product,
        }
        for name, choice in choices.items():
            with self.assertRaisesRegex(ValidationError, "archived", msg=name):
                self.seller[name] = choice

    def test_choices_of_another_company_are_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        company = {"company_id": other.id}
        partners, products = self.env["res.partner"], self.env["product.product"]
        choices = {
            "reimbursement_partner_id": partners.create({"name": "Far", **company}),
            "reimbursement_journal_id": self.create_journal(**company),
            "reimbursement_product_id": products.create(
                {"name": "Far", "type": "service", **company}
            ),
        }
        for name, choice in choices.items():
            with self.assertRaisesRegex(UserError, "ompany", msg=name):
                self.seller[name] = choice

    # === CONFIGURATION CHECK === #

    def test_check_wants_all_three_or_none(self):
        self.assertFalse(self.find("Reimbursements need"))
        self.choose_all()
        self.assertFalse(self.find("Reimbursements need"))
        for name in REIMBURSEMENT_FIELDS:
            label = self.seller._fields[name]._description_string(self.env)
            words = "Reimbursements need a customer, a journal and a product, but "
            words += f"there is no {label}. Choose it, or blank the others. Until then "
            words += "they become no invoices"
            self.assert_setting(words, "warning", self.seller, {name: False})

    def test_check_finds_a_journal_in_one_currency(self):
        self.choose_all()
        self.assert_setting(
            "The reimbursement journal",
            "warning",
            self.journal,
            {"currency_id": self.marketplace_us.currency_id.id},
            about=self.seller,
        )
