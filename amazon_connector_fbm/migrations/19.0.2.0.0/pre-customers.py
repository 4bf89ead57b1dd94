# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two contacts with the same address of a buyer: the newer one keeps its key."""


def migrate(cr, _version):
    """Make the keys of addresses unique before the database insists on it."""
    cr.execute(
        """
        UPDATE res_partner older
           SET amazon_address_key = NULL
          FROM res_partner newer
         WHERE newer.amazon_address_key = older.amazon_address_key
           AND newer.id > older.id
        """
    )
