# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AmazonCommon


@tagged("post_install", "-at_install")
class TestAuditLog(AmazonCommon):
    """Who did what, written once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.create_user("audit-user", "amazon_connector.group_amazon_user")
        cls.manager = cls.create_user(
            "audit-manager", "amazon_connector.group_amazon_manager"
        )

    def setUp(self):
        super().setUp()
        # What pauses a connected seller is an event of its own.
        self.seller._reset_connection()
        self.log = self.env["amazon.audit.log"]
        self.before = self.log.search([])

    def events(self):
        self.env.flush_all()
        return (self.log.search([]) - self.before).sorted("id")

    def test_secrets(self):
        self.seller.with_user(self.manager).write(
            {"lwa_client_secret": "hush-hush", "refresh_token": "Atzr|hush-hush"}
        )
        events = self.events()
        self.assertEqual(events.mapped("event"), ["credentials_changed"] * 2)
        self.assertEqual(
            set(events.mapped("detail")), {"LWA Client Secret", "Refresh Token"}
        )
        self.assertEqual(events.user_id, self.manager)
        self.assertEqual(events.seller_id, self.seller)
        self.assertEqual(events.company_id, self.company)
        self.assertNotIn("hush", str(events.read()))

    def test_configuration(self):
        seller = self.seller.with_user(self.manager)
        seller.write({"region": "na", "lwa_client_id": "other", "name": "Renamed"})
        self.assertEqual(self.events().event, "configuration_changed")
        self.assertEqual(self.events().detail, "LWA Client ID, Region")
        seller.write({"region": "na", "company_id": self.company.id})
        self.assertEqual(len(self.events()), 1)

    def test_new_address(self):
        self.seller.with_user(self.manager).endpoint = "production"
        self.assertEqual(
            self.events().mapped("event"),
            ["credentials_deleted", "configuration_changed"],
        )

    def test_reencryption(self):
        self.seller.with_user(self.manager).action_reencrypt_secrets()
        self.assertEqual(self.events().event, "secrets_reencrypted")

    def test_denied_survives_the_rollback(self):
        with self.assertRaises(AccessError):
            self.seller.with_user(self.user).action_reencrypt_secrets()
        self.assertFalse(self.events())
        with self.enter_registry_test_mode():
            self.env.cr.postrollback.run()
        event = self.events()
        self.assertEqual(event.event, "permission_denied")
        self.assertEqual(event.user_id, self.user)
        self.assertEqual(event.seller_id, self.seller)
        self.assertIn("Manager", event.detail)

    def test_denials_do_not_fill_the_log(self):
        """Twenty lines an hour for each user; another user's are kept."""
        for user, attempts in ((self.user, 25), (self.manager, 1)):
            for number in range(attempts):
                self.log.with_user(user)._record_denial(self.seller, f"No {number}")
        self.assertEqual(self.events().user_id, self.user | self.manager)
        self.assertEqual(len(self.events()), 21)
        with freeze_time(fields.Datetime.now() + relativedelta(hours=2)):
            self.log.with_user(self.user)._record_denial(self.seller, "Later")
        self.assertEqual(len(self.events()), 22)

    def test_buttons_do_not_fill_the_log(self):
        for number in range(20):
            self.log.with_user(self.user)._record_denial(self.seller, str(number))
        with self.assertRaises(AccessError):
            self.seller.with_user(self.user).action_reencrypt_secrets()
        with self.enter_registry_test_mode():
            self.env.cr.postrollback.run()
        self.assertEqual(len(self.events()), 20)

    def test_nobody_changes_it(self):
        self.log._record("connected", self.seller)
        event = self.events()
        for log in (event, event.sudo(), event.with_user(self.manager)):
            with self.assertRaises(UserError):
                log.write({"detail": "Other"})
            with self.assertRaises(UserError):
                log.unlink()
        with self.assertRaises(AccessError):
            self.log.with_user(self.manager).create({"event": "connected"})
        self.assertEqual(
            self.log.with_user(self.manager).browse(event.id).event, "connected"
        )
        with self.assertRaises(AccessError):
            event.with_user(self.user).read(["event"])

    def test_deleted_seller(self):
        bare = self.env["amazon.seller"].create({"name": "Bare", "short_code": "BARE"})
        self.log._record("connected", bare)
        event = self.events()
        bare.unlink()
        event.invalidate_recordset()
        self.assertFalse(event.seller_id)
        self.assertEqual(event.seller_name, "Bare")

    def test_thirteen_months(self):
        self.log._record("connected", self.seller)
        self.log._record("disconnected", self.seller)
        old, new = self.events()
        limit = fields.Datetime.now() - relativedelta(months=13)
        for event, date in (
            (old, limit - relativedelta(hours=1)),
            (new, limit + relativedelta(hours=1)),
        ):
            self.env.cr.execute(
                "UPDATE amazon_audit_log SET date = %s WHERE id = %s", [date, event.id]
            )
        self.log._gc_old_events()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())

    def test_without_a_seller(self):
        self.log._record("permission_denied", detail="Something")
        self.assertEqual(self.events().company_id, self.env.company)
        self.assertFalse(self.events().seller_id)
