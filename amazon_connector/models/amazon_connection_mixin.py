# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter
from contextlib import closing, suppress
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..lib.endpoint import REGIONS
from ..lib.errors import (
    AccessDeniedError,
    AmazonError,
    AuthorizationError,
    RejectedError,
)
from ..lib.roles import GRANTED, MISSING, probe_roles

ATTENTION_ACTIVITY = "amazon_connector.mail_activity_type_reconnect"
# More tests than a person needs: they would only try out secrets.
MAX_TESTS = 10
TEST_WINDOW = timedelta(minutes=5)
MAX_CLOCK_DRIFT = 60
INSIGHTS = "selling_partner_insights"


class AmazonConnectionMixin(models.AbstractModel):
    """State of a seller's connection and the operations that prove it."""

    _name = "amazon.connection.mixin"
    _description = "Amazon Connection"

    state = fields.Selection(
        [
            ("draft", "Not Connected"),
            ("connected", "Connected"),
            ("attention", "Needs Attention"),
            ("reauthorize", "Needs Re-authorisation"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
        help="Odoo calls Amazon on its own only for a connected seller. Needs "
        "Attention: a setting is wrong. Needs Re-authorisation: Amazon does not accept "
        "the authorisation any more.",
    )
    attention_reason = fields.Text(
        readonly=True, copy=False, help="Why Odoo stopped calling Amazon."
    )
    disconnected_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="Since when Odoo has not called Amazon. What happened there meanwhile is "
        "caught up after the connection works again.",
    )
    last_connected = fields.Datetime(
        readonly=True, copy=False, help="When a test of the connection last passed."
    )
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

    # ------------------------------------------------------------------
    # State
    # ------------------------------------------------------------------

    def write(self, vals):
        """Remember since when a seller has not called Amazon."""
        leaving = self.browse()
        if vals.get("state", "connected") != "connected":
            leaving = self.filtered(lambda seller: seller.state == "connected")
        result = super().write(vals)
        if leaving:
            leaving.write({"disconnected_since": fields.Datetime.now()})
        for seller in leaving:
            detail = vals.get("attention_reason") or ""
            self.env["amazon.audit.log"]._record("disconnected", seller, detail)
        return result

    def _set_connected(self):
        """Let the jobs of the seller run again."""
        for seller in self:
            was_connected = seller.state == "connected"
            since = seller.disconnected_since
            seller.write(
                {
                    "state": "connected",
                    "attention_reason": False,
                    "disconnected_since": False,
                    "last_connected": fields.Datetime.now(),
                }
            )
            seller.activity_unlink([ATTENTION_ACTIVITY])
            if not was_connected:
                self.env["amazon.audit.log"]._record("connected", seller)
            if since:
                seller._on_reconnected(since)

    def _on_reconnected(self, since):
        """Extension hook: Amazon is called again after a pause.

        :param since: naive UTC, when the last call was possible
        """

    def _set_attention(self, reason, state="attention"):
        """Pause the jobs of the seller and tell the responsible person once.

        :param reason: what is wrong and what to do, in plain words
        :param state: "attention", or "reauthorize" if the authorisation is dead
        """
        for seller in self:
            seller.write({"state": state, "attention_reason": reason})
            if not seller.activity_search([ATTENTION_ACTIVITY]):
                seller.activity_schedule(
                    ATTENTION_ACTIVITY,
                    note=reason,
                    user_id=seller._get_responsible().id,
                )

    def _get_responsible(self):
        """Return who looks after the seller: a manager of its company."""
        self.ensure_one()
        group = self.env.ref("amazon_connector.group_amazon_manager").sudo()
        managers = group.all_user_ids.filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )
        if self.user_id in managers:
            return self.user_id
        return managers.sorted("id")[:1]

    # ------------------------------------------------------------------
    # Operations
    # ------------------------------------------------------------------

    def action_test_connection(self):
        """Test the credentials and say the verdict."""
        self.ensure_one()
        log = self._test_connection()
        message = log.failure_reason or self.last_test_verdict
        return self._notify(message, log.state == "done", self.has_missing_roles)

    def action_load_marketplaces(self):
        """Read the marketplaces from Amazon and let the person choose."""
        self.ensure_one()
        log = self._load_marketplaces()
        if log.state == "failed":
            return self._notify(log.failure_reason, False)
        return self.env["amazon.marketplace.select.wizard"]._open(self)

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
        domain = [
            ("seller_id", "=", self.id),
            ("operation", "=", "test_connection"),
            ("sync_type", "=", "manual"),
            ("date_start", ">", started),
        ]
        return self.env["amazon.sync.log"].search_count(domain) >= MAX_TESTS

    def _refuse_test(self, log):
        reason = self.env._(
            "The connection was tested %(count)s times within five minutes. Wait five "
            "minutes before the next test; the verdict of the last one stays.",
            count=MAX_TESTS,
        )
        self.env["amazon.audit.log"]._record("permission_denied", self, reason)
        log._fail(reason)

    def _prove_connection(self, log):
        """Set the state and the verdict by what Amazon answers."""
        verdict = self._get_missing_setting()
        if verdict:
            log._fail(verdict)
        else:
            verdict = self._examine_connection(log)
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
            with closing(self._get_client()) as client:
                participations, roles = self._ask_what_is_granted(client)
                log.request_id = client.last_request_id
                drift = self._get_clock_drift(client)
                uses_previous_secret = client.used_previous_secret
        except AmazonError as error:
            return self._fail_examination(log, error)
        ended = self._refresh_participations(participations, log)
        self.write(
            {
                "role_report": roles,
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
            with suppress(AmazonError), closing(self._get_client(region)) as client:
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

    def _load_marketplaces(self, sync_type="manual"):
        """Create or update the marketplaces; return the sync log."""
        self._check_group("amazon_connector.group_amazon_manager")
        self.check_access("write")
        self._check_connected()
        log = self.env["amazon.sync.log"]._start(self, "load_marketplaces", sync_type)
        with log._recorded():
            participations = self._ask_participations(log)
            if log.state == "running":
                self.env["amazon.marketplace"]._update_participations(
                    self, participations, log
                )
                log._finish()
        return log

    def _check_group(self, group):
        if not self.env.su and not self.env.user.has_group(group):
            # The groups are closed to everybody but the system administrator.
            right = self.env.ref(group).sudo().full_name
            reason = self.env._("This needs the right %s.", right)
            self.env["amazon.audit.log"]._record(
                "permission_denied", self[:1], reason, survive=True
            )
            raise AccessError(reason)

    def _ask_participations(self, log):
        """Return Amazon's answer, or nothing and the log has failed."""
        try:
            with closing(self._get_client()) as client:
                participations = client.get_marketplace_participations()
                log.request_id = client.last_request_id
                # Whoever may call Amazon may note which secret it accepted.
                self.sudo().uses_previous_secret = client.used_previous_secret
        except AmazonError as error:
            reason = self._explain_amazon_error(error)
            log._fail(reason, error.detail or str(error), error.request_id)
            if isinstance(error, AuthorizationError):
                # The person who loads may lack the right to change the seller.
                self.sudo()._set_attention(reason, self._get_attention_state(error))
            return []
        if not participations:
            log._fail(self._explain_no_marketplace())
        return participations

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

    def _notify(self, message, success, warning=False):
        """Return a notification; only a purely good message goes away by itself."""
        kind = "danger"
        if success:
            kind = "warning" if warning else "success"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.display_name,
                "message": message,
                "type": kind,
                "sticky": kind != "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
