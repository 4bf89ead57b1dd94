# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.rpc_fuzz import RpcFuzzTests

from .documents import item
from .permissions import FbmPermissionCase

USER_ACTIONS = {
    "amazon.order": {
        "action_accept_change",
        "action_fetch_again",
        "action_preview_again",
        "action_retry",
        "activity_schedule",
        "message_post",
    },
    "amazon.order.issue": {"action_retry", "action_retry_all"},
}


@tagged("post_install", "-at_install")
class TestRpcFuzz(RpcFuzzTests, FbmPermissionCase):
    """No call from outside does more than the rights allow."""

    user_actions = USER_ACTIONS

    def test_methods_on_orders_of_odoo(self):
        """What the addon adds to sales orders opens nothing to anybody else."""
        sale = self.import_sale("302-1", [item("MUG")])
        names = [
            name
            for name in self.public_methods("sale.order")
            if self.is_brought_by_us(sale, name)
        ]
        self.assertIn("action_open_amazon_order", names)
        for role in ("portal", "internal"):
            outcomes = self.fuzz(self.users[role], sale, names)
            self.assertEqual(self.find_changes(outcomes), {}, role)
            self.assert_tells_nothing(outcomes, "302-1", role)

    def is_brought_by_us(self, records, name):
        """Tell whether an addon of the connector has its own version of a method."""
        return any(
            name in vars(cls) and "amazon_connector" in cls.__module__
            for cls in type(records).mro()
        )

    def test_a_held_order_stays_closed_to_others(self):
        """The buyer's data are in its document: they appear in no answer."""
        order = self.import_order("302-2", [item("NEW-1")])
        self.assertIn("Käthe", str(order.payload))
        for role in ("portal", "internal", "user", "manager"):
            outcomes = self.fuzz(self.users[role], order)
            self.assert_tells_nothing(outcomes, "Käthe", role)
