# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.queue_job.exception import RetryableJobError

from .common import AmazonFbmCommon
from .documents import item, valid_order

FETCH = "_job_fetch_orders"


@tagged("post_install", "-at_install")
class TestStorage(AmazonFbmCommon):
    """Each order is stored once, in its newest version, however often it comes."""

    # === ONE ORDER, SEVERAL TIMES === #

    def test_twice_in_one_page(self):
        """O01."""
        document = valid_order("302-1", [item("MUG")])
        with self.fake_client(search_orders=self.page(document, document)):
            log = self.run_import()
        self.assertEqual((log.fetched_count, log.imported_count), (1, 1))
        self.assertEqual(len(self.get_sales("302-1")), 1)

    def test_two_versions_in_one_page(self):
        newer = valid_order("302-1", [item("MUG", 2)], minutes=5)
        older = valid_order("302-1", [item("MUG", 1)], minutes=9)
        for versions in ((older, newer), (newer, older)):
            with self.fake_client(search_orders=self.page(*versions)):
                self.run_import()
            self.assertEqual(self.get_sales("302-1").order_line.product_uom_qty, 2)

    def two_versions_on_three_pages(self):
        return (
            self.page(valid_order("302-1", [item("MUG", 1)], minutes=9), token="A"),
            self.page(valid_order("302-2", [item("MUG", 1)], minutes=8), token="B"),
            self.page(valid_order("302-1", [item("MUG", 2)], minutes=5)),
        )

    def test_newer_version_on_a_later_page(self):
        """O02."""
        pages = self.two_versions_on_three_pages()
        with self.fake_client(search_orders=pages), self.trapped_run() as (log, trap):
            self.perform(trap, FETCH)
            self.perform(trap)
        self.assertEqual(self.get_sales("302-1").order_line.product_uom_qty, 2)
        self.assertEqual((log.fetched_count, log.imported_count), (2, 2))

    def test_newer_version_after_the_first_was_imported(self):
        with self.fake_client(search_orders=self.two_versions_on_three_pages()):
            log = self.run_import()
        binding = self.get_order("302-1")
        self.assertEqual(len(self.get_sales("302-1")), 1)
        self.assert_proved(binding, "20.00")
        self.assertEqual((log.fetched_count, log.page_count), (2, 3))

    def test_same_item_id_in_two_orders(self):
        """D08: an item belongs to its order, whatever its id."""
        item_id = {"orderItemId": "00000000000001"}
        self.put(
            valid_order("302-1", [item("MUG", 1, **item_id)]),
            valid_order("302-2", [item("BOOK", 2, **item_id)]),
        )
        self.run_import()
        first, second = self.get_sales("302-1"), self.get_sales("302-2")
        self.assertEqual(first.order_line.product_id, self.mug)
        self.assertEqual(second.order_line.product_id, self.book)
        self.run_import(self.with_status("302-1", "CANCELLED"))
        self.assertEqual((first.state, second.state), ("cancel", "sale"))

    def test_replay_writes_nothing(self):
        """O04."""
        sale = self.import_sale("302-1", [item("MUG", shipping="3.00")])
        records = [
            sale,
            sale.order_line,
            sale.partner_id,
            sale.picking_ids,
            sale.picking_ids.move_ids,
        ]
        binding = self.get_order("302-1")
        content = binding.read(["payload", "state", "proof", "sale_order_id"])
        for each in records:
            self.age(each)
        for _replay in range(3):
            log = self.run_import()
            self.assertEqual((log.fetched_count, log.skipped_count), (1, 1))
            self.assertEqual((log.imported_count, log.updated_count), (0, 0))
            self.assertEqual(log.state, "done")
            self.assertFalse(log.line_ids)
        for each in records:
            self.assert_untouched(each)
        fields = ["payload", "state", "proof", "sale_order_id"]
        self.assertEqual(binding.read(fields), content)
        self.assertEqual(len(self.get_sales()), 1)

    def test_older_version_is_ignored(self):
        """O20."""
        self.import_sale("302-1", [item("MUG", 2)], minutes=5)
        older = valid_order("302-1", [item("MUG", 1)], minutes=12)
        with self.fake_client(search_orders=self.page(older)):
            log = self.run_import()
        binding = self.get_order("302-1")
        self.assertEqual(binding.state, "imported")
        self.assertEqual(binding.amount_total, 20.0)
        self.assertEqual((log.updated_count, log.held_count), (0, 0))

    def test_same_time_with_other_content_is_applied_once(self):
        """O21."""
        document = valid_order("302-1", [item("MUG")])
        self.run_import(document)
        document["fulfillment"]["fulfillmentStatus"] = "PARTIALLY_SHIPPED"
        log = self.run_import(document)
        self.assertEqual(log.updated_count, 1)
        status = self.get_order("302-1").fulfillment_status
        self.assertEqual(status, "PARTIALLY_SHIPPED")
        log = self.run_import(document)
        self.assertEqual((log.updated_count, log.skipped_count), (0, 1))

    # === THE DATABASE === #

    def refused(self):
        """Expect the database to refuse what happens inside."""
        return self.assertRaisesRegex(IntegrityError, "amazon_order_name_uniq")

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_second_binding(self):
        self.import_order("302-1", [item("MUG")])
        values = {"name": "302-1", "seller_id": self.seller.id}
        with self.refused(), self.env.cr.savepoint():
            self.env["amazon.order"].create(values)
        query = SQL(
            "INSERT INTO amazon_order (name, seller_id, state) VALUES (%s, %s, 'new')",
            "302-1",
            self.seller.id,
        )
        with self.refused(), self.env.cr.savepoint():
            self.env.cr.execute(query)
        self.assertEqual(len(self.get_order("302-1")), 1)

    def test_two_sellers_may_have_the_same_reference(self):
        """O03."""
        self.import_order("302-1", [item("MUG")])
        other = self.create_seller(self.company, short_code="OTH")
        self.env["amazon.order"].create({"name": "302-1", "seller_id": other.id})
        self.assertEqual(len(self.get_order("302-1")), 1)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_second_contact_of_a_buyer(self):
        contact = self.import_sale("302-1", [item("MUG")]).partner_id
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["res.partner"].create(
                {"name": "Twin", "amazon_buyer_key": contact.amazon_buyer_key}
            )

    # === TWO WORKERS === #

    @mute_logger("odoo.sql_db")
    def test_contact_that_another_worker_created(self):
        """W05: Two transactions create the same buyer: the second one starts again."""
        self.import_order("302-1", [item("MUG")])
        partners = type(self.env["res.partner"])
        processor = type(self.env["amazon.order.processor"])

        def create_blindly(records, key_field, prepare_by_key):
            return {
                key: records.create(prepare())
                for key, prepare in prepare_by_key.items()
            }

        self.put_simple("302-2")
        with self.trapped_run() as (_log, trap):
            self.perform(trap, FETCH)
            with (
                patch.object(partners, "_get_or_create_by_key", create_blindly),
                patch.object(processor, "_may_retry_job", lambda _self: True),
            ):
                self.perform_until(trap, RetryableJobError)
            self.assertEqual(self.get_order("302-2").state, "new")
            self.get_order("302-2").sync_log_id.sudo()._resume_orders()
            self.perform(trap)
        self.assertEqual(
            self.get_sales("302-1").partner_id, self.get_sales("302-2").partner_id
        )

    def test_serialization_failure_is_left_to_the_queue(self):
        """W05."""
        builder = type(self.env["amazon.order.builder"])
        self.put_simple("302-1", "302-2")
        with self.trapped_run() as (_log, trap):
            self.perform(trap, FETCH)
            error = SerializationFailure()
            with patch.object(builder, "_match_contacts", side_effect=error):
                self.perform_until(trap, SerializationFailure)
        self.assertEqual(self.get_order("302-1").state, "new")

    def test_orders_that_another_job_holds(self):
        """W05."""
        orders = type(self.env["amazon.order"])
        self.put_simple("302-1")
        with self.trapped_run() as (_log, trap):
            self.perform(trap, FETCH)
            nothing = self.env["amazon.order"]
            with patch.object(orders, "try_lock_for_update", return_value=nothing):
                self.perform_until(trap, RetryableJobError)

    def test_processing_twice_imports_once(self):
        self.put_simple("302-1")
        with self.trapped_run() as (log, trap):
            self.perform(trap, FETCH)
            orders = self.get_order("302-1")
            log.sudo()._job_process_orders(orders.ids)
            log.sudo()._job_process_orders(orders.ids)
        self.assertEqual(len(self.get_sales()), 1)
        self.assertEqual(len(log.line_ids), 1)

    def test_deleted_order_does_not_stop_the_job(self):
        self.put_simple("302-1", "302-2")
        with self.trapped_run() as (log, trap):
            self.perform(trap, FETCH)
            self.get_order("302-2").unlink()
            self.perform(trap)
        self.assertEqual((log.state, log.imported_count), ("done", 1))

    # === ORDERS WITHOUT A NAME === #

    def test_documents_without_an_order_id(self):
        good = valid_order("302-1", [item("MUG")])
        page = self.page(None, {}, {"orderId": 5}, {"orderId": ""}, "x", good)
        with self.fake_client(search_orders=page):
            log = self.run_import()
        self.assertEqual((log.state, log.imported_count), ("partial", 1))
        self.assertEqual(log.failed_count, 5)
        lines = log.line_ids.filtered(lambda line: line.result == "failed")
        self.assertEqual(set(lines.mapped("cause")), {"invalid_data"})
        self.assertIn("page 1", lines[0].message)
        self.assertEqual(set(lines.mapped("request_id")), {"request-1"})
        self.assertEqual(self.env["amazon.order"].search_count([]), 1)
