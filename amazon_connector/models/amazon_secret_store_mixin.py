# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..lib.credentials import SIMULATOR_CREDENTIALS
from ..lib.errors import ConfigurationError

PREVIOUS_SECRET = "lwa_client_secret_previous"
# Amazon accepts the old client secret for seven days after it made a new one.
PREVIOUS_SECRET_DAYS = 7
SECRET_DATES = {
    "lwa_client_secret": "client_secret_date",
    "refresh_token": "authorization_date",
}


class AmazonSecretStoreMixin(models.AbstractModel):
    """Keeps the secrets of a seller encrypted in ``amazon.seller.credential``."""

    _name = "amazon.secret.store.mixin"
    _description = "Amazon Secret Store"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _read_secrets(self):
        """Return the stored secrets by name, decrypted; never hand them out.

        The names are ``lwa_client_secret``, ``refresh_token`` and, for some days
        after a rotation, ``lwa_client_secret_previous``. Raises the subtypes of
        ConfigurationError that ``lib.vault`` raises.
        """
        self.ensure_one()
        return {
            credential.name: credential._decrypt()
            for credential in self._get_stored_secrets()
        }

    def _get_stored_secrets(self, *names):
        """Return the credentials that may be used, still encrypted."""
        # Nobody has rights on the credentials: only the seller's methods read them.
        credentials = self.env["amazon.seller.credential"].sudo()
        own = Domain("seller_id", "in", self._origin.ids)
        stored = credentials.search(own & credentials._get_valid_domain())
        return stored.filtered(lambda secret: not names or secret.name in names)

    # ------------------------------------------------------------------
    # Storing
    # ------------------------------------------------------------------

    def _write_secret(self, name, value):
        """Encrypt and store one secret; bind the seller to this database.

        Raises UserError without a usable key, ValidationError for a refresh token
        that another seller uses.
        """
        self.ensure_one()
        # The rights on the seller were checked by the write that led here.
        credentials = self.env["amazon.seller.credential"].sudo()
        try:
            vault = credentials._get_vault()
            if name == "lwa_client_secret":
                self._keep_previous_secret(value)
            fingerprint = name == "refresh_token" and self._take_fingerprint(value)
            vals = {"value": vault.encrypt(value), "fingerprint": fingerprint}
        except ConfigurationError as error:
            raise UserError(credentials._explain_vault_error(error)) from None
        credentials._put(self, name, vals)
        if name == "lwa_client_secret":
            self.uses_previous_secret = False
        self._bind_database()
        label = self._fields[name]._description_string(self.env)
        self.env["amazon.audit.log"]._record("credentials_changed", self, label)
        self.message_post(body=self.env._("%s was stored.", label))

    def _keep_previous_secret(self, new_value):
        """Keep the client secret that is being replaced for seven days.

        An older one that is still kept stays if the one replaced was never accepted:
        that was a mistyped secret, and the older one may be all that works.
        """
        current = self._get_stored_secrets("lwa_client_secret")
        previous = self._get_stored_secrets(PREVIOUS_SECRET)
        if previous and not previous._reveal_text(previous.value):
            previous.unlink()
            previous = previous.exists()
        if not current or current._reveal_text(current.value) in ("", new_value):
            return
        if not previous or self._is_proved(current):
            vals = {
                "value": current.value,
                "expiry_date": fields.Datetime.now()
                + timedelta(days=PREVIOUS_SECRET_DAYS),
            }
            current._put(self, PREVIOUS_SECRET, vals)

    def _is_proved(self, secret):
        """Tell whether a test has succeeded with this client secret itself."""
        return (
            not self.uses_previous_secret
            and bool(self.last_connected)
            and self.last_connected >= secret.stored_date
        )

    def _take_fingerprint(self, refresh_token):
        """Return the fingerprint of the refresh token at the seller's address.

        Two sellers with one token are one Amazon account, whose orders would be
        imported twice. Raises ValidationError naming the other seller.
        """
        if self._get_public_secrets().get("refresh_token") == refresh_token:
            return False
        address = self.simulator_url if self.endpoint == "simulator" else self.endpoint
        text = f"{address} {refresh_token}"
        # The other seller may belong to a company that the person does not see.
        credentials = self.env["amazon.seller.credential"].sudo()
        vault = credentials._get_vault()
        twin = credentials.search(
            [
                ("fingerprint", "in", vault.fingerprints(text)),
                ("seller_id", "!=", self.id),
            ],
            limit=1,
        ).seller_id
        if twin:
            raise ValidationError(
                self.env._(
                    "The seller %(seller)s (%(company)s) uses this refresh token "
                    "already: both would be the same Amazon account. Work with that "
                    "seller, restore it if it is archived, or paste the token of the "
                    "other account.",
                    seller=twin.name,
                    company=twin.company_id.name,
                )
            )
        return vault.fingerprint(text)

    def _get_public_secrets(self):
        """Return the credentials that are no secret at the seller's endpoint."""
        return SIMULATOR_CREDENTIALS if self.endpoint == "simulator" else {}

    # ------------------------------------------------------------------
    # Deleting and encrypting anew
    # ------------------------------------------------------------------

    def _forget_secrets(self, vals):
        """Delete the secrets before a write that changes where they would be sent.

        Only the simulator's own move with it: they are public.
        """
        self.check_access("write")
        for seller in self:
            endpoints = {seller.endpoint, vals.get("endpoint", seller.endpoint)}
            public = SIMULATOR_CREDENTIALS if endpoints == {"simulator"} else {}
            typed = seller._get_stored_secrets().filtered(
                lambda secret, public=public: (
                    secret.name not in public
                    or secret._reveal_text(secret.value) != public[secret.name]
                )
            )
            if typed:
                reason = self.env._(
                    "The stored secrets were deleted, because the endpoint or its "
                    "address changed."
                )
                seller._delete_secrets(typed, reason)

    def _delete_secrets(self, secrets, reason):
        """Delete these secrets with their dates; ``reason`` goes to the chatter."""
        self.ensure_one()
        dates = {SECRET_DATES.get(name) for name in secrets.mapped("name")} - {None}
        secrets.unlink()
        self.write(dict.fromkeys(dates, False))
        self.env["amazon.audit.log"]._record("credentials_deleted", self)
        self.message_post(body=reason)

    def _drop_previous_secret(self):
        """Delete the client secret of an application that the seller left."""
        self._get_stored_secrets(PREVIOUS_SECRET).unlink()

    def action_reencrypt_secrets(self):
        """Encrypt the secrets of these sellers anew with the first key."""
        self._check_group("amazon_connector.group_amazon_manager")
        self.check_access("write")
        for seller in self:
            secrets = seller._get_stored_secrets()
            try:
                seller._reencrypt(secrets)
            except ConfigurationError as error:
                raise UserError(secrets._explain_vault_error(error)) from None
            self.env["amazon.audit.log"]._record("secrets_reencrypted", seller)
        return self[:1]._notify(
            self.env._("The secrets are encrypted with the first key now."), True
        )

    def _reencrypt(self, secrets):
        vault = secrets._get_vault()
        for secret in secrets:
            plain = vault.decrypt(secret.value)
            secret.value = vault.encrypt(plain)
            if secret.fingerprint:
                secret.fingerprint = self._take_fingerprint(plain)
        self.invalidate_recordset(["has_outdated_secrets", "secret_problem"])
