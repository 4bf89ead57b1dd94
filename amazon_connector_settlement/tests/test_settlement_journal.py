# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.amazon_connector.tests.common import (
    GERMANY,
    USA,
    participation,
)

from .common import AmazonSettlementCommon

BRITAIN = participation("A1F83G8C2ARO7P", "GB", "GBP", "en_GB", "www.amazon.co.uk")


@tagged("post_install", "-at_install")
class TestSettlementJournal(AmazonSettlementCommon):
    """Integration creates the bank journal of the marketplace."""

    def integrate(self, entry, **vals):
        seller = self.create_seller(self.company, **vals)
        marketplace = self.create_marketplace(seller, entry)
        marketplace.action_integrate()
        return marketplace

    def test_journal(self):
        journal = self.marketplace_de.settlement_journal_id
        self.assertEqual(journal.name, "Amazon amazon.de")
        self.assertEqual(journal.code, "TSTDE")
        self.assertEqual(journal.type, "bank")
        self.assertEqual(journal.currency_id.name, "EUR")
        self.assertEqual(journal.company_id, self.company)
        self.assertTrue(journal.default_account_id)
        self.assertEqual(self.marketplace_us.settlement_journal_id.code, "TSTCO")

    def test_names_tell_the_sellers_apart(self):
        other = self.integrate(GERMANY, short_code="OTH")
        self.assertEqual(other.settlement_journal_id.name, "Amazon amazon.de (OTH)")
        sentence = other._describe_integration()[1]
        self.assertIn("Amazon amazon.de (OTH)", sentence)

    def test_journal_in_use_stays(self):
        accountant = self.create_user("keeper", "account.group_account_manager")
        journal = self.marketplace_de.settlement_journal_id.with_user(accountant)
        words = r"Settlement Journal of Amazon.de \(Test Seller\)"
        with self.assertRaisesRegex(UserError, words):
            journal.unlink()
        with self.assertRaisesRegex(UserError, words):
            journal.action_archive()
        self.assertTrue(journal.active)
        self.marketplace_de.settlement_journal_id = False
        journal.unlink()
        self.assertFalse(journal.exists())

    def test_code_fits_the_field(self):
        codes = {
            "AB": ("ABCOM", USA),
            "LONGS": ("LONUK", BRITAIN),
            "FOUR": ("FOUUK", BRITAIN),
        }
        for short_code, (expected, entry) in codes.items():
            marketplace = self.integrate(entry, short_code=short_code)
            self.assertEqual(marketplace.settlement_journal_id.code, expected)

    def test_code_is_unique(self):
        first = self.integrate(GERMANY, short_code="LONGS")
        first.settlement_journal_id.active = False
        second = self.integrate(GERMANY, short_code="LONGT")
        self.assertEqual(second.settlement_journal_id.code, "LOND2")
        third = self.integrate(GERMANY, short_code="LONGU")
        self.assertEqual(third.settlement_journal_id.code, "LOND3")

    def test_second_integration_keeps_the_journal(self):
        journal = self.marketplace_de.settlement_journal_id
        self.marketplace_de.active = False
        self.marketplace_de.action_integrate()
        self.assertEqual(self.marketplace_de.settlement_journal_id, journal)

    def test_manager_who_is_no_accountant(self):
        manager = self.create_user(
            "settlement-manager", "amazon_connector.group_amazon_manager"
        )
        seller = self.create_seller(self.company, short_code="NOA")
        marketplace = self.create_marketplace(seller, GERMANY).with_user(manager)
        marketplace.action_integrate()
        self.assertEqual(marketplace.sudo().settlement_journal_id.code, "NOADE")
        with Form(marketplace) as form:
            form.price_includes_tax = False

    def test_company_without_accounts(self):
        company = self.env["res.company"].create({"name": "No accounts"})
        seller = self.create_seller(company)
        marketplace = self.create_marketplace(seller, GERMANY)
        marketplace.action_integrate()
        self.assertTrue(marketplace.active)
        self.assertFalse(marketplace.settlement_journal_id)
