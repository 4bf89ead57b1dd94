# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..lib.errors import AuthorizationError
from ..models.amazon_credential_mixin import SECRETS
from .common import GERMANY, AmazonCommon


@tagged("post_install", "-at_install")
class TestRotation(AmazonCommon):
    """A04: a new client secret works at once, and the old one for seven days."""

    @classmethod
    def setUpClass(cls):
        with freeze_time("2026-05-01 12:00:00"):
            super().setUpClass()
            cls.seller._set_connected()

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2026-05-02 12:00:00"))

    def secrets(self):
        return {
            name: value
            for name, value in self.seller._read_secrets().items()
            if name != "refresh_token"
        }

    def prove(self, used_previous_secret=False):
        """Test the connection; Amazon accepts the new or only the previous secret."""
        with self.fake_client(get_marketplace_participations=[GERMANY]) as client:
            client.used_previous_secret = used_previous_secret
            self.seller.action_test_connection()

    def test_previous_secret_is_kept(self):
        self.seller.lwa_client_secret = "second"
        credentials = self.seller._get_credentials()
        self.assertEqual(credentials.client_secret, "second")
        self.assertEqual(credentials.previous_client_secret, "test-secret")
        self.assertEqual(self.seller.client_secret_date, fields.Date.today())

    def test_after_seven_days(self):
        self.seller.lwa_client_secret = "second"
        with freeze_time("2026-05-09 11:59:59"):
            self.assertEqual(len(self.secrets()), 2)
        with freeze_time("2026-05-09 12:00:00"):
            self.assertEqual(self.secrets(), {"lwa_client_secret": "second"})
            self.assertEqual(self.seller._get_credentials().previous_client_secret, "")
            self.env["amazon.seller.credential"]._gc_expired()
        names = self.env["amazon.seller.credential"].search(
            [("seller_id", "=", self.seller.id)]
        )
        self.assertEqual(set(names.mapped("name")), set(SECRETS))

    def test_second_rotation(self):
        self.seller.lwa_client_secret = "second"
        self.prove()
        self.seller.lwa_client_secret = "third"
        self.assertEqual(
            self.secrets(),
            {"lwa_client_secret": "third", "lwa_client_secret_previous": "second"},
        )

    def test_mistyped_secret_does_not_cost_the_previous_one(self):
        """Neither untested nor tested: only the first one was ever accepted."""
        for mistyped in ("mistyped", "mistyped again"):
            self.seller.lwa_client_secret = mistyped
            self.prove(used_previous_secret=True)
        self.seller.write({"refresh_token": "Atzr|x", "lwa_client_secret": "right"})
        self.assertEqual(
            self.secrets(),
            {"lwa_client_secret": "right", "lwa_client_secret_previous": "test-secret"},
        )

    def test_same_secret_again(self):
        self.seller.lwa_client_secret = "test-secret"
        self.assertEqual(self.secrets(), {"lwa_client_secret": "test-secret"})

    def test_other_application(self):
        """The secret of another application is of no use."""
        self.seller.write({"lwa_client_secret": "second", "lwa_client_id": "other"})
        self.assertEqual(self.secrets(), {"lwa_client_secret": "second"})

    def test_verdict(self):
        """The jobs go on, and everybody sees until when."""
        self.seller.lwa_client_secret = "second"
        self.prove(used_previous_secret=True)
        self.assertEqual(self.seller.state, "connected")
        for text in (
            self.seller.last_test_verdict,
            self.seller.previous_secret_warning,
        ):
            self.assertIn("does not accept the new client secret", text)
            self.assertIn("05/09/2026", text)
        self.prove()
        self.assertFalse(self.seller.previous_secret_warning)
        self.assertNotIn("new client secret", self.seller.last_test_verdict)

    def test_wrong_secret_shows_at_once(self):
        """L09: no token of the old secret is left to hide it."""
        before = self.seller._get_credentials()
        self.seller.lwa_client_secret = "wrong"
        after = self.seller._get_credentials()
        self.assertNotEqual(after, before)
        self.assertEqual(after.client_secret, "wrong")
        self.assertGreater(after.version, before.version)
        error = AuthorizationError("no", code="invalid_client")
        with self.fake_client(get_marketplace_participations=error):
            self.seller.action_test_connection()
        self.assertEqual(self.seller.state, "attention")
        self.assertIn("client secret", self.seller.last_test_verdict)

    def test_dates(self):
        """They follow the secrets, unless a manager says otherwise."""
        today = fields.Date.today()
        self.seller.write({"client_secret_date": False, "authorization_date": False})
        self.seller.refresh_token = "Atzr|other"
        self.assertEqual(self.seller.authorization_date, today)
        self.assertFalse(self.seller.client_secret_date)
        self.seller.write(
            {"lwa_client_secret": "x", "client_secret_date": "2026-01-31"}
        )
        self.assertEqual(str(self.seller.client_secret_date), "2026-01-31")
        self.seller.client_secret_date = "2026-02-28"
        self.assertEqual(str(self.seller.client_secret_date), "2026-02-28")
        self.seller.lwa_client_secret = ""
        self.assertEqual(str(self.seller.client_secret_date), "2026-02-28")
        self.seller.endpoint = "production"
        self.assertFalse(self.seller.client_secret_date)
        self.assertFalse(self.seller.authorization_date)

    def test_duplicate_has_nothing(self):
        """S08."""
        duplicate = self.seller.copy()
        self.assertEqual(duplicate._read_secrets(), {})
        for name in (
            "lwa_client_id",
            "client_secret_date",
            "authorization_date",
            "database_uuid",
            "uses_previous_secret",
            "merchant_token",
            "last_connected",
            "credential_version",
        ):
            self.assertFalse(duplicate.sudo()[name], name)
