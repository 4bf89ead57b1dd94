# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.tests import tagged

from . import documents
from .common import JAPAN, KUWAIT, AmazonFbmCommon
from .documents import USA, grand_total, item, item_proceeds


@tagged("post_install", "-at_install")
class TestTax(AmazonFbmCommon):
    """Amazon's amounts are the truth; Odoo's taxes only where they give the same."""

    def imported(self, ref, items, total, **values):
        """Import an order, check its totals, and return its sales order."""
        binding = self.import_order(ref, items, **values)
        self.assert_proved(binding, total)
        return binding.sale_order_id

    def twins(self):
        return self.env["account.tax"].search([("name", "=like", "VAT 19 \\%%(in %")])

    # === AMAZON REPORTS NO TAX === #

    def test_price_contains_the_tax(self):
        sale = self.imported("302-1", [item("MUG", 1, "11.90")], "11.90")
        tax = sale.order_line.tax_ids
        self.assertEqual(tax, self.twins())
        self.assertTrue(tax.price_include)
        self.assertEqual(tax.amount, 19)
        self.assertEqual((sale.amount_untaxed, sale.amount_tax), (10.0, 1.9))
        self.assertEqual(sale.amazon_order_id.proof["tax_in_price"], "1.90")

    def test_twin_is_made_once(self):
        self.imported("302-1", [item("MUG"), item("BOOK")], "20.00")
        self.imported("302-2", [item("LAMP")], "10.00")
        self.assertEqual(len(self.twins()), 1)
        self.assertFalse(self.tax.price_include)

    def test_tax_that_is_in_prices_has_no_twin(self):
        included = self.create_tax(
            19, name="Included", price_include_override="tax_included"
        )
        self.mug.taxes_id = included
        sale = self.imported("302-1", [item("MUG", 1, "11.90")], "11.90")
        self.assertEqual(sale.order_line.tax_ids, included)

    def test_charges_have_the_tax_of_their_item(self):
        items = [item("MUG", 2, "11.90", shipping="4.99", promotion="2.38")]
        sale = self.imported("302-1", items, "26.41")
        self.assertEqual(sale.order_line.tax_ids, self.twins())
        for line in sale.order_line:
            self.assertEqual(line.tax_ids, self.twins(), line.name)

    def test_taxes_of_each_product(self):
        seven = self.create_tax(7)
        self.book.taxes_id = seven
        items = [item("MUG", 1, "11.90"), item("BOOK", 1, "10.70")]
        sale = self.imported("302-1", items, "22.60")
        self.assertEqual(sale.amount_tax, 2.6)

    def test_fiscal_position_chooses_the_tax(self):
        position = self.create_fiscal_position(self.tax)
        french = self.create_tax(20, original_tax_ids=[Command.set(self.tax.ids)])
        position.tax_ids = french
        self.marketplace_de.fiscal_position_id = position
        sale = self.imported("302-1", [item("MUG", 1, "12.00")], "12.00")
        self.assertEqual(sale.amount_tax, 2.0)
        self.assertEqual(sale.fiscal_position_id, position)
        again = self.imported("302-2", [item("MUG", 1, "12.00")], "12.00")
        self.assertEqual(again.order_line.tax_ids, sale.order_line.tax_ids)

    def test_fiscal_position_of_the_destination(self):
        self.marketplace_de.fiscal_position_id = False
        position = self.create_fiscal_position(self.tax)
        position.write(
            {
                "auto_apply": True,
                "country_id": self.env.ref("base.de").id,
                "sequence": -1,
            }
        )
        sale = self.imported("302-1", [item("MUG", 1, "11.90")], "11.90")
        self.assertEqual(sale.fiscal_position_id, position)

    def test_net_prices_without_tax(self):
        """Amazon.com shows prices without tax: none is invented."""
        sale = self.imported("111-1", [item("MUG")], "10.00", marketplace=USA)
        self.assertFalse(sale.order_line.tax_ids)
        self.assertEqual(sale.amount_tax, 0)

    def test_amounts_that_round_badly(self):
        for number, (quantity, price, total) in enumerate(
            [(7, "3.33", "23.31"), (3, "0.01", "0.03"), (12, "19.99", "239.88")]
        ):
            self.imported(f"302-{number}", [item("MUG", quantity, price)], total)

    def test_many_lines_of_a_cent(self):
        items = [item("MUG", 1, "0.03") for _line in range(9)]
        self.imported("302-1", items, "0.27")

    # === AMAZON REPORTS TAX === #

    def test_reported_inside_the_price(self):
        """D12."""
        items = [item("MUG", 1, "11.90", tax="1.90")]
        sale = self.imported("302-1", items, "11.90")
        self.assertEqual(sale.order_line.tax_ids, self.twins())
        self.assertEqual(sale.amount_tax, 1.9)
        proof = sale.amazon_order_id.proof
        self.assertTrue(proof["reading"].startswith("tax_included/"))
        self.assertFalse(proof["tax_included"])

    def test_reported_on_top_of_the_price(self):
        """D12."""
        items = [item("MUG", 2, "10.00", tax="3.80", on_top=True)]
        sale = self.imported("302-1", items, "23.80")
        self.assertEqual(sale.order_line.tax_ids, self.tax)
        self.assertEqual(sale.amount_tax, 3.8)
        self.assertFalse(self.twins())

    def test_reported_by_kind_of_charge(self):
        items = [
            item(
                "MUG",
                1,
                "11.90",
                shipping="5.95",
                tax={"ITEM": "1.9", "SHIPPING": ".95"},
            )
        ]
        sale = self.imported("302-1", items, "17.85")
        lines = self.lines_by_component(sale)
        self.assertEqual(lines["ITEM"].price_subtotal, 10.0)
        self.assertEqual(lines["SHIPPING"].price_subtotal, 5.0)
        self.assertNotIn("TAX", lines)

    def test_tax_that_odoo_does_not_reproduce(self):
        binding = self.import_order("302-1", [item("MUG", 1, "11.00", tax="1.00")])
        self.assert_held(binding, "tax", "1.00 EUR", "1.76 EUR", "10.00 %")
        self.approve_tax_rule(binding, treatment="line")
        self.assert_proved(binding, "11.00")
        sale = binding.sale_order_id
        lines = self.lines_by_component(sale)
        self.assertFalse(sale.order_line.tax_ids)
        self.assertEqual(lines["ITEM"].price_total, 10.0)
        self.assertEqual(lines["TAX"].price_total, 1.0)
        self.assertEqual(lines["TAX"].product_id, self.seller.tax_product_id)

    def test_product_without_taxes(self):
        self.mug.taxes_id = False
        items = [item("MUG", 1, "10.00", tax="1.90", on_top=True)]
        binding = self.import_order("302-1", items)
        self.assert_held(binding, "tax", "1.90 EUR", "give 0.00 EUR")
        self.assertEqual(binding.tax_rule_id.tax_id, self.tax)
        self.approve_tax_rule(binding)
        self.assert_proved(binding, "11.90")
        self.assertEqual(binding.sale_order_id.order_line.tax_ids, self.tax)

    def test_zero_tax(self):
        """An export: Amazon says that there is no tax, so Odoo must not add one."""
        export = self.create_tax(0, name="Export")
        position = self.create_fiscal_position(export)
        export.original_tax_ids = self.tax
        self.marketplace_de.fiscal_position_id = position
        sale = self.imported("302-1", [item("MUG", 1, "10.00", tax="0.00")], "10.00")
        self.assertEqual(sale.order_line.tax_ids, export)
        self.assertEqual((sale.amount_tax, sale.amount_total), (0.0, 10.0))

    def test_zero_tax_where_prices_contain_none(self):
        items = [item("MUG", 1, "10.00", tax="0.00")]
        sale = self.imported("111-1", items, "10.00", marketplace=USA)
        self.assertFalse(sale.order_line.tax_ids)

    def test_facilitator_tax(self):
        """D12: Amazon owes it: it is shown, and in no tax account of the seller."""
        items = [item("MUG", 1, "10.00", tax="1.90", on_top=True, collected=True)]
        sale = self.imported("111-1", items, "11.90", marketplace=USA)
        lines = self.lines_by_component(sale)
        self.assertFalse(sale.order_line.tax_ids)
        self.assertEqual(lines["TAX"].price_total, 1.9)
        self.assertIn("remitted by Amazon", lines["TAX"].name)
        self.assertEqual(sale.amount_tax, 0)

    def test_facilitator_tax_beside_own_tax(self):
        items = [
            item("MUG", 1, "10.00", tax="0.80", on_top=True, collected=True),
            item("BOOK", 1, "10.00", tax="1.90", on_top=True),
        ]
        sale = self.imported("111-1", items, "22.70", marketplace=USA)
        lines = self.lines_by_component(sale)
        self.assertEqual(lines["ITEM"].mapped("tax_ids"), self.tax)
        self.assertEqual(lines["TAX"].price_total, 0.8)
        self.assertEqual(sale.amount_tax, 1.9)

    def test_tax_inside_prices_of_unknown_origin(self):
        """Tax in the prices of two charges that nothing attributes: held."""
        proceeds = item_proceeds(
            total="16.00", ITEM="11.00", SHIPPING="5.00", TAX="1.00"
        )
        binding = self.import_order(
            "302-1",
            [item("MUG", proceeds=proceeds)],
            proceeds=grand_total("16.00"),
        )
        self.assert_held(binding, "tax", "1.00 EUR")

    # === OTHER CURRENCIES === #

    def test_yen(self):
        """D10."""
        self.integrate(JAPAN)
        ten = self.create_tax(10)
        self.mug.taxes_id = ten
        items = [
            item("MUG", 3, "999", shipping="410", tax={"ITEM": 272, "SHIPPING": 37})
        ]
        sale = self.imported("250-1", items, "3407", marketplace=documents.JAPAN)
        self.assertEqual(sale.currency_id.name, "JPY")
        items = [item("MUG", 1, "1099", promotion="100")]
        sale = self.imported("250-2", items, "999", marketplace=documents.JAPAN)
        self.assertEqual(sale.amount_untaxed + sale.amount_tax, 999)

    def test_dinar(self):
        """D10: Three decimals, which Odoo's prices have to carry."""
        self.env.ref("product.decimal_price").digits = 6
        self.integrate(KUWAIT)
        five = self.create_tax(5)
        self.mug.taxes_id = five
        items = [item("MUG", 3, "1.235", shipping="0.375")]
        sale = self.imported("250-1", items, "4.080", marketplace=documents.KUWAIT)
        self.assertEqual(sale.currency_id.name, "KWD")
        items = [item("MUG", 3, "1.235", tax="0.176")]
        self.imported("250-2", items, "3.705", marketplace=documents.KUWAIT)
