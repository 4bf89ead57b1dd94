# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Until 19.0.1 the secrets were stored in clear, and no key was needed."""

from odoo.exceptions import UserError

from odoo.addons.amazon_connector.lib.errors import ConfigurationError
from odoo.addons.amazon_connector.models.amazon_seller_credential import (
    KEY_COMMAND,
    KEY_ENVIRONMENT,
    read_vault,
)


def migrate(cr, version):
    """Stop before anything changes if the secrets cannot be encrypted."""
    cr.execute("SELECT 1 FROM amazon_seller_credential WHERE value IS NOT NULL LIMIT 1")
    if not cr.fetchone():
        return
    try:
        read_vault()
    except ConfigurationError as error:
        raise UserError(
            "Amazon Connector was not upgraded, and nothing was changed: it encrypts "
            f"the stored secrets from now on. {error} Make one with: {KEY_COMMAND} -- "
            "then put it as secret_key = ... into the section [amazon_connector] of "
            "Odoo's configuration file, or into the environment variable "
            f"{KEY_ENVIRONMENT}, on every host, and upgrade again. Keep a copy of it "
            "apart from the backups of the database."
        ) from None
