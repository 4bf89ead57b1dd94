# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists


def migrate(cr, version):
    """Each seller's own scheduler replaces the scheduled action of all sellers."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    cron = env.ref("amazon_connector_fbm.ir_cron_import_orders", False)
    if cron:
        cron.unlink()
    if column_exists(cr, "amazon_seller", "auto_import_orders"):
        cr.execute(
            """
            UPDATE amazon_scheduler
               SET enabled = True
              FROM amazon_seller
             WHERE amazon_seller.id = amazon_scheduler.seller_id
               AND amazon_scheduler.flow = 'import_fbm_orders'
               AND amazon_seller.auto_import_orders
            """
        )
        env.invalidate_all()
