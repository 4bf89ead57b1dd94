# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AmazonCommon

LOGGER = "odoo.addons.amazon_connector.models.amazon_expiry_mixin"
SECRET = "amazon_connector.mail_activity_type_renew_secret"
AUTHORIZATION = "amazon_connector.mail_activity_type_renew_authorization"
STORED = date(2026, 1, 1)
SECRET_EXPIRY = date(2026, 6, 30)
AUTHORIZATION_EXPIRY = date(2027, 1, 1)


@tagged("post_install", "-at_install")
class TestExpiry(AmazonCommon):
    """A15: one warning in time, no daily mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.create_user(
            "watcher",
            "amazon_connector.group_amazon_manager",
            email="watcher@example.com",
        )
        cls.seller.user_id = cls.manager
        dates = {"client_secret_date": STORED, "authorization_date": STORED}
        cls.env["amazon.seller"].search([]).write(dates)

    def watch(self, *days):
        """Run the watch on these days; return the e-mails it wrote."""
        mails = self.env["mail.mail"].search([])
        for day in days:
            with freeze_time(day):
                self.env["amazon.seller"]._cron_watch_expiry()
        return (self.env["mail.mail"].search([]) - mails).filtered(
            lambda mail: (
                "watcher@example.com" in (mail.email_to or "")
                or self.manager.partner_id in mail.recipient_ids
            )
        )

    def activities(self, activity_type):
        return self.seller.activity_search([activity_type])

    def warning_on(self, day):
        with freeze_time(day):
            self.env.invalidate_all()
            return self.seller.expiry_warning

    def test_dates(self):
        self.assertEqual(self.seller.secret_expiry_date, SECRET_EXPIRY)
        self.assertEqual(self.seller.authorization_expiry_date, AUTHORIZATION_EXPIRY)
        self.seller.client_secret_date = False
        self.assertFalse(self.seller.secret_expiry_date)

    def test_nothing_too_early(self):
        self.assertFalse(self.watch("2026-01-02", "2026-05-30"))
        self.assertFalse(self.activities(SECRET))
        self.assertFalse(self.warning_on("2026-05-30"))

    def test_one_warning(self):
        mail = self.watch("2026-05-31", "2026-06-01", "2026-06-17", "2026-07-05")
        self.assertEqual(len(mail), 1)
        self.assertIn("client secret expires", mail.body_html)
        self.assertIn(f"/odoo/amazon-sellers/{self.seller.id}", mail.body_html)
        activity = self.activities(SECRET)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(activity.date_deadline, SECRET_EXPIRY)
        self.assertFalse(self.activities(AUTHORIZATION))
        for day in ("2026-05-31", "2026-06-17", "2026-07-05"):
            self.assertIn("client secret", self.warning_on(day))

    def test_done_activity_does_not_come_back(self):
        self.watch("2026-06-17")
        self.activities(SECRET).action_done()
        self.assertFalse(self.watch("2026-06-18"))
        self.assertFalse(self.activities(SECRET))

    def test_new_secret_ends_the_warning_and_the_next_one_comes(self):
        self.watch("2026-06-17")
        self.seller.client_secret_date = date(2026, 6, 18)
        self.assertFalse(self.watch("2026-06-19"))
        self.assertFalse(self.activities(SECRET))
        self.assertFalse(self.warning_on("2026-06-19"))
        self.assertEqual(len(self.watch("2026-12-01")), 1)

    def test_authorisation(self):
        self.seller.client_secret_date = False
        self.seller.authorization_method = "website"
        mail = self.watch("2026-12-02", "2026-12-03")
        self.assertEqual(len(mail), 1)
        self.assertIn("Press Authorise at Amazon", mail.body_html)
        self.assertEqual(len(self.activities(AUTHORIZATION)), 1)

    def test_copied_database_warns_nobody(self):
        """L13: the original database warns already."""
        self.seller.sudo().database_uuid = "another"
        self.assertFalse(self.watch("2026-06-17"))
        self.assertFalse(self.activities(SECRET))

    def test_seller_that_waits_for_a_test_is_watched(self):
        """Its credentials expire all the same; one without any has none to renew."""
        self.seller.region = "na"
        self.assertEqual(self.seller.state, "draft")
        bare = self.seller.copy({"short_code": "BARE"})
        bare.write({"client_secret_date": STORED, "user_id": self.manager.id})
        self.assertEqual(len(self.watch("2026-06-17")), 1)
        self.assertFalse(bare.warned_expiries)

    def test_seller_that_fails_costs_the_others_nothing(self):
        sellers = self.env["amazon.seller"].search([])
        broken = self.create_seller(self.company, name="A Broken", short_code="BRK")
        warn = type(sellers)._watch_expiry

        def watch(seller):
            warn(seller)
            seller.env.flush_all()
            if seller == broken:
                seller.env.cr.execute("SELECT 1 / 0")

        broken.client_secret_date = STORED
        with (
            patch.object(type(sellers), "_watch_expiry", watch),
            self.assertLogs(LOGGER, "ERROR"),
            mute_logger("odoo.sql_db"),
        ):
            self.assertEqual(len(self.watch("2026-06-17")), 1)
        self.env.invalidate_all()
        self.assertTrue(self.seller.warned_expiries)
        self.assertFalse(broken.warned_expiries)

    def test_cron_runs_every_day(self):
        cron = self.env.ref("amazon_connector.ir_cron_watch_expiry")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))
        cron.ir_actions_server_id.run()
        self.assertTrue(self.seller.warned_expiries)
