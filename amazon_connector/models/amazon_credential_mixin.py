# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.credentials import SIMULATOR_CREDENTIALS

SECRETS = ("lwa_client_secret", "refresh_token")


class AmazonCredentialMixin(models.AbstractModel):
    """Write-only secrets: a person types them in, nobody reads them back."""

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
            secrets = seller._read_secrets()
            seller.has_credentials = bool(
                seller.lwa_client_id and all(secrets.get(name) for name in SECRETS)
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

    def _read_secrets(self):
        """Return the stored secrets by name; never hand them out."""
        self.ensure_one()
        # Nobody has rights on the credentials: this is the only reader.
        credentials = self.env["amazon.seller.credential"].sudo()
        stored = credentials.search([("seller_id", "=", self._origin.id)])
        return {credential.name: credential.value for credential in stored}

    def _store_secret(self, name):
        """Keep what was typed; a blank changes nothing."""
        typed = {seller: seller[name] for seller in self if seller[name]}
        self.invalidate_recordset([name], flush=False)
        for seller, value in typed.items():
            seller._check_not_padded(name, value)
            seller._write_secret(name, value)
            seller._reset_connection()

    def _write_secret(self, name, value):
        self.ensure_one()
        # The rights on the seller were checked by the write that led here.
        credentials = self.env["amazon.seller.credential"].sudo()
        stored = credentials.search([("seller_id", "=", self.id), ("name", "=", name)])
        if stored:
            stored.value = value
        else:
            credentials.create({"seller_id": self.id, "name": name, "value": value})
        self.message_post(
            body=self.env._(
                "%s was stored.", self._fields[name]._description_string(self.env)
            )
        )

    def _forget_secrets(self, vals):
        """Delete the secrets before a write that changes where they would be sent.

        Only the simulator's own move with it: they are public.
        """
        self.check_access("write")
        # Nobody has rights on the credentials; those on the seller were checked.
        credentials = self.env["amazon.seller.credential"].sudo()
        for seller in self:
            endpoints = {seller.endpoint, vals.get("endpoint", seller.endpoint)}
            public = SIMULATOR_CREDENTIALS if endpoints == {"simulator"} else {}
            typed = credentials.search([("seller_id", "=", seller.id)]).filtered(
                lambda secret, public=public: secret.value != public.get(secret.name)
            )
            if typed:
                typed.unlink()
                seller.message_post(
                    body=self.env._(
                        "The stored secrets were deleted, because the endpoint or its "
                        "address changed."
                    )
                )

    def _reset_connection(self):
        """New credentials or a new address are not connected until tested."""
        for seller in self:
            seller.write(
                {
                    "credential_version": seller.credential_version + 1,
                    "state": "draft",
                    "attention_reason": False,
                }
            )
