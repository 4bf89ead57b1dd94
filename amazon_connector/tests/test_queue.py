# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..lib.errors import RejectedError
from .notification_case import SECRET_KEY, NotificationCase

MANAGER = "amazon_connector.group_amazon_manager"
USER = "amazon_connector.group_amazon_user"
AWS_URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/odoo"
ARN = "arn:aws:sqs:eu-west-1:000000000000:notifications"
DESTINATION = {
    "name": "Any",
    "destinationId": "d1",
    "resource": {"sqs": {"arn": ARN}},
}


@tagged("post_install", "-at_install")
class TestQueue(NotificationCase):
    """The settings of the queue, and the subscription."""

    def scheduler(self):
        return self.seller.scheduler_ids.filtered(
            lambda s: s.flow == "receive_notifications"
        )

    # === SETTINGS === #

    def test_off_without_a_queue(self):
        self.assertFalse(self.seller.has_queue)
        self.assertFalse(self.scheduler().enabled)
        with self.assertRaisesRegex(ValidationError, "has no queue"):
            self.scheduler().enabled = True
        with self.assertRaisesRegex(UserError, "has no queue"):
            self.seller._start_receive_notifications("manual")

    def test_on_with_a_queue(self):
        self.configure_queue()
        self.assertTrue(self.seller.has_queue)
        self.assertTrue(self.scheduler().enabled)
        self.scheduler().enabled = False
        self.seller.aws_secret_access_key = "another"
        self.assertFalse(self.scheduler().enabled, "a person has switched it off")
        self.scheduler().enabled = True
        self.seller.queue_url = False
        self.assertFalse(self.scheduler().enabled)

    def test_new_seller_with_a_queue(self):
        seller = self.create_seller(
            self.company, short_code="NEW", **self.prepare_queue_vals()
        )
        enabled = seller.scheduler_ids.filtered("enabled").mapped("flow")
        self.assertIn("receive_notifications", enabled)

    def test_the_secret_is_write_only(self):
        """S01, S08: nobody reads it back, and a copy has none."""
        self.configure_queue()
        self.assertFalse(self.seller.aws_secret_access_key)
        (values,) = self.seller.read(["aws_secret_access_key"])
        self.assertFalse(values["aws_secret_access_key"])
        self.assertEqual(
            self.seller._read_secrets()["aws_secret_access_key"], SECRET_KEY
        )
        stored = self.seller._get_stored_secrets("aws_secret_access_key")
        self.assertNotIn(SECRET_KEY, stored.value)
        self.seller.aws_secret_access_key = ""
        self.assertTrue(self.seller.has_queue)
        duplicate = self.seller.copy()
        self.assertFalse(duplicate.has_queue)
        self.assertFalse(duplicate.queue_url)
        self.assertFalse(duplicate.aws_access_key_id)
        self.assertFalse(duplicate._read_secrets())

    def test_the_connection_stays(self):
        """Another key of the queue says nothing about the selling account."""
        version = self.seller.credential_version
        self.configure_queue()
        self.assertEqual(self.seller.state, "connected")
        self.assertGreater(self.seller.credential_version, version)

    def test_only_a_manager_sees_the_key(self):
        self.configure_queue()
        seller = self.seller.with_user(self.create_user("amazon-user", USER))
        for name in ("queue_url", "aws_access_key_id", "aws_secret_access_key"):
            with self.assertRaises(AccessError):
                seller.read([name])

    def test_another_endpoint_has_another_queue(self):
        """Nothing that was typed for one place is used at another."""
        self.configure_queue()
        self.seller.endpoint = "production"
        self.assertFalse(self.seller.queue_url)
        self.assertFalse(self.seller.has_queue)
        self.assertNotIn("aws_secret_access_key", self.seller._read_secrets())
        self.assertFalse(self.scheduler().enabled)

    def test_unusable_values(self):
        for vals in (
            {"queue_url": AWS_URL},
            {"queue_url": self.simulator.url},
            {"aws_access_key_id": " AKIA"},
            {"aws_secret_access_key": "secret\n"},
            {"endpoint": "production", "queue_url": AWS_URL + ".fifo"},
            {"endpoint": "production", "queue_url": "https://example.com/1/q"},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self.seller.write(vals)
        self.seller.write({"endpoint": "production", "queue_url": AWS_URL})

    def test_policy(self):
        self.assertIn("arn:aws:sqs:REGION:ACCOUNT:QUEUE", self.seller.queue_policy)
        self.configure_queue()
        self.assertIn(ARN, self.seller.queue_policy)
        self.assertIn("437568002678", self.seller.queue_policy)

    def test_changes_are_audited(self):
        """S15: what changed, without its value."""
        self.configure_queue()
        events = self.env["amazon.audit.log"].search(
            [("seller_id", "=", self.seller.id)]
        )
        details = " ".join(filter(None, events.mapped("detail")))
        self.assertIn("AWS Secret Access Key", details)
        self.assertIn("Queue URL", details)
        self.assertNotIn(SECRET_KEY, details)
        self.assertNotIn(SECRET_KEY, str(self.seller.message_ids.mapped("body")))

    # === SUBSCRIPTION === #

    def subscribe(self, types=("ORDER_CHANGE",), **answers):
        sellers = type(self.env["amazon.seller"])
        self.patch(sellers, "_get_notification_types", lambda _self: list(types))
        answers = {
            "get_destinations": [DESTINATION],
            "get_subscription": {"subscriptionId": "s1", "destinationId": "d1"},
        } | answers
        with self.fake_client(**answers) as client:
            action = self.seller.action_subscribe_notifications()
        return client, action["params"]["type"]

    def test_what_exists_is_found_first(self):
        self.configure_queue()
        client, kind = self.subscribe()
        self.assertEqual(kind, "success")
        client.create_destination.assert_not_called()
        client.create_subscription.assert_not_called()
        since = self.seller.subscription_date
        self.assertTrue(since)
        self.subscribe()
        self.assertEqual(self.seller.subscription_date, since)

    def test_what_is_missing_is_made(self):
        self.configure_queue()
        client, _kind = self.subscribe(
            get_destinations=[DESTINATION | {"resource": {"eventBridge": {}}}],
            create_destination=DESTINATION,
            get_subscription=None,
            create_subscription={"subscriptionId": "s1", "destinationId": "d1"},
        )
        client.create_destination.assert_called_once_with("Odoo", ARN)
        client.create_subscription.assert_called_once_with("ORDER_CHANGE", "d1")

    def test_somebody_else_was_faster(self):
        self.configure_queue()
        conflict = RejectedError("no", status=409)
        _client, kind = self.subscribe(
            get_destinations=([], [DESTINATION]),
            create_destination=conflict,
            get_subscription=(None, {"subscriptionId": "s1", "destinationId": "d1"}),
            create_subscription=conflict,
        )
        self.assertEqual(kind, "success")

    def test_another_queue_gets_them(self):
        self.configure_queue()
        other = {"subscriptionId": "s1", "destinationId": "other"}
        client, kind = self.subscribe(get_subscription=other)
        self.assertEqual(kind, "danger")
        self.assertFalse(self.seller.subscription_date)
        self.assertFalse(self.seller.destination_ref)
        client.delete_subscription.assert_not_called()

    def test_moved_queue(self):
        """What Odoo sent to its former queue comes to the new one."""
        self.configure_queue()
        self.subscribe()
        self.seller.queue_url = f"{self.simulator.url}/000000000000/another"
        moved = DESTINATION | {"destinationId": "d2", "resource": {"sqs": {}}}
        client, kind = self.subscribe_moved(moved)
        self.assertEqual(kind, "success")
        client.delete_subscription.assert_called_once_with("ORDER_CHANGE", "s1")
        client.create_subscription.assert_called_once_with("ORDER_CHANGE", "d2")
        self.assertTrue(self.seller.subscription_date)
        self.assertEqual(self.seller.destination_ref, "d2")

    def test_queue_of_a_copied_database(self):
        """What the original gets is not moved to the queue of its copy."""
        self.configure_queue()
        self.subscribe()
        self.env["ir.config_parameter"].set_param("database.uuid", "uuid-of-the-copy")
        self.seller.invalidate_recordset()
        self.seller.action_confirm_database()
        self.seller.queue_url = f"{self.simulator.url}/000000000000/another"
        client, kind = self.subscribe_moved({"destinationId": "d2"})
        self.assertEqual(kind, "danger")
        client.delete_subscription.assert_not_called()

    def subscribe_moved(self, destination, **answers):
        """Subscribe to another queue that can be read."""
        self.patch(type(self.seller), "_check_queue", lambda _self: None)
        return self.subscribe(
            create_destination=destination,
            create_subscription={"subscriptionId": "s2", "destinationId": "d2"},
            **answers,
        )

    def test_moved_queue_whose_subscription_is_gone(self):
        """Somebody deleted it between the look and the deletion."""
        self.configure_queue()
        self.subscribe()
        self.seller.queue_url = f"{self.simulator.url}/000000000000/another"
        gone = RejectedError("no", status=404)
        destination = {"destinationId": "d2"}
        client, kind = self.subscribe_moved(destination, delete_subscription=gone)
        self.assertEqual(kind, "success")
        client.create_subscription.assert_called_once_with("ORDER_CHANGE", "d2")
        self.assertEqual(self.seller.destination_ref, "d2")

    def test_a_subscription_that_cannot_be_moved_stays(self):
        self.configure_queue()
        self.subscribe()
        self.seller.queue_url = f"{self.simulator.url}/000000000000/another"
        with self.assertRaises(UserError):
            self.subscribe_moved(
                {"destinationId": "d2"},
                delete_subscription=RejectedError("no", status=400),
            )
        self.assertFalse(self.seller.subscription_date)
        self.assertEqual(self.seller.destination_ref, "d1")

    def test_amazon_refuses_the_queue(self):
        self.configure_queue()
        with self.assertRaisesRegex(UserError, "437568002678"):
            self.subscribe(
                get_destinations=[], create_destination=RejectedError("no", status=400)
            )

    def test_unreadable_queue(self):
        self.configure_queue(aws_access_key_id="AKIAOTHER")
        with self.assertRaisesRegex(UserError, "sqs:ReceiveMessage"):
            self.subscribe()

    def test_another_queue_is_not_subscribed_yet(self):
        self.configure_queue()
        self.subscribe()
        self.seller.queue_url = f"{self.simulator.url}/000000000000/another"
        self.assertFalse(self.seller.subscription_date)

    def test_only_managers_subscribe(self):
        self.configure_queue()
        user = self.create_user("amazon-user", USER)
        with self.assertRaises(AccessError):
            self.seller.with_user(user).action_subscribe_notifications()
        user.group_ids = [Command.link(self.env.ref(MANAGER).id)]

    # === CONFIGURATION CHECK === #

    def found(self):
        check = self.env["amazon.configuration.check"]._run(self.seller)
        lines = check.line_ids.filtered(lambda line: line.area == "Notifications")
        return {(line.severity, line.method) for line in lines}

    def test_check(self):
        self.assertEqual(self.found(), {("ok", False)})
        self.seller.aws_access_key_id = "AKIASIMULATOR"
        self.assertEqual(self.found(), {("error", False)})
        self.configure_queue()
        self.assertEqual(self.found(), {("warning", "action_subscribe_notifications")})
        self.subscribe()
        self.assertEqual(self.found(), {("ok", False)})
        self.seller.queue_problem = "Out of reach"
        self.assertEqual(self.found(), {("error", False)})
