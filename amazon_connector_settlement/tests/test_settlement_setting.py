# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.amazon_connector.tests.common import GERMANY
from odoo.addons.amazon_connector.tests.settings_rows import (
    ROWS,
    ROWS_WITHOUT_FIELD,
    assert_rows,
    assert_shows,
)

from .common import AmazonSettlementCommon

SETTINGS = (
    "fee_account_id",
    "settlement_journal_id",
    "ending_balance_account_id",
    "ending_balance_description",
)


@tagged("post_install", "-at_install")
class TestSettlementSetting(AmazonSettlementCommon):
    """Accounts and journals of settlements: stored, and refused if they cannot work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fees = cls.create_account("expense", "Amazon Fees", "AMZ60")
        cls.transfer = cls.create_account("asset_current", "Transfers", "AMZ10")

    @classmethod
    def create_account(cls, account_type, name, code):
        return cls.env["account.account"].create(
            {
                "name": name,
                "code": code,
                "account_type": account_type,
                "reconcile": account_type == "asset_current",
                "company_ids": [(6, 0, cls.company.ids)],
            }
        )

    def test_every_row_has_its_setting_and_test(self):
        """With this addon all settings are there."""
        rows = sorted({*ROWS, *ROWS_WITHOUT_FIELD})
        self.assertEqual(rows, list(range(15, 73)))
        assert_rows(self)

    def test_page_shows_every_setting(self):
        page = self.env.ref("amazon_connector.amazon_settings_view_form")
        assert_shows(self, page, SETTINGS)

    def create_journal(self, currency="EUR", **vals):
        currency = self.env["res.currency"].search([("name", "=", currency)])
        return self.env["account.journal"].create(
            {
                "name": "Amazon Test",
                "code": "AMZT9",
                "type": "bank",
                "currency_id": currency.id,
                "company_id": self.company.id,
                **vals,
            }
        )

    # === FEES === #

    def test_fee_account_of_the_wizard(self):
        form = Form(self.env["amazon.seller.create.wizard"])
        form.name = "Shop"
        form.endpoint = "simulator"
        form.fee_account_id = self.fees
        with self.fake_client(get_marketplace_participations=[GERMANY]):
            action = form.save().action_create_and_test()
        seller = self.env["amazon.seller"].browse(action["params"]["next"]["res_id"])
        self.assertEqual(seller.fee_account_id, self.fees)

    def test_fee_account_is_an_expense_account(self):
        with self.assertRaisesRegex(ValidationError, "no expense account"):
            self.seller.fee_account_id = self.transfer

    def test_archived_fee_account_is_refused(self):
        self.fees.active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.seller.fee_account_id = self.fees

    # === JOURNAL === #

    def test_journal_in_another_currency_is_refused(self):
        journal = self.create_journal("USD")
        with self.assertRaisesRegex(ValidationError, "settlements of Amazon.de .* EUR"):
            self.marketplace_de.settlement_journal_id = journal

    def test_journal_of_another_type_is_refused(self):
        journal = self.create_journal(type="general")
        with self.assertRaisesRegex(ValidationError, "not a bank journal"):
            self.marketplace_de.settlement_journal_id = journal

    def test_journal_without_currency_has_that_of_the_company(self):
        journal = self.create_journal(currency_id=False)
        marketplaces = self.marketplace_de | self.marketplace_us
        own = marketplaces.filtered(
            lambda marketplace: marketplace.currency_id == self.company.currency_id
        )
        own.settlement_journal_id = journal
        self.assertEqual(own.settlement_journal_id, journal)
        with self.assertRaisesRegex(ValidationError, "not a bank journal"):
            (marketplaces - own)[:1].settlement_journal_id = journal

    def test_journal_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        journal = self.create_journal(company_id=other.id)
        with self.assertRaisesRegex(UserError, "ompany"):
            self.marketplace_de.settlement_journal_id = journal

    def test_manager_without_accounting_rights_chooses_a_journal(self):
        manager = self.create_user(
            "journal-manager", "amazon_connector.group_amazon_manager"
        )
        journal = self.create_journal()
        journals = self.env["account.journal"].with_user(manager)
        self.assertIn(journal.id, dict(journals.name_search("Amazon Test")))
        self.assertFalse(journals.has_access("write"))
        marketplace = self.marketplace_de.with_user(manager)
        marketplace.settlement_journal_id = journal
        self.assertEqual(self.marketplace_de.settlement_journal_id, journal)

    def test_archived_journal_is_refused(self):
        journal = self.create_journal(active=False)
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.marketplace_de.settlement_journal_id = journal

    # === ENDING BALANCE === #

    def test_ending_balance(self):
        marketplace = self.marketplace_de
        self.assertFalse(marketplace.ending_balance_account_id)
        self.assertEqual(marketplace.ending_balance_description, "Transfer to Bank")
        with Form(marketplace) as form:
            form.ending_balance_account_id = self.transfer
            form.ending_balance_description = "To our bank"
        self.assertEqual(marketplace.ending_balance_account_id, self.transfer)
        self.assertEqual(marketplace.ending_balance_description, "To our bank")

    def test_ending_balance_needs_a_description(self):
        self.marketplace_de.ending_balance_account_id = self.transfer
        for blank in (False, "", "  "):
            with self.assertRaisesRegex(ValidationError, "nter the description"):
                self.marketplace_de.ending_balance_description = blank

    def test_archived_ending_balance_account_is_refused(self):
        self.transfer.active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.marketplace_de.ending_balance_account_id = self.transfer

    # === SETTINGS PAGE === #

    def test_settings_page(self):
        page = self.env["amazon.settings"].create(
            {
                "seller_id": self.seller.id,
                "marketplace_id": self.marketplace_de.id,
            }
        )
        with Form(page) as form:
            form.fee_account_id = self.fees
            form.ending_balance_account_id = self.transfer
        self.assertEqual(self.seller.fee_account_id, self.fees)
        self.assertEqual(self.marketplace_de.ending_balance_account_id, self.transfer)
