# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import USA, item, valid_order

ACCOUNTANT = "account.group_account_invoice"
SALES = "sales_team.group_sale_salesman_all_leads"


@tagged("post_install", "-at_install")
class TestInvoiceGuard(AmazonFbmCommon):
    """No invoice says anything else than what Amazon charged."""

    def setUp(self):
        super().setUp()
        self.sale = self.import_sale("302-1", [item("MUG", 2, "11.90")])
        self.sale.order_line.qty_delivered = 2

    def hold(self):
        """Let Amazon change the order after it was imported."""
        document = valid_order("302-1", [item("MUG", 3, "11.90")], minutes=5)
        self.run_import(document)
        self.assertEqual(self.get_order("302-1").hold_reason, "changed")

    def add_line(self):
        self.sale.write({"order_line": [(0, 0, {"product_id": self.book.id})]})

    def test_proved_order_is_invoiced(self):
        invoice = self.sale._create_invoices()
        invoice.action_post()
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 23.8))

    def test_held_order_is_not_invoiced(self):
        self.hold()
        with self.assertRaisesRegex(UserError, "is held.*Amazon changed the order"):
            self.sale._create_invoices()
        self.assertFalse(self.sale.invoice_ids)

    def test_invoice_of_a_held_order_is_not_posted(self):
        invoice = self.sale._create_invoices()
        self.hold()
        with self.assertRaisesRegex(UserError, "302-1 is held"):
            invoice.action_post()
        self.assertEqual(invoice.state, "draft")

    def test_total_that_is_not_amazons(self):
        self.add_line()
        with self.assertRaisesRegex(UserError, "Amazon charged.*23.80"):
            self.sale._create_invoices()

    def test_invoice_of_an_order_that_was_changed_is_not_posted(self):
        invoice = self.sale._create_invoices()
        self.add_line()
        with self.assertRaisesRegex(UserError, "Amazon charged.*23.80"):
            invoice.action_post()

    def test_released_order_is_invoiced(self):
        self.hold()
        self.get_order("302-1").action_accept_change()
        self.sale.order_line.write({"product_uom_qty": 3, "price_unit": 11.9})
        self.assertTrue(self.sale._create_invoices())

    def test_credit_note_of_a_held_order_is_posted(self):
        invoice = self.sale._create_invoices()
        invoice.action_post()
        self.hold()
        refund = invoice._reverse_moves()
        refund.action_post()
        self.assertEqual(refund.state, "posted")

    def test_failed_step_of_the_workflow_may_be_repeated(self):
        binding = self.sale.amazon_order_ids
        binding.write({"state": "held", "hold_reason": "workflow"})
        self.assertTrue(self.sale._create_invoices())

    def test_other_orders_are_not_concerned(self):
        self.hold()
        other = self.sale.copy()
        other.action_confirm()
        other.order_line.qty_delivered = 2
        self.assertTrue(other._create_invoices())

    def test_people_without_rights_on_the_connector(self):
        accountant = self.create_user("accountant", ACCOUNTANT, SALES)
        self.hold()
        with self.assertRaisesRegex(UserError, "302-1 is held"):
            self.sale.with_user(accountant)._create_invoices()

    def test_other_currency(self):
        sale = self.import_sale("111-1", [item("BOOK")], marketplace=USA)
        sale.order_line.qty_delivered = 1
        self.assertEqual(sale._create_invoices().amount_total, 10)
