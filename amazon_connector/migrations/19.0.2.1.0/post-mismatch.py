# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    """Give the sellers that exist already the activity about mismatches."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    sellers = env["amazon.seller"].with_context(active_test=False)
    kind = env.ref("amazon_connector.mail_activity_type_mismatch")
    missing = sellers.search([("mismatch_activity_type_id", "=", False)])
    missing.mismatch_activity_type_id = kind
