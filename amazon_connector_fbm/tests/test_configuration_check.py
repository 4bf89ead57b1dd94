# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.common import AmazonCommon
from odoo.addons.amazon_connector.tests.configuration_check import (
    ConfigurationCheckCase,
)

from ..models.amazon_seller_settings import CHARGE_PRODUCTS


@tagged("post_install", "-at_install")
class TestConfigurationCheck(ConfigurationCheckCase, AmazonCommon):
    """The checks of what orders need speak and fall silent with their cause."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_seller()
        cls.workflow = cls.env["sale.workflow.process"].create(
            {"name": "Check", "validate_order": True}
        )
        cls.seller.workflow_process_id = cls.workflow
        cls.included = cls.create_tax("In the price", "tax_included")
        cls.on_top = cls.create_tax("On top", "tax_excluded")
        cls.on_top.original_tax_ids = cls.included
        cls.company.account_sale_tax_id = cls.included
        cls.listing = cls.create_listing(cls.marketplace_de, cls.included)
        # What the company's own tax means for net prices is a test of its own.
        cls.marketplace_us.fiscal_position_id = cls.create_position(cls.on_top)

    @classmethod
    def create_tax(cls, name, price_include):
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": 19,
                "type_tax_use": "sale",
                "price_include_override": price_include,
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def create_listing(cls, marketplace, taxes):
        product = cls.env["product.product"].create(
            {"name": "Mug", "taxes_id": [Command.set(taxes.ids)]}
        )
        return cls.env["amazon.listing"].create(
            {
                "marketplace_id": marketplace.id,
                "sku": "MUG",
                "product_id": product.id,
            }
        )

    @classmethod
    def create_position(cls, taxes):
        """Return a fiscal position that replaces every tax by these."""
        return cls.env["account.fiscal.position"].create(
            {
                "name": "Check position",
                "company_id": cls.company.id,
                "tax_ids": [Command.set(taxes.ids)],
            }
        )

    def create_carrier(self, **values):
        product = self.env["product.product"].create(
            {"name": "Delivery", "type": "service"}
        )
        return self.env["delivery.carrier"].create(
            {"name": "Parcel", "product_id": product.id, **values}
        )

    def create_shipment(self, carrier, **values):
        """Return a transfer of an Amazon order with this delivery method."""
        warehouse = self.marketplace_de.warehouse_id
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.company.partner_id.id,
                "amazon_order_ref": "302-1",
                "amazon_seller_id": self.seller.id,
            }
        )
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "carrier_id": carrier.id,
            }
        )
        picking.sale_id = sale
        picking.write(values)
        return picking

    def test_collected_tax_that_counts_as_income(self):
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.company.partner_id.id,
                "amazon_marketplace_id": self.marketplace_us.id,
            }
        )
        line = {"order_id": sale.id, "product_id": self.seller.tax_product_id.id}
        words = "it is invoiced to the income account"
        with self.expect(words, "warning", self.marketplace_us):
            self.env["sale.order.line"].create({**line, "amazon_component": "TAX"})
        self.marketplace_us.tax_account_id = self.env["account.account"].create(
            {
                "name": "Collected",
                "code": "AMZ29",
                "account_type": "liability_current",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        self.assert_mended(words)

    def test_taxes_of_amazons_invoices(self):
        self.env["amazon.vcs.tax"].create(
            {
                "seller_id": self.seller.id,
                "country_id": self.env.ref("base.de").id,
                "rate": 19.0,
                "tax_id": self.on_top.id,
            }
        )
        words = "On top stands for Germany 19 %"
        for values in ({"amount": 16.0}, {"active": False}):
            self.assert_setting(
                words, "warning", self.on_top, values, about=self.seller
            )

    def test_everything_in_order(self):
        lines = self.run_check().line_ids
        wrong = lines.filtered(lambda line: line.severity in ("error", "warning"))
        self.assertFalse(wrong, lines.mapped("message"))
        for area in ("Taxes", "Automatic workflow", "Delivery methods"):
            found = lines.filtered(lambda line, area=area: line.area == area)
            self.assertEqual(found.mapped("severity"), ["ok"])

    # === SETTINGS === #

    def test_blank_charge_products(self):
        for name in CHARGE_PRODUCTS:
            label = self.seller._fields[name]._description_string(self.env)
            self.assert_setting(
                f"{label} is not set", "error", self.seller, {name: False}
            )

    def test_archived_charge_product(self):
        product = self.seller.shipping_product_id
        words = f"Shipment Fee Product is {product.display_name}, which is archived"
        with self.expect(words, "error", self.seller):
            product.active = False
        product.active = True
        self.assert_mended(words)

    def test_archived_payment_term(self):
        term = self.seller.payment_term_id.copy()
        self.seller.payment_term_id = term
        words = f"is {term.display_name}, which is archived"
        with self.expect(words, "error", self.seller):
            term.active = False
        self.seller.payment_term_id = False
        self.assert_mended(words)

    # === TAXES === #

    def test_kind_of_prices(self):
        self.assert_setting(
            "see prices that contain the tax, but",
            "warning",
            self.marketplace_de,
            {"price_includes_tax": False},
        )
        self.assert_setting(
            "see prices without tax, but",
            "warning",
            self.marketplace_us,
            {"price_includes_tax": True},
        )

    def test_fiscal_position_without_tax(self):
        position = self.create_position(self.env["account.tax"])
        words = f"The fiscal position {position.display_name} leaves no tax"
        self.assert_setting(
            words, "warning", self.marketplace_de, {"fiscal_position_id": position.id}
        )

    def test_tax_on_top_of_prices_with_tax(self):
        template = self.listing.product_id.product_tmpl_id
        self.assert_setting(
            "Odoo adds these taxes on top of prices: On top",
            "info",
            template,
            {"taxes_id": [Command.set(self.on_top.ids)]},
            about=self.marketplace_de,
        )

    def test_company_tax_counts_for_unknown_products(self):
        self.assert_setting(
            "Odoo adds these taxes on top of prices: On top",
            "info",
            self.company,
            {"account_sale_tax_id": self.on_top.id},
            about=self.marketplace_de,
        )

    def test_tax_in_prices_without_tax(self):
        self.assert_setting(
            "these taxes of Odoo are in the price: In the price",
            "warning",
            self.marketplace_us,
            {"fiscal_position_id": False},
        )

    def test_taxes_of_other_marketplaces_do_not_count(self):
        self.create_listing(self.marketplace_us, self.on_top)
        self.assert_mended("on top of prices")

    # === WORKFLOW === #

    def test_nothing_confirms(self):
        self.assert_setting(
            "No workflow confirms the orders",
            "warning",
            self.workflow,
            {"validate_order": False},
            about=self.seller,
            opens=self.workflow,
        )

    def test_no_workflow(self):
        self.assert_setting(
            "No workflow confirms the orders",
            "warning",
            self.seller,
            {"workflow_process_id": False},
        )

    def test_payments_count_twice(self):
        words = "registers payments, and the settlements bring the same money"
        self.workflow.register_payment = True
        checks = type(self.env["amazon.configuration.check"])
        with patch.object(checks, "_has_settlements", return_value=False):
            self.assert_mended(words)
        with patch.object(checks, "_has_settlements", return_value=True):
            line = self.find(words)
            self.assertEqual(line.severity, "warning")
            self.assert_opens(line, self.workflow)
            self.workflow.register_payment = False
            self.assert_mended(words)

    def create_journal(self, **values):
        return self.env["account.journal"].create(
            {
                "name": "Amazon Sales",
                "code": "AMZS",
                "type": "sale",
                "company_id": self.company.id,
                **values,
            }
        )

    def test_sales_journal(self):
        journal = self.create_journal()
        self.workflow.property_journal_id = journal
        words = "The sales journal of the workflow is Amazon Sales, which is archived"
        with self.expect(words, "error", self.seller, opens=self.workflow):
            journal.active = False
        journal.active = True
        self.assert_mended(words)

    def test_sales_journal_with_a_currency(self):
        euro = self.marketplace_de.currency_id
        self.workflow.property_journal_id = self.create_journal(currency_id=euro.id)
        words = "takes EUR only, but there are orders in USD"
        self.assertEqual(self.find(words).severity, "error")
        self.workflow.property_journal_id.currency_id = False
        self.assert_mended(words)

    # === DELIVERY METHODS === #

    def test_delivery_method_without_a_code(self):
        words = "it has no Amazon carrier code"
        carrier = self.create_carrier()
        with self.expect(words, "warning", carrier):
            self.create_shipment(carrier)
        carrier.amazon_carrier_code = "DHL"
        self.assert_mended(words)

    def test_delivery_methods_that_are_not_in_use(self):
        carrier = self.create_carrier()
        cancelled = self.create_shipment(carrier)
        cancelled.action_cancel()
        old = self.create_shipment(carrier)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=100), old.id],
        )
        other = self.create_shipment(carrier)
        other.sale_id.amazon_seller_id = self.create_seller(
            self.company, short_code="OTH"
        )
        self.assert_mended("it has no Amazon carrier code")
