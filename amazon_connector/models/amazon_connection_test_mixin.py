# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter
from contextlib import closing, suppress
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.fields import Domain

from ..lib.endpoint import REGIONS
from ..lib.errors import (
    AccessDeniedError,
    AmazonError,
    AuthorizationError,
    RejectedError,
)
from ..lib.roles import GRANTED, MISSING, probe_roles

# More tests than a person needs: they would only try out secrets.
MAX_TESTS = 10
MAX_TESTS_OF_USER = 30
TEST_WINDOW = timedelta(minutes=5)
MAX_CLOCK_DRIFT = 60
# A person waits for the test, and Odoo ends a request after two minutes.
TEST_SECONDS = 35
OTHER_REGION_SECONDS = 5
INSIGHTS = "selling_partner_insights"


class AmazonConnectionTestMixin(models.AbstractModel):
    """Test Connection: what Amazon grants to a seller, and the verdict in words."""

    _name = "amazon.connection.test.mixin"
    _description = "Amazon Connection Test"

    last_test_date = fields.Datetime(
        string="Last Test",
        readonly=True,
        copy=False,
        help="When the connection was last tested.",
    )
    last_test_verdict = fields.Text(
        string="Verdict of the Last Test",
        readonly=True,
        copy=False,
        help="What the last test of the connection found.",
    )
    last_test_passed = fields.Boolean(
        readonly=True, copy=False, help="Whether the last test passed."
    )
    clock_drift = fields.Integer(
        string="Clock Difference (Seconds)",
        readonly=True,
        copy=False,
        help="Amazon's clock minus the clock of this server at the last test. More "
        "than a minute makes windows of time unreliable.",
    )

    def action_test_connection(self):
        """Test the credentials and say the verdict."""
        self.ensure_one()
        log = self._test_connection()
        message = log.failure_reason or self.last_test_verdict
        return self._notify(message, log.state == "done", self.has_missing_roles)

    def _test_connection(self, sync_type="manual"):
        """Ask Amazon what it grants to the seller; return the sync log of the test."""
        self._check_group("amazon_connector.group_amazon_user")
        self.check_access("read")
        # A user may test the connection without the right to change the seller.
        seller = self.sudo()
        is_too_often = sync_type == "manual" and seller._is_tested_too_often()
        log = self.env["amazon.sync.log"]._start(seller, "test_connection", sync_type)
        with log._recorded():
            if is_too_often:
                self._refuse_test(log)
            else:
                seller._prove_connection(log)
        return log

    def _is_tested_too_often(self):
        started = fields.Datetime.now() - TEST_WINDOW
        # Tests that were refused, or lacked a setting, asked Amazon nothing.
        asked = Domain("technical_detail", "!=", False)
        asked |= Domain("state", "!=", "failed")
        domain = asked & Domain(
            [
                ("operation", "=", "test_connection"),
                ("sync_type", "=", "manual"),
                ("date_start", ">", started),
            ]
        )
        logs = self.env["amazon.sync.log"]
        of_seller = domain & Domain("seller_id", "=", self.id)
        of_user = domain & Domain("user_id", "=", self.env.uid)
        return (
            logs.search_count(of_seller) >= MAX_TESTS
            or logs.search_count(of_user) >= MAX_TESTS_OF_USER
        )

    def _refuse_test(self, log):
        reason = self.env._(
            "Connections were tested too often: %(count)s times for one seller, or "
            "%(total)s times by one user, within five minutes. Wait five minutes "
            "before the next test; the verdict of the last one stays.",
            count=MAX_TESTS,
            total=MAX_TESTS_OF_USER,
        )
        self.env["amazon.audit.log"]._record_denial(self, reason)
        log._fail(reason)

    def _prove_connection(self, log):
        """Set the state and the verdict by what Amazon answers."""
        verdict = self._get_missing_setting()
        if verdict:
            log._fail(verdict)
        else:
            verdict = self._examine_connection(log)
        if self.state == "draft":
            self.attention_reason = verdict
        self.write(
            {
                "last_test_date": fields.Datetime.now(),
                "last_test_verdict": verdict,
                "last_test_passed": log.state == "done",
            }
        )

    def _get_missing_setting(self):
        """Return a sentence about what has to be entered before a test, or nothing."""
        self.ensure_one()
        is_website = self.authorization_method == "website"
        if is_website and not self.has_credentials:
            return self.env._(
                "Amazon has not authorised the application for this seller yet: press "
                "Authorise at Amazon."
            )
        if self.endpoint == "production" and not (is_website or self.merchant_token):
            return self.env._(
                "Enter the merchant token: Seller Central shows it under Settings > "
                "Account Info > Merchant Token."
            )
        return ""

    def _examine_connection(self, log):
        """Return the verdict; the log has ended after it."""
        try:
            with closing(self._get_client(seconds=TEST_SECONDS)) as client:
                participations, roles = self._ask_what_is_granted(client)
                log.request_id = client.last_request_id
                drift = self._get_clock_drift(client)
                uses_previous_secret = client.used_previous_secret
        except AmazonError as error:
            return self._fail_examination(log, error)
        ended = self._refresh_participations(participations, log)
        self.write(
            {
                "role_report": self._merge_role_report(roles),
                "clock_drift": drift,
                "uses_previous_secret": uses_previous_secret,
            }
        )
        log.fetched_count = len(participations or [])
        log._finish()
        self._set_connected()
        remarks = self._describe_findings(ended)
        return " ".join([self._describe_participations(participations), *remarks])

    def _ask_what_is_granted(self, client):
        """Return Amazon's participations (None without the role) and the roles.

        Raises what the client raises; a seller to whom Amazon grants nothing, or who
        sells nowhere, is not connected to the right region.
        """
        try:
            participations = client.get_marketplace_participations()
        except AccessDeniedError:
            roles = probe_roles(client, {INSIGHTS: MISSING})
            if GRANTED not in roles.values():
                raise
            return None, roles
        if not participations:
            raise RejectedError(
                self._explain_no_marketplace(), operation="getMarketplaceParticipations"
            )
        return participations, probe_roles(client, {INSIGHTS: GRANTED})

    def _fail_examination(self, log, error):
        reason = self._explain_amazon_error(error)
        if isinstance(error, AccessDeniedError):
            reason = self._explain_nothing_granted()
        elif isinstance(error, RejectedError):
            reason = error.message
        log._fail(reason, error.detail or str(error), error.request_id)
        if isinstance(error, AuthorizationError | AccessDeniedError | RejectedError):
            self._set_attention(reason, self._get_attention_state(error))
        return reason

    def _explain_nothing_granted(self):
        """Return what to do about credentials that open nothing in this region."""
        region = self._find_other_region()
        if not region:
            return self._explain_access_denied()
        labels = dict(self._fields["region"]._description_selection(self.env))
        return self.env._(
            "These credentials belong to the region %(right)s, not to %(wrong)s. "
            "Choose the region %(right)s and test again.",
            right=labels[region],
            wrong=labels[self.region],
        )

    def _find_other_region(self):
        """Return the region in which Amazon knows the credentials, or nothing."""
        # The simulator has one address for every region.
        if self.endpoint == "simulator":
            return ""
        for region in REGIONS.keys() - {self.region}:
            client = self._get_client(region, seconds=OTHER_REGION_SECONDS)
            with suppress(AmazonError), closing(client):
                if client.get_marketplace_participations():
                    return region
        return ""

    def _explain_no_marketplace(self):
        return self.env._(
            "Amazon knows these credentials but names no marketplace of the seller in "
            "the region %(region)s. Choose the region in which the selling account is "
            "registered.",
            region=self._get_region_label(),
        )

    @api.model
    def _get_clock_drift(self, client):
        """Return Amazon's clock minus ours in seconds; 0 if Amazon said no time."""
        if not client.amazon_date:
            return 0
        here = datetime.now(timezone.utc)
        return round((client.amazon_date - here).total_seconds())

    def _refresh_participations(self, participations, log):
        """Return the integrated marketplaces whose participation ended just now."""
        if participations is None:
            return self.env["amazon.marketplace"]
        return self.env["amazon.marketplace"]._refresh_participations(
            self, participations, log
        )

    # ------------------------------------------------------------------
    # Verdict
    # ------------------------------------------------------------------

    def _describe_participations(self, participations):
        """Return the verdict of a successful test in one sentence."""
        place = {
            "simulator": self.env._("the simulator"),
            "sandbox": self.env._("Amazon's sandbox"),
        }.get(self.endpoint, self.env._("Amazon"))
        if participations is None:
            return self.env._(
                "Connected to %(place)s (%(region)s), but Amazon does not say which "
                "marketplaces there are.",
                place=place,
                region=self._get_region_label(),
            )
        marketplaces = self.env["amazon.marketplace"]._filter_standard(participations)
        verdict = self.env._(
            "Connected to %(place)s as %(store)s (%(region)s): %(count)s marketplaces",
            place=place,
            store=self._get_store_name(marketplaces) or self.name,
            region=self._get_region_label(),
            count=len(marketplaces),
        )
        return f"{verdict}{self._describe_away(marketplaces)}."

    def _describe_away(self, participations):
        away = [
            entry
            for entry in participations
            if not (entry.get("participation") or {}).get("isParticipating")
        ]
        if not away:
            return ""
        return self.env._(", of which %s are not participating", len(away))

    def _describe_findings(self, ended):
        """Return sentences about what the person should know besides; extensible.

        :param ended: the marketplaces whose participation ended
        """
        sentences = []
        if self.has_missing_roles:
            names = ", ".join(self._get_missing_role_names())
            sentences.append(
                self.env._(
                    "Missing roles: %s. The tab Connection says what each disables.",
                    names,
                )
            )
        if ended:
            names = ", ".join(ended.mapped("name"))
            sentences.append(
                self.env._("The participation ended in: %s.", names),
            )
        if self.previous_secret_warning:
            sentences.append(self.previous_secret_warning)
        if abs(self.clock_drift) > MAX_CLOCK_DRIFT:
            sentences.append(
                self.env._(
                    "The clock of the Odoo server is %s seconds away from Amazon's: "
                    "let it be set by a time server.",
                    abs(self.clock_drift),
                )
            )
        return sentences

    def _get_store_name(self, participations):
        names = Counter(
            entry["storeName"] for entry in participations if entry.get("storeName")
        )
        return names.most_common(1)[0][0] if names else ""
