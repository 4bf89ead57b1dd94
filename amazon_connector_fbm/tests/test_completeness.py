# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import item, valid_order

HOUR = 60


@tagged("post_install", "-at_install")
class TestCompleteness(AmazonFbmCommon):
    """No order is lost between two windows, whatever the clocks do."""

    def asked_since(self, client):
        """Return the start of the last window that was asked for."""
        text = client.search_orders.call_args.kwargs["lastUpdatedAfter"]
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")

    def run_at(self, now, until, **context):
        """Import at a time, when Amazon's data reach until another; return the start.

        :param until: the end of the window that Amazon names
        """
        end = until.strftime("%Y-%m-%dT%H:%M:%SZ")
        page = {"orders": [], "lastUpdatedBefore": end}
        seller = self.seller.with_context(queue_job__no_delay=True, **context)
        with freeze_time(now), self.fake_client(search_orders=page) as client:
            seller._start_order_import("automatic")
        return self.asked_since(client)

    # === WINDOWS === #

    def test_order_on_the_border_of_two_windows(self):
        """O09: Both windows bring it, and it becomes one sales order."""
        self.run_import()
        border = self.seller.order_cursor
        text = self.seller._format_moment(border)
        document = valid_order("302-1", [item("MUG")], lastUpdatedTime=text)
        self.run_import(document)
        self.run_import()
        self.assertEqual(len(self.get_sales("302-1")), 1)

    def test_import_that_did_not_run_for_ten_days(self):
        """C08."""
        self.run_import()
        cursor = Datetime.now() - timedelta(days=10)
        self.seller.order_cursor = cursor
        for day in range(10):
            self.put_simple(f"302-{day}", minutes=day * 24 * HOUR + 5)
        with self.pages_of(3):
            log = self.run_import()
        self.assertEqual((log.imported_count, log.page_count), (10, 4))
        self.assertFalse(log.has_gap)
        self.assertLessEqual(log.window_start, cursor)

    def test_older_page_that_comes_later_brings_no_older_order(self):
        """O20: The order of pages is Amazon's: the newest version of an order stays."""
        self.put_simple("302-1", minutes=30)
        old = self.changed("302-1", 30)
        new = self.with_status("302-1", "CANCELLED", 10)
        pages = (self.page(new, token="A"), self.page(old))
        with self.fake_client(search_orders=pages):
            log = self.run_import()
        self.assertEqual(log.state, "done")
        self.assertEqual(self.get_order("302-1").fulfillment_status, "CANCELLED")

    def test_token_with_every_kind_of_character(self):
        """O18: A token goes back as it came, whatever is in it."""
        token = "a+b/c=d%e &f?é"
        pages = (self.page(token=token), self.page())
        with self.fake_client(search_orders=pages) as client:
            self.run_import()
        first, second = client.search_orders.call_args_list
        self.assertNotIn("paginationToken", first.kwargs)
        self.assertEqual(second.kwargs, first.kwargs | {"paginationToken": token})

    # === CLOCKS === #

    def test_clock_of_the_server_jumps_back(self):
        """C02."""
        noon = datetime(2026, 6, 1, 12)
        self.run_at(noon, noon - timedelta(minutes=2))
        end = self.seller.order_cursor
        start = self.run_at(noon - timedelta(hours=1), noon - timedelta(minutes=1))
        self.assertLessEqual(start, end)
        self.assertGreaterEqual(self.seller.order_cursor, end)

    def test_clock_of_the_server_is_wrong(self):
        """C01: Amazon's end of the window counts, not the clock of the server."""
        noon = datetime(2026, 6, 1, 12)
        for minutes in (-5, 5):
            self.seller.order_cursor = False
            self.run_at(noon + timedelta(minutes=minutes), noon)
            self.assertEqual(self.seller.order_cursor, noon)

    def test_nights_of_the_clock_change(self):
        """C04: Windows follow one another in UTC, whatever zone the user lives in."""
        for zone, night in (
            ("Europe/Berlin", datetime(2026, 3, 29)),
            ("Europe/Berlin", datetime(2026, 10, 25)),
            ("America/New_York", datetime(2026, 11, 1, 4)),
        ):
            self.seller.write({"order_cursor": night, "order_lookback_days": 0})
            for hour in range(1, 5):
                end, now = self.seller.order_cursor, night + timedelta(hours=hour)
                start = self.run_at(now, now - timedelta(minutes=2), tz=zone)
                self.assertEqual(start, end - timedelta(minutes=15), zone)

    # === LARGE ORDERS AND ACCOUNTS === #

    def test_order_with_two_hundred_items(self):
        """O29."""
        skus = ("MUG", "BOOK", "LAMP")
        items = [item(skus[number % 3], 1, "1.19") for number in range(200)]
        binding = self.import_order("302-1", items)
        self.assert_proved(binding, "238.00")
        self.assertEqual(len(binding.sale_order_id.order_line), 200)

    def test_same_order_of_two_accounts(self):
        """O03."""
        other = self.create_seller(self.company, name="Other", short_code="OTH")
        page = self.page(valid_order("302-1", [item("MUG")]))
        log = self.env["amazon.sync.log"]._start(other, "import_fbm_orders", "manual")
        self.env["amazon.order"]._store_page(log, page["orders"])
        self.import_order("302-1", [item("MUG")])
        orders = self.env["amazon.order"].search([("name", "=", "302-1")])
        self.assertEqual(orders.seller_id, self.seller | other)

    # === WHAT ODOO KEEPS WITHOUT A SALES ORDER === #

    def test_order_that_amazon_fulfills_is_kept_and_marked(self):
        document = valid_order("302-1", [item("MUG")])
        document["fulfillment"]["fulfilledBy"] = "AMAZON"
        self.run_import(document)
        order = self.get_order("302-1")
        self.assertEqual((order.fulfilled_by, order.state), ("AMAZON", "skipped"))
        self.assertIn("Fulfilled by Amazon", self.get_lines(order).message)
        self.assertFalse(self.get_sales())

    def get_lines(self, order):
        return self.env["amazon.sync.log.line"].search([("res_id", "=", order.id)])
