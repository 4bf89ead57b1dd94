# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Contacts of earlier imports are buyers at Amazon as well."""


def migrate(cr, _version):
    """Mark the contacts that stand for buyers and recipients at Amazon."""
    cr.execute(
        """
        UPDATE res_partner
           SET is_amazon_buyer = TRUE
         WHERE amazon_buyer_key IS NOT NULL OR amazon_address_key IS NOT NULL
        """
    )
