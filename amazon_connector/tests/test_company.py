# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import GERMANY, AmazonCommon

MODELS = (
    "amazon.seller",
    "amazon.audit.log",
    "amazon.marketplace",
    "amazon.listing",
    "amazon.rate.limit",
    "amazon.sync.log",
    "amazon.sync.log.line",
)


@tagged("post_install", "-at_install")
class TestCompany(AmazonCommon):
    """Nobody sees or touches the sellers of another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.other_seller = cls.create_seller(cls.other_company)
        cls.other_marketplace = cls.create_marketplace(cls.other_seller, GERMANY)
        cls.other_marketplace.action_integrate()
        cls.env["amazon.listing"].create(
            {"marketplace_id": cls.other_marketplace.id, "sku": "OTHER"}
        )
        cls.env["amazon.rate.limit"].create(
            {"seller_id": cls.other_seller.id, "operation": "getOrder"}
        )
        logs = cls.env["amazon.sync.log"]
        log = logs._start(cls.other_seller, "test_connection", "manual")
        log._add_line("1", "held")
        cls.stranger = cls.create_user(
            "stranger", "amazon_connector.group_amazon_manager"
        )

    def test_records_of_the_other_company_are_hidden(self):
        for model in MODELS:
            records = self.env[model].search(
                [("company_id", "=", self.other_company.id)]
            )
            self.assertTrue(records, model)
            strange = self.env[model].with_user(self.stranger)
            strange = strange.with_context(active_test=False)
            self.assertFalse(
                strange.search([("company_id", "=", self.other_company.id)]), model
            )
            with self.assertRaises(AccessError):
                strange.browse(records.ids).read(["display_name"])

    def test_buttons_of_the_other_company(self):
        seller = self.other_seller.with_user(self.stranger)
        with self.fake_client(get_marketplace_participations=[]):
            for method in ("action_test_connection", "action_load_marketplaces"):
                with self.assertRaises(AccessError):
                    getattr(seller, method)()
        with self.assertRaises(AccessError):
            self.other_marketplace.with_user(self.stranger).action_integrate()

    def test_defaults_belong_to_the_company(self):
        marketplace = self.other_marketplace
        for name in ("pricelist_id", "team_id", "warehouse_id"):
            self.assertEqual(marketplace[name].company_id, self.other_company, name)
        self.assertNotEqual(marketplace.team_id, self.marketplace_de.team_id)

    def test_relations_stay_in_the_company(self):
        with self.assertRaises(UserError):
            self.other_marketplace.warehouse_id = self.marketplace_de.warehouse_id

    def test_company_of_a_seller_in_use(self):
        with self.assertRaisesRegex(ValidationError, "marketplaces or orders"):
            self.other_seller.company_id = self.company

    def test_company_of_a_fresh_seller(self):
        fresh = self.create_seller(self.company, short_code="FRE")
        fresh.company_id = self.other_company
        self.assertEqual(fresh.company_id, self.other_company)
