# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import grand_total, item, item_proceeds, valid_order

NOT_TODAY = "Not today."


@tagged("post_install", "-at_install")
class TestProof(AmazonFbmCommon):
    """Odoo's total is Amazon's, component by component, or there is no sales order."""

    def changed_prices(self, **cents):
        """Let the builder change prices by cents: ``ITEM=1, SHIPPING=-1``."""
        builder = type(self.env["amazon.order.builder"])
        prepare = builder._prepare_lines

        def prepare_wrong_lines(builder, draft):
            lines = prepare(builder, draft)
            for line in lines:
                line["price_unit"] += cents.get(line["amazon_component"], 0) / 100
            return lines

        return patch.object(builder, "_prepare_lines", prepare_wrong_lines)

    def failing_for(self, ref, model, method, error):
        """Let a method that takes a draft fail for one order."""
        original = getattr(type(self.env[model]), method)

        def fail(records, draft, *arguments):
            if draft.order.ref == ref:
                if callable(error):
                    error()
                raise error
            return original(records, draft, *arguments)

        return patch.object(type(self.env[model]), method, fail)

    # === WHAT IS STORED === #

    def test_rows(self):
        row = item("MUG", 2, "20.00", shipping="4.99", promotion="5.00", tax="5.59")
        binding = self.import_order("302-1", [row])
        self.approve_tax_rule(binding)
        self.assert_proved(binding, "39.99")
        proof = binding.proof
        self.assertEqual(
            [(row["component"], row["amazon"], row["odoo"]) for row in proof["rows"]],
            [
                ("ITEM", "34.41", "34.41"),
                ("SHIPPING", "4.99", "4.99"),
                ("DISCOUNT", "-5.00", "-5.00"),
                ("TAX", "5.59", "5.59"),
            ],
        )
        self.assertEqual({row["difference"] for row in proof["rows"]}, {"0.00"})
        self.assertEqual((proof["amazon_total"], proof["odoo_total"]), ("39.99",) * 2)
        self.assertEqual(proof["difference"], "0.00")
        self.assertEqual(proof["reading"], "tax_included/discount_signed")
        self.assertIn("34.41", binding.proof_html)

    def test_components_add_up_to_the_total(self):
        items = [item("MUG", 3, "9.99", gift_wrap="3.00", cod="1.00"), item("BOOK")]
        proof = self.import_order("302-1", items, tip="2.00").proof
        total = sum(float(row["odoo"]) for row in proof["rows"])
        self.assertEqual(f"{total:.2f}", proof["odoo_total"])

    def test_positive_discount_reading(self):
        proceeds = item_proceeds(total="7.00", ITEM="10.00", DISCOUNT="3.00")
        binding = self.import_order(
            "302-1", [item("MUG", proceeds=proceeds)], proceeds=grand_total("7.00")
        )
        self.assert_proved(binding, "7.00")
        self.assertIn("discount_positive", binding.proof["reading"])

    # === A DIFFERENCE === #

    def test_a_cent_holds_the_order(self):
        with self.changed_prices(ITEM=1):
            binding = self.import_order("302-1", [item("MUG", 1, "10.00")])
        self.assert_held(
            binding,
            "total_difference",
            "10.01 EUR",
            "10.00 EUR",
            "Products: Amazon 10.00, Odoo 10.01",
        )
        self.assertEqual((binding.amount_total, binding.odoo_total), (10.0, 10.01))
        self.assertEqual(binding.difference, 0.01)
        self.assertFalse(binding.proof["is_proved"])

    def test_components_must_agree_even_if_the_total_does(self):
        with self.changed_prices(ITEM=1, SHIPPING=-1):
            binding = self.import_order("302-1", [item("MUG", shipping="5.00")])
        self.assert_held(
            binding,
            "total_difference",
            "Products: Amazon 10.00, Odoo 10.01",
            "Shipping: Amazon 5.00, Odoo 4.99",
        )
        self.assertEqual(binding.difference, 0)

    def test_tax_must_agree(self):
        tax_model = type(self.env["amazon.order.tax"])
        with patch.object(tax_model, "_reproduces", return_value=True):
            binding = self.import_order(
                "302-1", [item("MUG", 1, "10.00", tax="1.00", on_top=True)]
            )
        self.assert_held(binding, "total_difference", "Tax: Amazon 1.00, Odoo 1.90")

    def test_line_of_another_addon_holds_the_order(self):
        """A line that nobody at Amazon knows of is a difference."""
        sales = type(self.env["sale.order"])
        create = sales.create

        def create_with_fee(records, values):
            orders = create(records, values)
            for order in orders:
                order.order_line.copy({"order_id": order.id, "amazon_component": False})
            return orders

        with patch.object(sales, "create", create_with_fee):
            binding = self.import_order("302-1", [item("MUG")])
        self.assert_held(binding, "total_difference", "20.00", "10.00")

    def test_items_that_do_not_add_up(self):
        proceeds = item_proceeds(total="12.00", ITEM="10.00")
        binding = self.import_order(
            "302-1", [item("MUG", proceeds=proceeds)], proceeds=grand_total("12.00")
        )
        self.assert_held(binding, "total_unproved", "10.00", "12.00", "2.00")
        self.assertEqual(self.log_line(binding).sku, "MUG")

    def test_grand_total_that_does_not_add_up(self):
        binding = self.import_order(
            "302-1", [item("MUG")], proceeds=grand_total("11.11")
        )
        self.assert_held(binding, "total_unproved", "10.00", "11.11", "1.11")
        self.assertEqual(f"{binding.odoo_total:.2f}", "10.00")
        self.assertEqual(f"{binding.difference:.2f}", "-1.11")

    def test_two_readings_hold_the_order(self):
        """10 - 1 + 2 of tax on top, or 10 + 1 with the tax inside: both are 11."""
        proceeds = item_proceeds(
            total="11.00", ITEM="10.00", DISCOUNT="1.00", TAX="2.00"
        )
        binding = self.import_order(
            "302-1", [item("MUG", proceeds=proceeds)], proceeds=grand_total("11.00")
        )
        self.assert_held(binding, "total_unproved", "two ways", "11.00 EUR")

    # === THE OTHERS GO ON === #

    def import_ten_with(self, bad_ref):
        """Import ten orders in one batch; return the bad one."""
        self.put_simple(*(f"302-{number}" for number in range(10)))
        log = self.run_import()
        self.assertEqual((log.fetched_count, log.imported_count), (10, 9))
        self.assertEqual(len(self.get_sales()), 9)
        self.assertEqual(set(self.get_sales().mapped("state")), {"sale"})
        self.assertEqual(log.state, "partial")
        return self.get_order(bad_ref)

    def log_line(self, binding):
        return binding.sync_log_id.line_ids.filtered(
            lambda line: line.reference == binding.name
        )

    def test_difference_among_good_orders(self):
        with self.failing_for_price("302-4"):
            bad = self.import_ten_with("302-4")
        self.assert_held(bad, "total_difference", "10.01")
        self.assertEqual(bad.sync_log_id.held_count, 1)

    def failing_for_price(self, ref):
        builder = type(self.env["amazon.order.builder"])
        prepare = builder._prepare_lines

        def prepare_lines(records, draft):
            lines = prepare(records, draft)
            if draft.order.ref == ref:
                lines[0]["price_unit"] += 0.01
            return lines

        return patch.object(builder, "_prepare_lines", prepare_lines)

    def assert_failed_in_words(self, binding, word):
        self.assertEqual((binding.state, binding.hold_reason), ("failed", "unexpected"))
        self.assertIn(word, binding.hold_message)
        self.assertNotIn("Traceback", binding.hold_message)
        self.assertFalse(binding.sale_order_id)
        line = self.log_line(binding)
        self.assertEqual((line.result, line.cause), ("failed", "unexpected"))
        self.assertEqual(line.message, binding.hold_message)
        self.assertEqual(binding.sync_log_id.failed_count, 1)

    def test_unexpected_error_among_good_orders(self):
        error = KeyError("secret address of the buyer")
        builder = ("amazon.order.builder", "_prepare_sale_order_vals")
        with self.failing_for("302-4", *builder, error), self.quiet():
            bad = self.import_ten_with("302-4")
        self.assert_failed_in_words(bad, "KeyError")
        self.assertNotIn("secret", bad.hold_message)

    def test_database_error_among_good_orders(self):
        def divide():
            self.env.cr.execute("SELECT 1 / 0", log_exceptions=False)

        builder = ("amazon.order.builder", "_prepare_sale_order_vals")
        with self.failing_for("302-4", *builder, divide), self.quiet():
            bad = self.import_ten_with("302-4")
        self.assert_failed_in_words(bad, "DivisionByZero")

    def test_refusal_of_odoo_says_odoos_words(self):
        error = UserError("The moon is wrong.")
        builder = ("amazon.order.builder", "_prepare_sale_order_vals")
        with self.failing_for("302-4", *builder, error):
            bad = self.import_ten_with("302-4")
        self.assert_failed_in_words(bad, "The moon is wrong.")

    def test_error_while_reading(self):
        reader = ("amazon.order.builder", "_check_settings")
        with self.failing_for("302-4", *reader, ValueError("x")), self.quiet():
            bad = self.import_ten_with("302-4")
        self.assert_failed_in_words(bad, "ValueError")

    def test_failed_order_is_tried_again(self):
        builder = ("amazon.order.builder", "_prepare_sale_order_vals")
        with self.failing_for("302-1", *builder, KeyError("x")), self.quiet():
            binding = self.import_order("302-1", [item("MUG")])
        self.assertEqual(binding.state, "failed")
        old_line = self.log_line(binding)
        binding.next_retry = Datetime.now()
        log = self.run_import()
        self.assertEqual(log.imported_count, 1)
        self.assert_proved(binding, "10.00")
        self.assertFalse(binding.hold_reason)
        self.assertFalse(binding.hold_message)
        self.assertTrue(old_line.resolved)

    def test_confirmation_that_fails(self):
        """The order is imported and the person hears why it is not confirmed."""
        sales = type(self.env["sale.order"])
        confirm = sales.action_confirm

        def refuse(orders):
            if "302-2" in orders.mapped("amazon_order_ref"):
                raise UserError(NOT_TODAY)
            return confirm(orders)

        self.put(
            *(valid_order(ref, [item("MUG")]) for ref in ("302-1", "302-2", "302-3"))
        )
        with patch.object(sales, "action_confirm", refuse):
            log = self.run_import()
        states = {sale.amazon_order_ref: sale.state for sale in self.get_sales()}
        self.assertEqual(states, {"302-1": "sale", "302-2": "draft", "302-3": "sale"})
        line = log.line_ids.filtered(lambda line: line.cause == "workflow")
        self.assertEqual((line.reference, line.result), ("302-2", "held"))
        self.assertIn("Not today.", line.message)
        self.assertEqual(self.get_order("302-2").state, "held")
        self.assertEqual(log.state, "partial")
