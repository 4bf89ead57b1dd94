# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import AmazonFbmCommon


@tagged("post_install", "-at_install")
class TestVcsTax(AmazonFbmCommon):
    """Row 63: the taxes of invoices that Amazon makes are stored and validated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany = cls.env.ref("base.de")

    def create_line(self, tax=None, rate=19.0, **vals):
        return self.env["amazon.vcs.tax"].create(
            {
                "seller_id": self.seller.id,
                "country_id": self.germany.id,
                "rate": rate,
                "tax_id": (tax or self.tax).id,
                **vals,
            }
        )

    def test_stored_on_the_form_of_the_seller(self):
        with Form(self.seller) as form, form.vcs_tax_ids.new() as line:
            line.country_id = self.germany
            line.rate = 19
            line.tax_id = self.tax
        line = self.seller.vcs_tax_ids
        self.assertEqual(line.tax_id, self.tax)
        self.assertEqual(line.company_id, self.company)
        self.assertEqual(line.display_name, "Germany 19 %")

    def test_one_tax_per_country_and_rate(self):
        self.create_line()
        self.create_line(country_id=self.env.ref("base.fr").id)
        self.create_line(self.create_tax(7), rate=7.0)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.create_line()

    def test_rate_is_a_percentage(self):
        for rate in (-1.0, 101.0):
            tax = self.create_tax(rate)
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                self.create_line(tax, rate=rate)

    def test_rate_is_that_of_the_tax(self):
        with self.assertRaisesRegex(ValidationError, "a tax of 19 %.*Germany 7 %"):
            self.create_line(rate=7.0)
        line = self.create_line()
        with self.assertRaisesRegex(ValidationError, "Choose a tax of that rate"):
            line.rate = 19.5

    def test_no_vat(self):
        export = self.create_tax(0, name="Export")
        self.assertEqual(self.create_line(export, rate=0.0).tax_id, export)

    def test_unsuitable_taxes_are_refused(self):
        taxes = (
            self.create_tax(19, name="Bought", type_tax_use="purchase"),
            self.create_tax(19, name="Fixed", amount_type="fixed"),
            self.create_tax(19, name="Old", active=False),
            self.tax._amazon_included_twin(),
        )
        for tax in taxes:
            with self.assertRaises(ValidationError) as refusal:
                self.create_line(tax)
            self.assertIn("cannot stand for", str(refusal.exception))

    def test_tax_of_another_company_is_refused(self):
        company = self.env["res.company"].create(
            {"name": "Other", "country_id": self.germany.id}
        )
        vals = {"company_id": company.id, "country_id": self.germany.id}
        group = self.env["account.tax.group"].create({"name": "Other", **vals})
        foreign = self.create_tax(19, name="Far", tax_group_id=group.id, **vals)
        with self.assertRaisesRegex(UserError, "ompany"):
            self.create_line(foreign)

    def test_settings_page_opens_those_of_the_seller(self):
        page = self.env["amazon.settings"].create({"seller_id": self.seller.id})
        action = page.action_view_vcs_taxes()
        line = self.create_line()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, line)
        self.assertEqual(action["context"]["default_seller_id"], self.seller.id)

    def test_everything_says_when_it_counts(self):
        fields = self.env["amazon.seller"].fields_get(["vcs_tax_ids"], ["help"])
        fields |= self.env["amazon.vcs.tax"].fields_get(["tax_id"], ["help"])
        for name, field in fields.items():
            self.assertIn("Used when invoices of Amazon's", field["help"], name)
