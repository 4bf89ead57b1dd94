# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the settings of earlier versions allowed and those of today refuse."""

from odoo.tools.sql import column_exists

# Odoo's own default for sellers that never chose how far the first import reaches.
FIRST_DAYS = 30


def migrate(cr, _version):
    """Let every seller have values that its form can be saved with."""
    _mend_first_days(cr)
    _keep_one_pause(cr)
    _free_twins(cr)


def _mend_first_days(cr):
    """Until 19.0.2.1 a first import could reach back by no day at all."""
    cr.execute(
        "UPDATE amazon_seller SET order_first_days = %s"
        " WHERE order_first_days IS NULL OR order_first_days < 1",
        [FIRST_DAYS],
    )


def _keep_one_pause(cr):
    """What an import still has to catch up was a date of its own."""
    if not column_exists(cr, "amazon_seller", "order_disconnected_since"):
        return
    cr.execute(
        """
        UPDATE amazon_seller
           SET disconnected_since =
               LEAST(disconnected_since, order_disconnected_since)
         WHERE order_disconnected_since IS NOT NULL
        """
    )
    cr.execute("ALTER TABLE amazon_seller DROP COLUMN order_disconnected_since")


def _free_twins(cr):
    """Fiscal positions map to the tax on top alone, not to its twin in the price.

    A twin took over what its origin replaces. Only that is undone; what somebody
    added by hand stays.
    """
    cr.execute(
        """
        DELETE FROM account_tax_alternatives twins
              USING account_tax twin, account_tax_alternatives origins
              WHERE twin.id = twins.dest_tax_id
                AND twin.amazon_origin_tax_id = origins.dest_tax_id
                AND origins.src_tax_id = twins.src_tax_id
        """
    )
