# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import SellerAttentionError
from ..lib.transport import Transport
from .common import AmazonCommon


@tagged("post_install", "-at_install")
class TestDatabase(AmazonCommon):
    """L13: a copy of the database sends nothing to Amazon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.create_user("copy-user", "amazon_connector.group_amazon_user")
        cls.manager = cls.create_user(
            "copy-manager", "amazon_connector.group_amazon_manager"
        )

    def copy_database(self, uuid="uuid-of-the-copy"):
        """Do what Odoo's database manager does to a copy."""
        self.env["ir.config_parameter"].set_param("database.uuid", uuid)
        self.seller.invalidate_recordset()

    def test_original(self):
        self.assertFalse(self.seller.is_foreign_database)
        self.seller._check_database()
        self.assertTrue(self.seller._get_client())

    @mute_logger("odoo.addons.amazon_connector")
    def test_every_way_to_amazon_is_closed(self):
        self.copy_database()
        self.assertTrue(self.seller.is_foreign_database)
        ways = (
            self.seller._get_client,
            self.seller._check_connected,
            self.seller.action_test_connection,
            self.seller.action_load_marketplaces,
            lambda: self.seller._amazon_call(lambda client: client.get_order("1")),
        )
        with patch.object(Transport, "_exchange") as exchange:
            for way in ways:
                with self.assertRaisesRegex(SellerAttentionError, "looks like a copy"):
                    way()
        exchange.assert_not_called()

    def test_confirmation(self):
        self.copy_database()
        with self.assertRaises(AccessError):
            self.seller.with_user(self.user).action_confirm_database()
        self.assertTrue(self.seller.is_foreign_database)
        self.seller.with_user(self.manager).action_confirm_database()
        self.assertFalse(self.seller.is_foreign_database)
        self.seller._check_connected()
        event = self.env["amazon.audit.log"].search([], limit=1)
        self.assertEqual(event.event, "database_confirmed")
        self.assertEqual(event.user_id, self.manager)

    def test_new_secrets_bind_anew(self):
        self.copy_database()
        self.seller.region = "na"
        self.assertTrue(self.seller.is_foreign_database)
        self.seller.refresh_token = "Atzr|another"
        self.assertFalse(self.seller.is_foreign_database)

    def test_queue_of_the_original(self):
        """Whatever confirms a copy, it knows no destination that it might move."""
        ways = (
            self.seller.action_confirm_database,
            lambda: self.seller.write({"lwa_client_secret": "another"}),
        )
        for number, confirm in enumerate(ways):
            self.seller.destination_ref = "d1"
            self.copy_database(f"uuid-{number}")
            confirm()
            self.assertFalse(self.seller.is_foreign_database)
            self.assertFalse(self.seller.destination_ref)

    def test_own_queue_stays_known(self):
        self.seller.destination_ref = "d1"
        self.seller.lwa_client_secret = "another"
        self.assertEqual(self.seller.destination_ref, "d1")

    def test_binding_is_out_of_reach(self):
        seller = self.seller.with_user(self.manager)
        with self.assertRaises(AccessError):
            seller.read(["database_uuid"])
        with self.assertRaises(AccessError):
            seller.write({"database_uuid": "x"})

    def test_seller_without_secrets(self):
        seller = self.env["amazon.seller"].create({"name": "Bare"})
        self.copy_database()
        self.assertFalse(seller.is_foreign_database)
