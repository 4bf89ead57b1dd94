# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..lib.errors import TemporaryError
from ..lib.roles import MISSING, ROLES
from .common import AmazonCommon
from .configuration_check import GRANTED_ROLES, ConfigurationCheckCase


@tagged("post_install", "-at_install")
class TestConfigurationCheckSeller(ConfigurationCheckCase, AmazonCommon):
    """Every check speaks when its cause is there, and is silent when it is mended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_seller()
        cls.checks = cls.env["amazon.configuration.check"]

    # === SELLERS === #

    def test_no_seller(self):
        everything = self.env["amazon.seller"].search([])
        everything.active = False
        check = self.checks.with_user(self.manager)._run()
        line = check.line_ids.filtered(lambda line: "no seller yet" in line.message)
        self.assertEqual(line.action_open()["res_model"], "amazon.seller.create.wizard")

    def test_not_tested(self):
        with self.expect("was not tested yet", "error", self.seller, opens=False):
            self.seller.state = "draft"
        self.seller._set_connected()
        self.assert_mended("was not tested yet")

    def test_failed_test_says_why(self):
        error = TemporaryError("Amazon could not be reached.")
        with self.expect("could not be reached", "error", self.seller, opens=False):
            self.seller.state = "draft"
            with self.fake_client(get_marketplace_participations=error):
                self.seller.action_test_connection()
        self.assertEqual(self.seller.state, "draft")
        self.assertIn("could not be reached", self.seller.attention_reason)
        self.assertNotIn(".)", self.seller.attention_reason)
        self.seller._set_connected()
        self.assert_mended("could not be reached")
        self.assertFalse(self.seller.attention_reason)

    def test_no_credentials(self):
        with self.expect("credentials are incomplete", "error", self.seller):
            self.seller.simulator_url = "http://127.0.0.1:9556"
        self.seller.write({"lwa_client_secret": "secret", "refresh_token": "Atzr|x"})
        self.seller._set_connected()
        self.assert_mended("credentials are incomplete")

    def test_attention(self):
        words = "Odoo does not call Amazon for this seller. The token is dead."
        with self.expect(words, "error", self.seller):
            self.seller._set_attention("The token is dead.")
        self.seller._set_connected()
        self.assert_mended(words)

    def test_responsible(self):
        words = "No responsible person is chosen"
        self.assert_setting(words, "warning", self.seller, {"user_id": False})

    def test_responsible_without_rights(self):
        user = self.create_user("check-user", "amazon_connector.group_amazon_user")
        words = f"{user.name} is responsible but cannot mend anything"
        with self.expect(words, "warning", self.seller):
            self.seller.user_id = user
        user.group_ids |= self.env.ref("amazon_connector.group_amazon_manager")
        self.assert_mended(words)

    def test_no_manager_in_the_company(self):
        words = "Nobody with the right Amazon: Manager"
        self.assert_mended(words)
        nobody = self.env["res.users"]
        with patch.object(type(self.seller), "_get_responsible", return_value=nobody):
            line = self.find(words)
        self.assertEqual(line.severity, "error")
        self.assertEqual(line.subject, self.seller.display_name)

    # === WHAT AMAZON GRANTS === #

    def test_authorisation_is_dead(self):
        words = "does not accept the authorisation any more"
        with self.expect(words, "error", self.seller):
            self.seller._set_attention("Revoked.", "reauthorize")
        self.assertIn("Revoked.", self.find(words).message)
        self.seller._set_connected()
        self.assert_mended(words)

    def use_website(self):
        self.seller.write(
            {
                "authorization_method": "website",
                "application_ref": "amzn1.sp.solution.simulator",
            }
        )
        self.seller._set_connected()

    def test_dead_authorisation_is_renewed_on_the_website(self):
        self.use_website()
        self.seller._set_attention("Revoked.", "reauthorize")
        action = self.find("Revoked.").action_fix()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn("/apps/authorize/consent", action["url"])

    def test_not_yet_authorised_on_the_website(self):
        words = "press Authorise at Amazon"
        self.use_website()
        with self.expect(words, "error", self.seller, opens=False):
            self.seller.simulator_url = "http://127.0.0.1:9556"
        self.assertEqual(self.find(words).method, "action_authorize")
        self.seller.write({"lwa_client_secret": "secret", "refresh_token": "Atzr|x"})
        self.seller._set_connected()
        self.assert_mended(words)

    def test_expiry(self):
        today = fields.Date.today()
        for name, days, words in (
            ("client_secret_date", 180, "The LWA client secret expires on"),
            ("authorization_date", 365, "The authorisation expires on"),
        ):
            near = {name: today - timedelta(days=days - 29)}
            self.assert_setting(words, "warning", self.seller, near)
            past = {name: today - timedelta(days=days + 1)}
            self.assert_setting(words, "error", self.seller, past)
            self.seller[name] = today - timedelta(days=days - 31)
            self.assert_mended(words)

    def test_roles_are_not_known(self):
        words = "which roles the application has"
        options = {"opens": False}
        report = {"role_report": False}
        self.assert_setting(words, "info", self.seller, report, **options)

    def test_missing_roles(self):
        for key, role in ROLES.items():
            report = {**GRANTED_ROLES, key: MISSING}
            words = f"lacks Amazon's role {role.name}. What does not work"
            is_vital = key == "inventory_and_order_tracking"
            self.assert_setting(
                words,
                "error" if is_vital else "warning",
                self.seller,
                {"role_report": report},
                opens=False,
            )
            functions = self.seller._get_role_functions()[key]
            self.seller.role_report = report
            self.assertIn(functions, self.find(words).message)

    def test_clock(self):
        words = "differed by 61 seconds"
        for drift in (61, -61):
            values = {"clock_drift": drift}
            self.assert_setting(words, "warning", self.seller, values, opens=False)
        self.seller.clock_drift = 60
        self.assert_mended("differed by")

    def test_address_of_this_odoo(self):
        words = "sends people back to https addresses only"
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("web.base.url", "http://odoo.example.com")
        self.use_website()
        self.assert_mended(words)
        self.seller.endpoint = "production"
        line = self.find(words)
        self.assertEqual(line.severity, "error")
        self.assertIn("http://odoo.example.com.", line.message)
        parameters.set_param("web.base.url", "https://odoo.example.com")
        self.assert_mended(words)

    # === SCHEDULERS === #

    @property
    def scheduler(self):
        return self.seller.scheduler_ids.filtered(lambda s: s.flow == "update_stock")

    @contextmanager
    def available_flow(self):
        """Let the addons know how to update the stock."""
        schedulers = type(self.env["amazon.scheduler"])
        methods = {"update_stock": "_start_test"}
        with (
            patch.object(schedulers, "_get_flow_methods", return_value=methods),
            patch.object(
                schedulers, "_get_default_flows", return_value={"update_stock"}
            ),
        ):
            self.scheduler.enabled = True
            yield self.scheduler

    def test_scheduler_is_off(self):
        with self.available_flow() as scheduler:
            self.assert_setting(
                "It is off, so", "warning", scheduler, {"enabled": False}
            )

    def test_scheduler_that_is_not_available_may_be_off(self):
        self.assertFalse(self.scheduler.enabled)
        self.assert_mended("It is off, so")

    def test_scheduler_is_paused(self):
        with self.available_flow() as scheduler:
            with self.expect("It is paused. No role.", "error", scheduler):
                scheduler._set_pause("No role.", "denied")
            scheduler._clear_pause()
            self.assert_mended("It is paused")

    def test_scheduler_did_not_start(self):
        with self.available_flow() as scheduler:
            self.assert_setting(
                "The last start failed: No marketplace.",
                "warning",
                scheduler,
                {"last_message": "No marketplace."},
            )

    def test_scheduler_runs_as_an_archived_user(self):
        user = self.create_user("clock", "amazon_connector.group_amazon_user")
        with self.available_flow() as scheduler:
            scheduler.user_id = user
            with self.expect("it is archived", "error", scheduler):
                user.active = False
            scheduler.user_id = self.manager
            self.assert_mended("it is archived")

    def test_clock_is_archived(self):
        words = "so nothing happens by itself"
        clock = self.env.ref("amazon_connector.ir_cron_run_schedulers")
        clock.active = False
        line = self.find(words)
        self.assertEqual(line.severity, "error")
        self.assertFalse(line.can_open)
        clock.active = True
        self.assert_mended(words)

    # === MARKETPLACES === #

    def test_no_marketplace(self):
        words = "No marketplace is integrated"
        both = self.seller.marketplace_ids
        with self.expect(words, "error", self.seller, opens=False):
            both.active = False
        self.assertEqual(self.find(words).method, "action_load_marketplaces")
        both.active = True
        self.assert_mended(words)

    def test_participation(self):
        self.assert_setting(
            "does not participate in this marketplace any more",
            "warning",
            self.marketplace_de,
            {"participating": False},
        )
        self.assert_setting(
            "Amazon has suspended listings",
            "warning",
            self.marketplace_de,
            {"suspended": True},
        )

    def test_participation_that_ended(self):
        words = "Amazon ended the participation of the seller"
        marketplace = self.marketplace_de
        with self.expect(words, "warning", marketplace):
            marketplace._set_participating(False, self.create_log())
        marketplace.participating = True
        self.assert_mended(words)

    def create_log(self):
        logs = self.env["amazon.sync.log"]
        return logs._start(self.seller, "test_connection", "manual")

    def test_blank_settings(self):
        for name, label in (
            ("warehouse_id", "Warehouse"),
            ("pricelist_id", "Pricelist"),
        ):
            self.assert_setting(
                f"{label} is not set", "error", self.marketplace_de, {name: False}
            )

    def test_archived_settings(self):
        marketplace = self.marketplace_de
        marketplace.fiscal_position_id = self.env["account.fiscal.position"].create(
            {"name": "Germany", "company_id": self.company.id}
        )
        for name in ("warehouse_id", "pricelist_id", "team_id", "fiscal_position_id"):
            value = (
                marketplace[name].copy()
                if name != "warehouse_id"
                else (
                    self.env["stock.warehouse"].create({"name": "Old", "code": "OLD"})
                )
            )
            marketplace[name] = value
            words = f"is {value.display_name}, which is archived"
            with self.expect(words, "error", marketplace):
                value.active = False
            value.active = True
            self.assert_mended(words)

    def test_settings_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.marketplace_de.team_id.copy()
        self.marketplace_de.team_id = team
        with self.expect("which is not of the company", "error", self.marketplace_de):
            self.env.cr.execute(
                "UPDATE crm_team SET company_id = %s WHERE id = %s",
                [company.id, team.id],
            )
        team.company_id = self.company
        self.assert_mended("which is not of the company")

    def test_price_list_in_another_currency(self):
        words = "but the price list"
        self.assert_setting(
            words,
            "error",
            self.marketplace_de,
            {"currency_id": self.marketplace_us.currency_id.id},
        )

    def test_archived_currency(self):
        currency = self.marketplace_de.currency_id
        words = f"The currency {currency.name} is archived"
        with self.expect(words, "error", self.marketplace_de, opens=currency):
            self.env.cr.execute(
                "UPDATE res_currency SET active = false WHERE id = %s", [currency.id]
            )
        currency.active = True
        self.assert_mended(words)
