# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime

from ..lib.errors import ConfigurationError
from .amazon_secret_store_mixin import PREVIOUS_SECRET, SECRET_DATES

SECRETS = ("lwa_client_secret", "refresh_token")


class AmazonCredentialMixin(models.AbstractModel):
    """Write-only secrets: a person types them in, nobody reads them back.

    ``amazon.secret.store.mixin`` keeps them, encrypted.
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
        "stored one. A change of the endpoint or of its address deletes it, except the "
        "simulator's own, which is public.",
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
        "deletes it, except the simulator's own, which is public.",
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
            is_known_account = seller._is_known_account(name, value)
            seller._write_secret(name, value)
            if name == "lwa_client_secret" and seller.state == "connected":
                # The previous secret works on until Amazon accepts the new one.
                seller.credential_version += 1
            else:
                seller._reset_connection()
            if not is_known_account:
                seller._on_account_changed()

    def _is_known_account(self, name, value):
        """Tell whether a secret surely belongs to the same selling account."""
        if name != "refresh_token" or self.env.context.get("amazon_known_account"):
            return True
        stored = self._get_stored_secrets(name)
        return bool(stored) and stored._reveal_text(stored.value) == value

    def _reset_connection(self):
        """New credentials or a new address are not connected until tested."""
        for seller in self:
            was_connected = seller.state == "connected"
            seller.write(
                {
                    "credential_version": seller.credential_version + 1,
                    "state": "draft",
                    "attention_reason": False,
                }
            )
            if was_connected:
                seller._ask_for_test()
