# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.common import GERMANY

from .common import AmazonReportCommon
from .report_text import STORAGE, report_text

ROWS = ((*STORAGE[:5], "107.41"), STORAGE)


@tagged("post_install", "-at_install")
class TestCompanies(AmazonReportCommon):
    """Each company has its seller, its accounts and its own side of the rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other Company"})
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.other_company, install_demo=False
        )
        cls.other_seller = cls.create_seller(
            cls.other_company, name="Other", short_code="OTH", merchant_token="A2"
        )
        cls.create_marketplace(cls.other_seller, GERMANY).action_integrate()
        cls.accounts = {
            seller: cls.create_fee_account(seller)
            for seller in cls.seller | cls.other_seller
        }
        # What a rule books on is chosen in each company.
        rule = cls.env.ref(
            "amazon_connector_settlement.amazon_settlement_rule_"
            "other_transaction_storage_fee"
        )
        rule.with_company(cls.company).account_id = cls.accounts[cls.seller]

    @classmethod
    def create_fee_account(cls, seller):
        """Return the account of a seller for what Amazon charges."""
        seller.fee_account_id = cls.env["account.account"].create(
            {
                "name": "Amazon Fees",
                "code": f"AMZ{seller.id % 1000}",
                "account_type": "expense",
                "company_ids": seller.company_id.ids,
            }
        )
        return seller.fee_account_id

    def upload(self, seller):
        """Upload the same file for a seller; return its settlements."""
        attachment = self.env["ir.attachment"].create(
            {"name": "report.txt", "raw": report_text(rows=ROWS).encode()}
        )
        wizards = self.env["amazon.settlement.upload.wizard"]
        wizard = wizards.with_context(queue_job__no_delay=True).create(
            {"seller_id": seller.id, "file_ids": [(6, 0, attachment.ids)]}
        )
        wizard.action_upload()
        self.refresh(seller)
        return seller.settlement_ids

    def test_each_settlement_is_booked_in_its_company(self):
        """Whichever company is active, and although both have the same number."""
        self.assertEqual(self.env.company, self.company)
        for seller in (self.seller, self.other_seller):
            settlement = self.upload(seller)
            self.assertEqual(settlement.state, "reconciled", settlement.waiting_reason)
            items = settlement.statement_id.line_ids.move_id.line_ids
            self.assertEqual(items.company_id, seller.company_id)
            self.assertEqual(settlement.journal_id.company_id, seller.company_id)
            fees = items.filtered(lambda i: i.account_id.account_type == "expense")
            self.assertEqual(fees.account_id, self.accounts[seller])
            for account in items.account_id:
                self.assertIn(seller.company_id, account.company_ids)
            self.assertTrue(settlement.statement_id.is_complete)
            self.assertTrue(settlement.statement_id.is_valid)

    def test_buttons_in_another_company(self):
        """Somebody of both companies works while the first one is active."""
        settlement = self.upload(self.other_seller)
        user = self.create_user(
            "both",
            "account.group_account_manager",
            company=self.company | self.other_company,
        )
        companies = {"allowed_company_ids": (self.company | self.other_company).ids}
        by_user = settlement.with_user(user).with_context(
            **companies, queue_job__no_delay=True
        )
        by_user.action_undo()
        by_user.action_process()
        self.refresh(settlement)
        self.assertEqual(settlement.state, "reconciled", settlement.waiting_reason)
        items = settlement.statement_id.line_ids.move_id.line_ids
        self.assertEqual(items.company_id, self.other_company)

    def test_people_of_another_company(self):
        settlement = self.upload(self.other_seller)
        user = self.create_user("stranger", "account.group_account_manager")
        stranger = settlement.with_user(user)
        self.assertFalse(stranger.search([("id", "=", settlement.id)]))
        for method in ("action_undo", "action_reconcile", "action_process"):
            with self.assertRaises(AccessError):
                getattr(stranger, method)()
        with self.assertRaises(AccessError):
            stranger.read(["total_amount"])
