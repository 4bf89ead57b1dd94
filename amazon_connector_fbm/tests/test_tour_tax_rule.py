# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common import AmazonFbmCommon
from .documents import item

MANAGER = "amazon_connector.group_amazon_manager"


@tagged("post_install", "-at_install")
class TestTourTaxRule(AmazonFbmCommon, HttpCase):
    """A manager decides about a tax in the browser."""

    def test_manager_approves_a_tax_rule(self):
        self.create_tax(20)
        ref = "302-0000009-0000009"
        binding = self.import_order(ref, [item("MUG", 1, "12.00", tax="2.00")])
        self.assert_held(binding, "tax")
        self.create_user("anna", MANAGER)
        self.start_tour("/odoo", "amazon_manager_approves_tax_rule", login="anna")
        self.assert_proved(self.refresh(binding), "12.00")
        self.assertEqual(binding.tax_rule_id.decided_by_id.login, "anna")
