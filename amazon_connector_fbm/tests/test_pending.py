# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import item, pending_order, valid_order, validate


@tagged("post_install", "-at_install")
class TestPending(AmazonFbmCommon):
    """Goods are kept for orders that Amazon has not released, if that is wanted."""

    def setUp(self):
        super().setUp()
        self.stock = self.marketplace_de.warehouse_id.lot_stock_id
        self.put_in_stock(self.mug, 5)
        self.seller.hold_pending_stock = True

    def reserved(self):
        quants = self.env["stock.quant"]._gather(self.mug, self.stock)
        return sum(quants.mapped("reserved_quantity"))

    def import_pending(self, *skus, minutes=15, ref="302-1"):
        document = pending_order(ref, skus or ["MUG"], minutes=minutes)
        validate(document)
        self.run_import(document)
        return self.get_order(ref)

    def test_nothing_is_held_by_default(self):
        """O26."""
        field = self.env["amazon.seller"]._fields["hold_pending_stock"]
        self.assertFalse(field.default)
        self.seller.hold_pending_stock = False
        binding = self.import_pending()
        self.assertEqual((binding.state, self.reserved()), ("pending", 0))
        self.assertFalse(binding.stock_held_until)

    def test_goods_are_held_without_a_sales_order(self):
        """O26."""
        binding = self.import_pending("MUG", "MUG")
        self.assertEqual((binding.state, self.reserved()), ("pending", 2))
        self.assertFalse(self.get_sales("302-1"))
        move = binding.pending_move_ids
        self.assertEqual((move.origin, move.state), ("302-1", "assigned"))
        self.assertFalse(move.picking_id)
        self.assertIn("2 of 2", binding.hold_message)
        expected = Datetime.add(binding.purchase_date, days=7)
        self.assertEqual(binding.stock_held_until, expected)

    def test_released_order_takes_its_goods(self):
        """The goods of the pending order are free for its own sales order."""
        self.put_in_stock(self.mug, -4)
        binding = self.import_pending()
        self.run_import(valid_order("302-1", [item("MUG")], minutes=5))
        self.assertEqual(binding.sale_order_id.picking_ids.state, "assigned")
        self.assertEqual(self.reserved(), 1)
        self.assertEqual(binding.pending_move_ids.state, "cancel")
        self.assertFalse(binding.stock_held_until)

    def test_cancelled_order_releases_its_goods(self):
        """O27."""
        binding = self.import_pending()
        self.run_import(self.with_status("302-1", "CANCELLED"))
        self.assertEqual((binding.state, self.reserved()), ("cancelled", 0))

    def test_held_order_releases_its_goods(self):
        self.import_pending()
        self.run_import(valid_order("302-1", [item("NEW")], minutes=5))
        self.assertEqual(self.reserved(), 0)

    def test_new_version_holds_once(self):
        self.import_pending()
        binding = self.import_pending("MUG", "MUG", minutes=5)
        self.assertEqual(self.reserved(), 2)
        self.assertEqual(sum(binding.pending_move_ids.mapped("quantity")), 2)

    def test_more_than_there_is(self):
        binding = self.import_pending(*["MUG"] * 7)
        self.assertEqual(self.reserved(), 5)
        self.assertIn("5 of 7", binding.hold_message)

    def test_unknown_sku_holds_nothing(self):
        binding = self.import_pending("MUG", "NEW")
        self.assertEqual((binding.state, self.reserved()), ("pending", 1))
        binding = self.import_pending("NEW", ref="302-2")
        self.assertEqual(binding.state, "pending")
        self.assertFalse(binding.stock_held_until)

    def test_hold_ends(self):
        binding = self.import_pending()
        orders = self.env["amazon.order"]
        orders._cron_release_pending_stock()
        self.assertEqual(self.reserved(), 1)
        binding.stock_held_until = Datetime.subtract(Datetime.now(), hours=1)
        orders._cron_release_pending_stock()
        self.assertEqual((binding.state, self.reserved()), ("pending", 0))
        self.assertIn("no longer", binding.hold_message)

    def test_hold_ends_when_it_is_switched_off(self):
        self.import_pending()
        self.seller.hold_pending_stock = False
        self.env["amazon.order"]._cron_release_pending_stock()
        self.assertEqual(self.reserved(), 0)

    def test_order_that_waits_for_too_long_holds_nothing(self):
        binding = self.import_pending(minutes=8 * 24 * 60)
        self.assertEqual((binding.state, self.reserved()), ("pending", 0))

    def test_what_cannot_be_reserved_stops_no_import(self):
        refusal = UserError("Stock is being counted.")

        def refuse(_moves, **_options):
            raise refusal

        self.patch(type(self.env["stock.move"]), "_action_confirm", refuse)
        binding = self.import_pending()
        self.assertEqual(binding.state, "pending")
        self.assertIn("Stock is being counted.", binding.hold_message)
        self.assertFalse(binding.pending_move_ids)

    def test_days_make_sense(self):
        with self.assertRaisesRegex(ValidationError, "Hold for"):
            self.seller.pending_hold_days = 0
