# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .banking import ForeignCommon
from .booking import REIMBURSEMENT, SUBSCRIPTION, UNKNOWN
from .reimbursement import AWKWARD, CLAWBACK, ReimbursementCommon

JULY = {"start": datetime(2026, 6, 30, 22), "end": datetime(2026, 7, 14, 22)}


@tagged("post_install", "-at_install")
class TestReimbursementTax(ReimbursementCommon):
    """The total with tax is Amazon's amount, to the cent."""

    def assert_ties_out(self, taxes, amounts=AWKWARD):
        self.service.taxes_id = taxes
        settlement = self.settle(
            *[
                (REIMBURSEMENT, amount, f"FBA{number}")
                for number, amount in enumerate(amounts)
            ]
        )
        self.assert_proved(settlement)
        return self.assert_documents(
            *[("out_invoice", float(amount)) for amount in amounts]
        )

    def test_tax_that_prices_exclude(self):
        documents = self.assert_ties_out(self.create_tax("19", 19))
        invoice = documents[-1]
        self.assertAlmostEqual(invoice.amount_untaxed, 1037.45)
        self.assertAlmostEqual(invoice.amount_tax, 197.12)
        self.assertAlmostEqual(invoice.invoice_line_ids.price_unit, 1037.45)
        self.assertEqual(invoice.invoice_line_ids.account_id, self.income)

    def test_tax_that_prices_include(self):
        tax = self.create_tax("19 i", 19, price_include_override="tax_included")
        invoice = self.assert_ties_out(tax)[-1]
        self.assertAlmostEqual(invoice.amount_untaxed, 1037.45)
        self.assertAlmostEqual(invoice.invoice_line_ids.price_unit, 1234.57)

    def test_several_taxes(self):
        taxes = self.create_tax("5", 5) | self.create_tax("9.975", 9.975)
        taxes |= self.create_tax("fix", 0.25, amount_type="fixed")
        self.assert_ties_out(taxes)

    def test_rounding_of_the_whole_document(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        self.marketplace.settlement_grouping = "day"
        self.service.taxes_id = self.create_tax("19", 19)
        settlement = self.settle(*[(REIMBURSEMENT, amount) for amount in AWKWARD])
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 1299.02))

    def test_credit_note(self):
        self.service.taxes_id = self.create_tax("19", 19)
        self.assert_proved(self.settle((CLAWBACK, "-0.03"), (CLAWBACK, "-33.33")))
        note = self.assert_documents(("out_refund", 33.36))
        self.assertAlmostEqual(note.amount_tax, 5.33)

    def test_fiscal_position_of_the_customer(self):
        source, abroad = self.create_tax("19", 19), self.create_tax("Abroad", 7)
        account = self.create_account("income", "Abroad", "AMZ72")
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "company_id": self.company.id,
                "account_ids": [
                    Command.create(
                        {
                            "account_src_id": self.income.id,
                            "account_dest_id": account.id,
                        }
                    )
                ],
            }
        )
        abroad.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(source.id)],
            }
        )
        self.amazon.property_account_position_id = position
        documents = self.assert_ties_out(source)
        self.assertEqual(documents.fiscal_position_id, position)
        self.assertEqual(documents.invoice_line_ids.tax_ids, abroad)
        self.assertEqual(documents.invoice_line_ids.account_id, account)

    def test_taxes_of_other_companies_do_not_matter(self):
        other = self.env["res.company"].create({"name": "Other"})
        groups = self.env["account.tax.group"].create(
            {"name": "Other", "company_id": other.id}
        )
        foreign = self.create_tax(
            "Foreign",
            50,
            company_id=other.id,
            tax_group_id=groups.id,
            country_id=self.env.ref("base.de").id,
        )
        tax = self.create_tax("19", 19)
        documents = self.assert_ties_out(tax | foreign, ("8.00",))
        self.assertEqual(documents.invoice_line_ids.tax_ids, tax)

    def test_total_that_does_not_tie_out(self):
        """Nothing is confirmed that Amazon did not pay like that."""
        self.service.taxes_id = self.create_tax("19", 19)
        with patch.object(
            type(self.env["account.tax"]),
            "_export_base_line_extra_tax_data",
            return_value={},
        ):
            settlement = self.settle((REIMBURSEMENT, "0.03"))
        self.assert_proved(settlement, "imported")
        line = self.get_line(settlement, "Reimbursement")
        self.assert_open(line, "no_reimbursement_invoice", "0.04", "0.03")
        self.assertFalse(self.find_documents() | self.find_documents("draft"))
        line.action_reconcile()
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 0.03))


@tagged("post_install", "-at_install")
class TestReimbursementLock(ReimbursementCommon):
    """RP16, RP17: an invoice never enters a locked period, nor leaves it silently."""

    def test_wait_and_ask(self):
        self.company.sale_lock_date = date(2026, 6, 25)
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        self.assertEqual(settlement.state, "processing")
        self.assertIn("locked until", settlement.waiting_reason)
        self.assertFalse(self.find_documents())
        self.company.sale_lock_date = False
        settlement.with_context(queue_job__no_delay=True).action_reconcile()
        self.assert_proved(self.refresh(settlement))
        invoice = self.assert_documents(("out_invoice", 8.0))
        self.assertEqual(invoice.date, date(2026, 6, 20))

    def test_only_reimbursements_wait(self):
        self.company.sale_lock_date = date(2026, 6, 25)
        self.assert_proved(self.settle((SUBSCRIPTION, "-8.00")))

    def test_tax_lock(self):
        self.company.tax_lock_date = date(2026, 6, 25)
        self.assert_proved(self.settle((REIMBURSEMENT, "8.00")))
        self.service.taxes_id = self.create_tax("19", 19)
        settlement = self.settle((REIMBURSEMENT, "8.00"), **JULY)
        self.assertIn("locked until", settlement.waiting_reason)

    def test_first_open_date(self):
        self.seller.lock_date_policy = "first_open"
        self.company.sale_lock_date = date(2026, 6, 25)
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        self.assert_proved(settlement)
        invoice = self.assert_documents(("out_invoice", 8.0))
        self.assertEqual((invoice.invoice_date, invoice.date), (date(2026, 6, 26),) * 2)
        line = self.get_line(settlement, "Reimbursement")
        self.assertEqual(line.statement_line_id.date, date(2026, 6, 20))

    def test_locked_when_it_is_mapped(self):
        settlement = self.settle((UNKNOWN, "7.00"))
        self.company.sale_lock_date = date(2026, 6, 25)
        rule = self.env["amazon.settlement.rule"].create(
            {
                "name": "New",
                "sequence": 10,
                "amount_description": "Brand New Charge",
                "treatment": "reimbursement",
            }
        )
        self.with_jobs(rule.action_apply)
        line = settlement.line_ids.filtered(lambda line: line.state == "open")
        self.assert_open(line, "no_reimbursement_invoice", "locked until")
        self.company.sale_lock_date = False
        line.action_reconcile()
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 7.0))


@tagged("post_install", "-at_install")
class TestReimbursementCurrency(ForeignCommon, ReimbursementCommon):
    """The settlement is in another currency than the books."""

    rates = {"2026-01-01": 1.1, "2026-06-26": 1.4}

    def get_exchange_items(self):
        journal = self.company.currency_exchange_journal_id
        return self.env["account.move.line"].search([("journal_id", "=", journal.id)])

    def test_invoice_and_payment_are_of_one_value(self):
        self.service.taxes_id = self.create_tax("19", 19)
        before = self.get_exchange_items()
        settlement = self.settle(
            *[
                (REIMBURSEMENT, amount, f"FBA{number}")
                for number, amount in enumerate(AWKWARD)
            ]
        )
        self.assert_proved(settlement)
        documents = self.assert_documents(
            *[("out_invoice", float(amount)) for amount in AWKWARD]
        )
        self.assertEqual(documents.currency_id, self.currency)
        self.assertEqual(self.get_exchange_items(), before)
        account = self.journal.default_account_id
        self.assertAlmostEqual(self.get_balance(account), 0)
        self.assertAlmostEqual(self.get_balance(account, currency=True), 0)

    def test_invoice_of_another_day(self):
        """Odoo books the difference of the rates."""
        self.seller.lock_date_policy = "first_open"
        self.company.sale_lock_date = date(2026, 6, 25)
        before = self.get_exchange_items()
        settlement = self.settle((REIMBURSEMENT, "110.00"))
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 110.0))
        self.assertTrue(self.get_exchange_items() - before)
        line = self.get_line(settlement, "Reimbursement")
        liquidity, _suspense, _others = line.statement_line_id._seek_for_lines()
        self.assertAlmostEqual(liquidity.balance, 100.0)

    def test_journal_in_another_currency(self):
        """The configuration check warns of it; the amount is Amazon's all the same."""
        self.sales.currency_id = self.company.currency_id
        settlement = self.settle((REIMBURSEMENT, "110.00"))
        self.assert_proved(settlement)
        invoice = self.assert_documents(("out_invoice", 110.0))
        self.assertEqual(invoice.currency_id, self.currency)
