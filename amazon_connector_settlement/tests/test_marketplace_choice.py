# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.amazon_connector.tests.common import participation

from .common import AmazonReportCommon
from .report_text import STORAGE, report_text

# A refund of the fee, so that each settlement pays out and leaves nothing.
NAMELESS = (*STORAGE[:5], "7.41")
FRANCE = participation("A13V1IB3VIYZZH", "FR", "EUR", "fr_FR", "www.amazon.fr")
ITALY = participation("APJ6JRA9NG5V4", "IT", "EUR", "it_IT", "www.amazon.it")
ADVERTISING = ("Cost of Advertising", "TransactionTotalAmount", "5.00")
PERIODS = {
    "7001": ("2026-10-01", "2026-10-15"),
    "7002": ("2026-10-15", "2026-10-29"),
    "7003": ("2026-10-29", "2026-11-12"),
}


@tagged("post_install", "-at_install")
class TestMarketplaceChoice(AmazonReportCommon):
    """The file names no marketplace, and the seller has several in its currency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france, cls.italy = (
            cls.create_marketplace(cls.seller, entry) for entry in (FRANCE, ITALY)
        )
        (cls.france | cls.italy).action_integrate()
        cls.seller.fee_account_id = cls.env["account.account"].create(
            {
                "name": "Amazon Fees",
                "code": "AMZ60",
                "account_type": "expense",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.accountant = cls.create_user("accountant", "account.group_account_basic")

    def take(self, *names, **values):
        """Take settlements in; without ``rows`` they name no marketplace."""
        values.setdefault("rows", [NAMELESS])
        for name in names:
            start, end = PERIODS[name]
            self.put_report(report_text(name, start=start, end=end, **values))
        self.run_reports()
        return self.seller.settlement_ids.sorted("start_date")

    def choose(self, settlement, marketplace, user=None):
        """Choose a marketplace with the wizard as a person, with all jobs."""
        action = settlement.with_user(user or self.accountant)
        action = action.action_choose_marketplace()
        wizards = self.env[action["res_model"]].with_user(user or self.accountant)
        wizard = wizards.with_context(**action["context"]).create(
            {"marketplace_id": marketplace.id}
        )
        result = wizard.with_context(queue_job__no_delay=True).action_choose()
        self.refresh(settlement)
        return result["params"]["message"]

    def assert_booked(self, settlements, marketplace):
        """Assert that these are booked in the journal of this marketplace."""
        self.assertEqual(settlements.marketplace_id, marketplace)
        journal = marketplace.settlement_journal_id
        self.assertEqual(settlements.journal_id, journal)
        self.assertEqual(settlements.statement_id.journal_id, journal)
        self.assertEqual(set(settlements.mapped("state")), {"reconciled"})
        for settlement in settlements:
            self.assertTrue(settlement.statement_id.is_complete)
            self.assertTrue(settlement.statement_id.is_valid)

    # === CHOOSING === #

    def test_what_the_waiting_settlement_says_is_possible(self):
        settlement = self.take("7001")
        self.assertEqual(settlement.state, "downloaded")
        self.assertIn("Press Choose Marketplace", settlement.waiting_reason)
        self.assertTrue(settlement.can_choose_marketplace)
        message = self.choose(settlement, self.france)
        self.assertIn("booked in the background", message)
        self.assert_booked(settlement, self.france)
        self.assertFalse(settlement.waiting_reason)
        self.assertFalse(settlement.can_choose_marketplace)

    def test_wizard_offers_what_is_possible(self):
        settlement = self.take("7001")
        wizards = self.env["amazon.settlement.marketplace.wizard"]
        wizards = wizards.with_user(self.accountant)
        form = Form(wizards.with_context(default_settlement_id=settlement.id))
        offered = form.choice_ids[:]
        self.assertEqual(
            set(offered.ids), set((self.marketplace_de | self.france | self.italy).ids)
        )

    def test_those_before_and_after_follow(self):
        settlements = self.take("7003", "7001", "7002")
        self.assertEqual(set(settlements.mapped("state")), {"downloaded"})
        self.choose(settlements[1], self.france)
        self.assert_booked(settlements, self.france)
        self.assertFalse(any(settlements.mapped("has_gap")))
        self.assertFalse(any(settlements.mapped("waiting_reason")))

    def test_one_that_names_its_marketplace_is_followed(self):
        self.take("7002", "7003")
        settlements = self.take(
            "7001", rows=[("ServiceFee", "", "Amazon.it", *ADVERTISING)]
        )
        self.assertEqual(settlements.marketplace_id, self.italy)
        self.assert_booked(settlements[1:], self.italy)

    def test_choice_is_only_taken_where_somebody_books_by_hand(self):
        self.seller.process_settlements = False
        settlements = self.take("7001", "7002")
        message = self.choose(settlements[0], self.france)
        self.assertIn("Press Process", message)
        self.assertEqual(set(settlements.mapped("state")), {"downloaded"})
        self.assertEqual(settlements.marketplace_id, self.france)
        settlements.with_context(queue_job__no_delay=True).action_process()
        self.refresh(settlements)
        self.assert_booked(settlements, self.france)

    def test_choice_is_corrected_while_nothing_is_booked(self):
        """The periods of both marketplaces are looked through for gaps again."""
        self.seller.process_settlements = False
        settlements = self.take("7001", "7003")
        for settlement in settlements:
            self.choose(settlement, self.france)
        self.assertTrue(settlements[1].has_gap)
        self.choose(settlements[0], self.italy)
        self.assertEqual(settlements[0].journal_id, self.italy.settlement_journal_id)
        self.assertFalse(settlements[1].has_gap)

    def test_nothing_overwrites_the_choice(self):
        settlement = self.take("7001")
        self.choose(settlement, self.france)
        self.take("7002", rows=[("ServiceFee", "", "Amazon.it", *ADVERTISING)])
        settlement.action_undo()
        settlement.with_context(queue_job__no_delay=True).action_process()
        self.refresh(settlement)
        self.assert_booked(settlement, self.france)

    def test_choice_is_changed_after_an_undo(self):
        settlement = self.take("7001")
        self.choose(settlement, self.france)
        settlement.action_undo()
        self.choose(settlement, self.italy)
        self.assertEqual(settlement.state, "downloaded")
        settlement.with_context(queue_job__no_delay=True).action_process()
        self.refresh(settlement)
        self.assert_booked(settlement, self.italy)

    def test_chosen_marketplace_is_archived(self):
        self.seller.process_settlements = False
        settlement = self.take("7001")
        self.choose(settlement, self.france)
        self.france.active = False
        settlement.action_process()
        self.assertIn("is not integrated any more", settlement.waiting_reason)
        self.assertEqual(settlement.state, "downloaded")
        self.assertTrue(settlement.can_choose_marketplace)

    # === WRONG CHOICES === #

    def assert_refused(self, settlement, marketplace, words):
        """Assert that neither the wizard nor the ORM takes this marketplace."""
        before = settlement.marketplace_id
        with self.assertRaisesRegex(ValidationError, words):
            self.choose(settlement, marketplace)
        with self.assertRaisesRegex(ValidationError, words):
            settlement.chosen_marketplace_id = marketplace
        self.env.invalidate_all()
        self.assertEqual(settlement.marketplace_id, before)

    def test_wrong_marketplace(self):
        settlement = self.take("7001")
        other = self.create_seller(
            self.company, name="Other", short_code="OTH", merchant_token="A2"
        )
        foreign = self.create_marketplace(other, FRANCE)
        foreign.action_integrate()
        self.assert_refused(settlement, foreign, "marketplace of Test Seller in EUR")
        self.assert_refused(settlement, self.marketplace_us, "in EUR")
        self.italy.active = False
        self.assert_refused(settlement, self.italy, "integrated marketplace")

    def test_file_that_names_its_marketplace(self):
        settlement = self.take(
            "7001", rows=[("ServiceFee", "", "Amazon.nl", *ADVERTISING)]
        )
        self.assertEqual(settlement.state, "downloaded")
        self.assertFalse(settlement.can_choose_marketplace)
        self.assert_refused(settlement, self.france, "says that it is of Amazon.nl")

    def test_booked_settlement(self):
        settlement = self.take("7001", rows=[NAMELESS], currency="USD")
        self.assertEqual(settlement.state, "reconciled")
        self.assertFalse(settlement.can_choose_marketplace)
        self.assert_refused(settlement, self.marketplace_us, "press Undo first")

    def test_rights(self):
        """Who may not book may not choose; nobody writes settlements by hand."""
        settlement = self.take("7001")
        user = self.create_user("clerk", "amazon_connector.group_amazon_user")
        with self.assertRaises(AccessError):
            self.choose(settlement, self.france, user)
        manager = self.create_user("boss", "amazon_connector.group_amazon_manager")
        for person in (manager, self.accountant):
            with self.assertRaises(AccessError):
                settlement.with_user(person).chosen_marketplace_id = self.france
        self.choose(settlement, self.france, manager)
        self.assert_booked(settlement, self.france)

    def test_settlement_that_is_at_work(self):
        settlement = self.take("7001")
        path = "odoo.models.BaseModel.try_lock_for_update"
        nothing = self.env["amazon.settlement"]
        with (
            self.patched(path, lambda *_args, **_keywords: nothing),
            self.assertRaisesRegex(UserError, "being booked right now"),
        ):
            self.choose(settlement, self.france)
