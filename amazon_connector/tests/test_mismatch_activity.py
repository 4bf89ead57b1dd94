# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.fields import Date
from odoo.tests import Form, tagged

from .common import AmazonCommon
from .configuration_check import ConfigurationCheckCase

USER = "amazon_connector.group_amazon_user"


@tagged("post_install", "-at_install")
class TestMismatchActivity(ConfigurationCheckCase, AmazonCommon):
    """Row 63: who is told about mismatches, with which activity, due when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_seller()
        cls.anna = cls.create_user("anna", USER)
        cls.bert = cls.create_user("bert", USER)
        cls.seller.mismatch_user_ids = cls.anna | cls.bert

    def run_with(self, *results):
        log = self.env["amazon.sync.log"]._start(
            self.seller, "load_marketplaces", "manual"
        )
        for number, result in enumerate(results):
            log._add_line(f"ORDER-{number}", result)
        log._finish()
        return log

    def activities(self):
        return self.seller._get_mismatch_activities()

    def test_each_person_has_one_activity(self):
        self.run_with("held", "failed", "imported")
        activities = self.activities()
        self.assertEqual(activities.user_id, self.anna | self.bert)
        self.assertEqual(len(activities), 2)
        self.assertIn("Mismatches of the last run: 2", activities[0].note)
        self.run_with("held")
        self.assertEqual(self.activities(), activities)

    def test_run_without_mismatch_tells_nobody(self):
        self.run_with("imported", "skipped")
        self.assertFalse(self.activities())

    def test_nobody_is_told_unless_chosen(self):
        self.seller.mismatch_user_ids = False
        self.run_with("held")
        self.assertFalse(self.activities())

    def test_activity_ends_with_the_last_mismatch(self):
        first, second = self.run_with("held", "failed").line_ids
        first.with_user(self.anna).action_resolve()
        self.assertEqual(len(self.activities()), 2)
        second.with_user(self.anna).action_resolve()
        self.assertFalse(self.activities())

    def test_own_activities_of_people_stay(self):
        own = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("amazon.seller"),
                "res_id": self.seller.id,
                "activity_type_id": self.seller.mismatch_activity_type_id.id,
                "user_id": self.anna.id,
            }
        )
        self.run_with("held").line_ids.action_resolve()
        self.assertTrue(own.exists())

    def test_type_and_deadline_are_those_of_the_seller(self):
        kind = self.env["mail.activity.type"].create({"name": "Look into Amazon"})
        self.seller.write(
            {"mismatch_activity_type_id": kind.id, "activity_deadline_days": 3}
        )
        self.run_with("held")
        self.assertEqual(self.activities().activity_type_id, kind)
        deadline = Date.context_today(self.seller) + timedelta(days=3)
        self.assertEqual(set(self.activities().mapped("date_deadline")), {deadline})

    def test_deleted_type(self):
        kind = self.env["mail.activity.type"].create({"name": "Look into Amazon"})
        self.seller.mismatch_activity_type_id = kind
        kind.unlink()
        self.env.invalidate_all()
        for _run in range(2):
            self.run_with("held")
        self.assertEqual(len(self.activities()), 2)

    def test_type_suits_sellers(self):
        meeting = self.env["mail.activity.type"].create(
            {"name": "Meet", "category": "upload_file"}
        )
        contact = self.env["mail.activity.type"].create(
            {"name": "Contact", "res_model": "res.partner"}
        )
        for kind in (meeting, contact, self.env["mail.activity.type"]):
            with self.assertRaisesRegex(ValidationError, "that is for sellers"):
                self.seller.mismatch_activity_type_id = kind

    def test_archived_type_is_refused(self):
        kind = self.env["mail.activity.type"].create({"name": "Old", "active": False})
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.seller.mismatch_activity_type_id = kind

    def test_people_who_cannot_see_mismatches_are_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        for user in (
            self.create_user("nobody"),
            self.create_user("far", USER, company=other),
        ):
            with self.assertRaisesRegex(ValidationError, "cannot see the mismatches"):
                self.seller.mismatch_user_ids = user

    def test_who_lost_the_right_is_found_and_not_told(self):
        words = f"{self.bert.name} is to be told about mismatches but cannot"
        with self.expect(words, "warning", self.seller):
            self.bert.group_ids = [Command.unlink(self.env.ref(USER).id)]
        self.run_with("held")
        self.assertEqual(self.activities().user_id, self.anna)
        self.seller.mismatch_user_ids = self.anna
        self.assert_mended(words)

    def test_settings_page(self):
        page = self.env["amazon.settings"].create({"seller_id": self.seller.id})
        with Form(page) as form:
            form.mismatch_user_ids.remove(id=self.bert.id)
        self.assertEqual(self.seller.mismatch_user_ids, self.anna)
        with Form(self.seller) as form:
            form.mismatch_user_ids.add(self.bert)
        self.assertEqual(self.seller.mismatch_user_ids, self.anna | self.bert)
