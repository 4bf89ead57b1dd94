# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import item, order, pending_order, valid_order


@tagged("post_install", "-at_install")
class TestState(AmazonFbmCommon):
    """Amazon's order lives on: pending, cancelled, shipped, changed."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.mug, 100)

    def assert_outcome(self, ref, state, sales=0):
        binding = self.get_order(ref)
        self.assertEqual(binding.state, state, binding.hold_message)
        self.assertEqual(len(self.get_sales(ref)), sales)
        self.assertFalse(binding.to_process)
        return binding

    # === BEFORE THE IMPORT === #

    def test_pending_then_unshipped(self):
        """O10."""
        log = self.run_import(pending_order("302-1", ["MUG"], minutes=15))
        self.assertEqual((log.pending_count, log.state), (1, "done"))
        binding = self.assert_outcome("302-1", "pending")
        log = self.run_import(valid_order("302-1", [item("MUG")], minutes=5))
        self.assertEqual((log.pending_count, log.imported_count), (0, 1))
        self.assert_outcome("302-1", "imported", sales=1)
        self.assert_proved(binding, "10.00")
        self.assertEqual(self.env["amazon.order"].search_count([]), 1)

    def test_pending_availability(self):
        document = pending_order("302-1", ["MUG"])
        document["fulfillment"]["fulfillmentStatus"] = "PENDING_AVAILABILITY"
        self.run_import(document)
        self.assert_outcome("302-1", "pending")

    def test_pending_then_cancelled(self):
        self.run_import(pending_order("302-1", ["MUG"], minutes=15))
        log = self.run_import(self.with_status("302-1", "CANCELLED"))
        self.assertEqual(log.cancelled_count, 1)
        self.assert_outcome("302-1", "cancelled")

    def test_cancelled_before_the_import(self):
        log = self.run_import(valid_order("302-1", [item("MUG")], status="CANCELLED"))
        self.assertEqual((log.cancelled_count, log.state), (1, "done"))
        self.assert_outcome("302-1", "cancelled")

    def test_held_then_cancelled(self):
        self.run_import(valid_order("302-1", [item("NEW-1")]))
        self.assertEqual(self.seller.mismatch_count, 1)
        self.run_import(self.with_status("302-1", "CANCELLED"))
        binding = self.assert_outcome("302-1", "cancelled")
        self.assertFalse(binding.hold_reason)
        self.env.invalidate_all()
        self.assertEqual(self.seller.mismatch_count, 0)

    def test_what_is_not_ours_to_ship_is_skipped(self):
        shipped = valid_order("302-1", [item("MUG")], status="SHIPPED")
        by_amazon = valid_order("302-2", [item("MUG")])
        by_amazon["fulfillment"]["fulfilledBy"] = "AMAZON"
        elsewhere = valid_order("302-3", [item("MUG")])
        elsewhere["salesChannel"]["channelName"] = "NON_AMAZON"
        unfulfillable = valid_order("302-4", [item("MUG")], status="UNFULFILLABLE")
        log = self.run_import(shipped, by_amazon, elsewhere, unfulfillable)
        self.assertEqual((log.skipped_count, log.fetched_count), (4, 4))
        self.assertEqual(log.state, "done")
        for ref in ("302-1", "302-2", "302-3", "302-4"):
            binding = self.assert_outcome(ref, "skipped")
            self.assertTrue(binding.hold_message)

    # === AFTER THE IMPORT === #

    def test_cancelled_after_the_import(self):
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertEqual(sale.picking_ids.move_ids.state, "assigned")
        log = self.run_import(self.with_status("302-1", "CANCELLED"))
        self.assertEqual(log.cancelled_count, 1)
        self.assertEqual((sale.state, sale.picking_ids.state), ("cancel", "cancel"))
        self.assert_outcome("302-1", "cancelled", sales=1)
        stock = self.env["stock.quant"]._gather(
            self.mug, self.marketplace_de.warehouse_id.lot_stock_id
        )
        self.assertEqual(sum(stock.mapped("reserved_quantity")), 0)

    def test_cancelled_after_picking(self):
        """O28."""
        sale = self.import_sale("302-1", [item("MUG")])
        sale.picking_ids.move_ids.picked = True
        log = self.run_import(self.with_status("302-1", "CANCELLED"))
        binding = self.get_order("302-1")
        self.assertEqual(
            (binding.state, binding.hold_reason), ("held", "cancelled_after_picking")
        )
        self.assertIn(sale.name, binding.hold_message)
        self.assertEqual(sale.state, "sale")
        self.assertEqual(log.held_count, 1)
        self.assertTrue(binding.proof["is_proved"])

    def test_cancelled_after_the_delivery(self):
        sale = self.import_sale("302-1", [item("MUG")])
        sale.picking_ids.move_ids.picked = True
        sale.picking_ids.button_validate()
        self.assertEqual(sale.picking_ids.state, "done")
        self.run_import(self.with_status("302-1", "CANCELLED"))
        self.assertEqual(self.get_order("302-1").hold_reason, "cancelled_after_picking")
        self.assertEqual(len(sale.picking_ids), 1, "no return by itself")

    def test_cancelled_by_hand_then_at_amazon(self):
        sale = self.import_sale("302-1", [item("MUG")])
        sale._action_cancel()
        self.run_import(self.with_status("302-1", "CANCELLED"))
        self.assert_outcome("302-1", "cancelled", sales=1)

    def test_cancellation_ends_a_hold(self):
        """A person cancels the sales order and retries the held Amazon order."""
        sale = self.import_sale("302-1", [item("MUG")])
        sale.picking_ids.move_ids.picked = True
        self.run_import(self.with_status("302-1", "CANCELLED"))
        sale._action_cancel()
        binding = self.get_order("302-1")
        binding.action_retry()
        self.assert_outcome("302-1", "cancelled", sales=1)

    def test_newer_version_with_the_same_content(self):
        sale = self.import_sale("302-1", [item("MUG")])
        self.age(sale)
        self.age(sale.order_line)
        log = self.run_import(self.with_status("302-1", "SHIPPED"))
        self.assertEqual(log.updated_count, 1)
        binding = self.assert_outcome("302-1", "imported", sales=1)
        self.assertEqual(binding.fulfillment_status, "SHIPPED")
        self.assertEqual(sale.amazon_status, "Shipped")
        self.assertEqual(sale.state, "sale")
        self.assert_untouched(sale)
        self.assert_untouched(sale.order_line)
        self.assertTrue(binding.proof["is_proved"])

    def test_change_is_accepted_once_the_sales_order_is_adapted(self):
        self.import_sale("302-1", [item("MUG")]).action_lock()
        changed = valid_order("302-1", [item("MUG", 2)], minutes=5)
        self.run_import(changed)
        binding = self.get_order("302-1")
        line = binding.sync_log_id.line_ids.filtered("is_mismatch")
        user = self.create_user("worker", "amazon_connector.group_amazon_user")
        binding.with_user(user).action_accept_change()
        self.assertEqual((binding.state, binding.hold_reason), ("imported", False))
        self.assertTrue(line.resolved)
        self.run_import(changed)
        self.assertEqual(binding.state, "imported")

    def test_sales_order_of_an_amazon_order_is_not_deleted(self):
        """O24: the database refuses what would have to be imported again."""
        self.seller.workflow_process_id = False
        sale = self.import_sale("302-1", [item("MUG")])
        with self.assertRaisesRegex(UserError, "302-1"):
            sale.unlink()

    def test_binding_of_a_sales_order_is_not_deleted(self):
        """O24."""
        self.import_sale("302-1", [item("MUG")])
        with self.assertRaises(UserError):
            self.get_order("302-1").unlink()
        self.run_import(order("302-2", [item("NEW-1")]))
        self.get_order("302-2").unlink()
