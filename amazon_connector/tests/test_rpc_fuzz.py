# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .rpc_fuzz import RpcFuzzTests
from .test_permission_matrix import ConnectorPermissionCase


@tagged("post_install", "-at_install")
class TestRpcFuzz(RpcFuzzTests, ConnectorPermissionCase):
    """No call from outside does more than the rights allow."""
