# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .documents import item, valid_order
from .test_held import MANAGER, USER, HeldCase

SALES = "sales_team.group_sale_salesman"


@tagged("post_install", "-at_install")
class TestTourHeld(HeldCase, HttpCase):
    """The list of work in the browser."""

    def test_user_mends_held_orders(self):
        ben = self.create_user("ben", USER, SALES)
        self.run_import(
            valid_order("302-0000001-0000001", [item("MUG-3PK")]),
            valid_order("302-0000002-0000002", [item("MUG-3PK", 2)]),
            valid_order("302-0000003-0000003", [item("NOBODY-KNOWS")]),
        )
        self.start_tour("/odoo", "amazon_user_mends_held_orders", login="ben")
        self.refresh(self.seller)
        self.assertEqual(len(self.get_sales()), 2)
        moves = self.get_sales().order_line.move_ids
        self.assertEqual(sum(moves.mapped("product_qty")), 9)
        self.assertEqual(self.get_order("302-0000003-0000003").resolved_by_id, ben)

    def test_manager_gives_price_list(self):
        self.create_user("anna", MANAGER)
        self.marketplace_de.pricelist_id.currency_id = self.env.ref("base.USD")
        binding = self.import_order("302-0000001-0000001", [item("MUG")])
        self.start_tour("/odoo", "amazon_manager_gives_price_list", login="anna")
        self.refresh(binding)
        self.assert_proved(binding, "10.00")
