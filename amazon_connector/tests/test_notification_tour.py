# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from urllib.parse import urlsplit

from odoo.tests import HttpCase, tagged

from simulator.lwa import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_REFRESH_TOKEN,
)

from ..lib.notification import ORDER_CHANGE
from .notification_case import NotificationCase

MANAGER = "amazon_connector.group_amazon_manager"
SECRET = "canary-tour-secret"


@tagged("post_install", "-at_install")
class TestNotificationTour(NotificationCase, HttpCase):
    """What a manager does in the browser to get notifications."""

    def setUp(self):
        super().setUp()
        self.seller.write(
            {
                "name": "Queue Shop",
                "lwa_client_id": DEFAULT_CLIENT_ID,
                "lwa_client_secret": DEFAULT_CLIENT_SECRET,
                "refresh_token": DEFAULT_REFRESH_TOKEN,
            }
        )
        self.seller._set_connected()
        self.patch(
            type(self.seller), "_get_notification_types", lambda _self: [ORDER_CHANGE]
        )
        self.create_user("anna", MANAGER)

    def run_tour(self, name):
        port = urlsplit(self.simulator.url).port
        cookies = {"simulator_port": str(port)}
        self.start_tour("/odoo", name, login="anna", cookies=cookies)
        self.env.invalidate_all()

    def check_subscribed(self):
        self.assertTrue(self.seller.subscription_date)
        self.assertTrue(self.seller.has_queue)
        self.assertEqual(self.seller._read_secrets()["aws_secret_access_key"], SECRET)
        subscriptions = self.simulator.state.seller().subscriptions
        self.assertEqual(list(subscriptions), [ORDER_CHANGE])

    def test_queue_of_a_seller(self):
        self.run_tour("amazon_manager_uses_a_queue")
        self.check_subscribed()
        log = self.env["amazon.sync.log"].search(
            [("operation", "=", "rotate_client_secret")]
        )
        self.assertRecordValues(log, [{"state": "running", "sync_type": "manual"}])

    def test_queue_in_the_settings(self):
        self.run_tour("amazon_manager_enters_a_queue_in_settings")
        self.check_subscribed()
