# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.common import participation

from ..models.amazon_sync_log import CHUNK
from .common import AmazonFbmCommon
from .documents import (
    GERMANY,
    USA,
    grand_total,
    item,
    item_proceeds,
    order,
    valid_order,
)

ANALYTIC = "account.analytic.account"
FRANCE = participation("A13V1IB3VIYZZH", "FR", "EUR", "fr_FR", "www.amazon.fr")


@tagged("post_install", "-at_install")
class TestHold(AmazonFbmCommon):
    """What is not clear waits for a person, with the reason; nothing is guessed."""

    def log_line(self, binding):
        return binding.sync_log_id.line_ids.filtered(
            lambda line: line.reference == binding.name
        )

    def retry(self, binding):
        """Press the button; return the log of what it did."""
        calls = self.simulator.journal.count()
        action = binding.action_retry()
        self.assertEqual(self.simulator.journal.count(), calls)
        self.assertEqual(action["tag"], "display_notification")
        return self.refresh(binding).sync_log_id

    def create_listing(self, sku, product, **values):
        return self.env["amazon.listing"].create(
            {
                "marketplace_id": self.marketplace_de.id,
                "sku": sku,
                "product_id": product.id,
                **values,
            }
        )

    def create_product(self, sku, **values):
        vals = {**self.prepare_product_vals(sku), **values}
        return self.env["product.product"].create(vals)

    # === SKU === #

    def test_unknown_sku(self):
        """D06."""
        binding = self.import_order("302-1", [item("MUG"), item("NEW-1")])
        self.assert_held(binding, "unknown_sku", "NEW-1")
        line = self.log_line(binding)
        self.assertRecordValues(
            line,
            [
                {
                    "result": "held",
                    "cause": "unknown_sku",
                    "sku": "NEW-1",
                    "is_mismatch": True,
                    "resolved": False,
                    "res_model": "amazon.order",
                    "res_id": binding.id,
                    "seller_id": self.seller.id,
                }
            ],
        )
        self.assertEqual(line.message, binding.hold_message)
        self.assertTrue(line.request_id)
        self.assertEqual(line.request_id, binding.request_id)
        self.assertEqual(binding.sync_log_id.state, "partial")
        self.assertEqual(binding.sync_log_id.held_count, 1)
        self.assertEqual(self.seller.held_order_count, 1)

    def test_sku_is_never_matched_by_name(self):
        """D06."""
        self.create_product(False, name="Title of NEW-1")
        self.create_product(False, name="NEW-1")
        binding = self.import_order("302-1", [item("NEW-1")])
        self.assert_held(binding, "unknown_sku")

    def test_item_without_sku(self):
        document = order("302-1", [item("MUG")])
        del document["orderItems"][0]["product"]["sellerSku"]
        self.create_product(False)
        self.run_import(document)
        self.assert_held(self.get_order("302-1"), "unknown_sku")

    def test_ambiguous_sku(self):
        """D07."""
        twin = self.create_product("MUG")
        binding = self.import_order("302-1", [item("MUG")])
        self.assert_held(binding, "ambiguous_sku", "MUG", twin.display_name)

    def test_listing_wins_over_internal_reference(self):
        self.create_product("MUG")
        self.create_listing("MUG", self.lamp)
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertEqual(sale.order_line.product_id, self.lamp)

    def test_listing_of_another_marketplace_does_not_count(self):
        listing = self.create_listing("NEW-1", self.lamp)
        listing.marketplace_id = self.marketplace_us
        binding = self.import_order("302-1", [item("NEW-1")])
        self.assert_held(binding, "unknown_sku")
        sale = self.import_sale("111-1", [item("NEW-1")], marketplace=USA)
        self.assertEqual(sale.order_line.product_id, self.lamp)

    def test_archived_product(self):
        """D07."""
        self.mug.active = False
        binding = self.import_order("302-1", [item("MUG")])
        self.assert_held(binding, "archived_product", "MUG", "Unarchive")

    def test_archived_namesake_is_no_obstacle(self):
        self.create_product("MUG", active=False)
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertEqual(sale.order_line.product_id, self.mug)

    def test_product_of_another_company(self):
        """D07."""
        other = self.env["res.company"].create({"name": "Other"})
        self.create_product("NEW-1", company_id=other.id, taxes_id=False)
        binding = self.import_order("302-1", [item("NEW-1")])
        self.assert_held(binding, "unknown_sku")

    def test_unknown_products_are_created(self):
        """D06."""
        self.seller.create_products = True
        items = [item("NEW-1", 2, "7.50"), item("MUG"), item("NEW-1", 1, "7.50")]
        sale = self.import_sale("302-1", items)
        product = sale.order_line.product_id - self.mug
        self.assertRecordValues(
            product,
            [
                {
                    "default_code": "NEW-1",
                    "name": "Title of NEW-1",
                    # Amazon's price is in EUR, the company's in another currency.
                    "list_price": 0.0,
                    "is_storable": True,
                    "company_id": self.company.id,
                }
            ],
        )
        listing = self.env["amazon.listing"].search([("sku", "=", "NEW-1")])
        self.assertRecordValues(
            listing,
            [
                {
                    "product_id": product.id,
                    "marketplace_id": self.marketplace_de.id,
                    "asin": "B000000001",
                    "title": "Title of NEW-1",
                }
            ],
        )
        again = self.import_sale("302-2", [item("NEW-1")])
        self.assertEqual(again.order_line.product_id, product)

    def test_held_order_leaves_no_created_product(self):
        """An order that waits for another SKU creates nothing meanwhile."""
        self.seller.create_products = True
        self.create_product("MUG")
        binding = self.import_order("302-1", [item("NEW-1"), item("MUG")])
        self.assert_held(binding, "ambiguous_sku")
        self.assertFalse(self.env["amazon.listing"].search([("sku", "=", "NEW-1")]))

    # === RETRY === #

    def test_retry_after_the_product_is_there(self):
        binding = self.import_order("302-1", [item("NEW-1")])
        mismatch = self.log_line(binding)
        self.assertEqual(self.seller.mismatch_count, 1)
        self.create_product("NEW-1")
        log = self.retry(binding)
        self.assert_proved(binding, "10.00")
        self.assertEqual(binding.sale_order_id.state, "sale")
        self.assertFalse(binding.hold_reason)
        self.assertFalse(binding.hold_message)
        self.assertTrue(mismatch.resolved)
        self.assertTrue(mismatch.resolved_on)
        self.assertEqual(self.seller.mismatch_count, 0)
        self.assertEqual(
            (log.operation, log.state, log.imported_count, log.sync_type),
            ("process_fbm_orders", "done", 1, "manual"),
        )

    def test_retry_without_a_change_keeps_one_open_mismatch(self):
        binding = self.import_order("302-1", [item("NEW-1")])
        self.retry(binding)
        self.assert_held(binding, "unknown_sku")
        self.assertEqual(self.seller.mismatch_count, 1)

    def test_next_import_retries_by_itself(self):
        binding = self.import_order("302-1", [item("NEW-1")])
        self.create_product("NEW-1")
        self.run_import()
        self.assert_proved(binding, "10.00")

    def test_retry_of_several(self):
        self.put(*(valid_order(f"302-{n}", [item(f"NEW-{n}")]) for n in range(3)))
        self.run_import()
        bindings = self.env["amazon.order"].search([("state", "=", "held")])
        self.create_product("NEW-0")
        self.create_product("NEW-1")
        log = self.retry(bindings)
        self.assertEqual((log.imported_count, log.held_count), (2, 1))

    # === SETTINGS === #

    def test_price_list_in_another_currency(self):
        self.marketplace_de.pricelist_id.currency_id = self.env.ref("base.USD")
        binding = self.import_order("302-1", [item("MUG")])
        self.assert_held(binding, "currency", "EUR", "USD")

    def test_inactive_currency(self):
        """D09."""
        self.env.ref("base.EUR").active = False
        binding = self.import_order("302-1", [item("MUG")])
        self.assert_held(binding, "settings", "Pricelist")
        self.marketplace_de.pricelist_id.active = True
        self.retry(binding)
        self.assert_held(binding, "currency", "EUR")

    def test_currency_that_odoo_does_not_know(self):
        """D09."""
        binding = self.import_order(
            "302-1", [item("MUG")], marketplace=(GERMANY[0], "XQZ")
        )
        self.assert_held(binding, "currency", "XQZ")

    def test_marketplace_that_was_never_loaded(self):
        document = valid_order("302-1", [item("MUG")])
        log = self.run_import(document)
        document["salesChannel"]["marketplaceId"] = "A0UNKNOWN"
        binding = self.get_order("302-1")
        self.assertEqual(binding.state, "imported")
        binding = self.store(log, {**document, "orderId": "302-2"})
        self.retry(binding)
        self.assert_held(binding, "marketplace", "A0UNKNOWN")

    def store(self, log, document):
        """Store a document as if a page had it; return its Amazon order."""
        bindings, _unchanged = self.env["amazon.order"]._store_page(log, [document])
        return bindings

    def test_marketplace_that_is_not_integrated(self):
        france = self.create_marketplace(self.seller, FRANCE)
        log = self.run_import()
        document = valid_order(
            "402-1", [item("MUG")], marketplace=("A13V1IB3VIYZZH", "EUR")
        )
        binding = self.store(log, document)
        self.assertEqual(binding.marketplace_id, france)
        self.retry(binding)
        self.assert_held(binding, "marketplace", "A13V1IB3VIYZZH", "not integrated")
        france.action_integrate()
        france.fiscal_position_id = self.plain_position
        self.retry(binding)
        self.assert_proved(binding, "10.00")

    def test_archived_warehouse(self):
        """L03."""
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Old", "code": "OLD", "company_id": self.company.id}
        )
        self.marketplace_de.warehouse_id = warehouse
        warehouse.active = False
        binding = self.import_order("302-1", [item("MUG")])
        self.assert_held(binding, "settings", "Warehouse")

    def test_archived_settings(self):
        """L03: Whatever an order takes over must be in use; it is parked otherwise."""
        plan = self.env["account.analytic.plan"].create({"name": "Amazon"})
        analytic = {"name": "Old Account", "plan_id": plan.id}
        for number, (record, name, model, values) in enumerate(
            (
                (self.marketplace_de, "default_customer_id", "res.partner", {}),
                (self.marketplace_de, "team_id", "crm.team", {}),
                (self.seller, "analytic_account_id", ANALYTIC, analytic),
                (self.marketplace_de, "analytic_account_id", ANALYTIC, analytic),
            )
        ):
            chosen = self.env[model].create({"name": "Old", **values})
            record[name] = chosen
            chosen.active = False
            binding = self.import_order(f"302-{number}", [item("MUG")])
            self.assert_held(binding, "settings", chosen.display_name, "archived")
            record[name] = False
            self.retry(binding)
            self.assert_proved(binding, "10.00")

    def test_archived_account_of_the_seller_that_does_not_count(self):
        plan = self.env["account.analytic.plan"].create({"name": "Amazon"})
        used, old = self.env[ANALYTIC].create(
            [{"name": name, "plan_id": plan.id} for name in ("Used", "Old")]
        )
        self.seller.analytic_account_id = old
        self.marketplace_de.analytic_account_id = used
        old.active = False
        self.assertTrue(self.import_sale("302-1", [item("MUG")]))

    def test_missing_price_list(self):
        """L03."""
        self.marketplace_de.pricelist_id = False
        binding = self.import_order("302-1", [item("MUG")])
        self.assert_held(binding, "settings", "Pricelist")

    # === DOCUMENTS === #

    def import_raw(self, document):
        self.run_import(document)
        return self.get_order(document["orderId"])

    def test_unknown_status(self):
        binding = self.import_raw(order("302-1", [item("MUG")], status="TELEPORTED"))
        self.assert_held(binding, "unknown_status", "TELEPORTED")
        document = order("302-2", [item("MUG")])
        del document["fulfillment"]
        binding = self.import_raw(document)
        self.assert_held(binding, "unknown_status", "without a status")

    def test_no_items(self):
        binding = self.import_raw(order("302-1", [], proceeds=grand_total("0.00")))
        self.assert_held(binding, "invalid_data", "no items")

    def test_invalid_documents(self):
        good = order("302-1", [item("MUG")])
        broken = {
            "createdTime": "yesterday",
            "orderItems": {"not": "a list"},
            "proceeds": "ten",
        }
        for number, (key, value) in enumerate(broken.items()):
            document = {**good, "orderId": f"302-{number}", key: value}
            binding = self.simulate(document)
            self.assert_held(binding, "invalid_data", key)

    def simulate(self, document):
        """Store and process a document that even the simulator would not serve."""
        log = self.run_import()
        binding = self.store(log, document)
        self.retry(binding)
        return binding

    def test_amounts_that_are_no_numbers(self):
        for number, amount in enumerate(("NaN", "1e5", "", "1,00", None, True)):
            document = order(f"302-{number}", [item("MUG")])
            document["proceeds"]["grandTotal"]["amount"] = amount
            self.assert_held(self.simulate(document), "invalid_data", "grandTotal")

    def test_two_currencies(self):
        document = order("302-1", [item("MUG")])
        document["proceeds"]["grandTotal"]["currencyCode"] = "USD"
        self.assert_held(self.simulate(document), "invalid_data", "EUR", "USD")

    def test_unknown_charge(self):
        proceeds = item_proceeds(total="12.00", ITEM="10.00", TELEPORT_FEE="2.00")
        binding = self.import_raw(
            order(
                "302-1",
                [item("MUG", proceeds=proceeds)],
                proceeds=grand_total("12.00"),
            )
        )
        self.assert_held(binding, "unknown_charge", "TELEPORT_FEE", "2.00 EUR")

    def test_no_price(self):
        document = order("302-1", [item("MUG")], proceeds=None)
        del document["orderItems"][0]["proceeds"]
        del document["orderItems"][0]["product"]["price"]
        self.assert_held(self.import_raw(document), "no_price", "UNSHIPPED")

    def test_no_grand_total(self):
        binding = self.import_raw(order("302-1", [item("MUG")], proceeds=None))
        self.assert_held(binding, "total_unproved", "no grand total")

    def test_one_bad_order_in_a_batch(self):
        """O07: the others of its batch are imported, and it is tried again later."""
        refs = [f"302-{number:02d}" for number in range(CHUNK - 1)]
        self.put_simple(*refs)
        unknown = ("A1PA6795UKMFR9", "XXX")
        log = self.run_import(
            valid_order("302-B", [item("MUG")], marketplace=unknown, minutes=9)
        )
        self.assertEqual((log.imported_count, log.held_count), (CHUNK - 1, 1))
        bad = self.get_order("302-B")
        self.assert_held(bad, "currency", "XXX")
        first = bad.next_retry
        self.assertGreater(first, Datetime.now())
        with freeze_time(first + timedelta(minutes=1)):
            self.use_new_tokens()
            self.run_import()
            self.refresh(bad)
            self.assertGreater(bad.next_retry - Datetime.now(), timedelta(minutes=29))

    def test_bad_document_among_good_ones(self):
        self.put_simple("302-1", "302-3")
        bad = order("302-2", [item("MUG")], status="TELEPORTED")
        log = self.run_import(bad)
        self.assertEqual((log.imported_count, log.held_count), (2, 1))
