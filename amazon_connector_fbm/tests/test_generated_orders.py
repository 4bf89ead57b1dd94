# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter
from datetime import datetime, timezone
from decimal import Decimal
from itertools import count

from generated_documents import true_orders
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from simulator.generator import catalogue, generate_orders

from .common import JAPAN as JAPAN_ENTRY
from .common import KUWAIT as KUWAIT_ENTRY
from .common import AmazonFbmCommon
from .documents import GERMANY, JAPAN, KUWAIT, item, valid_order

MARKETPLACES = {0: JAPAN, 2: GERMANY, 3: KUWAIT}
IN_A_TRANSACTION = settings(
    database=None,
    deadline=None,
    max_examples=16,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@tagged("post_install", "-at_install")
class TestGeneratedOrders(AmazonFbmCommon):
    """D10, D11, D12: whatever an order costs, Odoo's total is Amazon's, or it waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.integrate(JAPAN_ENTRY)
        cls.integrate(KUWAIT_ENTRY)
        cls.refs = count(1)

    def let_tax_be_a_line(self):
        """Approve that whatever tax Amazon reports is a line of its own."""
        rules = self.env["amazon.tax.rule"].create(
            [
                {
                    "marketplace_id": marketplace.id,
                    "country_id": self.env.ref("base.de").id,
                    "treatment": "line",
                }
                for marketplace in self.marketplaces
            ]
        )
        rules.action_approve()

    def write_order(self, truth):
        """Return the order as a document that Amazon's model allows."""
        money = truth.document()
        rows = [
            {**valid, "proceeds": row["proceeds"], "quantityOrdered": each.quantity}
            | {"product": {**valid["product"], "price": row["product"].get("price")}}
            for valid, row, each in zip(
                self.write_items(truth), money["orderItems"], truth.items, strict=True
            )
        ]
        for row in rows:
            if not row["product"]["price"]:
                del row["product"]["price"]
        return valid_order(
            f"302-{next(self.refs):07d}-0000001",
            [item("MUG")],
            marketplace=MARKETPLACES[truth.places],
            proceeds=money["proceeds"],
            orderItems=rows,
        )

    def write_items(self, truth):
        skus = ("MUG", "BOOK", "LAMP", "MUG")
        items = [item(sku) for sku, _each in zip(skus, truth.items, strict=False)]
        return valid_order("302-1", items)["orderItems"]

    def assert_tied_out(self, document):
        """Assert that the sum of the lines is Amazon's total, or nothing is there."""
        binding = self.get_order(document["orderId"])
        if binding.state == "held":
            self.assert_held(binding, binding.hold_reason)
            self.assertTrue(binding.hold_message)
            return binding
        total = Decimal(document["proceeds"]["grandTotal"]["amount"])
        digits = binding.currency_id.decimal_places
        self.assert_proved(binding, f"{total:.{digits}f}")
        lines = sum(binding.sale_order_id.order_line.mapped("price_total"))
        self.assertEqual(f"{lines:.{digits}f}", f"{total:.{digits}f}")
        return binding

    def check(self, truths):
        """Import these orders in one run; return them, tied out or held."""
        documents = [self.write_order(truth) for truth in truths]
        self.run_import(*documents)
        bindings = [self.assert_tied_out(document) for document in documents]
        self.simulator.state.reset()
        return bindings

    def test_lines_add_up_to_amazons_total_or_the_order_is_held(self):
        self.let_tax_be_a_line()
        outcomes = Counter()

        @seed(20260101)
        @IN_A_TRANSACTION
        @given(st.lists(true_orders(), min_size=4, max_size=4))
        def check(truths):
            for truth, binding in zip(truths, self.check(truths), strict=True):
                outcomes[truth.places, binding.hold_reason or "imported"] += 1
                if binding.state == "held":
                    self.assertIn(binding.hold_reason, ("total_unproved", "tax"))

        check()
        imported = [outcomes[places, "imported"] for places in MARKETPLACES]
        self.assertGreater(min(imported), 3, outcomes)

    def test_orders_of_the_simulator(self):
        names = [self.prepare_product_vals(row["sku"]) for row in catalogue()]
        self.env["product.product"].create(names)
        documents = generate_orders(60, 11, datetime.now(timezone.utc))
        self.let_tax_be_a_line()
        self.run_import(*documents)
        self.assert_all_tied_out(documents)

    def assert_all_tied_out(self, documents):
        bindings = [self.get_order(document["orderId"]) for document in documents]
        settled = [
            self.assert_tied_out(document)
            for document, binding in zip(documents, bindings, strict=True)
            if binding.state in ("imported", "held")
        ]
        imported = [binding for binding in settled if binding.state == "imported"]
        self.assertGreater(len(imported), 15, [b.hold_message for b in settled])
