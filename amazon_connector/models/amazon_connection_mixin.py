# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter
from contextlib import closing

from odoo import fields, models
from odoo.exceptions import AccessError

from ..lib.errors import AccessDeniedError, AmazonError, AuthorizationError

ATTENTION_ACTIVITY = "amazon_connector.mail_activity_type_reconnect"


class AmazonConnectionMixin(models.AbstractModel):
    """State of a seller's connection and the operations that prove it."""

    _name = "amazon.connection.mixin"
    _description = "Amazon Connection"

    state = fields.Selection(
        [
            ("draft", "Not Connected"),
            ("connected", "Connected"),
            ("attention", "Needs Attention"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    attention_reason = fields.Text(readonly=True, copy=False)
    last_connected = fields.Datetime(readonly=True, copy=False)
    last_test_date = fields.Datetime(string="Last Test", readonly=True, copy=False)
    last_test_verdict = fields.Text(
        string="Verdict of the Last Test", readonly=True, copy=False
    )
    last_test_passed = fields.Boolean(readonly=True, copy=False)

    # ------------------------------------------------------------------
    # State
    # ------------------------------------------------------------------

    def _set_connected(self):
        """Let the jobs of the seller run again."""
        for seller in self:
            seller.write(
                {
                    "state": "connected",
                    "attention_reason": False,
                    "last_connected": fields.Datetime.now(),
                }
            )
            seller.activity_unlink([ATTENTION_ACTIVITY])

    def _set_attention(self, reason):
        """Pause the jobs of the seller and tell the responsible person once."""
        for seller in self:
            seller.write({"state": "attention", "attention_reason": reason})
            if not seller.activity_search([ATTENTION_ACTIVITY]):
                seller.activity_schedule(
                    ATTENTION_ACTIVITY,
                    note=reason,
                    user_id=seller._get_responsible().id,
                )

    def _get_responsible(self):
        """Return who looks after the seller: a manager of its company."""
        self.ensure_one()
        # Who belongs to a group is not for everybody to read; a name comes of it.
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
        return self._notify(self.last_test_verdict, log.state == "done")

    def action_load_marketplaces(self):
        """Read the marketplaces from Amazon and let the person choose."""
        self.ensure_one()
        log = self._load_marketplaces()
        if log.state == "failed":
            return self._notify(log.failure_reason, False)
        return self.env["amazon.marketplace.select.wizard"]._open(self)

    def _test_connection(self, sync_type="manual"):
        """Ask Amazon for the marketplaces; return the sync log of the test."""
        self._check_group("amazon_connector.group_amazon_user")
        self.check_access("read")
        # A user may test the connection without the right to change the seller.
        seller = self.sudo()
        log = self.env["amazon.sync.log"]._start(seller, "test_connection", sync_type)
        with log._recorded():
            seller._prove_connection(log)
        return log

    def _prove_connection(self, log):
        """Set the state and the verdict by what Amazon answers."""
        participations = self._ask_participations(log)
        verdict = log.failure_reason
        if log.state == "running":
            verdict = self._describe_participations(participations)
            if self.previous_secret_warning:
                verdict = f"{verdict} {self.previous_secret_warning}"
            log.fetched_count = len(participations)
            log._finish()
            self._set_connected()
        self.write(
            {
                "last_test_date": fields.Datetime.now(),
                "last_test_verdict": verdict,
                "last_test_passed": log.state == "done",
            }
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
            if isinstance(error, AuthorizationError | AccessDeniedError):
                # Whoever may test the connection need not be able to change it.
                self.sudo()._set_attention(reason)
            return []
        return participations

    def _describe_participations(self, participations):
        """Return the verdict of a successful test in one sentence."""
        marketplaces = self.env["amazon.marketplace"]._filter_standard(participations)
        away = [
            entry
            for entry in marketplaces
            if not (entry.get("participation") or {}).get("isParticipating")
        ]
        place = {
            "simulator": self.env._("the simulator"),
            "sandbox": self.env._("Amazon's sandbox"),
        }.get(self.endpoint, self.env._("Amazon"))
        verdict = self.env._(
            "Connected to %(place)s as %(store)s (%(region)s): %(count)s marketplaces",
            place=place,
            store=self._get_store_name(marketplaces) or self.name,
            region=self._get_region_label(),
            count=len(marketplaces),
        )
        if away:
            verdict = self.env._(
                "%(verdict)s, of which %(away)s are not participating",
                verdict=verdict,
                away=len(away),
            )
        return f"{verdict}."

    def _get_store_name(self, participations):
        names = Counter(
            entry["storeName"] for entry in participations if entry.get("storeName")
        )
        return names.most_common(1)[0][0] if names else ""

    def _notify(self, message, success):
        """Return a notification; a bad message stays until it is closed."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.display_name,
                "message": message,
                "type": "success" if success else "danger",
                "sticky": not success,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
