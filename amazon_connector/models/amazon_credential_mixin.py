# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..lib.credentials import SIMULATOR_CREDENTIALS
from ..lib.errors import ConfigurationError

SECRETS = ("lwa_client_secret", "refresh_token")
PREVIOUS_SECRET = "lwa_client_secret_previous"
# Amazon accepts the old client secret for seven days after it made a new one.
PREVIOUS_SECRET_DAYS = 7
SECRET_DATES = {
    "lwa_client_secret": "client_secret_date",
    "refresh_token": "authorization_date",
}


class AmazonCredentialMixin(models.AbstractModel):
    """Write-only secrets: a person types them in, nobody reads them back.

    They are stored encrypted in ``amazon.seller.credential``.
    """

    _name = "amazon.credential.mixin"
    _description = "Amazon Credentials"

    lwa_client_id = fields.Char(
        string="LWA Client ID",
        copy=False,
        trim=False,
        groups="amazon_connector.group_amazon_manager",
        help="Begins with amzn1.application-oa2-client.",
    )
    lwa_client_secret = fields.Char(
        string="LWA Client Secret",
        compute="_compute_secrets",
        inverse="_inverse_lwa_client_secret",
        copy=False,
        trim=False,
        exportable=False,
        groups="amazon_connector.group_amazon_manager",
        help="Kept when you save; nobody can read it back. Leave it blank to keep the "
        "stored one. A change of the endpoint or of its address deletes it.",
    )
    refresh_token = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_refresh_token",
        copy=False,
        trim=False,
        exportable=False,
        groups="amazon_connector.group_amazon_manager",
        help="Begins with Atzr|. Kept when you save; nobody can read it back. Leave it "
        "blank to keep the stored one. A change of the endpoint or of its address "
        "deletes it.",
    )
    has_credentials = fields.Boolean(
        string="Credentials Stored",
        compute="_compute_has_credentials",
        compute_sudo=True,
    )
    credential_version = fields.Integer(readonly=True, copy=False)
    client_secret_date = fields.Date(
        string="Client Secret Since",
        copy=False,
        help="The day on which Amazon made the client secret. It is set to today "
        "whenever you store another one; correct it if the secret is older, because "
        "Amazon lets it expire 180 days after that day.",
    )
    authorization_date = fields.Date(
        string="Authorised Since",
        copy=False,
        help="The day on which the selling account authorised the application. It is "
        "set to today whenever you store another refresh token; correct it if the "
        "authorisation is older, because it ends one year after that day.",
    )
    uses_previous_secret = fields.Boolean(
        readonly=True,
        copy=False,
        help="Amazon did not accept the new client secret at the last test, so the "
        "previous one is still used.",
    )
    previous_secret_warning = fields.Text(
        compute="_compute_previous_secret_warning", compute_sudo=True
    )
    secret_problem = fields.Text(
        compute="_compute_secret_problem",
        compute_sudo=True,
        help="Why the stored secrets cannot be read or new ones cannot be stored.",
    )
    has_outdated_secrets = fields.Boolean(
        compute="_compute_secret_problem",
        compute_sudo=True,
        help="Secrets are encrypted with a key that is no longer the first one.",
    )

    @api.depends("credential_version")
    def _compute_secrets(self):
        """Whoever reads a secret gets nothing."""
        for seller in self:
            seller.lwa_client_secret = False
            seller.refresh_token = False

    def _inverse_lwa_client_secret(self):
        self._store_secret("lwa_client_secret")

    def _inverse_refresh_token(self):
        self._store_secret("refresh_token")

    @api.depends("credential_version", "lwa_client_id")
    def _compute_has_credentials(self):
        for seller in self:
            names = set(seller._get_stored_secrets().mapped("name"))
            seller.has_credentials = bool(
                seller.lwa_client_id and names.issuperset(SECRETS)
            )

    @api.depends("credential_version", "uses_previous_secret")
    def _compute_previous_secret_warning(self):
        for seller in self:
            seller.previous_secret_warning = seller._explain_previous_secret()

    @api.depends("credential_version")
    def _compute_secret_problem(self):
        for seller in self:
            secrets = seller._get_stored_secrets()
            seller.secret_problem = False
            seller.has_outdated_secrets = False
            try:
                vault = secrets._get_vault()
                for secret in secrets:
                    vault.decrypt(secret.value)
            except ConfigurationError as error:
                seller.secret_problem = secrets._explain_vault_error(error)
            else:
                seller.has_outdated_secrets = not all(
                    vault.is_current(secret.value) for secret in secrets
                )

    @api.constrains("lwa_client_id")
    def _check_lwa_client_id(self):
        for seller in self:
            seller._check_not_padded("lwa_client_id", seller.lwa_client_id)

    def _check_not_padded(self, field_name, value):
        """Refuse a value that was pasted with blanks or line breaks around it."""
        if value and value != value.strip():
            raise ValidationError(
                self.env._(
                    "%s begins or ends with a blank or a line break. Paste it again "
                    "without.",
                    self._fields[field_name]._description_string(self.env),
                )
            )

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
        stored = credentials.search(
            credentials._get_valid_domain()
            & Domain("seller_id", "in", self._origin.ids)
        )
        return stored.filtered(lambda secret: not names or secret.name in names)

    def _explain_previous_secret(self):
        """Return what a new client secret that Amazon refuses means, or a blank."""
        self.ensure_one()
        previous = self._get_stored_secrets(PREVIOUS_SECRET)
        if not self.uses_previous_secret or not previous:
            return ""
        return self.env._(
            "Amazon does not accept the new client secret (yet): the jobs go on with "
            "the previous one until %s. If a test in an hour says so again, copy the "
            "new client secret once more from Amazon.",
            format_datetime(self.env, previous.expiry_date),
        )

    # ------------------------------------------------------------------
    # Storing
    # ------------------------------------------------------------------

    @api.model
    def _add_secret_dates(self, vals):
        """Return the values with today's date for each secret that comes with them."""
        today = fields.Date.context_today(self)
        dates = {
            date_name: today
            for name, date_name in SECRET_DATES.items()
            if vals.get(name) and not vals.get(date_name)
        }
        return vals | dates

    def _store_secret(self, name):
        """Keep what was typed; a blank changes nothing."""
        typed = {seller: seller[name] for seller in self if seller[name]}
        self.invalidate_recordset([name], flush=False)
        for seller, value in typed.items():
            seller._check_not_padded(name, value)
            seller._write_secret(name, value)
            seller._reset_connection()

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
        if not current or current._reveal() in ("", new_value):
            return
        if not (previous and previous._reveal()) or self._is_proved(current):
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
                    secret.name not in public or secret._reveal() != public[secret.name]
                )
            )
            if typed:
                seller._delete_secrets(typed)

    def _delete_secrets(self, secrets):
        """Delete these secrets, with what is known about them."""
        self.ensure_one()
        dates = {SECRET_DATES.get(name) for name in secrets.mapped("name")} - {None}
        secrets.unlink()
        self.write(dict.fromkeys(dates, False))
        self.env["amazon.audit.log"]._record("credentials_deleted", self)
        self.message_post(
            body=self.env._(
                "The stored secrets were deleted, because the endpoint or its "
                "address changed."
            )
        )

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

    def _reset_connection(self):
        """New credentials or a new address are not connected until tested."""
        for seller in self:
            seller.write(
                {
                    "credential_version": seller.credential_version + 1,
                    "state": "draft",
                    "attention_reason": False,
                    "uses_previous_secret": False,
                }
            )
