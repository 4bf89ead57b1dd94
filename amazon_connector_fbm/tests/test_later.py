# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PROCESSOR, AmazonFbmCommon
from .documents import item, moment, order, valid_order

CONFIRMATION = (
    "odoo.addons.stock.models.stock_picking.StockPicking._send_confirmation_email"
)
HOOK = "odoo.addons.stock.models.stock_picking.StockPicking._pre_action_done_hook"


@tagged("post_install", "-at_install")
class TestLater(AmazonFbmCommon):
    """What comes after the import, or should have come before it."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.mug, 100)

    # === SHIPPED BEFORE ODOO KNEW THE ORDER === #

    def test_shipped_part_is_not_shipped_again(self):
        fulfillment = {"quantityFulfilled": 1, "quantityUnfulfilled": 2}
        sale = self.import_sale(
            "302-1",
            [item("MUG", 3, fulfillment=fulfillment)],
            status="PARTIALLY_SHIPPED",
        )
        done = sale.picking_ids.filtered(lambda picking: picking.state == "done")
        still_open = sale.picking_ids - done
        self.assertEqual(done.move_ids.quantity, 1)
        self.assertEqual(still_open.move_ids.product_uom_qty, 2)
        self.assertEqual(sale.order_line.qty_delivered, 1)

    def test_several_delivery_steps_are_left_to_a_person(self):
        self.marketplace_de.warehouse_id.delivery_steps = "pick_ship"
        fulfillment = {"quantityFulfilled": 1, "quantityUnfulfilled": 2}
        binding = self.import_order(
            "302-1",
            [item("MUG", 3, fulfillment=fulfillment)],
            status="PARTIALLY_SHIPPED",
        )
        self.assertEqual((binding.state, binding.hold_reason), ("held", "workflow"))
        self.assertIn("several steps", binding.hold_message)
        self.assertFalse(binding.sale_order_id.picking_ids)

    def test_nobody_is_told_of_what_was_shipped_elsewhere(self):
        fulfillment = {"quantityFulfilled": 1, "quantityUnfulfilled": 2}
        with patch(CONFIRMATION, autospec=True) as confirmation:
            self.import_sale(
                "302-1",
                [item("MUG", 3, fulfillment=fulfillment)],
                status="PARTIALLY_SHIPPED",
            )
        confirmation.assert_not_called()

    def test_buyers_get_no_text_message(self):
        sale = self.import_sale("302-1", [item("MUG")])
        sale.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        with patch(CONFIRMATION, autospec=True) as confirmation:
            sale.picking_ids._action_done()
        contexts = [
            call.args[0].env.context.get("skip_sms")
            for call in confirmation.call_args_list
            if call.args[0]
        ]
        self.assertEqual(contexts, [True])

    def test_nobody_is_asked_about_text_messages(self):
        sale = self.import_sale("302-1", [item("MUG")])
        sale.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        with patch(HOOK, autospec=True, return_value=True) as hook:
            sale.picking_ids.button_validate()
        self.assertTrue(hook.call_args.args[0].env.context.get("skip_sms"))

    # === WORKFLOW === #

    def test_filter_of_the_workflow_may_compute(self):
        domain = "[('create_date', '<=', context_today().strftime('%Y-12-31'))]"
        workflow = self.seller.workflow_process_id
        workflow.order_filter_id = workflow.order_filter_id.copy({"domain": domain})
        self.assertEqual(self.import_sale("302-1", [item("MUG")]).state, "sale")

    def test_broken_filter_stops_no_import(self):
        workflow = self.seller.workflow_process_id
        broken = {"domain": "[('no_such_field', '=', 1)]", "name": "Broken"}
        workflow.order_filter_id = workflow.order_filter_id.copy(broken)
        with mute_logger(PROCESSOR):
            binding = self.import_order("302-1", [item("MUG")])
        self.assertEqual((binding.state, binding.hold_reason), ("held", "workflow"))
        self.assertEqual(binding.sale_order_id.state, "draft")

    def test_unconfirmed_order_is_retried(self):
        sales = type(self.env["sale.order"])
        refusal = UserError("Credit limit.")
        with patch.object(sales, "action_confirm", side_effect=refusal):
            binding = self.import_order("302-1", [item("MUG")])
        self.assertEqual((binding.state, binding.hold_reason), ("held", "workflow"))
        self.assertIn("Credit limit.", binding.hold_message)
        binding.action_retry()
        self.assertEqual(binding.state, "imported")
        self.assertEqual(binding.sale_order_id.state, "sale")

    def test_unconfirmed_order_stays_held_as_long_as_it_is(self):
        sales = type(self.env["sale.order"])
        refusal = UserError("Credit limit.")
        with patch.object(sales, "action_confirm", side_effect=refusal):
            binding = self.import_order("302-1", [item("MUG")])
            binding.action_retry()
        self.assertEqual((binding.state, binding.hold_reason), ("held", "workflow"))
        lines = self.env["amazon.sync.log.line"].search([("reference", "=", "302-1")])
        unresolved = lines.filtered(lambda line: line.is_mismatch and not line.resolved)
        self.assertEqual(len(unresolved), 1)

    # === INVOICES === #

    def test_charges_are_invoiced_with_the_goods(self):
        self.mug.invoice_policy = "delivery"
        items = [item("MUG", 1, "10.00", shipping="4.00", promotion="1.00")]
        sale = self.import_sale("302-1", items)
        sale.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        sale.picking_ids._action_done()
        invoice = sale._create_invoices()
        self.assertAlmostEqual(invoice.amount_total, 13.0)

    def test_cancelled_with_a_posted_invoice_is_held(self):
        self.mug.invoice_policy = "order"
        sale = self.import_sale("302-1", [item("MUG")])
        sale._create_invoices().action_post()
        self.run_import(self.with_status("302-1", "CANCELLED"))
        binding = self.get_order("302-1")
        self.assertEqual(binding.hold_reason, "cancelled_after_invoice")
        self.assertEqual(sale.state, "sale")

    # === ADDRESS === #

    def test_address_that_comes_later(self):
        full = valid_order("302-1", [item("MUG")])
        bare = {**full, "recipient": None, "buyer": None}
        self.run_import({key: value for key, value in bare.items() if value})
        binding = self.get_order("302-1")
        self.assertTrue(binding.address_incomplete)
        partner = binding.sale_order_id.partner_shipping_id
        self.run_import({**full, "lastUpdatedTime": moment(5)})
        address = full["recipient"]["deliveryAddress"]
        self.assertFalse(binding.address_incomplete)
        self.assertEqual(binding.sale_order_id.partner_shipping_id, partner)
        self.assertEqual(partner.street, address["addressLine1"])
        self.assertEqual(partner.name, address["name"])

    # === RUNS === #

    def assert_starts_from_the_beginning(self):
        first = Datetime.now() - timedelta(days=self.seller.order_first_days)
        start = self.seller._get_order_window_start()
        self.assertLessEqual(start, first)
        self.assertLess(first - start, timedelta(days=3))

    def test_new_marketplace_starts_from_the_beginning(self):
        self.run_import()
        self.assertTrue(self.seller.order_cursor)
        self.marketplace_us.active = False
        self.marketplace_us.action_integrate()
        self.assert_starts_from_the_beginning()

    def test_marketplace_that_comes_back_misses_nothing(self):
        """It was away for longer than the first import looks back."""
        cursor = self.seller.order_cursor = Datetime.now() - timedelta(days=90)
        self.marketplace_us.active = False
        self.assertEqual(self.marketplace_us.complete_until, cursor)
        self.run_import()
        self.assertGreater(self.seller.order_cursor, cursor)
        self.marketplace_us.action_integrate()
        self.assertEqual(self.seller.order_cursor, cursor)
        self.assertFalse(self.marketplace_us.complete_until)

    def test_marketplace_that_is_unarchived(self):
        """Like one that was integrated by the button."""
        self.run_import()
        self.marketplace_us.active = False
        now = Datetime.now()
        self.assertLess(self.marketplace_us.complete_until, now)
        self.marketplace_us.action_unarchive()
        self.assert_starts_from_the_beginning()

    def test_marketplace_that_is_created_integrated(self):
        self.run_import()
        self.marketplace_us.copy({"amazon_ref": "NEW", "active": True})
        self.assert_starts_from_the_beginning()

    def test_first_import_looks_back_at_least_a_day(self):
        with self.assertRaisesRegex(ValidationError, "Days of the First Import"):
            self.seller.order_first_days = 0

    def test_marketplace_that_comes_while_an_import_runs(self):
        """That import asked for the other marketplaces only."""
        self.marketplace_us.active = False
        with self.trapped_run() as (_log, trap):
            self.marketplace_us.action_integrate()
            self.perform(trap)
        self.assertFalse(self.seller.order_cursor)

    def test_another_address_starts_from_the_beginning(self):
        self.run_import()
        self.seller.region = "na"
        self.assert_starts_from_the_beginning()

    def test_another_account_starts_from_the_beginning(self):
        self.run_import()
        self.seller.refresh_token = "Atzr|another account"
        self.assert_starts_from_the_beginning()

    def test_rotation_goes_on_where_it_was(self):
        """A04: neither a new client secret nor a new authorisation costs a month."""
        self.run_import()
        cursor = self.seller.order_cursor
        self.seller.lwa_client_secret = "second"
        known = self.seller.with_context(amazon_known_account=True)
        known.refresh_token = "Atzr|of the same account"
        self.assertEqual(self.seller.order_cursor, cursor)

    def test_new_credentials_lose_no_time_before(self):
        """The seller was not connected for longer than the first import looks back."""
        cursor = self.seller.order_cursor = Datetime.now() - timedelta(days=90)
        self.seller.refresh_token = "Atzr|new"
        self.assertEqual(self.seller.order_cursor, cursor)
        self.assertLess(self.seller._get_order_window_start(), cursor)

    def test_orders_of_a_deleted_run_are_imported(self):
        self.put_simple("302-1")
        with self.trapped_run() as (log, trap):
            self.perform(trap, "_job_fetch_orders")
            log.sudo()._on_job_failed(exc_message="killed")
        self.put()
        log.sudo().unlink()
        log = self.run_import()
        self.assertEqual(self.get_order("302-1").state, "imported")
        self.assertEqual(log.imported_count, 1)

    def test_unchanged_orders_are_not_written(self):
        binding = self.import_order("302-1", [item("MUG")])
        self.age(binding)
        log = self.run_import()
        self.assert_untouched(binding)
        self.assertEqual((log.fetched_count, log.skipped_count), (1, 1))

    def test_answer_without_an_end_of_the_window(self):
        page = {"orders": [], "pagination": {}}
        client = type(self.seller._get_client())
        with patch.object(client, "search_orders", lambda _self, **_params: dict(page)):
            self.run_import()
        self.assertTrue(self.seller.order_cursor)

    def test_many_orders_are_retried_in_jobs(self):
        module = "odoo.addons.amazon_connector_fbm.models.amazon_order"
        self.run_import(*(order(f"302-{n}", [item("NEW")]) for n in range(3)))
        held = self.env["amazon.order"].search([("state", "=", "held")])
        self.seller.create_products = True
        orders = held.with_context(queue_job__no_delay=True)
        with patch(f"{module}.MAX_AT_ONCE", 2):
            orders.action_retry()
        self.assertEqual(set(held.mapped("state")), {"imported"})

    def test_race_that_never_ends_fails_one_order(self):
        """Without tries left a unique violation is an error like any other."""

        class Collision(UniqueViolation):
            diag = type("Diag", (), {"constraint_name": "amazon_listing_uniq"})

        builder = type(self.env["amazon.order.builder"])
        prepare = builder._prepare_sale_order_vals

        def collide(records, draft):
            if draft.order.ref == "302-2":
                raise Collision()
            return prepare(records, draft)

        with (
            patch.object(builder, "_prepare_sale_order_vals", collide),
            mute_logger(PROCESSOR),
        ):
            self.run_import(
                *(valid_order(ref, [item("MUG")]) for ref in ("302-1", "302-2"))
            )
        self.assertEqual(self.get_order("302-1").state, "imported")
        self.assertEqual(self.get_order("302-2").state, "failed")

    def test_price_included_twin_is_made_once_whatever_its_name(self):
        self.marketplace_de.fiscal_position_id.tax_ids = [Command.set(self.tax.ids)]
        first = self.import_sale("302-1", [item("MUG")]).order_line.tax_ids
        first.name = "Renamed"
        second = self.import_sale("302-2", [item("MUG")]).order_line.tax_ids
        self.assertEqual(first, second)
        self.assertEqual(first.amazon_origin_tax_id, self.tax)
