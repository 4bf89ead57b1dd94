# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import closing

from odoo import fields, models
from odoo.exceptions import AccessError

from ..lib.errors import AmazonError, AuthorizationError

ATTENTION_ACTIVITY = "amazon_connector.mail_activity_type_reconnect"


class AmazonConnectionMixin(models.AbstractModel):
    """State of a seller's connection: whether Odoo calls Amazon for it."""

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
        readonly=True, copy=False, help="Why Odoo does not call Amazon."
    )
    disconnected_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="Since when Odoo has not called Amazon. It stays until what happened "
        "there meanwhile is caught up.",
    )
    last_connected = fields.Datetime(
        readonly=True, copy=False, help="When a test of the connection last passed."
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
        # What an earlier pause left out may not be caught up yet.
        complete = leaving.filtered(lambda seller: not seller.disconnected_since)
        if complete:
            complete.write({"disconnected_since": fields.Datetime.now()})
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
                    "last_connected": fields.Datetime.now(),
                }
            )
            seller.activity_unlink([ATTENTION_ACTIVITY])
            if was_connected:
                continue
            self.env["amazon.audit.log"]._record("connected", seller)
            if since:
                seller._on_reconnected(since)
                if not seller._has_to_catch_up():
                    seller.disconnected_since = False

    def _on_reconnected(self, since):
        """Extension hook: Amazon is called again after a pause.

        :param since: naive UTC, when the last call was possible
        """

    def _has_to_catch_up(self):
        """Extension hook: an addon catches up and blanks ``disconnected_since``."""
        return False

    def _on_account_changed(self):
        """Extension hook: what Amazon answers may come from another account now."""

    def _ask_for_test(self):
        """Tell the responsible person that nothing runs until somebody tests."""
        self._schedule_reconnection(
            self.env._(
                "The credentials or the address of %s changed: Odoo does not call "
                "Amazon for it until somebody presses Test Connection.",
                self.display_name,
            ),
            summary=self.env._("Test the connection"),
        )

    def _schedule_reconnection(self, note, **vals):
        self.activity_schedule(
            ATTENTION_ACTIVITY,
            note=note,
            user_id=self._get_responsible().id,
            **vals,
        )

    def _set_attention(self, reason, state="attention"):
        """Pause the jobs of the seller and tell the responsible person once.

        :param reason: what is wrong and what to do, in plain words
        :param state: "attention", or "reauthorize" if the authorisation is dead
        """
        for seller in self:
            if seller.state == "draft":
                # It asked for the test that has found this.
                seller.activity_unlink([ATTENTION_ACTIVITY])
            seller.write({"state": state, "attention_reason": reason})
            if not seller.activity_search([ATTENTION_ACTIVITY]):
                seller._schedule_reconnection(reason)

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

    def action_load_marketplaces(self):
        """Read the marketplaces from Amazon and let the person choose."""
        self.ensure_one()
        log = self._load_marketplaces()
        if log.state == "failed":
            return self._notify(log.failure_reason, False)
        return self.env["amazon.marketplace.select.wizard"]._open(self)

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
            audit = self.env["amazon.audit.log"]
            audit._record_denial(self[:1], reason, survive=True)
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
