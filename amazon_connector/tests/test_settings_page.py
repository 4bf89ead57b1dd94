# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import DE_REF, GERMANY, AmazonCommon
from .settings_rows import assert_buttons, assert_shows

SELLER_SETTINGS = [
    "seller_name",
    "company_id",
    "short_code",
    "user_id",
    "activity_deadline_days",
    "listing_condition",
    "authorization_method",
    "country_id",
    "region",
    "merchant_token",
    "scheduler_ids",
]
MARKETPLACE_SETTINGS = [
    "marketplace_name",
    "timezone",
    "stock_field",
    "warehouse_id",
    "pricelist_id",
    "price_includes_tax",
    "fiscal_position_id",
    "team_id",
    "lang_id",
    "default_customer_id",
    "marketplace_analytic_account_id",
]
BUTTONS = [
    "Create More Seller",
    "Add More Marketplace to Integrate",
    "Create More Marketplace",
    "Test Connection",
]


@tagged("post_install", "-at_install")
class TestSettingsPage(AmazonCommon):
    """One page for the settings of a seller and of one of its marketplaces."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_seller = cls.create_seller(
            cls.company, name="Other Seller", short_code="OTH"
        )
        cls.other_marketplace = cls.create_marketplace(cls.other_seller, GERMANY)
        cls.other_marketplace.name = "Other Germany"
        cls.other_marketplace.action_integrate()
        cls.manager = cls.create_user(
            "settings-manager", "amazon_connector.group_amazon_manager"
        )

    def open_page(self, seller=None, user=None):
        pages = self.env["amazon.settings"]
        pages = pages.with_user(user) if user else pages
        page = pages.browse(pages._open(seller or self.seller)["res_id"])
        page.marketplace_id = page.seller_id.marketplace_ids.filtered(
            lambda marketplace: marketplace.amazon_ref == DE_REF
        )
        return page

    def spec(self, page):
        """Return what the web client reads: every field of the form."""
        views = page.get_views([(False, "form")])
        fields = views["models"]["amazon.settings"]["fields"]
        return {
            name: {"fields": {"display_name": {}}} if "relation" in field else {}
            for name, field in fields.items()
        }

    def choose(self, page, name, record, edited=None):
        """Choose a record on the page as the web client does.

        :param edited: what was typed before, and not yet saved
        :return: the values that the client would save
        """
        spec = self.spec(page)
        values = {
            field: value["id"] if isinstance(value, dict) else value
            for field, value in page.web_read(spec)[0].items()
            if page._fields[field].type != "one2many"
        }
        edited = edited or {}
        values |= edited | {name: record.id}
        answer = page.onchange(values, [name], spec)["value"]
        changed = {
            field: value["id"] if isinstance(value, dict) else value
            for field, value in answer.items()
        }
        return edited | {name: record.id} | changed

    def test_form_writes_to_both(self):
        with Form(self.open_page(user=self.manager)) as form:
            form.seller_name = "Renamed"
            form.listing_condition = "used_good"
            form.marketplace_id = self.marketplace_us
            form.marketplace_name = "United States"
            form.stock_field = "on_hand"
        self.assertEqual(self.seller.name, "Renamed")
        self.assertEqual(self.seller.listing_condition, "used_good")
        self.assertEqual(self.marketplace_us.name, "United States")
        self.assertEqual(self.marketplace_us.stock_field, "on_hand")
        self.assertEqual(self.marketplace_de.name, "Amazon.de")

    def test_every_setting_can_be_stored(self):
        """A changed value of each field arrives in the record behind it."""
        page = self.open_page()
        for name, field in page._fields.items():
            owner, _dot, target = (field.related or "").partition(".")
            if field.readonly or owner not in ("seller_id", "marketplace_id"):
                continue
            record = page[owner]
            self.assertEqual(field.type, record._fields[target].type, name)
            self.assertEqual(page[name], record[target], name)
            self.assertTrue(field.help or record._fields[target].string, name)

    def test_page_shows_the_settings_of_both(self):
        view = self.env.ref("amazon_connector.amazon_settings_view_form")
        assert_shows(self, view, SELLER_SETTINGS + MARKETPLACE_SETTINGS)
        assert_buttons(self, view, BUTTONS)

    def test_schedulers_are_changed_on_the_page(self):
        page = self.open_page(user=self.manager)
        scheduler = self.seller.scheduler_ids[0]
        own = [Command.UPDATE, scheduler.id, {"interval_number": 7}]
        page.web_save({"scheduler_ids": [own]}, self.spec(page))
        self.assertEqual(scheduler.interval_number, 7)

    def test_switching_the_seller_leaves_the_schedulers(self):
        """The client unlinks the former seller's; that must delete and move none."""
        mine, other = self.seller.scheduler_ids, self.other_seller.scheduler_ids
        commands = [Command.unlink(line.id) for line in mine]
        commands += [Command.link(line.id) for line in other]
        commands += [Command.update(mine[0].id, {"interval_number": 7})]
        page = self.open_page(user=self.manager)
        values = self.choose(page, "seller_id", self.other_seller)
        page.web_save(values | {"scheduler_ids": commands}, self.spec(page))
        self.env.invalidate_all()
        self.assertEqual(self.seller.scheduler_ids, mine)
        self.assertEqual(self.other_seller.scheduler_ids, other)
        self.assertNotEqual(mine[0].interval_number, 7)

    def test_country_brings_its_region(self):
        with Form(self.open_page(user=self.manager)) as form:
            form.country_id = self.env.ref("base.jp")
        self.assertEqual(self.seller.region, "fe")
        self.assertEqual(self.seller.country_id.code, "JP")

    def test_switching_the_seller_shows_the_other_one(self):
        page = self.open_page()
        values = self.choose(page, "seller_id", self.other_seller)
        self.assertEqual(values["seller_name"], "Other Seller")
        self.assertEqual(values["short_code"], "OTH")
        self.assertEqual(values["marketplace_id"], self.other_marketplace.id)
        self.assertEqual(values["marketplace_name"], "Other Germany")

    def test_saving_after_a_switch_changes_the_other_one_only(self):
        page = self.open_page()
        values = self.choose(page, "seller_id", self.other_seller)
        values |= {"seller_name": "Changed", "marketplace_name": "Changed Germany"}
        page.web_save(values, self.spec(page))
        self.assertEqual(self.other_seller.name, "Changed")
        self.assertEqual(self.other_marketplace.name, "Changed Germany")
        self.assertEqual(self.seller.name, "Test Seller")
        self.assertEqual(self.marketplace_de.name, "Amazon.de")
        self.assertEqual(page.seller_id, self.other_seller)

    def test_switching_alone_writes_nothing(self):
        page = self.open_page()
        values = self.choose(page, "seller_id", self.other_seller)
        sellers = type(self.env["amazon.seller"])
        marketplaces = type(self.env["amazon.marketplace"])
        with (
            patch.object(sellers, "write") as seller_write,
            patch.object(marketplaces, "write") as marketplace_write,
        ):
            page.web_save(values, self.spec(page))
        seller_write.assert_not_called()
        marketplace_write.assert_not_called()
        self.assertEqual(page.seller_id, self.other_seller)

    def switch(self, page, values, name):
        return page.onchange(values, [name], self.spec(page))

    def test_unsaved_changes_keep_the_page_where_it_is(self):
        page = self.open_page(user=self.manager)
        edited = {"seller_name": "Typed", "seller_id": self.other_seller.id}
        answer = self.switch(page, edited, "seller_id")
        self.assertIn("not saved", answer["warning"]["message"])
        self.assertEqual(list(answer["value"]), ["seller_id"])
        self.assertEqual(answer["value"]["seller_id"]["id"], self.seller.id)

    def test_unsaved_changes_of_the_seller_let_its_marketplaces_change(self):
        page = self.open_page(user=self.manager)
        edited = {"seller_name": "Typed", "marketplace_id": self.marketplace_us.id}
        answer = self.switch(page, edited, "marketplace_id")
        self.assertNotIn("warning", answer)
        edited |= {"marketplace_name": "Typed Germany"}
        answer = self.switch(page, edited, "marketplace_id")
        self.assertIn("Amazon.de", answer["warning"]["message"])
        shown = answer["value"]["marketplace_id"]["id"]
        self.assertEqual(shown, self.marketplace_de.id)

    def test_switching_twice_is_no_change(self):
        """What the page shows after one switch is not what somebody typed."""
        page = self.open_page(user=self.manager)
        values = self.choose(page, "seller_id", self.other_seller)
        answer = self.switch(page, values | {"seller_id": self.seller.id}, "seller_id")
        self.assertNotIn("warning", answer)
        self.assertEqual(answer["value"]["seller_name"], "Test Seller")
        typed = values | {"seller_name": "Typed", "seller_id": self.seller.id}
        answer = self.switch(page, typed, "seller_id")
        self.assertEqual(answer["value"]["seller_id"]["id"], self.other_seller.id)

    def test_opens_a_seller_that_works(self):
        pages = self.env["amazon.settings"]
        self.env["amazon.seller"].search([]).write({"active": False})
        broken = self.create_seller(self.company, name="A Broken", short_code="BRO")
        broken._set_attention("Amazon does not accept the client secret.")
        blank = self.create_seller(self.company, name="B Blank", short_code="BLA")
        self.assertEqual(pages.create({}).seller_id, blank)
        self.seller.active = True
        self.assertEqual(pages.create({}).seller_id, self.seller)
        page = pages.create({"seller_id": broken.id})
        self.assertIn("client secret", page.attention_reason)

    def test_page_shows_the_first_marketplace_once_it_is_integrated(self):
        seller = self.create_seller(self.company, name="New", short_code="NEW")
        marketplace = self.create_marketplace(seller, GERMANY)
        page = self.env["amazon.settings"].create({"seller_id": seller.id})
        self.assertFalse(page.marketplace_id)
        action = self.env["amazon.marketplace.select.wizard"]._open(seller)
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.line_ids.selected = True
        wizard.action_integrate()
        self.assertEqual(page.marketplace_id, marketplace)

    def test_unsaved_changes_do_not_move_to_the_other_seller(self):
        page = self.open_page()
        edited = {"seller_name": "Typed", "marketplace_name": "Typed Germany"}
        values = self.choose(page, "seller_id", self.other_seller, edited)
        page.web_save(values, self.spec(page))
        self.assertEqual(self.other_seller.name, "Other Seller")
        self.assertEqual(self.other_marketplace.name, "Other Germany")

    def test_switching_the_marketplace(self):
        page = self.open_page()
        values = self.choose(page, "marketplace_id", self.marketplace_us)
        self.assertEqual(values["marketplace_name"], "Amazon.com")
        page.web_save(values | {"timezone": "America/New_York"}, self.spec(page))
        self.assertEqual(self.marketplace_us.timezone, "America/New_York")
        self.assertEqual(self.marketplace_de.timezone, "Europe/Berlin")

    def test_only_changes_are_written_all_at_once(self):
        page = self.open_page()
        vals = {"seller_name": self.seller.name, "short_code": "NEW"}
        vals |= {"listing_condition": "used_good"}
        sellers = type(self.env["amazon.seller"])
        with patch.object(sellers, "write") as write:
            page.write(vals)
        write.assert_called_once_with(
            {"short_code": "NEW", "listing_condition": "used_good"}
        )

    def test_opens_the_marketplace_of_the_sellers_own_country(self):
        pages = self.env["amazon.settings"]
        self.company.country_id = self.env.ref("base.us")
        page = pages.create({"seller_id": self.seller.id})
        self.assertEqual(page.marketplace_id, self.marketplace_us)
        page.unlink()
        self.seller.country_id = self.env.ref("base.de")
        page = pages.create({"seller_id": self.seller.id})
        self.assertEqual(page.marketplace_id, self.marketplace_de)
        page.unlink()
        self.company.country_id = self.seller.country_id = self.env.ref("base.fr")
        page = pages.create({"seller_id": self.seller.id})
        self.assertEqual(page.marketplace_id, self.seller.marketplace_ids[:1])

    def test_opens_what_this_person_saw_last(self):
        self.seller.country_id = self.env.ref("base.de")
        pages = self.env["amazon.settings"]
        for marketplace in (self.marketplace_us, self.marketplace_de):
            page = pages.create({"seller_id": self.seller.id})
            page.marketplace_id = marketplace
            following = pages.create({"seller_id": self.seller.id})
            self.assertEqual(following.marketplace_id, marketplace)
            following.unlink()
            page.unlink()
        page = pages.create({"seller_id": self.seller.id})
        page.marketplace_id = self.marketplace_us
        other = pages.with_user(self.manager).create({"seller_id": self.seller.id})
        self.assertEqual(other.marketplace_id, self.marketplace_de)

    def test_marketplace_of_another_seller_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no marketplace of"):
            self.open_page().marketplace_id = self.other_marketplace

    def test_new_page_without_id_saves_as_well(self):
        pages = self.env["amazon.settings"]
        page = pages.create({"seller_id": self.seller.id, "seller_name": "Created"})
        self.assertEqual(self.seller.name, "Created")
        self.assertEqual(page.display_name, "Amazon Settings")

    def test_no_seller_yet(self):
        self.env["amazon.marketplace"].search([]).active = False
        self.env["amazon.seller"].search([]).active = False
        page = self.env["amazon.settings"].create({})
        self.assertFalse(page.seller_id)
        self.assertFalse(page.marketplace_id)

    def test_buttons(self):
        page = self.open_page()
        self.assertEqual(page.action_open_seller()["res_id"], self.seller.id)
        self.assertEqual(
            page.action_open_marketplace()["res_id"], self.marketplace_de.id
        )
        action = page.action_create_marketplace()
        self.assertEqual(action["context"], {"default_seller_id": self.seller.id})
        with self.fake_client(get_marketplace_participations=[GERMANY]):
            page.action_test_connection()
            action = page.action_load_marketplaces()
        self.assertTrue(self.seller.last_test_passed)
        self.assertEqual(action["res_model"], "amazon.marketplace.select.wizard")

    def test_managers_only(self):
        user = self.create_user("settings-user", "amazon_connector.group_amazon_user")
        action = self.env.ref("amazon_connector.amazon_settings_action")
        with self.assertRaises(AccessError):
            action.with_user(user).run()
        with self.assertRaises(AccessError):
            self.env["amazon.settings"].with_user(user).create({})
        menu = self.env.ref("amazon_connector.amazon_settings_menu")
        menus = self.env["ir.ui.menu"]
        self.assertNotIn(menu.id, menus.with_user(user)._visible_menu_ids())
        self.assertIn(menu.id, menus.with_user(self.manager)._visible_menu_ids())
        self.assertTrue(action.with_user(self.manager).run()["res_id"])
