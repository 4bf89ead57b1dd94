# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..lib.notification import ClientSecretExpiry, NewClientSecret
from .amazon_expiry_mixin import SECRET_LIFETIME
from .amazon_queue_mixin import MANAGER
from .amazon_secret_store_mixin import PREVIOUS_SECRET

CLIENT_SECRET = "lwa_client_secret"
# So far may the clocks of Amazon and of this server be apart.
CLOCK_TOLERANCE = timedelta(hours=1)


class AmazonSecretRotationMixin(models.AbstractModel):
    """Takes the client secrets that Amazon makes and sends to the queue."""

    _name = "amazon.secret.rotation.mixin"
    _description = "Amazon Client Secret Rotation"

    client_secret_event = fields.Datetime(
        readonly=True,
        copy=False,
        help="When Amazon made the stored client secret, if it came from the queue.",
    )

    def write(self, vals):
        """A client secret that a person types in did not come from the queue."""
        if vals.get(CLIENT_SECRET) and "client_secret_event" not in vals:
            vals = vals | {"client_secret_event": False}
        return super().write(vals)

    def action_rotate_client_secret(self):
        """Let Amazon make a new client secret, which comes through the queue."""
        self.ensure_one()
        self._check_group(MANAGER)
        self.check_access("write")
        self._check_may_rotate()
        log = self.env["amazon.sync.log"]._start_rotation(self)
        self.env["amazon.audit.log"]._record("secret_rotation_started", self)
        return log.with_env(self.env)._get_open_action()

    def _check_may_rotate(self):
        """Refuse to ask for a secret that would not come, or would not help.

        :raises UserError: what is missing
        """
        self._check_connected()
        if self.authorization_method != "self" or self.endpoint == "sandbox":
            raise UserError(
                self.env._(
                    "Amazon rotates client secrets this way for your own application "
                    "only, and not in its sandbox. Make the new secret in Amazon's "
                    "Solution Provider Portal and paste it here."
                )
            )
        if not self.has_queue:
            raise UserError(
                self.env._(
                    "Amazon sends a new client secret to a queue and nowhere else. "
                    "Enter the queue on the tab Notifications first, or make the new "
                    "secret in Amazon's Solution Provider Portal and paste it here."
                )
            )
        self._check_queue()

    def _get_application_key(self):
        """Return what sellers of one application at one place have in common."""
        # The client ID is for managers; what comes of it is not shown.
        client_id = self.sudo().lwa_client_id
        place = self.simulator_url if self.endpoint == "simulator" else self.endpoint
        return f"{client_id} {place}"

    def _get_application_sellers(self, client_id):
        """Return all sellers of the application at the place of this one.

        Also archived ones and those of other companies: they log in with the same
        secret.
        """
        self.ensure_one()
        # A job for one seller keeps the others able to log in.
        sellers = self.sudo().with_context(active_test=False)
        found = sellers.search(
            [("lwa_client_id", "=", client_id), ("endpoint", "=", self.endpoint)]
        )
        key = f"{client_id} {self._get_application_key().partition(' ')[2]}"
        return found.filtered(
            lambda s: s._get_application_key() == key and not s.is_foreign_database
        )

    # ------------------------------------------------------------------
    # What comes from the queue
    # ------------------------------------------------------------------

    def _take_notification(self, notification):
        """Store what a notification says; addons take further types.

        :return: whether it was for somebody here, so that it may be deleted
        """
        self.ensure_one()
        if isinstance(notification, NewClientSecret):
            sellers = self._get_application_sellers(notification.client_id)
            for seller in sellers:
                seller._take_new_secret(notification)
            return bool(sellers)
        if isinstance(notification, ClientSecretExpiry):
            sellers = self._get_application_sellers(notification.client_id)
            for seller in sellers.filtered(
                lambda s: not s._has_newer_secret(notification.event_time)
            ):
                expires = notification.expires.date()
                seller.client_secret_date = expires - SECRET_LIFETIME
            return bool(sellers)
        return False

    def _take_new_secret(self, notification):
        """Store a new client secret, unless it is known or an older one."""
        stored = self._get_stored_secrets(CLIENT_SECRET, PREVIOUS_SECRET)
        known = {secret.name: secret._decrypt() for secret in stored}
        if notification.secret == known.get(PREVIOUS_SECRET):
            return
        is_new = notification.secret != known.get(CLIENT_SECRET)
        if is_new and self._has_newer_secret(notification.event_time):
            return
        vals = {"client_secret_event": notification.event_time}
        if notification.expires:
            expires = notification.expires.date()
            vals["client_secret_date"] = expires - SECRET_LIFETIME
        if is_new:
            vals[CLIENT_SECRET] = notification.secret
        self.write(vals)
        self._shorten_previous_secret(notification.previous_expires)

    def _has_newer_secret(self, event_time):
        """Tell whether the stored client secret is newer than this event."""
        if self.client_secret_event:
            return self.client_secret_event >= event_time
        stored = self._get_stored_secrets(CLIENT_SECRET).stored_date
        return bool(stored) and stored > event_time + CLOCK_TOLERANCE

    def _shorten_previous_secret(self, expires):
        """Keep the previous secret no longer than Amazon accepts it."""
        previous = self._get_stored_secrets(PREVIOUS_SECRET)
        if expires and previous.expiry_date and expires < previous.expiry_date:
            previous.expiry_date = expires
