# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Until 19.0.1 the secrets were stored in clear."""

import logging

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ValidationError

from odoo.addons.amazon_connector.models.amazon_secret_store_mixin import SECRET_DATES

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    """Encrypt the stored secrets; pre-migration made sure that there is a key."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    # The pages that were left open hold secrets in clear.
    env["amazon.seller.create.wizard"].search([]).unlink()
    credentials = env["amazon.seller.credential"].search([("value", "!=", False)])
    vault = credentials and credentials._get_vault()
    for credential in credentials:
        _encrypt(credential, vault)


def _encrypt(credential, vault):
    seller, plain, stored = (
        credential.seller_id,
        credential.value,
        credential.write_date,
    )
    credential.write({"value": vault.encrypt(plain), "stored_date": stored})
    seller._bind_database()
    date_name = SECRET_DATES.get(credential.name)
    if date_name and not seller[date_name]:
        seller[date_name] = stored.date()
    if credential.name == "refresh_token":
        try:
            credential.fingerprint = seller._take_fingerprint(plain)
        except ValidationError as error:
            _logger.warning("%s: %s", seller.name, error)
