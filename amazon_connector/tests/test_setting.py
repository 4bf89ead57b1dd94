# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, tagged

from .common import GERMANY, USA, AmazonCommon, participation

JAPAN = participation("A1VC38T7YXB528", "JP", "JPY", "ja_JP", "www.amazon.co.jp")
CANADA = participation("A2EUQ1WTGCTBG2", "CA", "CAD", "en_CA", "www.amazon.ca")


@tagged("post_install", "-at_install")
class TestSetting(AmazonCommon):
    """What each setting of a seller or a marketplace does, and what it refuses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other Company"})

    def archived(self, model, **vals):
        record = self.env[model].create(vals)
        record.active = False
        return record

    # === SELLER === #

    def test_condition_of_products(self):
        self.assertEqual(self.seller.listing_condition, "new_new")
        self.seller.listing_condition = "used_very_good"
        self.assertEqual(self.seller.listing_condition, "used_very_good")
        with self.assertRaises(ValueError):
            self.seller.listing_condition = "broken"

    def due_dates(self):
        return self.seller.activity_ids.mapped("date_deadline")

    def test_deadline_of_activities(self):
        today = Date.context_today(self.seller)
        self.seller._set_attention("Test")
        self.assertEqual(self.due_dates(), [today])
        self.seller._set_connected()
        self.seller.activity_deadline_days = 3
        self.seller._set_attention("Test")
        self.assertEqual(self.due_dates(), [today + timedelta(days=3)])

    def test_deadline_of_an_activity_that_has_one(self):
        self.seller.activity_deadline_days = 3
        deadline = Date.context_today(self.seller) + timedelta(days=30)
        self.seller.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=deadline
        )
        self.assertEqual(self.due_dates(), [deadline])

    def test_deadline_makes_sense(self):
        for days in (-1, 366):
            with self.assertRaisesRegex(ValidationError, "from 0 to 365"):
                self.seller.activity_deadline_days = days

    # === MARKETPLACE === #

    def test_instance_name_survives_a_reload(self):
        self.marketplace_de.name = "My Shop Germany"
        entry = {
            **GERMANY,
            "marketplace": {**GERMANY["marketplace"], "name": "Amazon Germany"},
        }
        with self.fake_client(get_marketplace_participations=[entry, USA]):
            self.seller.action_load_marketplaces()
        self.assertEqual(self.marketplace_de.name, "My Shop Germany")
        self.assertEqual(self.marketplace_de.amazon_name, "Amazon Germany")
        self.assertEqual(self.marketplace_us.name, "Amazon.com")

    def test_time_zone_of_the_country(self):
        self.assertEqual(self.marketplace_de.timezone, "Europe/Berlin")
        self.assertEqual(self.marketplace_us.timezone, "America/Los_Angeles")
        for entry, zone in ((JAPAN, "Asia/Tokyo"), (CANADA, "America/Toronto")):
            marketplace = self.create_marketplace(self.seller, entry)
            self.assertEqual(marketplace.timezone, zone)

    def test_chosen_time_zone_survives_a_reload(self):
        self.marketplace_de.timezone = "Europe/Vienna"
        with self.fake_client(get_marketplace_participations=[GERMANY, USA]):
            self.seller.action_load_marketplaces()
        self.env.flush_all()
        self.assertEqual(self.marketplace_de.timezone, "Europe/Vienna")
        with self.assertRaisesRegex(ValidationError, "no time zone"):
            self.marketplace_de.timezone = "Europe/Atlantis"

    def test_stock_to_export(self):
        self.assertEqual(self.marketplace_de.stock_field, "free_to_use")
        for choice in ("on_hand", "forecast"):
            self.marketplace_de.stock_field = choice
            self.assertEqual(self.marketplace_de.stock_field, choice)

    def test_price_list_in_the_currency_of_the_marketplace(self):
        with self.assertRaisesRegex(ValidationError, "is in USD.*sells in EUR"):
            self.marketplace_de.pricelist_id = self.marketplace_us.pricelist_id

    def test_archived_choices_are_refused(self):
        company = {"company_id": self.company.id}
        plan = self.env["account.analytic.plan"].create({"name": "Channels"})
        choices = {
            "warehouse_id": self.archived(
                "stock.warehouse", name="Old", code="OLD", **company
            ),
            "pricelist_id": self.archived(
                "product.pricelist",
                name="Old",
                currency_id=self.marketplace_de.currency_id.id,
                **company,
            ),
            "team_id": self.archived("crm.team", name="Old", **company),
            "fiscal_position_id": self.archived(
                "account.fiscal.position", name="Old", **company
            ),
            "analytic_account_id": self.archived(
                "account.analytic.account", name="Old", plan_id=plan.id, **company
            ),
            "default_customer_id": self.archived("res.partner", name="Old"),
            "lang_id": self.env["res.lang"]
            .with_context(active_test=False)
            .search([("active", "=", False)], limit=1),
        }
        self.assertLessEqual(set(choices), self.marketplace_de._get_checked_settings())
        for name, choice in choices.items():
            with self.assertRaisesRegex(ValidationError, "archived", msg=name):
                self.marketplace_de[name] = choice

    def test_archiving_later_is_no_obstacle(self):
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Later", "code": "LAT", "company_id": self.company.id}
        )
        self.marketplace_de.warehouse_id = warehouse
        warehouse.active = False
        self.marketplace_de.price_includes_tax = False
        self.assertFalse(self.marketplace_de.price_includes_tax)

    def test_choices_of_another_company_are_refused(self):
        company = {"company_id": self.other_company.id}
        plan = self.env["account.analytic.plan"].create({"name": "Channels"})
        choices = {
            "warehouse_id": ("stock.warehouse", {"name": "Far", "code": "FAR"}),
            "pricelist_id": (
                "product.pricelist",
                {"name": "Far", "currency_id": self.marketplace_de.currency_id.id},
            ),
            "team_id": ("crm.team", {"name": "Far"}),
            "fiscal_position_id": ("account.fiscal.position", {"name": "Far"}),
            "analytic_account_id": (
                "account.analytic.account",
                {"name": "Far", "plan_id": plan.id},
            ),
            "default_customer_id": ("res.partner", {"name": "Far"}),
        }
        for name, (model, vals) in choices.items():
            choice = self.env[model].create(vals | company)
            with self.assertRaisesRegex(UserError, "ompany", msg=name):
                self.marketplace_de[name] = choice

    # === CHOOSING MARKETPLACES === #

    def choose(self, *entries):
        with self.fake_client(get_marketplace_participations=list(entries)):
            action = self.seller.action_load_marketplaces()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_tick_all(self):
        away = participation(
            "A1RKKUPIHCS9HS",
            "ES",
            "EUR",
            "es_ES",
            "www.amazon.es",
            participating=False,
        )
        wizard = self.choose(GERMANY, USA, JAPAN, CANADA, away)
        with Form(wizard) as form:
            form.select_all = True
        ticked = wizard.line_ids.filtered("selected").marketplace_id
        self.assertEqual(
            set(ticked.mapped("name")),
            {"Amazon.de", "Amazon.com", "Amazon.co.jp", "Amazon.ca"},
        )
        with Form(wizard) as form:
            form.select_all = False
        ticked = wizard.line_ids.filtered("selected").marketplace_id
        self.assertEqual(ticked, self.marketplace_de | self.marketplace_us)

    def test_nothing_ticked(self):
        wizard = self.choose(GERMANY, USA, JAPAN)
        with self.assertRaisesRegex(UserError, "No further marketplace is ticked"):
            wizard.action_integrate()

    # === CREATE MORE MARKETPLACE === #

    def create_wizard(self):
        wizards = self.env["amazon.marketplace.create.wizard"]
        return Form(wizards.with_context(default_seller_id=self.seller.id))

    def test_create_more_marketplace(self):
        japan = self.create_marketplace(self.seller, JAPAN)
        form = self.create_wizard()
        self.assertTrue(form.has_choice)
        form.marketplace_id = japan
        self.assertEqual(form.name, "Amazon.co.jp")
        form.name = "Tokyo"
        action = form.save().action_create_marketplace()
        self.assertEqual(action["res_id"], japan.id)
        self.assertTrue(japan.active)
        self.assertEqual(japan.name, "Tokyo")
        self.assertEqual(japan.pricelist_id.display_name, "Tokyo (JPY)")

    def test_marketplace_of_another_seller(self):
        other = self.create_seller(self.company, short_code="OTH")
        japan = self.create_marketplace(other, JAPAN)
        wizard = self.env["amazon.marketplace.create.wizard"].create(
            {
                "seller_id": self.seller.id,
                "marketplace_id": japan.id,
                "name": "Tokyo",
            }
        )
        with self.assertRaisesRegex(ValidationError, "cannot be integrated"):
            wizard.action_create_marketplace()
        self.assertFalse(japan.active)

    def test_nothing_to_choose_offers_to_load(self):
        form = self.create_wizard()
        self.assertFalse(form.has_choice)
        wizard = self.env["amazon.marketplace.create.wizard"].new(
            {"seller_id": self.seller.id}
        )
        with self.fake_client(get_marketplace_participations=[GERMANY, USA, JAPAN]):
            action = wizard.action_load_marketplaces()
        self.assertEqual(action["res_model"], "amazon.marketplace.select.wizard")
