# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import ADDRESS, item, valid_order


@tagged("post_install", "-at_install")
class TestQueryCount(AmazonFbmCommon):
    """The work for one order does not grow with the orders that come with it."""

    def put_batch(self, name, size):
        """Put orders of different buyers, each with two products and shipping."""
        for number in range(size):
            buyer = {
                "buyerName": f"Buyer {name} {number}",
                "buyerEmail": f"{name}{number}@marketplace.amazon.de",
            }
            recipient = {**ADDRESS, "name": f"Buyer {name} {number}"}
            tax = {"ITEM": "3.19", "SHIPPING": "0.80"}
            items = [
                item("MUG", 2, shipping="4.99", tax=tax),
                item("BOOK", 1, tax="1.60"),
            ]
            self.put(
                valid_order(
                    f"{name}-{number}",
                    items,
                    buyer=buyer,
                    recipient={"deliveryAddress": recipient},
                )
            )

    def count_queries(self, name, size):
        """Return the SQL queries for each order of a batch."""
        self.simulator.state.seller().orders.__init__()
        self.put_batch(name, size)
        self.refresh(self.seller)
        before = self.env.cr.sql_log_count
        log = self.run_import()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(log.imported_count, size)
        return queries / size

    def test_queries_do_not_grow_with_the_batch(self):
        self.count_queries("warm", 3)
        few = self.count_queries("few", 10)
        many = self.count_queries("many", 40)
        self.assertLessEqual(many / few, 1.1)
