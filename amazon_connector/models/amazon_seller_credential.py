# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
from configparser import ConfigParser
from functools import cache

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import config

from ..lib.errors import ConfigurationError, KeyMissingError, KeyUnusableError
from ..lib.vault import Vault

KEY_ENVIRONMENT = "AMAZON_CONNECTOR_SECRET_KEY"
KEY_COMMAND = (
    'python3 -c "from cryptography.fernet import Fernet; '
    'print(Fernet.generate_key().decode())"'
)


@cache
def _read_keys_of_file(path):
    """Return the keys of Odoo's configuration file, read once in each process.

    They are in a section of their own: Odoo warns of options that it does not know.
    """
    parser = ConfigParser(interpolation=None)
    parser.read(path)
    return parser.get("amazon_connector", "secret_key", fallback="")


def read_vault():
    """Return the vault with the keys of this installation; needs no database.

    Raises KeyMissingError or KeyUnusableError.
    """
    path = config.get("config")
    return Vault(os.environ.get(KEY_ENVIRONMENT) or (path and _read_keys_of_file(path)))


class AmazonSellerCredential(models.Model):
    """One secret of a seller, encrypted with a key outside the database.

    No group has any right on this model: it is read and written only by
    ``amazon.seller`` in superuser mode.
    """

    _name = "amazon.seller.credential"
    _description = "Amazon Seller Credential"
    _rec_name = "name"

    seller_id = fields.Many2one(
        "amazon.seller", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="seller_id.company_id", store=True)
    name = fields.Char(required=True)
    value = fields.Char(copy=False, exportable=False)
    fingerprint = fields.Char(copy=False, exportable=False)
    stored_date = fields.Datetime(default=fields.Datetime.now, copy=False)
    expiry_date = fields.Datetime(copy=False)

    _seller_name_uniq = models.Constraint(
        "UNIQUE(seller_id, name)", "A seller keeps each credential once."
    )
    _fingerprint_uniq = models.UniqueIndex(
        "(fingerprint) WHERE fingerprint IS NOT NULL",
        "Another seller uses this refresh token already.",
    )

    @api.model
    def _get_vault(self):
        """Return the vault with the keys of this installation.

        Raises KeyMissingError or KeyUnusableError.
        """
        return read_vault()

    @api.model
    def _explain_vault_error(self, error):
        """Return what is wrong with the key and what to do, in words."""
        if isinstance(error, KeyMissingError):
            problem = self.env._(
                "There is no key to encrypt the secrets of the sellers."
            )
        elif isinstance(error, KeyUnusableError):
            problem = self.env._(
                "The key to encrypt the secrets of the sellers is not usable."
            )
        else:
            return self.env._(
                "A stored secret of the seller was encrypted with another key. Put "
                "that key behind the present one (secret_key in the section "
                "[amazon_connector] of Odoo's configuration file, or the environment "
                "variable %(variable)s) and restart Odoo, or enter the secrets again.",
                variable=KEY_ENVIRONMENT,
            )
        return self.env._(
            "%(problem)s Make one with: %(command)s -- then put it as secret_key = ... "
            "into the section [amazon_connector] of Odoo's configuration file, or into "
            "the environment variable %(variable)s, on every host, and restart Odoo. "
            "Keep a copy of it apart from the backups of the database.",
            problem=problem,
            command=KEY_COMMAND,
            variable=KEY_ENVIRONMENT,
        )

    @api.model
    def _put(self, seller, name, vals):
        """Create or replace one secret of the seller."""
        fresh = {"stored_date": fields.Datetime.now(), "expiry_date": False, **vals}
        stored = self.search([("seller_id", "=", seller.id), ("name", "=", name)])
        if stored:
            stored.write(fresh)
        else:
            self.create({"seller_id": seller.id, "name": name, **fresh})

    @api.model
    def _encrypt(self, text):
        """Return the text encrypted; raises UserError without a usable key."""
        try:
            return self._get_vault().encrypt(text)
        except ConfigurationError as error:
            raise UserError(self._explain_vault_error(error)) from None

    @api.model
    def _reveal_text(self, token):
        """Return what was encrypted, or a blank if no configured key reads it."""
        try:
            return self._get_vault().decrypt(token)
        except ConfigurationError:
            return ""

    def _decrypt(self):
        """Return the secret; raises the subtypes of ConfigurationError of the vault."""
        self.ensure_one()
        return self._get_vault().decrypt(self.value)

    @api.model
    def _get_valid_domain(self):
        """Return the domain of the secrets that may still be used."""
        now = fields.Datetime.now()
        return Domain("expiry_date", "=", False) | Domain("expiry_date", ">", now)

    @api.autovacuum
    def _gc_expired(self):
        """Delete the previous client secrets that Amazon accepts no more."""
        self.search(~self._get_valid_domain()).unlink()
