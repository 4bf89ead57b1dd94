# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A seller whose reimbursements become invoices."""

from odoo import Command

from .booking import BookingCommon

LOST = ("other-transaction", "FBA Inventory Reimbursement", "WAREHOUSE_LOST")
CLAWBACK = ("other-transaction", "FBA Inventory Reimbursement", "COMPENSATED_CLAWBACK")
# With 19 % these have no net price in cents that makes them, or take a cent of care.
AWKWARD = ("0.01", "0.03", "0.07", "1.03", "9.99", "19.99", "33.33", "1234.57")


class ReimbursementCommon(BookingCommon):
    """A seller with customer, journal and product for reimbursements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.amazon = cls.env["res.partner"].create({"name": "Amazon Reimburses"})
        cls.income = cls.create_account("income", "Reimbursed", "AMZ71")
        cls.sales = cls.env["account.journal"].create(
            {
                "name": "Reimbursements",
                "code": "REIM",
                "type": "sale",
                "company_id": cls.company.id,
            }
        )
        cls.service = cls.env["product.product"].create(
            {
                "name": "Reimbursement",
                "type": "service",
                "property_account_income_id": cls.income.id,
                "taxes_id": [Command.clear()],
            }
        )
        cls.choose_settings()

    @classmethod
    def choose_settings(cls):
        cls.seller.write(
            {
                "reimbursement_partner_id": cls.amazon.id,
                "reimbursement_journal_id": cls.sales.id,
                "reimbursement_product_id": cls.service.id,
            }
        )

    @classmethod
    def create_tax(cls, name, amount, **values):
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                "price_include_override": "tax_excluded",
                **values,
            }
        )

    def find_documents(self, state="posted"):
        """Return the invoices and credit notes of the journal."""
        return self.env["account.move"].search(
            [("journal_id", "=", self.sales.id), ("state", "=", state)], order="id"
        )

    def assert_documents(self, *expected):
        """Assert type and total of all confirmed documents, and that they are paid."""
        documents = self.find_documents()
        self.assertEqual(
            sorted((each.move_type, each.amount_total) for each in documents),
            sorted(expected),
        )
        self.assertEqual(set(documents.mapped("payment_state")) - {"paid"}, set())
        return documents
