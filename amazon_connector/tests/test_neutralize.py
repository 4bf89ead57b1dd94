# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.modules.module import Manifest
from odoo.tests import tagged
from odoo.tools import file_open

from .common import AmazonCommon


@tagged("post_install", "-at_install")
class TestNeutralize(AmazonCommon):
    """A copy of the database cannot act on the selling accounts."""

    def test_neutralize(self):
        wizard = self.env["amazon.seller.create.wizard"].create(
            {"name": "Waiting", "lwa_client_secret": "waiting-secret"}
        )
        self.seller.sudo().authorization_nonce = "nonce"
        self.seller.destination_ref = "d1"
        self.seller.write(
            {
                "queue_url": "http://127.0.0.1:9555/000000000000/notifications",
                "aws_access_key_id": "AKIASIMULATOR",
                "aws_secret_access_key": "waiting-secret",
                "subscription_date": "2026-05-01",
            }
        )
        self.assertTrue(self.get_receiver().enabled)
        version = self.seller.credential_version
        self.env.flush_all()
        with file_open("amazon_connector/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertEqual(self.seller.state, "draft")
        self.assertFalse(self.seller.has_credentials)
        self.assertFalse(self.seller.lwa_client_id)
        self.assertEqual(self.seller._read_secrets(), {})
        self.assertGreater(self.seller.credential_version, version)
        self.assertFalse(self.seller.sudo().database_uuid)
        self.assertFalse(self.seller.client_secret_date)
        self.assertFalse(self.seller.authorization_date)
        self.assertFalse(self.seller.sudo().authorization_nonce)
        self.assertFalse(wizard.exists())
        for name in (
            "queue_url",
            "aws_access_key_id",
            "subscription_date",
            "destination_ref",
        ):
            self.assertFalse(self.seller[name], name)
        self.assertFalse(self.get_receiver().enabled)

    def get_receiver(self):
        """Return the scheduler that reads the queue."""
        schedulers = self.seller.scheduler_ids
        return schedulers.filtered(lambda s: s.flow == "receive_notifications")

    def test_manifest_names_every_library(self):
        """What lib imports must be there before the addon is installed."""
        manifest = Manifest.for_addon("amazon_connector")
        libraries = manifest["external_dependencies"]["python"]
        self.assertLessEqual({"cryptography", "boto3"}, set(libraries))
