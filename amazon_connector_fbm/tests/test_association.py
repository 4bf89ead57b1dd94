# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import item, valid_order, validate

REPLACES = [{"orderId": "302-1", "associationType": "REPLACEMENT_ORIGINAL_ID"}]
GIFT = {
    "packing": {"giftOption": {"giftMessage": "Happy birthday", "giftWrapLevel": "Red"}}
}


@tagged("post_install", "-at_install")
class TestAssociation(AmazonFbmCommon):
    """Orders that replace others, what was promised, and gifts."""

    # === REPLACEMENTS === #

    def import_free(self, ref="302-2", kind="REPLACEMENT_ORIGINAL_ID"):
        """Import a replacement without any money."""
        associated = [{"orderId": "302-1", "associationType": kind}]
        document = valid_order(ref, [item("MUG")], associatedOrders=associated)
        del document["proceeds"]
        del document["orderItems"][0]["proceeds"]
        del document["orderItems"][0]["product"]["price"]
        validate(document)
        self.run_import(document)
        return self.get_order(ref)

    def test_replacement_is_free_and_linked(self):
        """O32."""
        original = self.import_order("302-1", [item("MUG")])
        binding = self.import_free()
        self.assert_proved(binding, "0.00")
        self.assertEqual(binding.association_kind, "replacement")
        self.assertEqual(binding.original_order_id, original)
        self.assertEqual(original.replacement_order_ids, binding)
        sale = binding.sale_order_id
        self.assertEqual(sale.amazon_original_order_id, original)
        self.assertIn("Replacement of Amazon order 302-1", sale.amazon_association)
        self.assertEqual(sale.picking_ids.move_ids.product_id, self.mug)
        self.assertFalse(sale.amazon_delivery_block)

    def test_price_of_nothing(self):
        binding = self.import_order(
            "302-2", [item("MUG", 1, "0.00")], associatedOrders=REPLACES
        )
        self.assert_proved(binding, "0.00")

    def test_exchange_keeps_its_price(self):
        exchange = [{"orderId": "302-1", "associationType": "EXCHANGE_ORIGINAL_ID"}]
        binding = self.import_order("302-2", [item("MUG")], associatedOrders=exchange)
        self.assertEqual(binding.association_kind, "exchange")
        self.assert_proved(binding, "10.00")

    def test_original_that_comes_later(self):
        binding = self.import_free()
        self.assertFalse(binding.original_order_id)
        self.assertEqual(binding.original_order_ref, "302-1")
        original = self.import_order("302-1", [item("MUG")])
        self.assertEqual(self.refresh(binding).original_order_id, original)

    def test_other_orders_need_a_price(self):
        document = valid_order("302-2", [item("MUG")])
        del document["proceeds"]
        del document["orderItems"][0]["proceeds"]
        del document["orderItems"][0]["product"]["price"]
        self.run_import(document)
        self.assert_held(self.get_order("302-2"), "no_price")

    def test_unknown_association_is_ignored(self):
        binding = self.import_free(kind="SOMETHING_NEW")
        self.assert_held(binding, "no_price")
        self.assertFalse(binding.association_kind)

    # === PROMISES === #

    def test_promise_is_shown(self):
        document = valid_order(
            "302-1", [item("MUG")], programs=["PRIME", "PREMIUM", "AMAZON_BUSINESS"]
        )
        window = {"latestDateTime": "2026-12-24T21:59:59Z"}
        document["fulfillment"].update(
            fulfillmentServiceLevel="SAME_DAY", deliverByWindow=window
        )
        validate(document)
        self.run_import(document)
        binding = self.get_order("302-1")
        sale, picking = binding.sale_order_id, binding.sale_order_id.picking_ids
        for record in (sale, picking):
            self.assertEqual(
                record.amazon_service, "Prime, Premium, Business, Same Day"
            )
            self.assertEqual(record.amazon_deliver_by, binding.deliver_by_date)
        self.assertTrue(binding.deliver_by_date)
        self.assertEqual(picking.date_deadline, binding.ship_by_date)

    def test_unknown_service_level(self):
        document = valid_order("302-1", [item("MUG")])
        document["fulfillment"]["fulfillmentServiceLevel"] = "BY_DRONE"
        self.run_import(document)
        self.assertFalse(self.get_order("302-1").service_level)

    # === GIFTS === #

    def test_gift_reaches_line_and_delivery(self):
        gift = {"quantityFulfilled": 0, "quantityUnfulfilled": 1, **GIFT}
        sale = self.import_sale("302-1", [item("MUG", fulfillment=gift)])
        for record in (sale.order_line, sale.picking_ids.move_ids):
            self.assertEqual(record.amazon_gift_message, "Happy birthday")
            self.assertEqual(record.amazon_gift_wrap, "Red")

    def test_gift_message_is_personal(self):
        sale = self.import_sale("302-1", [item("MUG", fulfillment=GIFT)])
        worker = self.create_user("packer", "stock.group_stock_user")
        move = sale.picking_ids.move_ids.with_user(worker)
        self.assertEqual(move.amazon_gift_wrap, "Red")
        with self.assertRaises(AccessError):
            move.read(["amazon_gift_message"])
