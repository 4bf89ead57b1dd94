# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give the sellers that exist already their scheduler of notifications."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    sellers = env["amazon.seller"].with_context(active_test=False).search([])
    env["amazon.scheduler"]._create_missing(sellers)
