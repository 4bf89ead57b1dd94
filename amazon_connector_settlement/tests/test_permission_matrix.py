# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.permissions import (
    PermissionCase,
    PermissionMatrixTests,
)


@tagged("post_install", "-at_install")
class TestPermissionMatrix(PermissionMatrixTests, PermissionCase):
    """Who may do what with settlements; this addon has no models of its own yet."""

    addon = "amazon_connector_settlement"
    rights = {}
