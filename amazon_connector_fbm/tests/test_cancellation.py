# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import item, valid_order, validate

REASON = "Ordered by mistake"
REQUEST = {"cancellationRequest": {"requester": "BUYER", "cancelReason": REASON}}


@tagged("post_install", "-at_install")
class TestCancellation(AmazonFbmCommon):
    """What is cancelled at Amazon, or should be, does not leave the warehouse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.put_in_stock(cls.products, 100)
        cls.user = cls.create_user("worker", "amazon_connector.group_amazon_user")

    def request(self, *requested, minutes=5):
        """Let the buyer ask for the cancellation of these items (1, 2) of 302-1."""
        items = [self.mug_item(), self.book_item()]
        document = valid_order("302-1", items, minutes=minutes)
        for number in requested:
            document["orderItems"][number - 1]["cancellation"] = REQUEST
        validate(document)
        self.run_import(document)
        return self.get_order("302-1")

    def mug_item(self):
        return item("MUG", orderItemId="1")

    def book_item(self):
        return item("BOOK", orderItemId="2")

    def import_two(self):
        return self.import_sale("302-1", [self.mug_item(), self.book_item()])

    def pick(self, sale):
        sale.picking_ids.move_ids.picked = True

    def cancel_at_amazon(self, minutes=5):
        self.run_import(self.with_status("302-1", "CANCELLED", minutes))
        return self.get_order("302-1")

    def get_activities(self, binding):
        return binding.activity_search(["mail.mail_activity_data_warning"])

    # === REQUESTED BY THE BUYER === #

    def test_request_blocks_the_delivery(self):
        sale = self.import_two()
        binding = self.request(1, 2)
        self.assertTrue(binding.cancellation_requested)
        self.assertEqual(binding.cancel_reason, REASON)
        self.assertEqual(binding.cancellation_state, "requested")
        self.assertEqual((binding.state, sale.state), ("imported", "sale"))
        self.assertIn(REASON, sale.amazon_delivery_block)
        self.assertIn(REASON, sale.picking_ids.amazon_delivery_block)
        self.pick(sale)
        with self.assertRaisesRegex(UserError, "Accept or decline"):
            sale.picking_ids.button_validate()
        with self.assertRaisesRegex(UserError, "Accept or decline"):
            sale.picking_ids._action_done()
        self.assertNotEqual(sale.picking_ids.state, "done")

    def test_responsible_person_is_asked_once(self):
        sale = self.import_two()
        binding = self.request(1, 2)
        activity = self.get_activities(binding)
        self.assertEqual(activity.user_id, self.seller._get_responsible())
        self.assertIn(REASON, activity.note)
        self.assertIn(REASON, sale.message_ids[0].body)
        self.request(1, 2, minutes=4)
        self.assertEqual(self.get_activities(binding), activity)

    def test_accepted(self):
        sale = self.import_two()
        binding = self.request(1, 2)
        action = binding.with_user(self.user).action_accept_cancellation()
        self.assertIn("Manage Orders, order 302-1", action["params"]["message"])
        self.assertEqual((sale.state, sale.picking_ids.state), ("cancel", "cancel"))
        self.assertEqual(binding.cancellation_state, "accepted")
        self.assertEqual(binding.cancellation_user_id, self.user)
        self.assertTrue(binding.cancellation_date)
        self.assertFalse(self.get_activities(binding))
        binding = self.cancel_at_amazon(minutes=4)
        self.assertEqual(binding.state, "cancelled")
        self.assertFalse(binding.cancellation_state)

    def test_accepting_needs_goods_that_are_not_picked(self):
        sale = self.import_two()
        self.pick(sale)
        binding = self.request(1, 2)
        with self.assertRaisesRegex(UserError, "Put the goods back"):
            binding.action_accept_cancellation()
        self.assertEqual(binding.cancellation_state, "requested")
        self.assertEqual(sale.state, "sale")

    def test_accepted_after_everything_is_back(self):
        sale = self.import_two()
        self.pick(sale)
        sale.picking_ids.button_validate()
        binding = self.request(1, 2)
        first, second = sale.picking_ids.move_ids
        self.put_back(first)
        with self.assertRaisesRegex(UserError, "Put the goods back"):
            binding.action_accept_cancellation()
        self.put_back(second)
        binding.action_accept_cancellation()
        self.assertEqual(binding.cancellation_state, "accepted")
        self.assertEqual(sale.state, "cancel")

    def put_back(self, move):
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": move.picking_id.id}
        )
        for line in wizard.product_return_moves:
            line.quantity = line.move_id == move
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.button_validate()
        self.assertEqual(back.state, "done")

    def test_accepting_names_only_what_was_accepted(self):
        self.import_sale("302-2", [item("LAMP")])
        self.import_two()
        binding = self.request(1, 2)
        other = self.get_order("302-2")
        action = (binding | other).action_accept_cancellation()
        self.assertIn("order 302-1", action["params"]["message"])
        self.assertNotIn("302-2", action["params"]["message"])
        again = other.action_accept_cancellation()
        self.assertIn("Nothing", again["params"]["message"])

    def test_accepted_while_the_order_is_held(self):
        """What was cancelled does not come back with the missing product."""
        document = valid_order("302-1", [item("NEW", cancellation=REQUEST)])
        self.run_import(document)
        binding = self.get_order("302-1")
        self.assertEqual(binding.state, "held")
        binding.action_accept_cancellation()
        self.mug.copy({"default_code": "NEW"})
        binding.action_retry()
        self.assertEqual(binding.state, "cancelled")
        self.assertFalse(binding.sale_order_id)

    def test_declined(self):
        sale = self.import_two()
        binding = self.request(1, 2)
        sale.with_user(self.env.user).action_decline_amazon_cancellation()
        self.assertEqual(binding.cancellation_state, "declined")
        self.assertFalse(sale.amazon_delivery_block)
        self.request(1, 2, minutes=4)
        self.assertEqual(binding.cancellation_state, "declined", "asked once only")
        self.assertFalse(self.get_activities(binding))
        self.pick(sale)
        sale.picking_ids.button_validate()
        self.assertEqual(sale.picking_ids.state, "done")

    def test_request_for_more_after_declining(self):
        self.import_two()
        binding = self.request(1)
        binding.action_decline_cancellation()
        self.request(1, 2, minutes=4)
        self.assertEqual(binding.cancellation_state, "requested")

    def test_part_is_accepted(self):
        sale = self.import_two()
        binding = self.request(2)
        self.assertFalse(binding.cancellation_is_whole)
        self.assertFalse(sale.picking_ids.amazon_cancellation_is_whole)
        self.assertIn("Title of BOOK", sale.amazon_delivery_block)
        binding.action_accept_cancellation()
        self.assertEqual(sale.state, "sale")
        self.assertIn("Cancel it at Amazon", sale.amazon_delivery_block)
        cancelled = {"cancellationExecution": {"cancelledBy": "BUYER"}}
        document = valid_order(
            "302-1",
            [self.mug_item(), item("BOOK", 0, orderItemId="2", cancellation=cancelled)],
            minutes=4,
        )
        self.run_import(document)
        self.assert_proved(binding, "10.00")
        self.assertFalse(sale.amazon_delivery_block)

    def test_withdrawn(self):
        sale = self.import_two()
        binding = self.request(1, 2)
        self.request(minutes=4)
        self.assertFalse(binding.cancellation_state)
        self.assertFalse(sale.amazon_delivery_block)
        self.assertFalse(self.get_activities(binding))

    def test_withdrawn_after_it_was_accepted(self):
        sale = self.import_two()
        binding = self.request(1, 2)
        binding.action_accept_cancellation()
        self.request(minutes=4)
        self.assertEqual((binding.state, binding.hold_reason), ("held", "changed"))
        self.assertIn(sale.name, binding.hold_message)
        sale.action_draft()
        sale.action_confirm()
        binding.action_accept_change()
        self.assertEqual(binding.state, "imported")
        self.assertFalse(sale.amazon_delivery_block)

    def test_request_for_what_is_shipped_is_over(self):
        self.import_two()
        document = valid_order("302-1", [self.mug_item(), self.book_item()], minutes=5)
        document["fulfillment"]["fulfillmentStatus"] = "SHIPPED"
        document["orderItems"][0]["cancellation"] = REQUEST
        self.run_import(document)
        self.assertFalse(self.get_order("302-1").cancellation_requested)

    def test_request_with_the_first_version(self):
        document = valid_order("302-1", [item("MUG", cancellation=REQUEST)])
        self.run_import(document)
        sale = self.get_sales("302-1")
        self.assertEqual(sale.state, "sale")
        self.assertTrue(sale.picking_ids.amazon_delivery_block)

    def test_nobody_without_rights_decides(self):
        binding = self.request(1, 2)
        stranger = self.create_user("stranger", "sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            binding.with_user(stranger).action_decline_cancellation()
        self.assertEqual(binding.cancellation_state, "requested")

    def test_warehouse_worker_sees_the_block(self):
        sale = self.import_two()
        self.request(1, 2)
        worker = self.create_user("packer", "stock.group_stock_user")
        picking = sale.picking_ids.with_user(worker)
        self.assertIn(REASON, picking.amazon_delivery_block)
        with self.assertRaisesRegex(UserError, REASON):
            picking.button_validate()

    def test_return_is_not_blocked(self):
        sale = self.import_two()
        self.pick(sale)
        sale.picking_ids.button_validate()
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": sale.picking_ids.id}
        )
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self.request(1, 2)
        back.button_validate()
        self.assertEqual(back.state, "done")

    # === CANCELLED AT AMAZON === #

    def test_cancelled_after_picking_blocks(self):
        sale = self.import_two()
        self.pick(sale)
        binding = self.cancel_at_amazon()
        self.assertEqual(binding.hold_reason, "cancelled_after_picking")
        self.assertEqual(binding.cancellation_state, "cancelled")
        self.assertTrue(self.get_activities(binding))
        with self.assertRaisesRegex(UserError, "Amazon cancelled"):
            sale.picking_ids.button_validate()

    def test_decided_to_cancel(self):
        sale = self.import_two()
        self.pick(sale)
        binding = self.cancel_at_amazon()
        line = binding.sync_log_id.line_ids.filtered("is_mismatch")
        binding.with_user(self.user).action_cancel_sale_order()
        self.assertEqual((sale.state, sale.picking_ids.state), ("cancel", "cancel"))
        self.assertEqual((binding.state, binding.hold_reason), ("cancelled", False))
        self.assertTrue(line.resolved)
        self.assertFalse(self.get_activities(binding))

    def test_decided_to_keep(self):
        sale = self.import_two()
        self.pick(sale)
        binding = self.cancel_at_amazon()
        binding.with_user(self.user).action_keep_sale_order()
        self.assertEqual(binding.state, "imported")
        self.assertEqual(binding.cancellation_state, "kept")
        self.assertEqual(binding.cancellation_user_id, self.user)
        self.cancel_at_amazon(minutes=4)
        self.assertEqual(binding.state, "imported", "asked once only")
        sale.picking_ids.button_validate()
        self.assertEqual(sale.picking_ids.state, "done")

    def test_decided_on_the_delivery(self):
        sale = self.import_two()
        self.pick(sale)
        binding = self.cancel_at_amazon()
        sale.picking_ids.action_cancel_as_amazon()
        self.assertEqual((binding.state, sale.state), ("cancelled", "cancel"))

    def test_posted_invoice_is_reversed_first(self):
        self.products.invoice_policy = "order"
        sale = self.import_two()
        sale._create_invoices().action_post()
        binding = self.cancel_at_amazon()
        self.assertEqual(binding.hold_reason, "cancelled_after_invoice")
        with self.assertRaisesRegex(UserError, "Reverse the invoice"):
            binding.action_cancel_sale_order()
        self.assertEqual(sale.state, "sale")
        sale.invoice_ids._reverse_moves(cancel=True)
        binding.action_cancel_sale_order()
        self.assertEqual((binding.state, sale.state), ("cancelled", "cancel"))

    def test_delivered_goods_do_not_come_back_by_themselves(self):
        sale = self.import_two()
        self.pick(sale)
        sale.picking_ids.button_validate()
        binding = self.cancel_at_amazon()
        self.assertTrue(self.get_activities(binding))
        self.assertEqual(len(sale.picking_ids), 1)

    def test_other_deliveries_are_free(self):
        self.import_two()
        self.request(1, 2)
        other = self.import_sale("302-2", [item("MUG")])
        self.pick(other)
        other.picking_ids.button_validate()
        self.assertEqual(other.picking_ids.state, "done")
