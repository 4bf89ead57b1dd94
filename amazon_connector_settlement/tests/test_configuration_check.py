# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.configuration_check import (
    ConfigurationCheckCase,
)

from .common import AmazonSettlementCommon


@tagged("post_install", "-at_install")
class TestConfigurationCheck(ConfigurationCheckCase, AmazonSettlementCommon):
    """The checks of what settlements need speak and fall silent with their cause."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_seller()
        cls.journal = cls.marketplace_de.settlement_journal_id

    def test_no_journal(self):
        self.assert_setting(
            "Settlement Journal is not set",
            "warning",
            self.marketplace_de,
            {"settlement_journal_id": False},
        )

    def test_archived_journal(self):
        words = f"is {self.journal.display_name}, which is archived"
        with self.expect(words, "error", self.marketplace_de):
            self.journal.active = False
        self.journal.active = True
        self.assert_mended(words)

    def test_journal_in_another_currency(self):
        self.assert_setting(
            "Settlements are in EUR, but the journal",
            "warning",
            self.journal,
            {"currency_id": self.marketplace_us.currency_id.id},
            about=self.marketplace_de,
        )

    def test_journal_in_the_currency_of_the_company(self):
        self.marketplace_us.settlement_journal_id.currency_id = False
        self.company.currency_id = self.marketplace_us.currency_id
        self.assert_mended("Settlements are in")

    def test_journal_that_takes_no_statements(self):
        with self.expect("is no bank journal", "warning", self.marketplace_de):
            self.env.cr.execute(
                "UPDATE account_journal SET type = 'cash' WHERE id = %s",
                [self.journal.id],
            )
        self.journal.type = "bank"
        self.assert_mended("is no bank journal")

    def test_no_fee_account(self):
        self.seller.fee_account_id = self.create_account()
        label = "Amazon Fee Account is not set"
        values = {"fee_account_id": False}
        self.assert_setting(label, "warning", self.seller, values)

    @classmethod
    def create_account(cls):
        account = super().create_account()
        account.reconcile = True
        return account

    def test_no_account_for_the_payout(self):
        self.company.transfer_account_id = False
        marketplaces = self.seller.marketplace_ids
        marketplaces.ending_balance_account_id = self.create_account()
        self.assert_setting(
            "no account that allows reconciliation",
            "warning",
            self.marketplace_de,
            {"ending_balance_account_id": False},
        )

    def test_archived_accounts(self):
        for record, name in (
            (self.seller, "fee_account_id"),
            (self.marketplace_de, "ending_balance_account_id"),
        ):
            account = self.create_account()
            record[name] = account
            words = f"is {account.display_name}, which is archived"
            with self.expect(words, "error", record):
                account.active = False
            account.active = True
            self.assert_mended(words)

    def test_settlements_count(self):
        check = self.run_check()
        self.assertTrue(check._has_settlements(self.seller))
        self.seller.marketplace_ids.settlement_journal_id = False
        self.assertFalse(check._has_settlements(self.seller))
