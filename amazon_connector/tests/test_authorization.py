# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import httpx
from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged, test_cursor
from odoo.tools import mute_logger

from simulator.consent import DEFAULT_APPLICATION_ID
from simulator.lwa import DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, DEFAULT_SELLER
from simulator.server import SimulatorServer

from ..models import amazon_authorization_mixin
from .common import AmazonCommon

MANAGER = "amazon_connector.group_amazon_manager"
USER = "amazon_connector.group_amazon_user"
# Where Odoo puts the signature into what it signs.
SIGNATURE = slice(9, 41)
PAGE = "/amazon/authorize"
LOGGER = "odoo.addons.amazon_connector.models.amazon_authorization_mixin"


def query_of(url):
    return {name: each[0] for name, each in parse_qs(urlsplit(url).query).items()}


class AuthorizationCase(AmazonCommon, HttpCase):
    """A seller of a public application, and a simulator that asks for consent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = SimulatorServer(rate_limits=False).start()
        cls.addClassCleanup(cls.simulator.stop)
        cls.manager = cls.create_user("anna", MANAGER, password="anna-anna")
        cls.colleague = cls.create_user("carl", MANAGER, password="carl-carl")
        cls.user = cls.create_user("ben", USER, password="ben-ben-ben")

    def setUp(self):
        super().setUp()
        self.seller = self.create_public_seller("PUB")

    def create_public_seller(self, short_code, **vals):
        """Return a seller that waits for its authorisation."""
        return self.env["amazon.seller"].create(
            {
                "name": "Public",
                "short_code": short_code,
                "endpoint": "simulator",
                "simulator_url": self.simulator.url,
                "authorization_method": "website",
                "application_ref": DEFAULT_APPLICATION_ID,
                "lwa_client_id": DEFAULT_CLIENT_ID,
                "lwa_client_secret": DEFAULT_CLIENT_SECRET,
                **vals,
            }
        )

    def start(self, user=None, seller=None):
        """Return the address of the consent page, as the button opens it."""
        seller = (seller or self.seller).with_user(user or self.manager)
        return seller.action_authorize()["url"]

    def consent(self, url):
        """Agree on the simulator's page; return what it sends back to Odoo."""
        answer = httpx.post(url, data={"authorize": "1"})
        self.assertEqual(answer.status_code, 302, answer.text)
        location = answer.headers["location"]
        self.assertEqual(urlsplit(location).path, PAGE)
        return query_of(location)

    def come_back(self, params, **options):
        """Open Odoo's page with what Amazon sends back."""
        options.setdefault("allow_redirects", False)
        answer = self.url_open(PAGE, params=params, **options)
        self.env.invalidate_all()
        return answer

    def events(self, event):
        return self.env["amazon.audit.log"].search([("event", "=", event)])

    def assert_refused(self, answer, status, audits=1):
        """Nothing was stored, the page says so, and somebody can find out."""
        self.assertEqual(answer.status_code, status)
        self.assertIn("Nothing was stored", answer.text)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertFalse(self.seller.has_credentials)
        self.assertEqual(self.seller.state, "draft")
        self.assertEqual(len(self.events("authorization_refused")), audits)


@tagged("post_install", "-at_install")
class TestAuthorization(AuthorizationCase):
    """The way to Amazon and back."""

    def test_authorisation_connects_the_seller(self):
        self.authenticate("anna", "anna-anna")
        url = self.start()
        answer = self.come_back(self.consent(url))
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(
            answer.headers["Location"].endswith(
                f"/odoo/amazon-sellers/{self.seller.id}"
            )
        )
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(self.seller.state, "connected")
        self.assertTrue(self.seller.last_test_passed)
        self.assertTrue(self.seller.authorization_date)
        self.assertEqual(self.seller.merchant_token, DEFAULT_SELLER)
        self.assertFalse(self.seller.sudo().authorization_nonce)
        for event in ("authorization_started", "authorization_completed"):
            self.assertEqual(self.events(event).seller_id, self.seller)
            self.assertEqual(self.events(event).user_id, self.manager)

    def test_authorising_again(self):
        self.authenticate("anna", "anna-anna")
        self.come_back(self.consent(self.start()))
        self.seller._set_attention("dead", "reauthorize")
        changed = []
        with patch.object(
            type(self.seller),
            "_on_account_changed",
            lambda sellers: changed.extend(sellers.ids),
        ):
            self.come_back(self.consent(self.start()))
        self.assertEqual(self.seller.state, "connected")
        self.assertFalse(changed, "the same account agreed")

    def test_test_that_fails_does_not_cost_the_authorisation(self):
        """A09: Amazon's code is good for once, so its token is kept at once."""
        self.authenticate("anna", "anna-anna")
        params = self.consent(self.start())
        for error in (ValueError("broken"), SerializationFailure("busy")):
            broken = patch.object(
                type(self.seller), "_test_connection", side_effect=error
            )
            with broken as test, self.assertLogs(LOGGER, "ERROR"):
                answer = self.come_back(params)
            self.assertEqual(answer.status_code, 303)
            test.assert_called_once()
            self.assertTrue(self.seller.has_credentials)
            self.assertFalse(self.seller.sudo().authorization_nonce)
            params = self.consent(self.start())

    def test_token_is_committed_before_the_test(self):
        """A09: a worker that is killed during the test loses nothing."""
        self.authenticate("anna", "anna-anna")
        params = self.consent(self.start())
        order = []
        cursors = test_cursor.TestCursor
        commit = cursors.commit

        def note_commit(cr):
            order.append("commit")
            commit(cr)

        def note_test(seller):
            order.append("test" if seller.has_credentials else "nothing stored")

        with (
            patch.object(cursors, "commit", note_commit),
            patch.object(type(self.seller), "_test_authorization", note_test),
        ):
            self.come_back(params)
        self.assertEqual(order[:2], ["commit", "test"])

    def test_consent_page(self):
        self.seller.application_is_draft = True
        url = self.start()
        self.assertTrue(url.startswith(self.simulator.url + "/apps/authorize/consent?"))
        query = query_of(url)
        self.assertEqual(query["application_id"], DEFAULT_APPLICATION_ID)
        self.assertEqual(query["version"], "beta")
        self.assertEqual(query["redirect_uri"], self.base_url() + PAGE)

    def test_seller_central_of_the_country(self):
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "https://shop.example"
        )
        germany = self.env.ref("base.de")
        vals = {"lwa_client_secret": "s", "endpoint": "production"}
        self.seller.write(vals | {"country_id": germany.id})
        parts = urlsplit(self.start())
        self.assertEqual(parts.hostname, "sellercentral-europe.amazon.com")
        with self.assertRaisesRegex(ValidationError, "United States"):
            self.seller.country_id = self.env.ref("base.us")

    def test_start_needs_everything(self):
        germany = self.env.ref("base.de")
        self.seller.write({"endpoint": "production", "application_ref": False})
        with self.assertRaisesRegex(
            UserError, "Application ID, Country, LWA Client Secret"
        ):
            self.start()
        self.seller.write(
            {
                "application_ref": DEFAULT_APPLICATION_ID,
                "country_id": germany.id,
                "lwa_client_secret": "s",
            }
        )
        with self.assertRaisesRegex(UserError, "https only"):
            self.start()
        self.assertFalse(self.events("authorization_started"))

    def test_only_managers_start(self):
        with self.assertRaises(AccessError):
            self.start(self.user)

    def test_host_header_changes_nothing(self):
        """S23."""
        self.authenticate("anna", "anna-anna")
        cookies = f"session_id={self.session.sid}"
        self.startPatcher(patch.object(self, "http_request_allow_all", True))
        action = self.make_jsonrpc_request(
            "/web/dataset/call_kw/amazon.seller/action_authorize",
            {
                "model": "amazon.seller",
                "method": "action_authorize",
                "args": [self.seller.ids],
                "kwargs": {},
            },
            headers={"Host": "evil.example", "Cookie": cookies},
        )
        self.assertEqual(
            query_of(action["url"])["redirect_uri"], self.base_url() + PAGE
        )


@tagged("post_install", "-at_install")
class TestRefusedAuthorization(AuthorizationCase):
    """What Odoo does not accept from whoever opens its page."""

    def test_without_login(self):
        """S20."""
        params = self.consent(self.start())
        answer = self.come_back(params)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertFalse(self.seller.has_credentials)

    def test_amazon_user(self):
        """S22."""
        self.authenticate("ben", "ben-ben-ben")
        answer = self.come_back(self.consent(self.start()))
        self.assert_refused(answer, 403, audits=0)
        self.assertEqual(self.events("permission_denied").user_id, self.user)

    def test_state(self):
        """S21: missing, damaged, without signature, of another manager."""
        self.authenticate("anna", "anna-anna")
        params = self.consent(self.start())
        state = params["state"]
        foreign = query_of(self.start(self.colleague))["state"]
        bad_states = ["", "x", "ä", state[:-4], "A" + state, state[:60], foreign]
        for number, bad_state in enumerate(bad_states, 1):
            answer = self.come_back({**params, "state": bad_state})
            self.assert_refused(answer, 403, audits=number)

    def test_state_with_a_signature_of_somebody_else(self):
        """S21: forged; all that it says is right."""
        self.authenticate("anna", "anna-anna")
        params = self.consent(self.start())
        content = bytearray(urlsafe_b64decode(params["state"] + "==="))
        content[SIGNATURE] = bytes(len(content[SIGNATURE]))
        forged = urlsafe_b64encode(content).decode().rstrip("=")
        self.assert_refused(self.come_back({**params, "state": forged}), 403)
        self.assertEqual(self.come_back(params).status_code, 303)

    def test_state_expires(self):
        """S21."""
        self.authenticate("anna", "anna-anna")
        past = timedelta(seconds=-1)
        with patch.object(amazon_authorization_mixin, "STATE_LIFETIME", past):
            params = self.consent(self.start())
        self.assert_refused(self.come_back(params), 403)

    def test_state_is_good_for_one_answer(self):
        """S21: replayed, and started anew meanwhile."""
        self.authenticate("anna", "anna-anna")
        first = self.consent(self.start())
        second = self.consent(self.start())
        self.assert_refused(self.come_back(first), 403)
        self.assertEqual(self.come_back(second).status_code, 303)
        version = self.seller.credential_version
        answer = self.come_back(second)
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(self.seller.credential_version, version)

    def test_state_of_another_company(self):
        """S21: the person lost access to the company meanwhile."""
        self.authenticate("anna", "anna-anna")
        params = self.consent(self.start())
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        answer = self.come_back(params)
        self.assert_refused(answer, 403)

    def test_state_of_a_deleted_seller(self):
        self.authenticate("anna", "anna-anna")
        other = self.create_public_seller("DEL")
        params = self.consent(self.start(seller=other))
        other.unlink()
        self.assert_refused(self.come_back(params), 403)

    def test_used_and_expired_code(self):
        """A09."""
        self.authenticate("anna", "anna-anna")
        used = self.consent(self.start())["spapi_oauth_code"]
        other = self.create_public_seller("OTH")
        other._exchange_code(used)
        params = self.consent(self.start()) | {"spapi_oauth_code": used}
        answer = self.come_back(params)
        self.assert_refused(answer, 400)
        self.assertIn("used already or is older than five", answer.text)
        late = self.consent(self.start())
        self.simulator.state.clock.advance(301)
        self.assert_refused(self.come_back(late), 400, audits=2)

    def test_no_consent(self):
        self.authenticate("anna", "anna-anna")
        params = self.consent(self.start())
        del params["spapi_oauth_code"]
        answer = self.come_back(params)
        self.assert_refused(answer, 400)

        self.assertIn("was not authorised", answer.text)

    def test_no_consent_and_no_account(self):
        """What Amazon sends of a person who declines."""
        self.authenticate("anna", "anna-anna")
        state = self.consent(self.start())["state"]
        answer = self.come_back({"state": state})
        self.assert_refused(answer, 400)
        self.assertIn("was not authorised", answer.text)

    def test_copied_database(self):
        """L13: neither there nor back."""
        self.authenticate("anna", "anna-anna")
        params = self.consent(self.start())
        self.seller.sudo().database_uuid = "another"
        self.assert_refused(self.come_back(params), 400)
        with self.assertRaisesRegex(UserError, "copy"):
            self.start()
        self.assertEqual(len(self.events("authorization_started")), 1)

    def test_account(self):
        self.authenticate("anna", "anna-anna")
        for account in ("", "<script>", "a" * 50):
            params = self.consent(self.start()) | {"selling_partner_id": account}
            answer = self.come_back(params)
            self.assertEqual(answer.status_code, 400)
            self.assertNotIn("<script>alert", answer.text)
        self.seller.merchant_token = "AOTHER"
        answer = self.come_back(self.consent(self.start()))
        self.assert_refused(answer, 403, audits=4)
        self.assertIn("AOTHER", answer.text)

    @mute_logger("odoo.sql_db")
    def test_account_of_another_seller(self):
        self.authenticate("anna", "anna-anna")
        other = self.create_public_seller("TWO", merchant_token=DEFAULT_SELLER)
        other.write({"name": "Older Shop", "active": False})
        answer = self.come_back(self.consent(self.start()))
        self.assert_refused(answer, 400)
        self.assertIn("The seller Older Shop", answer.text)
        self.assertIn(f"The seller {self.seller.name} stays", answer.text)

    def test_wrong_client_secret(self):
        self.authenticate("anna", "anna-anna")
        self.seller.unlink()
        self.seller = self.create_public_seller("PUB", lwa_client_secret="wrong")
        answer = self.come_back(self.consent(self.start()))
        self.assert_refused(answer, 400)
        self.assertIn("client secret", answer.text)

    def test_too_many_attempts(self):
        """S26: the right answer does not help either, and others may go on."""
        self.authenticate("anna", "anna-anna")
        for _attempt in range(10):
            self.come_back({"state": "guess"})
        params = self.consent(self.start())
        self.assert_refused(self.come_back(params), 429, audits=10)
        self.authenticate("carl", "carl-carl")
        answer = self.come_back(self.consent(self.start(self.colleague)))
        self.assertEqual(answer.status_code, 303)

    def test_post_is_not_possible(self):
        """S25."""
        self.authenticate("anna", "anna-anna")
        params = self.consent(self.start())
        with mute_logger("odoo.http"):
            answer = self.url_open(PAGE, data=params, allow_redirects=False)
        self.assertIn(answer.status_code, (400, 405))
        self.assertFalse(self.seller.has_credentials)
        self.assertTrue(self.seller.sudo().authorization_nonce)

    def test_access_log(self):
        """S24: neither with nor without login, neither accepted nor refused."""
        params = self.consent(self.start())
        with self.assertLogs("werkzeug", logging.INFO) as log:
            self.come_back(params, allow_redirects=True)
            self.authenticate("anna", "anna-anna")
            self.come_back(params)
            self.come_back(params)
        lines = "\n".join(record.getMessage() for record in log.records)
        self.assertIn("authorize?...", lines)
        self.assertIn("/web/login?redirect=", lines)
        for name in ("state", "spapi_oauth_code", "selling_partner_id"):
            self.assertNotIn(params[name], lines)
            self.assertNotIn(name, lines)

    def test_nonce_and_audit_give_nothing_away(self):
        url = self.start()
        params = self.consent(url)
        self.authenticate("anna", "anna-anna")
        self.come_back(params)
        details = str(self.env["amazon.audit.log"].search([]).mapped("detail"))
        self.assertNotIn(params["spapi_oauth_code"], details)
        self.assertNotIn(params["state"], details)
        with self.assertRaises(AccessError):
            self.seller.with_user(self.manager).read(["authorization_nonce"])
