# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Datetime
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import USA, grand_total, item, item_proceeds, valid_order


@tagged("post_install", "-at_install")
class TestSaleOrder(AmazonFbmCommon):
    """An unshipped order becomes a confirmed sales order."""

    def test_confirmed_with_its_settings(self):
        sale = self.import_sale("302-1", [item("MUG", 3, "9.95"), item("BOOK")])
        self.assertRecordValues(
            sale,
            [
                {
                    "name": "302-1",
                    "state": "sale",
                    "company_id": self.company.id,
                    "currency_id": self.env.ref("base.EUR").id,
                    "pricelist_id": self.marketplace_de.pricelist_id.id,
                    "warehouse_id": self.marketplace_de.warehouse_id.id,
                    "team_id": self.marketplace_de.team_id.id,
                    "user_id": False,
                    "fiscal_position_id": self.plain_position.id,
                    "payment_term_id": self.seller.payment_term_id.id,
                    "workflow_process_id": self.seller.workflow_process_id.id,
                    "client_order_ref": "302-1",
                    "amazon_order_ref": "302-1",
                    "amazon_seller_id": self.seller.id,
                    "amazon_marketplace_id": self.marketplace_de.id,
                    "amount_total": 39.85,
                }
            ],
        )
        self.assertRecordValues(
            sale.order_line,
            [
                {
                    "product_id": self.mug.id,
                    "product_uom_qty": 3,
                    "price_unit": 9.95,
                    "price_total": 29.85,
                    "discount": 0,
                    "name": "Title of MUG",
                    "amazon_component": "ITEM",
                },
                {
                    "product_id": self.book.id,
                    "product_uom_qty": 1,
                    "price_unit": 10.0,
                    "price_total": 10.0,
                    "discount": 0,
                    "name": "Title of BOOK",
                    "amazon_component": "ITEM",
                },
            ],
        )
        self.assertEqual(sale.picking_ids.move_ids.product_id, self.mug | self.book)

    def test_partially_shipped_is_imported(self):
        sale = self.import_sale("302-1", [item("MUG", 2)], status="PARTIALLY_SHIPPED")
        self.assertEqual(sale.state, "sale")

    def test_order_date_is_that_of_the_purchase(self):
        binding = self.import_order("302-1", [item("MUG")], minutes=500)
        sale = binding.sale_order_id
        self.assertEqual(sale.state, "sale")
        self.assertEqual(sale.date_order, binding.purchase_date)
        self.assertLess(sale.date_order, Datetime.subtract(Datetime.now(), minutes=500))
        self.assertEqual(sale.commitment_date, binding.ship_by_date)
        self.assertTrue(sale.commitment_date)

    def test_order_date_of_other_orders_is_odoos(self):
        long_ago = Datetime.subtract(Datetime.now(), days=30)
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "A"}).id,
                "date_order": long_ago,
            }
        )
        sale.action_confirm()
        self.assertGreater(sale.date_order, long_ago)

    def test_every_charge_has_its_line(self):
        sale = self.import_sale(
            "302-1",
            [
                item(
                    "MUG",
                    2,
                    "20.00",
                    shipping="4.99",
                    gift_wrap="3.50",
                    cod="2.00",
                    promotion="5.00",
                    shipping_discount="4.99",
                )
            ],
            tip="1.50",
        )
        seller = self.seller
        charges = sale.order_line.filtered(lambda line: line.product_id != self.mug)
        self.assertEqual(
            sorted(
                (line.amazon_component, line.product_id.id, line.price_total)
                for line in charges
            ),
            sorted(
                [
                    ("SHIPPING", seller.shipping_product_id.id, 4.99),
                    ("GIFT_WRAP", seller.gift_wrap_product_id.id, 3.5),
                    ("COD_FEE", seller.other_charge_product_id.id, 2.0),
                    ("DELIVERY_TIP", seller.other_charge_product_id.id, 1.5),
                    ("DISCOUNT", seller.promotion_product_id.id, -5.0),
                    ("DISCOUNT", seller.shipping_discount_product_id.id, -4.99),
                ]
            ),
        )
        self.assert_proved(self.get_order("302-1"), "42.00")

    def test_price_that_the_quantity_does_not_divide(self):
        """Three pieces for 10.00: the line total is Amazon's, not 3 x 3.33."""
        proceeds = item_proceeds(total="10.00", ITEM="10.00")
        binding = self.import_order(
            "302-1",
            [item("MUG", 3, "3.33", proceeds=proceeds)],
            proceeds=grand_total("10.00"),
        )
        self.assert_proved(binding, "10.00")

    def test_odoos_prices_and_discounts_are_ignored(self):
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.marketplace_de.pricelist_id.id,
                "compute_price": "percentage",
                "percent_price": 50,
                "applied_on": "3_global",
            }
        )
        sale = self.import_sale("302-1", [item("MUG", 2, "10.00")])
        self.assertEqual(sale.amount_total, 20.0)
        self.assertEqual(sale.order_line.discount, 0)

    def test_same_sku_on_two_items(self):
        sale = self.import_sale("302-1", [item("MUG"), item("MUG", 2, "8.00")])
        self.assertEqual(sale.order_line.product_id, self.mug)
        self.assertEqual(sale.order_line.mapped("price_total"), [10.0, 16.0])

    def test_item_of_quantity_zero_has_no_line(self):
        """O31."""
        sale = self.import_sale("302-1", [item("MUG"), item("BOOK", 0, "0.00")])
        self.assertEqual(sale.order_line.product_id, self.mug)

    def test_markup_of_a_buyer_is_text(self):
        """D13: wherever it is shown as HTML, it is escaped."""
        markup = "<img src=x onerror=alert(1)>"
        gift = {"packing": {"giftOption": {"giftMessage": markup}}}
        rows = [item("MUG", fulfillment=gift), item(markup)]
        buyer = {"buyerName": markup}
        self.run_import(valid_order("302-1", rows, buyer=buyer))
        held = self.get_order("302-1")
        self.assertIn(markup, held.hold_message)
        values = {**self.prepare_product_vals(markup), "name": markup}
        self.env["product.product"].create(values)
        held.action_retry()
        self.refresh(held)
        self.assertEqual(held.state, "imported", held.hold_message)
        self.assertEqual(held.sale_order_id.partner_id.name, markup)
        self.assert_escaped(held, held.sale_order_id, held.sale_order_id.picking_ids)

    def assert_escaped(self, *records):
        """Assert that no HTML field and no message of the records holds a tag."""
        for record in records:
            contents = record.message_ids.mapped("body") if record else []
            contents += [
                record[name]
                for name, field in record._fields.items()
                if field.type == "html" and record[name]
            ]
            self.assertTrue(contents)
            self.assertNotIn("<img src=x", " ".join(map(str, contents)))

    def test_free_order(self):
        """D11."""
        sale = self.import_sale("302-1", [item("MUG", 1, "0.00")])
        self.assertEqual((sale.state, sale.amount_total), ("sale", 0.0))

    def test_names(self):
        self.seller.order_prefix = "AMZ/"
        self.assertEqual(self.import_sale("302-1", [item("MUG")]).name, "AMZ/302-1")
        self.seller.order_prefix = False
        self.assertEqual(self.import_sale("302-2", [item("MUG")]).name, "302-2")
        self.seller.use_odoo_sequence = True
        sale = self.import_sale("302-3", [item("MUG")])
        self.assertNotIn("302-3", sale.name)
        self.assertNotEqual(sale.name, "/")
        self.assertEqual(sale.amazon_order_ref, "302-3")

    def test_us_marketplace(self):
        sale = self.import_sale("111-1", [item("MUG")], marketplace=USA)
        self.assertEqual(sale.pricelist_id, self.marketplace_us.pricelist_id)
        self.assertEqual(sale.currency_id, self.env.ref("base.USD"))

    def test_workflow_of_the_seller(self):
        manual = self.env["sale.workflow.process"].create({"name": "Manual"})
        self.seller.workflow_process_id = manual
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertEqual(sale.state, "draft")
        self.assertEqual(sale.workflow_process_id, manual)

    def test_workflow_filter(self):
        workflow = self.seller.workflow_process_id.copy(
            {"order_filter_id": self.create_filter("[('amount_total', '>', 50)]").id}
        )
        self.seller.workflow_process_id = workflow
        self.assertEqual(self.import_sale("302-1", [item("MUG")]).state, "draft")
        sale = self.import_sale("302-2", [item("MUG", 9)])
        self.assertEqual(sale.state, "sale")

    def create_filter(self, domain):
        """Return a filter of sales orders for a workflow."""
        return self.env["ir.filters"].create(
            {"name": "Test", "model_id": "sale.order", "domain": domain}
        )

    def test_buyers_get_no_message(self):
        before = self.env["mail.mail"].sudo().search_count([])
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertFalse(sale.message_partner_ids & sale.partner_id)
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), before)

    def test_sales_order_shows_its_amazon_order(self):
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertEqual(sale.amazon_order_id, self.get_order("302-1"))
        self.assertEqual(sale.amazon_status, "Unshipped")
        self.assertIn("10.00", sale.amazon_proof_html)
        action = sale.action_open_amazon_order()
        self.assertEqual(action["res_id"], sale.amazon_order_id.id)
        action = sale.amazon_order_id.action_open_sale_order()
        self.assertEqual(action["res_id"], sale.id)

    def test_copy_of_a_sales_order_is_no_amazon_order(self):
        copy = self.import_sale("302-1", [item("MUG")]).copy()
        self.assertFalse(copy.amazon_order_ref)
        self.assertFalse(copy.amazon_order_id)
