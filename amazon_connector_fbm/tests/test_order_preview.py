# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import AmazonFbmCommon
from .documents import item, pending_order, valid_order

FIRST = "302-0000001-0000001"
SECOND = "302-0000002-0000002"
COUNTED = ("amazon_order", "sale_order", "res_partner", "amazon_listing", "queue_job")


@tagged("post_install", "-at_install")
class TestOrderPreview(AmazonFbmCommon):
    """A preview changes nothing, and Execute does exactly what it showed."""

    def preview(self, user=None, **values):
        """Return the preview that the wizard opens."""
        wizards = self.env["amazon.operation.wizard"].with_user(user or self.env.user)
        values = {"operation": "import_fbm_orders", **values}
        wizard = wizards.create({"seller_ids": self.seller.ids, **values})
        action = wizard.action_preview()
        self.refresh(self.seller)
        return wizard.env["amazon.order.preview"].browse(action["res_id"])

    def execute(self, preview):
        preview.with_context(queue_job__no_delay=True).action_execute()
        self.refresh(preview)

    def line(self, preview, ref):
        return preview.line_ids.filtered(lambda line: line.name == ref)

    def count_rows(self):
        """Return how many rows there are of what an import makes."""
        self.env.flush_all()
        counts = {}
        for table in COUNTED:
            self.env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
            counts[table] = self.env.cr.fetchone()[0]
        return counts

    def calls(self):
        journal = self.simulator.journal
        return len(journal.entries("searchOrders")) + len(journal.entries("getOrder"))

    # === A PREVIEW === #

    def test_every_kind(self):
        self.import_order("302-3", [item("MUG")])
        self.put(
            valid_order(FIRST, [item("MUG", 2, "11.90", shipping="4.90")]),
            valid_order(SECOND, [item("NEW-1")]),
            pending_order("302-4", ["MUG"]),
            valid_order("302-5", [item("MUG")], status="CANCELLED"),
            valid_order("302-6", [item("MUG")], status="SHIPPED"),
            self.with_status("302-3", "SHIPPED"),
        )
        preview = self.preview()
        self.assertEqual(
            {line.name: line.kind for line in preview.line_ids},
            {
                FIRST: "new",
                SECOND: "held",
                "302-3": "changed",
                "302-4": "pending",
                "302-5": "cancelled",
                "302-6": "skipped",
            },
        )
        self.assertEqual(
            preview.summary,
            "1 Held, 1 New, 1 Changed, 1 Cancelled, 1 Pending, 1 Skipped",
        )
        self.assertEqual(preview.line_ids[0].kind, "held", "what needs a person first")

    def test_new_order_shows_its_lines_and_totals(self):
        self.put(valid_order(FIRST, [item("MUG", 2, "11.90", shipping="4.90")]))
        line = self.preview().line_ids
        self.assertEqual((line.amount_total, line.odoo_total), (28.7, 28.7))
        self.assertIn("2 × [MUG] Product MUG", line.content)
        self.assertIn("23.80", line.content)
        self.assertEqual(len(line.content.splitlines()), 2)

    def test_held_order_says_why(self):
        self.put(valid_order(FIRST, [item("NEW-1")]))
        line = self.preview().line_ids
        self.assertEqual(line.cause, "unknown_sku")
        self.assertIn("NEW-1", line.message)

    def test_nothing_is_left_behind(self):
        self.put_simple(FIRST, SECOND)
        self.seller.create_products = True
        self.put(valid_order("302-3", [item("NEW-1")]))
        before = self.count_rows()
        products = self.env["product.product"].search_count([])
        hooks = self.env.cr.postcommit
        preview = self.preview()
        self.assertEqual(len(preview.line_ids), 3)
        self.assertEqual(self.count_rows(), before)
        self.assertEqual(self.env["product.product"].search_count([]), products)
        self.assertIs(self.env.cr.postcommit, hooks)
        self.assertFalse(self.seller.order_cursor)

    def test_mails_of_what_was_undone_are_not_sent(self):
        """A cancellation posts on the sales order; nobody may hear of a preview."""
        sale = self.import_sale(FIRST, [item("MUG")])
        sale.message_subscribe(self.env.user.partner_id.ids)
        messages = len(sale.message_ids)
        self.put(self.with_status(FIRST, "CANCELLED"))
        preview = self.preview()
        self.assertEqual(preview.line_ids.kind, "cancelled")
        self.assertEqual((sale.state, len(sale.message_ids)), ("sale", messages))

    def test_next_import_gets_what_was_only_shown(self):
        self.put_simple(FIRST)
        self.preview()
        self.assertEqual(self.run_import().imported_count, 1)

    def test_it_has_a_sync_log(self):
        self.put_simple(FIRST)
        preview = self.preview()
        log = self.get_logs()
        self.assertEqual(preview.preview_log_id, log)
        self.assertEqual(
            (log.operation, log.state, log.fetched_count),
            ("preview_fbm_orders", "done", 1),
        )
        self.assertIn("nothing was changed", log.notice)
        self.assertFalse(log.line_ids)

    def test_more_than_it_shows(self):
        self.put_simple(FIRST, SECOND, "302-3")
        with self.pages_of(1):
            preview = self.preview()
        self.assertEqual(len(preview.line_ids), 2)
        self.assertIn("more orders", preview.notice)

    def test_nothing_new(self):
        self.import_order(FIRST, [item("MUG")])
        preview = self.preview()
        self.assertEqual(preview.line_ids.kind, "unchanged")
        self.assertFalse(preview.has_work)

    def test_by_id(self):
        self.put_simple(FIRST, SECOND)
        preview = self.preview(operation="import_order_ids", order_refs=FIRST)
        self.assertEqual(preview.line_ids.name, FIRST)
        self.assertEqual(preview.line_ids.kind, "new")

    def test_unknown_id(self):
        with self.assertRaisesRegex(UserError, "Amazon refused the request"):
            self.preview(operation="import_order_ids", order_refs=FIRST)

    def test_throttled(self):
        self.faults.plan(operation="searchOrders", status=429)
        with self.assertRaisesRegex(UserError, "Try again in"):
            self.preview()

    def test_refused(self):
        self.faults.plan(operation="searchOrders", status=403)
        with self.assertRaisesRegex(UserError, "lacks the role"):
            self.preview()
        self.assertFalse(self.get_scheduler().pause_reason)

    def test_other_operations_have_none(self):
        with self.assertRaisesRegex(UserError, "Only an import"):
            self.preview(operation="test_connection")

    # === EXECUTE === #

    def test_does_what_was_shown_from_the_same_documents(self):
        self.put_simple(FIRST)
        self.put(valid_order(SECOND, [item("NEW-1")]))
        preview = self.preview()
        hashes = {line.name: line.payload_hash for line in preview.line_ids}
        self.put(self.changed(FIRST, 1, proceeds={}))
        calls = self.calls()
        self.execute(preview)
        self.assertEqual(self.calls(), calls, "Amazon is not asked again")
        orders = preview.line_ids.order_id
        self.assertEqual({o.name: o.payload_hash for o in orders}, hashes)
        self.assert_proved(self.get_order(FIRST), "10.00")
        self.assert_held(self.get_order(SECOND), "unknown_sku")
        self.assertEqual((preview.state, preview.deviation_count), ("executed", 0))
        self.assertFalse(any(preview.line_ids.sudo().mapped("payload")))
        self.assertEqual(preview.sync_log_id.operation, "process_fbm_orders")
        self.assertEqual(self.get_sales(FIRST).state, "sale", "the workflow runs")

    def test_settings_changed_meanwhile(self):
        self.put(valid_order(FIRST, [item("NEW-1")]))
        preview = self.preview()
        self.mug.default_code = "NEW-1"
        self.execute(preview)
        self.assertIn("Now Imported instead of Held", preview.line_ids.deviation)
        self.assertEqual(preview.deviation_count, 1)

    def test_newer_version_came_meanwhile(self):
        self.put_simple(FIRST)
        preview = self.preview()
        self.run_import(self.with_status(FIRST, "CANCELLED", minutes=3))
        self.execute(preview)
        self.assertIn("another version", preview.line_ids.deviation)
        self.assertEqual(self.get_order(FIRST).state, "cancelled")
        self.assertFalse(self.get_sales(FIRST))
        self.assertFalse(preview.sync_log_id)

    def test_import_was_faster(self):
        self.put_simple(FIRST)
        preview = self.preview()
        self.run_import()
        self.execute(preview)
        self.assertIn("processed the same document", preview.line_ids.deviation)
        self.assertEqual(len(self.get_sales(FIRST)), 1)

    def test_import_was_faster_with_a_known_order(self):
        self.import_order(FIRST, [item("MUG")])
        self.put(self.with_status(FIRST, "CANCELLED", minutes=3))
        preview = self.preview()
        self.run_import()
        self.execute(preview)
        self.assertIn("processed the same document", preview.line_ids.deviation)

    def test_twice(self):
        self.put_simple(FIRST)
        preview = self.preview()
        self.execute(preview)
        with self.assertRaisesRegex(UserError, "executed already"):
            self.execute(preview)

    def test_many_orders_are_left_to_jobs(self):
        refs = [f"302-{number:07d}-0000001" for number in range(51)]
        self.put_simple(*refs)
        preview = self.preview()
        preview.action_execute()
        self.refresh(preview)
        self.assertEqual(preview.deviation_count, 51)
        self.assertIn("Waits for its job", preview.line_ids[0].deviation)
        self.assertEqual(preview.sync_log_id.state, "running")

    # === PROCESSING STORED DOCUMENTS AGAIN === #

    def again(self, orders):
        """Return the preview of processing stored documents again."""
        action = orders.action_preview_again()
        return self.env["amazon.order.preview"].browse(action["res_id"])

    def test_again_asks_amazon_nothing(self):
        held = self.import_order(FIRST, [item("NEW-1")])
        skipped = self.import_order(SECOND, [item("MUG")], status="SHIPPED")
        self.mug.default_code = "NEW-1"
        self.env["amazon.listing"].search([("sku", "=", "MUG")]).unlink()
        calls = self.calls()
        preview = self.again(held | skipped)
        self.assertEqual(self.line(preview, FIRST).kind, "new")
        self.assertEqual(self.line(preview, SECOND).kind, "skipped")
        self.assertEqual(self.refresh(held).state, "held")
        self.execute(preview)
        self.assertEqual(self.calls(), calls)
        self.assert_proved(held, "10.00")
        self.assertEqual(preview.deviation_count, 0)

    def test_again_after_a_setting(self):
        order = self.import_order(FIRST, [item("MUG")], status="SHIPPED")
        self.seller.write(
            {"shipped_orders_since": "2026-01-01", "import_shipped_orders": True}
        )
        preview = self.again(order)
        self.assertEqual(preview.line_ids.kind, "new")
        self.execute(preview)
        self.assertEqual(order.state, "imported")

    def test_again_without_a_document(self):
        order = self.import_order(FIRST, [item("NEW-1")])
        order.payload = False
        preview = self.again(order)
        self.assertIn(
            "personal data of this order were deleted", preview.line_ids.message
        )
        self.assertFalse(preview.has_work)

    def test_again_of_an_order_that_stays_as_it_is(self):
        order = self.import_order(FIRST, [item("MUG")])
        preview = self.again(order)
        self.assertEqual(preview.line_ids.kind, "unchanged")
        self.assertFalse(preview.has_work)
        self.refresh(order.sale_order_id).commitment_date = False
        self.assertEqual(self.again(order).line_ids.kind, "changed")

    def test_again_when_a_newer_version_came(self):
        order = self.import_order(FIRST, [item("NEW-1")])
        preview = self.again(order)
        self.run_import(self.changed(FIRST, 3))
        self.execute(preview)
        self.assertIn("another version", preview.line_ids.deviation)

    def test_again_with_two_sellers(self):
        other = self.create_seller(self.company, name="Other", short_code="OTH")
        order = self.import_order(FIRST, [item("NEW-1")])
        with self.assertRaisesRegex(UserError, "one seller"):
            (order | order.copy({"seller_id": other.id})).action_preview_again()

    # === RIGHTS === #

    def test_user_previews_and_executes(self):
        user = self.create_user("ben", "amazon_connector.group_amazon_user")
        self.put_simple(FIRST)
        preview = self.preview(user)
        self.assertEqual(preview.line_ids.kind, "new")
        with self.assertRaises(AccessError):
            preview.line_ids.mapped("payload")
        self.execute(preview)
        self.assert_proved(self.get_order(FIRST), "10.00")

    def test_preview_of_somebody_else(self):
        ben, eva = (
            self.create_user(login, "amazon_connector.group_amazon_user")
            for login in ("ben", "eva")
        )
        self.put_simple(FIRST)
        preview = self.preview(ben)
        with self.assertRaises(AccessError):
            preview.with_user(eva).action_execute()
        with self.assertRaises(AccessError):
            preview.line_ids.with_user(eva).read(["message"])
