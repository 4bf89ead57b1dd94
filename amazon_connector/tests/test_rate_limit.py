# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time

from odoo.tests import tagged

from ..lib.errors import ThrottledError
from ..models.amazon_rate_limit import DatabaseRateBudget
from .common import AmazonCommon


@tagged("post_install", "-at_install")
class TestRateLimit(AmazonCommon):
    """The rate budget in the database."""

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.budget = DatabaseRateBudget(self.env.registry, self.seller.id)

    def limit(self, operation):
        self.env.invalidate_all()
        return self.env["amazon.rate.limit"].search(
            [("seller_id", "=", self.seller.id), ("operation", "=", operation)]
        )

    def test_burst_is_used_up(self):
        for _call in range(20):
            self.budget.reserve("searchOrders")
        with self.assertRaises(ThrottledError) as caught:
            self.budget.reserve("searchOrders")
        self.assertGreater(caught.exception.retry_after, 100)
        self.assertLess(self.limit("searchOrders").tokens, 1)

    def test_budget_is_per_operation(self):
        for _call in range(20):
            self.budget.reserve("searchOrders")
        self.budget.reserve("getOrder")
        self.assertEqual(len(self.limit("getOrder")), 1)

    def test_rate_is_learned(self):
        self.budget.learn("getOrder", 2.5)
        self.budget.learn("getOrder", None)
        self.assertEqual(self.limit("getOrder").rate, 2.5)

    def test_throttled_blocks(self):
        seconds = self.budget.throttled("getOrder", 30)
        self.assertEqual(seconds, 30)
        self.assertGreater(self.limit("getOrder").blocked_until, time.time() + 20)
        with self.assertRaises(ThrottledError):
            self.budget.reserve("getOrder")

    def test_throttled_without_advice_waits(self):
        self.assertGreater(self.budget.throttled("getOrder", None), 0)

    def test_seller_that_is_not_committed(self):
        budget = DatabaseRateBudget(self.env.registry, self.seller.id + 1000)
        budget.reserve("getOrder")
        budget.learn("getOrder", 1)
        self.assertEqual(budget.throttled("getOrder", 3), 3)
