# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime
from unittest.mock import patch

from odoo.fields import Datetime
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import item, moment, valid_order

CONFIRMATION = (
    "odoo.addons.stock.models.stock_picking.StockPicking._send_confirmation_email"
)


@tagged("post_install", "-at_install")
class TestShipped(AmazonFbmCommon):
    """What Amazon reports as shipped is delivered in Odoo, or shown as open."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.mug, 100)
        self.seller.write(
            {
                "import_shipped_orders": True,
                "shipped_orders_since": Datetime.subtract(Datetime.now(), days=10),
            }
        )

    def package(self, minutes, number="00340434", **values):
        return {
            "packageReferenceId": number,
            "carrier": "DHL",
            "shipTime": moment(minutes),
            "trackingNumber": number,
            "packageStatus": {"status": "IN_TRANSIT"},
            **values,
        }

    def read_moment(self, minutes):
        return datetime.strptime(moment(minutes), "%Y-%m-%dT%H:%M:%SZ")

    # === AT FIRST SIGHT === #

    def test_delivery_is_dated_by_amazon(self):
        sale = self.import_sale(
            "302-1",
            [item("MUG", 2)],
            status="SHIPPED",
            packages=[self.package(300, "A1"), self.package(200, "B2")],
        )
        picking = sale.picking_ids
        self.assertEqual(picking.state, "done")
        # The test may straddle a second, the date may not.
        for record in (picking, picking.move_ids, picking.move_ids.move_line_ids):
            date = record.date_done if record == picking else record.date
            self.assertAlmostEqual(
                date.timestamp(), self.read_moment(200).timestamp(), delta=60
            )
        self.assertEqual(picking.carrier_tracking_ref, "A1, B2")
        self.assertIn("DHL A1; DHL B2", picking.message_ids[0].body)
        self.assertFalse(picking.carrier_id)

    def test_without_packages_the_last_update_counts(self):
        binding = self.import_order("302-1", [item("MUG")], status="SHIPPED")
        picking = binding.sale_order_id.picking_ids
        self.assertEqual(picking.date_done, binding.last_update_date)
        self.assertFalse(picking.carrier_tracking_ref)

    def test_cancelled_package_does_not_count(self):
        cancelled = self.package(100, "C3", packageStatus={"status": "CANCELLED"})
        sale = self.import_sale(
            "302-1",
            [item("MUG")],
            status="SHIPPED",
            packages=[self.package(200, "A1"), cancelled],
        )
        self.assertEqual(sale.picking_ids.carrier_tracking_ref, "A1")

    def test_nobody_is_told(self):
        with patch(CONFIRMATION, autospec=True) as confirmation:
            self.import_sale("302-1", [item("MUG")], status="SHIPPED")
        confirmation.assert_not_called()

    def test_it_can_be_invoiced(self):
        self.mug.invoice_policy = "delivery"
        sale = self.import_sale("302-1", [item("MUG")], status="SHIPPED")
        self.assertEqual(sale.invoice_status, "to invoice")

    # === LATER === #

    def ship_at_amazon(self, **values):
        document = self.with_status("302-1", "SHIPPED")
        self.run_import({**document, **values})
        return self.get_order("302-1")

    def test_open_delivery_is_shown(self):
        sale = self.import_sale("302-1", [item("MUG", 2)])
        self.assertFalse(sale.amazon_shipped_open)
        binding = self.ship_at_amazon()
        picking = sale.picking_ids
        self.assertEqual(picking.state, "assigned", "nothing leaves by itself")
        for text in (sale.amazon_shipped_open, picking.amazon_shipped_open):
            self.assertIn(picking.name, text)
            self.assertIn("2 x [MUG]", text)
        self.assertIn(picking.name, binding.hold_message)

    def test_delivered_order_has_nothing_open(self):
        sale = self.import_sale("302-1", [item("MUG")])
        sale.picking_ids.move_ids.picked = True
        sale.picking_ids.button_validate()
        binding = self.ship_at_amazon()
        self.assertFalse(sale.amazon_shipped_open)
        self.assertNotIn("open", binding.hold_message)

    def test_processed_as_shipped(self):
        sale = self.import_sale("302-1", [item("MUG", 3)])
        move = sale.picking_ids.move_ids
        move.write({"quantity": 1, "picked": True})
        move.picking_id._action_done()
        self.ship_at_amazon(packages=[self.package(100, "A1")])
        sale.action_deliver_amazon_shipped()
        self.assertEqual(set(sale.picking_ids.mapped("state")), {"done"})
        self.assertEqual(sale.order_line.qty_delivered, 3)
        self.assertEqual(sale.picking_ids[-1:].carrier_tracking_ref or "A1", "A1")
        self.assertFalse(sale.amazon_shipped_open)

    def test_processing_needs_a_shipped_order(self):
        sale = self.import_sale("302-1", [item("MUG")])
        sale.action_deliver_amazon_shipped()
        self.assertEqual(sale.picking_ids.state, "assigned")

    def test_packages_are_valid(self):
        document = valid_order(
            "302-1", [item("MUG")], status="SHIPPED", packages=[self.package(10)]
        )
        self.assertEqual(len(document["packages"]), 1)
