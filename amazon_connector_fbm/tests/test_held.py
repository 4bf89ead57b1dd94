# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.common import participation

from .common import AmazonFbmCommon
from .documents import USA, item, valid_order

FRANCE = participation("A13V1IB3VIYZZH", "FR", "EUR", "fr_FR", "www.amazon.fr")
MANAGER = "amazon_connector.group_amazon_manager"
USER = "amazon_connector.group_amazon_user"


class HeldCase(AmazonFbmCommon):
    """Reads the list of work."""

    def setUp(self):
        super().setUp()
        # Orders that the database has already are none of these tests.
        self.env["amazon.order"].search([]).resolved = True

    def issues(self):
        """Return the list of work as it is now."""
        return self.refresh(self.env["amazon.order.issue"]).search([])

    def issue(self, key):
        """Return the only issue with a key."""
        issue = self.issues().filtered(lambda issue: issue.key == key)
        self.assertEqual(len(issue), 1, self.issues().mapped("key"))
        return issue

    def put_unknown(self, count, sku="NEW-1", **values):
        """Import orders of one piece each of an unknown SKU."""
        refs = [f"302-{sku}-{number}" for number in range(count)]
        self.run_import(*(valid_order(ref, [item(sku)], **values) for ref in refs))
        return self.env["amazon.order"].search([("name", "in", refs)])


@tagged("post_install", "-at_install")
class TestHeld(HeldCase):
    """The list of work: one row for each cause, with the button that mends it."""

    def map_sku(self, issue, **values):
        """Fill in and confirm what the button opens; return what it says."""
        action = issue.action_map_sku()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard = wizard.create(values)
        self.assertEqual(wizard.sku, issue.key)
        return wizard.action_map()["params"]["message"]

    # === GROUPS === #

    def test_one_row_for_each_sku(self):
        self.put_unknown(3)
        self.put_unknown(2, "NEW-2")
        self.assertRecordValues(
            self.issues().sorted("key"),
            [
                {
                    "reason": "unknown_sku",
                    "key": "NEW-1",
                    "order_count": 3,
                    "amount_total": 30.0,
                    "fix": "sku",
                    "seller_id": self.seller.id,
                    "marketplace_id": self.marketplace_de.id,
                    "attempt_count": 1,
                },
                {
                    "reason": "unknown_sku",
                    "key": "NEW-2",
                    "order_count": 2,
                    "amount_total": 20.0,
                    "fix": "sku",
                    "seller_id": self.seller.id,
                    "marketplace_id": self.marketplace_de.id,
                    "attempt_count": 1,
                },
            ],
        )
        issue = self.issue("NEW-1")
        self.assertIn("NEW-1", issue.title)
        self.assertIn("NEW-1", issue.message)
        self.assertEqual(issue.oldest_date, min(issue._get_orders()).purchase_date)

    def test_order_that_waits_for_two_skus_is_in_two_rows(self):
        self.import_order("302-1", [item("NEW-1"), item("NEW-2"), item("NEW-1")])
        self.put_unknown(1)
        self.assertEqual(self.issue("NEW-1").order_count, 2)
        self.assertEqual(self.issue("NEW-2").order_count, 1)
        self.map_sku(self.issue("NEW-1"), product_id=self.lamp.id)
        self.assertEqual(self.issues().mapped("key"), ["NEW-2"])
        self.map_sku(self.issue("NEW-2"), product_id=self.lamp.id)
        self.assertFalse(self.issues())
        self.assertEqual(len(self.get_sales()), 2)

    def test_rows_keep_their_identity(self):
        self.put_unknown(1)
        before = self.issue("NEW-1")
        self.put_unknown(3)
        self.assertEqual(self.issue("NEW-1"), before)
        self.assertLess(before.id, 2**53)

    def test_sales_of_two_marketplaces_are_two_rows(self):
        self.put_unknown(1)
        self.import_order("111-1", [item("NEW-1")], marketplace=USA)
        self.assertEqual(
            self.issues().marketplace_id, self.marketplace_de | self.marketplace_us
        )
        self.assertEqual(set(self.issues().currency_id.mapped("name")), {"EUR", "USD"})

    def test_imported_orders_are_not_listed(self):
        self.import_order("302-1", [item("MUG")])
        self.assertFalse(self.issues())

    def test_every_cause_has_a_title_and_a_way_out(self):
        binding = self.put_unknown(1)
        for reason, _label in self.env["amazon.order"]._selection_hold_reason():
            for key in ("", "X"):
                binding.write({"hold_reason": reason, "hold_issues": [[reason, key]]})
                issue = self.issues()
                self.assertTrue(issue.title, reason)
                self.assertEqual(issue.order_count, 1)
                action = issue.action_open_orders()
                self.assertEqual(action["domain"], [("id", "in", binding.ids)])

    def test_failed_order_without_a_key(self):
        binding = self.put_unknown(1)
        binding.write(
            {"state": "failed", "hold_reason": "unexpected", "hold_issues": False}
        )
        issue = self.issues()
        self.assertEqual((issue.reason, issue.fix), ("unexpected", "orders"))

    def test_other_company_sees_nothing(self):
        self.put_unknown(1)
        other = self.env["res.company"].create({"name": "Other"})
        ben = self.create_user("ben", USER)
        eve = self.create_user("eve", USER, company=other)
        issues = self.env["amazon.order.issue"]
        self.assertEqual(len(issues.with_user(ben).search([])), 1)
        self.assertFalse(issues.with_user(eve).search([]))
        with self.assertRaises(AccessError):
            self.issue("NEW-1").with_user(eve).action_retry()

    # === MAPPING A SKU === #

    def test_map_to_a_product(self):
        bindings = self.put_unknown(2)
        message = self.map_sku(self.issue("NEW-1"), product_id=self.lamp.id)
        self.assertIn("2 imported", message)
        self.assertEqual(set(bindings.mapped("state")), {"imported"})
        self.assertEqual(bindings.sale_order_id.order_line.product_id, self.lamp)
        listing = self.env["amazon.listing"].search([("sku", "=", "NEW-1")])
        self.assertEqual(listing.asin, "B000000001")
        self.assertFalse(self.issues())

    def test_user_maps_without_rights_on_sales(self):
        ben = self.create_user("ben", USER)
        self.put_unknown(1)
        self.map_sku(self.issue("NEW-1").with_user(ben), product_id=self.lamp.id)
        self.assertFalse(self.issues())

    def test_user_without_rights_creates_no_product(self):
        ben = self.create_user("ben", USER)
        wizard = self.env["amazon.listing.map.wizard"]
        choices = dict(wizard.with_user(ben)._selection_choice())
        self.assertEqual(set(choices), {"existing"})
        self.assertEqual(set(dict(wizard._selection_choice())), {"existing", "create"})

    def test_map_to_a_new_product(self):
        binding = self.put_unknown(1)
        self.map_sku(self.issue("NEW-1"), choice="create")
        product = binding.sale_order_id.order_line.product_id
        self.assertEqual(product.default_code, "NEW-1")
        self.assertEqual(product.name, "Title of NEW-1")

    def test_map_to_the_archived_product(self):
        self.mug.active = False
        binding = self.import_order("302-1", [item("MUG")])
        issue = self.issue("MUG")
        self.assertEqual(issue.reason, "archived_product")
        action = issue.action_map_sku()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        wizard = wizards.create({})
        self.assertEqual(wizard.archived_product_id, self.mug)
        with self.assertRaises(AccessError):
            wizard.with_user(self.create_user("ben", USER)).action_unarchive()
        wizard.action_unarchive()
        self.assertTrue(self.mug.active)
        self.assert_proved(binding, "10.00")

    def test_map_on_the_form_of_an_order(self):
        (binding,) = self.put_unknown(1)
        self.assertEqual(binding.unmapped_sku, "NEW-1")
        action = binding.action_map_sku()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard.create({"product_id": self.mug.id}).action_map()
        self.refresh(binding)
        self.assertEqual((binding.state, binding.unmapped_sku), ("imported", False))

    def test_orders_of_a_row_survive_a_reload(self):
        """The page restores an action only if it has no identity of its own."""
        self.put_unknown(1)
        action = self.issue("NEW-1").action_open_orders()
        self.assertFalse({"id", "path", "xml_id"} & set(action))
        self.assertTrue(action["views"])

    def test_map_an_ambiguous_sku(self):
        vals = self.prepare_product_vals("MUG")
        twin = self.env["product.product"].create(vals)
        binding = self.import_order("302-1", [item("MUG")])
        self.map_sku(self.issue("MUG"), product_id=twin.id)
        self.assertEqual(binding.sale_order_id.order_line.product_id, twin)

    def test_map_on_all_marketplaces_or_on_one(self):
        self.put_unknown(1)
        german = self.issues()
        american = self.import_order("111-1", [item("NEW-1")], marketplace=USA)
        self.map_sku(german, product_id=self.lamp.id, everywhere=False)
        self.assertEqual(american.state, "held")
        self.put_unknown(1, "NEW-2")
        german = self.issue("NEW-2")
        other = self.import_order("111-2", [item("NEW-2")], marketplace=USA)
        self.map_sku(german, product_id=self.lamp.id)
        self.assertEqual(other.state, "imported", other.hold_message)

    def test_inactive_listing_is_used_again(self):
        self.env["amazon.listing"].create(
            {
                "marketplace_id": self.marketplace_de.id,
                "sku": "NEW-1",
                "active": False,
            }
        )
        self.put_unknown(1)
        self.map_sku(self.issue("NEW-1"), product_id=self.lamp.id)
        listing = self.env["amazon.listing"].search([("sku", "=", "NEW-1")])
        self.assertEqual(listing.product_id, self.lamp)

    # === PACKS === #

    def test_pack_of_three(self):
        """D15."""
        binding = self.import_order(
            "302-1", [item("MUG-3PK", 2, "10.00", shipping="5")]
        )
        self.map_sku(self.issue("MUG-3PK"), product_id=self.mug.id, quantity_factor=3)
        self.assert_proved(binding, "25.00")
        line = self.lines_by_component(binding.sale_order_id)["ITEM"]
        self.assertEqual((line.product_uom_qty, line.price_unit), (2, 10))
        self.assertEqual(line.product_uom_id.relative_factor, 3)
        move = line.move_ids
        self.assertEqual((move.product_id, move.product_qty), (self.mug, 6))

    def test_packs_share_their_unit(self):
        self.put_unknown(2, "MUG-3PK")
        self.map_sku(self.issue("MUG-3PK"), product_id=self.mug.id, quantity_factor=3)
        units = self.get_sales().order_line.product_uom_id
        self.assertEqual(len(units), 1)
        self.put_unknown(2, "BOOK-3PK")
        self.map_sku(self.issue("BOOK-3PK"), product_id=self.book.id, quantity_factor=3)
        self.assertEqual(self.get_sales().order_line.product_uom_id, units)

    def test_shipped_part_of_a_pack(self):
        fulfilled = {"quantityFulfilled": 1, "quantityUnfulfilled": 1}
        self.env["amazon.listing"].create(
            {
                "marketplace_id": self.marketplace_de.id,
                "sku": "MUG-3PK",
                "product_id": self.mug.id,
                "quantity_factor": 3,
            }
        )
        sale = self.import_sale(
            "302-1",
            [item("MUG-3PK", 2, fulfillment=fulfilled)],
            status="PARTIALLY_SHIPPED",
        )
        moves = sale.order_line.move_ids
        done = moves.filtered(lambda move: move.state == "done")
        self.assertEqual(sum(done.mapped("product_qty")), 3)
        self.assertEqual(sum((moves - done).mapped("product_qty")), 3)

    def test_pack_of_nothing(self):
        self.put_unknown(1)
        with self.assertRaisesRegex(UserError, "at least one piece"):
            self.map_sku(self.issue("NEW-1"), product_id=self.mug.id, quantity_factor=0)

    # === OTHER CAUSES === #

    def test_price_list(self):
        """D09: a price list in the currency; nobody guesses a rate."""
        euro = self.env.ref("base.EUR")
        rates = self.env["res.currency.rate"].search_count([])
        self.marketplace_de.pricelist_id.currency_id = self.env.ref("base.USD")
        euro.active = False
        binding = self.import_order("302-1", [item("MUG")])
        self.assert_held(binding, "currency", "EUR")
        issue = self.issue("EUR")
        with self.assertRaises(AccessError):
            issue.with_user(self.create_user("ben", USER)).action_create_pricelist()
        manager = self.create_user("anna", MANAGER)
        issue.with_user(manager).action_create_pricelist()
        self.assert_proved(binding, "10.00")
        self.assertTrue(euro.active)
        self.assertEqual(self.marketplace_de.pricelist_id.currency_id, euro)
        self.assertEqual(self.env["res.currency.rate"].search_count([]), rates)

    def test_currency_that_is_not_the_marketplaces(self):
        self.import_order("302-1", [item("MUG")], marketplace=("A1PA6795UKMFR9", "XQZ"))
        issue = self.issue("XQZ")
        self.assertEqual(issue.fix, "pricelist")
        with self.assertRaisesRegex(UserError, "XQZ"):
            issue.action_create_pricelist()

    def test_marketplace(self):
        france = self.create_marketplace(self.seller, FRANCE)
        log = self.run_import()
        document = valid_order(
            "402-1", [item("MUG")], marketplace=("A13V1IB3VIYZZH", "EUR")
        )
        binding, _unchanged = self.env["amazon.order"]._store_page(log, [document])
        binding.action_retry()
        issue = self.issue("A13V1IB3VIYZZH")
        self.assertIn(france.name, issue.title)
        ben = self.create_user("ben", USER)
        with self.assertRaises(AccessError):
            issue.with_user(ben).action_integrate()
        france.fiscal_position_id = self.plain_position
        manager = self.create_user("anna", MANAGER)
        issue.with_user(manager).action_integrate()
        self.assertTrue(france.active)
        self.assert_proved(binding, "10.00")

    def test_setting(self):
        self.marketplace_de.warehouse_id = False
        self.import_order("302-1", [item("MUG")])
        self.seller.shipping_product_id = False
        self.import_order("111-1", [item("MUG", shipping="5")], marketplace=USA)
        issues = self.issues()
        self.assertEqual(set(issues.mapped("reason")), {"settings"})
        opened = {
            (action["res_model"], action["res_id"])
            for action in (issue.action_open_setting() for issue in issues)
        }
        self.assertEqual(
            opened,
            {
                ("amazon.marketplace", self.marketplace_de.id),
                ("amazon.seller", self.seller.id),
            },
        )

    def test_tax_rule(self):
        self.run_import(
            *(valid_order(f"302-{n}", [item("MUG", tax="1.00")]) for n in range(2))
        )
        issue = self.issues()
        self.assertEqual((issue.reason, issue.order_count), ("tax", 2))
        action = issue.action_open_tax_rule()
        rule = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("Germany", issue.title)
        rule.action_approve()
        self.assertFalse(self.issues())

    # === RETRY ALL === #

    def test_retry_all_says_why_what_is_still_held(self):
        self.put_unknown(2)
        self.put_unknown(1, "NEW-2")
        self.lamp.default_code = "NEW-1"
        action = self.env["amazon.order.issue"].action_retry_all()
        message = action["params"]["message"]
        self.assertIn("2 imported, 1 held", message)
        self.assertIn("302-NEW-2-0: SKU 'NEW-2' is not known", message)
        self.assertEqual(self.issues().mapped("key"), ["NEW-2"])

    def test_long_reasons_are_summed_up(self):
        for number in range(5):
            self.put_unknown(2, f"NEW-{number}")
        action = self.env["amazon.order.issue"].action_retry_all()
        message = action["params"]["message"]
        self.assertIn("10 held", message)
        self.assertIn("Unknown SKU NEW-", message)
        self.assertIn("2 orders", message)
        self.assertIn("2 further causes", message)

    def test_nothing_to_retry(self):
        with self.assertRaisesRegex(UserError, "No order waits"):
            self.env["amazon.order.issue"].action_retry_all()
