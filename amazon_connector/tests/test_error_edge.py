# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.http import serialize_exception
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

from .. import exceptions
from ..exceptions import SellerAttentionError
from ..lib.errors import (
    AccessDeniedError,
    AuthorizationError,
    ConfigurationError,
    ProtocolError,
    RejectedError,
    TemporaryError,
    ThrottledError,
)
from .common import GERMANY, AmazonCommon

ACTIVITY = "amazon_connector.mail_activity_type_reconnect"


def refused_token():
    return AuthorizationError(
        "Amazon refused.", code="invalid_grant", request_id="request-9"
    )


@tagged("post_install", "-at_install")
class TestErrorEdge(AmazonCommon):
    """Errors of lib become errors of Odoo in one place."""

    def call(self, error):
        with self.fake_client(get_order=error):
            return self.seller._amazon_call(lambda client: client.get_order("1"))

    def run_after(self, hooks):
        """Run what would run after the end of this transaction."""
        with self.enter_registry_test_mode():
            hooks.run()
        self.env.invalidate_all()

    def activities(self):
        return self.seller.activity_search([ACTIVITY])

    def test_answer_passes(self):
        self.assertEqual(self.call({"orderId": "1"}), {"orderId": "1"})

    def test_web_client_shows_the_text(self):
        """It knows exceptions by name, and these are none of Odoo's."""
        own = [
            each
            for each in vars(exceptions).values()
            if isinstance(each, type)
            and issubclass(each, UserError)
            and each.__module__ == exceptions.__name__
        ]
        self.assertIn(SellerAttentionError, own)
        for each in own:
            answer = serialize_exception(each.__new__(each))
            shown_as = answer["context"].get("exception_class")
            self.assertEqual(shown_as, "odoo.exceptions.UserError", each)

    def test_throttled_job_waits_without_losing_a_try(self):
        with self.assertRaises(RetryableJobError) as caught:
            self.call(ThrottledError("slow down", retry_after=12.3))
        self.assertEqual(caught.exception.seconds, 13)
        self.assertTrue(caught.exception.ignore_retry)

    def test_temporary_job_is_retried(self):
        for error in (TemporaryError("502"), ProtocolError("HTML")):
            with self.assertRaises(RetryableJobError) as caught:
                self.call(error)
            self.assertFalse(caught.exception.ignore_retry)

    def test_other_errors_pass_typed(self):
        for kind in (RejectedError, AccessDeniedError, ConfigurationError):
            with self.assertRaises(kind):
                self.call(kind("no"))
        self.assertEqual(self.seller.state, "connected")

    def test_attention_survives_rollback(self):
        with self.assertRaises(SellerAttentionError):
            self.call(refused_token())
        self.run_after(self.env.cr.postrollback)
        self.assertEqual(self.seller.state, "reauthorize")
        self.assertIn("refresh token", self.seller.attention_reason)
        self.assertEqual(len(self.activities()), 1)

    def test_attention_after_commit_too(self):
        with self.assertRaises(SellerAttentionError):
            self.call(refused_token())
        self.run_after(self.env.cr.postcommit)
        self.assertEqual(self.seller.state, "reauthorize")

    def test_one_activity_for_many_failures(self):
        for _failure in range(3):
            with self.assertRaises(SellerAttentionError):
                self.call(refused_token())
        self.run_after(self.env.cr.postrollback)
        self.seller._set_attention("once more")
        self.assertEqual(len(self.activities()), 1)

    def test_activity_is_for_a_manager_of_the_company(self):
        manager = self.create_user(
            "edge-manager", "amazon_connector.group_amazon_manager"
        )
        self.seller.user_id = manager
        self.seller._set_attention("dead")
        self.assertEqual(self.activities().user_id, manager)

    def test_no_calls_while_in_attention(self):
        self.seller._set_attention("The token is dead.")
        with self.fake_client() as client:
            with self.assertRaisesRegex(SellerAttentionError, "Test Connection"):
                self.seller._amazon_call(lambda client: client.get_order("1"))
        client.get_order.assert_not_called()

    def test_new_credentials_are_not_blamed_for_the_old(self):
        with self.assertRaises(SellerAttentionError):
            self.call(refused_token())
        self.seller.refresh_token = "Atzr|new"
        self.seller._set_connected()
        self.run_after(self.env.cr.postrollback)
        self.assertEqual(self.seller.state, "connected")

    def test_test_connection_ends_attention(self):
        self.seller._set_attention("dead")
        with self.fake_client(get_marketplace_participations=[GERMANY]):
            self.seller.action_test_connection()
        self.assertEqual(self.seller.state, "connected")
        self.assertFalse(self.seller.attention_reason)
        self.assertFalse(self.activities())

    def test_every_error_has_its_own_sentence(self):
        errors = [
            AuthorizationError("x", code="invalid_client"),
            AuthorizationError("x", code="invalid_grant"),
            AuthorizationError("x", code="token_refused"),
            AccessDeniedError("x"),
            ThrottledError("x", retry_after=1),
            ConfigurationError("x"),
            ProtocolError("x"),
            TemporaryError("x"),
            RejectedError("x"),
        ]
        sentences = {self.seller._explain_amazon_error(error) for error in errors}
        self.assertEqual(len(sentences), len(errors))
