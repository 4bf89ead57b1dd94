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
MANAGER = "amazon_connector.group_amazon_manager"
FAULTS = (None, None, None, None, None, "unknown_sku", "total_unproved")
CONTRADICTION = 10_000_000
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
        cls.manager = cls.create_user("manager", MANAGER)

    def spoil(self, document, fault):
        """Let something be wrong with the order that somebody has to decide about."""
        if fault == "unknown_sku":
            document["orderItems"][0]["product"]["sellerSku"] = "UNHEARD-OF"
        if fault == "total_unproved":
            total = document["proceeds"]["grandTotal"]
            total["amount"] = str(Decimal(total["amount"]) + CONTRADICTION)
        return document

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

    def check(self, orders):
        """Import (truth, fault) in one run; return the orders, tied out or held.

        Whatever tax rules they wait for, a manager approves.
        """
        documents = [
            self.spoil(self.write_order(truth), fault) for truth, fault in orders
        ]
        self.run_import(*documents)
        self.approve_proposed_rules()
        bindings = [self.assert_tied_out(document) for document in documents]
        self.simulator.state.reset()
        return bindings

    def approve_proposed_rules(self):
        rules = self.env["amazon.tax.rule"].search([("state", "=", "proposed")])
        if rules:
            managed = rules.with_user(self.manager)
            managed.with_context(queue_job__no_delay=True).action_approve()
            self.refresh(rules)

    def expected_hold(self, truth, fault):
        """The only reason for which the order may wait; none if it has to pass."""
        if fault:
            return fault
        is_unclear = any(each.has_unexplained_tax for each in truth.items)
        return "tax" if truth.tax_included and is_unclear else False

    def test_lines_add_up_to_amazons_total_or_the_order_is_held(self):
        outcomes = Counter()
        orders = st.tuples(true_orders(), st.sampled_from(FAULTS))

        @seed(20260101)
        @IN_A_TRANSACTION
        @given(st.lists(orders, min_size=4, max_size=4))
        def check(orders):
            for order, binding in zip(orders, self.check(orders), strict=True):
                expected = self.expected_hold(*order)
                self.assertEqual(binding.hold_reason, expected, binding.hold_message)
                outcomes[order[0].places, expected or "imported"] += 1

        check()
        imported = [outcomes[places, "imported"] for places in MARKETPLACES]
        self.assertGreater(min(imported), 3, outcomes)
        decided = [("decided_by_id", "=", self.manager.id)]
        self.assertTrue(self.env["amazon.tax.rule"].search(decided))

    def test_orders_of_the_simulator(self):
        names = [self.prepare_product_vals(row["sku"]) for row in catalogue()]
        self.env["product.product"].create(names)
        documents = generate_orders(60, 11, datetime.now(timezone.utc))
        self.run_import(*documents)
        self.approve_proposed_rules()
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
