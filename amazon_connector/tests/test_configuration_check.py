# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import config

from ..lib.errors import KeyMissingError, TemporaryError
from ..lib.vault import Vault, generate_key
from .common import GERMANY, USA, AmazonCommon
from .configuration_check import ConfigurationCheckCase


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
