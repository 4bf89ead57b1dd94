# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.permissions import PermissionMatrixTests

from .permissions import SettlementPermissionCase


@tagged("post_install", "-at_install")
class TestPermissionMatrix(PermissionMatrixTests, SettlementPermissionCase):
    """Who may do what with settlements."""
