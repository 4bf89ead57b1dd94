# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import GERMANY, AmazonCommon
from .company_fields import CompanyFieldTests


@tagged("post_install", "-at_install")
class TestCompany(CompanyFieldTests, AmazonCommon):
    """What belongs to a company stays there; test_permission_matrix has the rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.other_seller = cls.create_seller(cls.other_company)
        cls.other_marketplace = cls.create_marketplace(cls.other_seller, GERMANY)
        cls.other_marketplace.action_integrate()
        cls.stranger = cls.create_user(
            "stranger", "amazon_connector.group_amazon_manager"
        )

    def test_defaults_belong_to_the_company(self):
        marketplace = self.other_marketplace
        for name in ("pricelist_id", "team_id", "warehouse_id"):
            self.assertEqual(marketplace[name].company_id, self.other_company, name)
        self.assertNotEqual(marketplace.team_id, self.marketplace_de.team_id)

    def test_relations_stay_in_the_company(self):
        """S16: no setting takes a record that belongs to another company."""
        listing = self.env["amazon.listing"].create(
            {"marketplace_id": self.marketplace_de.id, "sku": "OWN"}
        )
        for record in (self.seller, self.marketplace_de, listing):
            self.assert_keeps_out(record, self.other_company)

    def test_attachments_stay_in_the_company(self):
        """S13: a file of the other company's seller is neither found nor read."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": "Foreign",
                "raw": b"x",
                "res_model": "amazon.seller",
                "res_id": self.other_seller.id,
            }
        )
        attachments = attachment.with_user(self.stranger)
        self.assertNotIn(attachment, attachments.search([]))
        with self.assertRaises(AccessError):
            attachments.read(["raw"])

    def test_both_companies_active(self):
        """S15: the buttons work for the seller's company, not for the user's."""
        both = self.create_user(
            "both",
            "amazon_connector.group_amazon_manager",
            company=self.company | self.other_company,
        )
        for companies in (
            self.company | self.other_company,
            self.other_company | self.company,
        ):
            seller = self.create_seller(
                self.other_company, short_code=f"B{companies[:1].id}"
            )
            seller = seller.with_user(both).with_context(
                allowed_company_ids=companies.ids
            )
            with self.fake_client(get_marketplace_participations=[GERMANY]):
                seller.action_load_marketplaces()
            marketplace = seller.with_context(active_test=False).marketplace_ids
            marketplace.action_integrate()
            for name in ("pricelist_id", "team_id", "warehouse_id"):
                self.assertEqual(marketplace[name].company_id, self.other_company, name)
            logs = self.env["amazon.sync.log"].search([("seller_id", "=", seller.id)])
            self.assertEqual(logs.company_id, self.other_company)

    def test_company_of_a_seller_in_use(self):
        """L07."""
        with self.assertRaisesRegex(ValidationError, "marketplaces or orders"):
            self.other_seller.company_id = self.company

    def test_company_of_a_fresh_seller(self):
        fresh = self.create_seller(self.company, short_code="FRE")
        fresh.company_id = self.other_company
        self.assertEqual(fresh.company_id, self.other_company)
