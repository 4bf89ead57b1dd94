# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..lib.errors import TemporaryError
from .common import DE_REF, GERMANY, US_REF, USA, AmazonCommon, participation

FRANCE = participation("A13V1IB3VIYZZH", "FR", "EUR", "fr_FR", "www.amazon.fr")
TECHNICAL = participation(
    "A38D8NSA03LJTC", "DE", "EUR", "de_DE", "siprod.example", name="Non-Amazon DE"
)
NOWHERE = participation("AXXXXXXXXXXXX", "", "EUR", "de_DE", "www.example.com")


@tagged("post_install", "-at_install")
class TestMarketplace(AmazonCommon):
    """Loading and integrating marketplaces."""

    def load(self, *entries):
        with self.fake_client(get_marketplace_participations=list(entries)):
            return self.seller.action_load_marketplaces()

    def load_log(self):
        return self.env["amazon.sync.log"].search(
            [
                ("seller_id", "=", self.seller.id),
                ("operation", "=", "load_marketplaces"),
            ]
        )

    def marketplaces(self):
        return self.env["amazon.marketplace"]._get_all(self.seller)

    def test_defaults_of_integration(self):
        marketplace = self.marketplace_de
        self.assertTrue(marketplace.active)
        self.assertTrue(marketplace.currency_id.active)
        self.assertEqual(marketplace.pricelist_id.display_name, "Amazon.de (EUR)")
        self.assertEqual(marketplace.pricelist_id.currency_id.name, "EUR")
        self.assertEqual(marketplace.pricelist_id.company_id, self.company)
        self.assertEqual(marketplace.team_id.name, "Amazon")
        self.assertEqual(marketplace.team_id, self.marketplace_us.team_id)
        self.assertEqual(marketplace.warehouse_id.company_id, self.company)
        self.assertEqual(marketplace.country_id.code, "DE")
        self.assertTrue(marketplace.lang_id)
        self.assertTrue(marketplace.price_includes_tax)
        self.assertFalse(self.marketplace_us.price_includes_tax)
        self.assertEqual(self.marketplace_us.lang_id.code, "en_US")
        self.assertEqual(self.marketplace_us.display_name, "Amazon.com")

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_BE")
        marketplace = self.create_marketplace(self.seller, FRANCE)
        self.assertEqual(marketplace._get_default_lang().code, "fr_BE")
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(marketplace._get_default_lang().code, "fr_FR")
        marketplace.language_code = "ja_JP"
        company_lang = self.company.partner_id.lang or self.env.lang
        self.assertEqual(marketplace._get_default_lang().code, company_lang)

    def test_integration_keeps_what_was_chosen(self):
        pricelist = self.marketplace_de.pricelist_id
        chosen = pricelist.copy({"name": "Chosen"})
        self.marketplace_de.write({"pricelist_id": chosen.id, "active": False})
        self.marketplace_de.action_integrate()
        self.assertEqual(self.marketplace_de.pricelist_id, chosen)

    def test_manager_without_other_rights_integrates(self):
        manager = self.create_user(
            "market-manager", "amazon_connector.group_amazon_manager"
        )
        marketplace = self.create_marketplace(self.seller, FRANCE).with_user(manager)
        marketplace.action_integrate()
        self.assertEqual(marketplace.pricelist_id.display_name, "Amazon.fr (EUR)")

    def test_load_creates_inactive_and_opens_the_choice(self):
        action = self.load(GERMANY, USA, FRANCE, TECHNICAL, NOWHERE, {})
        self.assertEqual(action["res_model"], "amazon.marketplace.select.wizard")
        france = self.marketplaces() - self.marketplace_de - self.marketplace_us
        self.assertEqual(france.name, "Amazon.fr")
        self.assertFalse(france.active)
        log = self.load_log()
        self.assertEqual(log.state, "done")
        self.assertEqual(log.fetched_count, 6)
        self.assertEqual(log.imported_count, 1)
        self.assertEqual(log.updated_count, 2)
        self.assertEqual(log.skipped_count, 3)
        self.assertEqual(len(log.line_ids), 3)

    def test_choice_integrates_what_is_ticked(self):
        action = self.load(GERMANY, USA, FRANCE)
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        line = wizard.line_ids.filtered(lambda line: not line.selected)
        self.assertEqual(line.marketplace_id.name, "Amazon.fr")
        line.selected = True
        params = wizard.action_integrate()["params"]
        self.assertTrue(line.marketplace_id.active)
        self.assertIn("Integrated: Amazon.fr.", params["message"])
        self.assertEqual(params["next"]["type"], "ir.actions.act_window_close")

    def test_warehouse_in_use_is_not_archived(self):
        warehouse = self.marketplace_de.warehouse_id
        self.env["amazon.marketplace"].search([]).warehouse_id = warehouse
        other = warehouse.copy({"name": "Other", "code": "OTH"})
        user = self.create_user("warehouse-keeper", "stock.group_stock_manager")
        with self.assertRaisesRegex(UserError, r"Amazon.de \(Test Seller\)"):
            warehouse.with_user(user).action_archive()
        self.assertTrue(warehouse.active)
        other.action_archive()
        self.assertFalse(other.active)

    def test_loading_twice_changes_nothing(self):
        self.load(GERMANY, USA)
        before = self.marketplaces()
        self.load(GERMANY, USA)
        self.assertEqual(self.marketplaces(), before)

    def test_ended_participation_is_kept(self):
        self.load(USA)
        self.assertTrue(self.marketplace_de.exists())
        self.assertFalse(self.marketplace_de.participating)
        self.marketplace_de.active = False
        with self.assertRaisesRegex(UserError, "does not participate"):
            self.marketplace_de.action_integrate()

    def test_failed_load_is_logged(self):
        with self.fake_client(get_marketplace_participations=TemporaryError("x")):
            action = self.seller.action_load_marketplaces()
        self.assertEqual(action["params"]["type"], "danger")
        log = self.load_log()
        self.assertEqual(log.state, "failed")
        self.assertEqual(log.failure_reason, action["params"]["message"])

    def test_references(self):
        self.assertEqual(self.marketplace_de.amazon_ref, DE_REF)
        self.assertEqual(self.marketplace_us.amazon_ref, US_REF)

    def test_integrated_marketplace_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.marketplace_de.unlink()

    def test_listing_follows_its_marketplace(self):
        listing = self.env["amazon.listing"].create(
            {"marketplace_id": self.marketplace_de.id, "sku": "SKU-1"}
        )
        self.assertEqual(listing.seller_id, self.seller)
        self.assertEqual(listing.company_id, self.company)
        self.assertEqual(listing.display_name, "SKU-1")
