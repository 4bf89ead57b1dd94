# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import config

from ..lib.errors import KeyMissingError, TemporaryError
from ..lib.roles import MISSING, ROLES
from ..lib.vault import Vault, generate_key
from .common import GERMANY, USA, AmazonCommon
from .configuration_check import GRANTED_ROLES, ConfigurationCheckCase


@tagged("post_install", "-at_install")
class TestConfigurationCheck(ConfigurationCheckCase, AmazonCommon):
    """Every check speaks when its cause is there, and is silent when it is mended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_seller()
        cls.checks = cls.env["amazon.configuration.check"]

    # === THE PAGE === #

    def test_everything_in_order(self):
        check = self.run_check()
        self.assertEqual(
            check.line_ids.filtered(lambda line: line.severity in ("error", "warning")),
            self.checks.line_ids,
            check.line_ids.mapped("message"),
        )
        self.assertIn("Everything is in order", check.verdict)
        self.assertIn(check.worst_severity, ("ok", "info"))
        areas = set(check.line_ids.mapped("area"))
        self.assertEqual(areas, set(check._get_checks().values()))

    def test_verdict_counts_and_worst_comes_first(self):
        self.seller.user_id = False
        self.marketplace_de.warehouse_id = False
        check = self.run_check()
        self.assertIn("Errors: 1, warnings: 1.", check.verdict)
        self.assertEqual(check.worst_severity, "error")
        self.assertEqual(check.line_ids[:2].mapped("severity"), ["error", "warning"])

    def test_seller_button_checks_that_seller_only(self):
        other = self.create_seller(self.company, name="Other", short_code="OTH")
        action = self.seller.with_user(self.manager).action_check_configuration()
        check = self.checks.browse(action["res_id"])
        self.assertEqual(check.seller_id, self.seller)
        self.assertNotIn("Other", check.line_ids.mapped("subject"))
        every = self.checks.with_user(self.manager)._open()
        lines = self.checks.browse(every["res_id"]).line_ids
        self.assertIn(other.display_name, lines.mapped("subject"))

    def test_alike_marketplaces_share_a_line(self):
        """Each is named with its seller, and the button opens all of them."""
        self.env["amazon.seller"].search([("id", "!=", self.seller.id)]).active = False
        other = self.create_seller(self.company, name="Other", short_code="OTH")
        marketplace = self.create_marketplace(other, GERMANY)
        marketplace.action_integrate()
        alike = marketplace | self.marketplace_de
        alike.warehouse_id = False
        lines = self.checks.with_user(self.manager)._run().line_ids
        line = lines.filtered(lambda line: "Warehouse is not set" in line.message)
        self.assertEqual(
            set(line.subject.split(", ")),
            {"Amazon.de (Test Seller)", "Amazon.de (Other)"},
        )
        found = self.env["amazon.marketplace"].search(line.action_open()["domain"])
        self.assertEqual(found, alike)

    def test_long_list_of_names_is_cut(self):
        lines = [
            self.checks._warning("Same", marketplace) | {"area": "Test"}
            for marketplace in [self.marketplace_de] * 2 + [self.marketplace_us]
        ]
        for number in range(4):
            lines.append(lines[0] | {"subject": f"Shop {number}"})
        [merged] = self.checks._merge_alike(lines)
        self.assertIn("and 3 more", merged["subject"])
        self.assertEqual(len(merged["res_ids"]), 7)

    def test_check_again(self):
        self.seller.user_id = False
        check = self.run_check()
        self.seller.user_id = self.manager
        again = self.checks.browse(check.action_check_again()["res_id"])
        self.assertEqual(again.seller_id, self.seller)
        self.assertIn("Everything is in order", again.verdict)

    def test_only_own_companies_are_checked(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.create_seller(company, name="Foreign", short_code="FOR")
        check = self.checks.with_user(self.manager)._run()
        self.assertNotIn(foreign, check._get_sellers())
        with self.assertRaises(AccessError):
            self.checks.with_user(self.manager)._open(foreign.id)

    def test_users_run_no_check(self):
        user = self.create_user("check-user", "amazon_connector.group_amazon_user")
        with self.assertRaises(AccessError):
            self.checks.with_user(user)._open()
        with self.assertRaises(AccessError):
            self.seller.with_user(user).action_check_configuration()
        action = self.env.ref("amazon_connector.amazon_configuration_check_action")
        with self.assertRaises(AccessError):
            action.with_user(user).run()

    def test_menu_opens_a_check(self):
        action = self.env.ref("amazon_connector.amazon_configuration_check_action")
        result = action.with_user(self.manager).run()
        self.assertEqual(result["res_model"], self.checks._name)
        self.assertTrue(self.checks.browse(result["res_id"]).line_ids)

    def test_check_that_fails_says_why(self):
        with patch.object(
            type(self.checks), "_check_price_lists", side_effect=UserError("No way")
        ):
            line = self.find("This could not be checked: No way")
        self.assertEqual(line.area, "Price lists")
        self.assertEqual(line.severity, "warning")

    def test_nothing_is_asked_of_amazon(self):
        with self.fake_client() as client:
            self.run_check()
        self.assertFalse(client.mock_calls)

    # === BUTTONS OF THE LINES === #

    def test_test_connection_and_check_again(self):
        self.seller.state = "draft"
        line = self.find("was not tested yet")
        with self.fake_client(get_marketplace_participations=[GERMANY, USA]):
            action = line.action_fix()
        self.assertEqual(action["tag"], "display_notification")
        again = self.checks.browse(action["params"]["next"]["res_id"])
        self.assertIn("Everything is in order", again.verdict)

    def test_failed_test_is_seen_in_the_new_check(self):
        self.seller.state = "draft"
        line = self.find("was not tested yet")
        with self.fake_client(get_marketplace_participations=TemporaryError("x")):
            action = line.action_fix()
        self.assertEqual(action["params"]["type"], "danger")
        again = self.checks.browse(action["params"]["next"]["res_id"])
        self.assertEqual(again.worst_severity, "error")

    def test_lines_call_only_known_buttons(self):
        line = self.run_check().line_ids[0]
        for model, method in (
            ("amazon.seller", "unlink"),
            ("res.partner", "action_test_connection"),
        ):
            line.sudo().write(
                {"res_model": model, "res_id": self.seller.id, "method": method}
            )
            with self.assertRaises(AccessError):
                line.action_fix()
        self.assertTrue(self.seller.exists())

    def test_nobody_writes_lines(self):
        line = self.run_check().line_ids[0]
        with self.assertRaises(AccessError):
            line.write({"method": "action_test_connection"})

    def test_no_button_without_the_right(self):
        partner_bank = self.env["ir.config_parameter"].sudo().search([], limit=1)
        line = self.run_check().line_ids[0]
        line.sudo().write(
            {
                "res_model": partner_bank._name,
                "res_id": partner_bank.id,
                "method": False,
                "action_ref": False,
            }
        )
        self.assertFalse(line.can_open)
        with self.assertRaises(AccessError):
            line.action_open()

    # === KEY AND SECRETS === #

    def patch_vault(self, **options):
        credentials = type(self.env["amazon.seller.credential"])
        return patch.object(credentials, "_get_vault", **options)

    def test_no_key(self):
        words = "There is no key to encrypt"
        self.assert_mended(words)
        with self.patch_vault(side_effect=KeyMissingError("x")):
            lines = self.find(words)
        self.assertEqual(set(lines.mapped("area")), {"Key of the secrets", "Secrets"})
        self.assertEqual(set(lines.mapped("severity")), {"error"})

    def test_secrets_under_a_lost_key(self):
        words = "was encrypted with another key"
        self.assert_mended(words)
        with self.patch_vault(return_value=Vault(generate_key())):
            line = self.find(words)
        self.assertEqual(line.severity, "error")
        self.assert_opens(line, self.seller)

    def test_secrets_under_an_old_key(self):
        words = "encrypted with an old key"
        self.assert_mended(words)
        new_key = generate_key()
        old_keys = self.env["amazon.seller.credential"]._get_vault()._keys
        vault = Vault(" ".join([new_key, *old_keys]))
        with self.patch_vault(return_value=vault):
            line = self.find(words)
            self.assertEqual(line.severity, "warning")
            action = line.action_fix()
            self.assertEqual(action["params"]["type"], "success")
            self.assert_mended(words)
        with self.patch_vault(return_value=Vault(new_key)):
            self.assert_mended("encrypted with another key")

    def test_new_secret_that_is_not_accepted(self):
        words = "does not accept the new client secret (yet)"
        self.seller.lwa_client_secret = "newer-secret"
        self.seller._set_connected()
        with self.expect(words, "warning", self.seller):
            self.seller.uses_previous_secret = True
        self.seller.uses_previous_secret = False
        self.assert_mended(words)

    def test_copied_database(self):
        words = "looks like a copy"
        parameters = self.env["ir.config_parameter"].sudo()
        uuid = parameters.get_param("database.uuid")
        with self.expect(words, "error", self.seller):
            parameters.set_param("database.uuid", "another")
        parameters.set_param("database.uuid", uuid)
        self.assert_mended(words)

    # === SERVER === #

    def test_environment(self):
        words = "environment variable SP_API_REFRESH_TOKEN"
        with patch.dict(os.environ, {"SP_API_REFRESH_TOKEN": "x"}):
            line = self.find(words)
        self.assertEqual(line.severity, "error")
        self.assert_mended(words)

    def test_queue_is_not_loaded(self):
        words = "add queue_job to server_wide_modules"
        with patch.dict(config._runtime_options, {"server_wide_modules": ["base"]}):
            line = self.find(words)
        self.assertEqual(line.severity, "error")
        with patch.dict(
            config._runtime_options, {"server_wide_modules": ["base", "queue_job"]}
        ):
            self.assert_mended(words)

    def create_job(self, **values):
        job = self.seller.with_delay(channel="root.amazon")._set_connected()
        record = job.db_record()
        record.with_context(_job_edit_sentinel=type(record).EDIT_SENTINEL).write(values)
        return record

    def test_stuck_jobs(self):
        words = "did not get on for more than an hour"
        now = fields.Datetime.now()
        long_ago = now - timedelta(hours=2)
        self.create_job(state="pending", date_created=now)
        self.create_job(
            state="pending", date_created=long_ago, eta=now + timedelta(hours=1)
        )
        self.create_job(state="started", date_created=long_ago, date_started=now)
        self.assert_mended(words)
        waiting = self.create_job(state="pending", date_created=long_ago)
        running = self.create_job(state="started", date_started=long_ago)
        line = self.find(words)
        self.assertEqual(line.severity, "error")
        self.assertIn(": 2.", line.message)
        waiting.button_cancelled()
        running.write({"date_started": now})
        self.assert_mended(words)

    def test_jobs_open_for_those_who_may_see_them(self):
        self.create_job(
            state="pending", date_created=fields.Datetime.now() - timedelta(hours=2)
        )
        line = self.find("did not get on")
        self.assertFalse(line.can_open)
        self.manager.group_ids |= self.env.ref("queue_job.group_queue_job_manager")
        line.invalidate_recordset()
        self.assertEqual(line.action_open()["res_model"], "queue.job")

    def test_nobody_sees_the_buyers(self):
        group = self.env.ref("amazon_connector.group_amazon_pii")
        words = "nobody sees what Amazon sends about the buyers"
        group.user_ids = False
        self.assertEqual(self.find(words).severity, "warning")
        group.user_ids = self.manager
        self.assert_mended(words)

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
