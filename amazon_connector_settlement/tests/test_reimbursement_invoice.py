# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .booking import (
    COMMISSION,
    REIMBURSEMENT,
    SALE,
    SUBSCRIPTION,
    UNKNOWN,
    BookingCommon,
)

REF = "302-0000001-0000001"
LOST = ("other-transaction", "FBA Inventory Reimbursement", "WAREHOUSE_LOST")
CLAWBACK = ("other-transaction", "FBA Inventory Reimbursement", "COMPENSATED_CLAWBACK")
SAFE_T = ("SAFE-T Reimbursement", "Other transactions", "SAFE-T reimbursement")
NEXT_DAY = datetime(2026, 6, 21, 12)
JULY = {"start": datetime(2026, 6, 30, 22), "end": datetime(2026, 7, 14, 22)}
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


@tagged("post_install", "-at_install")
class TestReimbursementInvoice(ReimbursementCommon):
    """Row 173: what Amazon reimburses becomes customer invoices."""

    def test_reimbursement_is_a_paid_invoice(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"), (SUBSCRIPTION, "-1.00"))
        self.assert_proved(settlement)
        invoice = self.assert_documents(("out_invoice", 8.0))
        self.assertEqual(invoice.partner_id, self.amazon)
        self.assertEqual(invoice.invoice_date, date(2026, 6, 20))
        self.assertEqual(invoice.date, date(2026, 6, 20))
        self.assertEqual(invoice.currency_id, self.currency)
        self.assertEqual(invoice.company_id, self.company)
        self.assertIn(settlement.name, invoice.invoice_origin)
        line = self.get_line(settlement, "Reimbursement")
        receivable = self.amazon.property_account_receivable_id
        self.assertEqual(self.get_items(line), {(receivable.code, "-8.00")})
        self.assertEqual(line.statement_line_id.partner_id, self.amazon)
        self.assertEqual(self.get_balance(self.reimbursements), 0)
        self.assertEqual(
            self.get_balance(self.income, currency=True), -8.0, "the income"
        )

    def test_what_amazon_takes_back_is_a_credit_note(self):
        settlement = self.settle((CLAWBACK, "-8.00"), (SALE, "9.00", REF))
        self.assert_proved(settlement, "imported")
        self.assert_documents(("out_refund", 8.0))
        self.assertEqual(self.get_balance(self.income, currency=True), 8.0)

    def test_payment_and_clawback_of_one_line(self):
        """Both are of one day and rule, but neither hides the other."""
        settlement = self.settle(
            (REIMBURSEMENT, "8.00"), (CLAWBACK, "-3.00"), (LOST, "2.00")
        )
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 10.0), ("out_refund", 3.0))
        line = self.get_line(settlement, "Reimbursement")
        self.assertEqual(line.reimbursement_count, 2)

    def test_one_line_that_comes_to_nothing(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"), (CLAWBACK, "-8.00"))
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 8.0), ("out_refund", 8.0))

    def test_reimbursement_of_nothing_is_no_invoice(self):
        settlement = self.settle((REIMBURSEMENT, "0.00"), (LOST, "5.00"))
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 5.0))

    def test_invoice_says_what_amazon_paid_for(self):
        settlement = self.plan(
            (REIMBURSEMENT, "8.00", REF, "ADJ-1"),
            (LOST, "2.50", REF, "ADJ-1"),
            (SAFE_T, "3.00", "", "", NEXT_DAY),
        )
        settlement.row_ids[0].write({"sku": "MUG", "quantity": 2})
        self.book(settlement)
        self.assert_proved(settlement)
        documents = self.assert_documents(("out_invoice", 10.5), ("out_invoice", 3.0))
        self.assertEqual(
            documents.invoice_line_ids.mapped("name"),
            [
                "FBA Inventory Reimbursement: WAREHOUSE_DAMAGE, SKU MUG, quantity 2, "
                f"order {REF}, adjustment ADJ-1",
                "FBA Inventory Reimbursement: WAREHOUSE_LOST, "
                f"order {REF}, adjustment ADJ-1",
                "Other transactions: SAFE-T reimbursement",
            ],
        )

    def test_lines_of_whole_days(self):
        self.marketplace.settlement_grouping = "day"
        settlement = self.settle(
            *[(REIMBURSEMENT, "1.10", f"FBA{number}") for number in range(5)],
            (LOST, "4.00", "", "", NEXT_DAY),
        )
        self.assert_proved(settlement)
        documents = self.assert_documents(("out_invoice", 5.5), ("out_invoice", 4.0))
        self.assertEqual(len(documents[0].invoice_line_ids), 5)

    def test_payment_terms_of_the_customer_do_not_matter(self):
        terms = self.env.ref("account.account_payment_term_advance_60days")
        self.amazon.property_payment_term_id = terms
        self.assert_proved(self.settle((REIMBURSEMENT, "8.01")))
        invoice = self.assert_documents(("out_invoice", 8.01))
        self.assertEqual(invoice.invoice_date_due, invoice.invoice_date)

    def test_analytic_distribution_of_the_rule(self):
        plan = self.env["account.analytic.plan"].create({"name": "Where"})
        account = self.env["account.analytic.account"].create(
            {"name": "Amazon", "plan_id": plan.id}
        )
        distribution = {str(account.id): 100.0}
        rule = self.env.ref(
            "amazon_connector_settlement.amazon_settlement_rule_fba_reimbursement"
        )
        rule.analytic_distribution = distribution
        self.settle((REIMBURSEMENT, "8.00"))
        lines = self.find_documents().invoice_line_ids
        self.assertEqual(lines.analytic_distribution, distribution)

    def test_nobody_is_told(self):
        self.amazon.email = "payments@amazon.example"
        self.amazon.user_id = new_test_user(
            self.env, "keyaccount", groups="base.group_user"
        )
        mails = self.env["mail.mail"].search_count([])
        notices = self.env["mail.notification"].search_count([])
        self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.assert_documents(("out_invoice", 8.0))
        self.assertFalse(invoice.message_partner_ids)
        self.assertFalse(invoice.is_move_sent)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["mail.notification"].search_count([]), notices)
        self.assertIn("Made of Amazon", invoice.message_ids.mapped("body")[-1])

    def test_settlement_invoice_and_line_lead_to_each_other(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"), (SUBSCRIPTION, "-1.00"))
        invoice = self.find_documents()
        self.assertEqual(settlement.reimbursement_count, 1)
        line = self.get_line(settlement, "Reimbursement")
        for record in (settlement, line):
            action = record.action_open_reimbursements()
            self.assertEqual(
                (action["res_model"], action["res_id"]), ("account.move", invoice.id)
            )
        self.assertEqual(invoice.amazon_settlement_count, 1)
        action = invoice.action_open_amazon_settlements()
        self.assertEqual(action["res_id"], settlement.id)
        self.assertEqual((settlement.line_ids - line).mapped("reimbursement_count"), [0, 0])

    def test_summary_and_deferred_view_stay_right(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"), (CLAWBACK, "-3.00"))
        summary = settlement.summary_ids
        self.assertEqual(
            {each.section: each.amount for each in summary},
            {"reimbursement": 5.0, "payout": -5.0},
        )
        invoice = self.find_documents()[0]
        invoice.line_ids.remove_move_reconcile()
        self.refresh(invoice)
        self.assertEqual(invoice.payment_state, "not_paid")
        deferred = self.env["amazon.deferred.invoice"]
        self.assertFalse(deferred.search([("move_id", "=", invoice.id)]))

    def test_orders_cost_no_more_queries(self):
        with_settings = self.count_queries()
        self.seller.reimbursement_journal_id = False
        without = self.count_queries()
        self.assertEqual(with_settings, without)

    def count_queries(self):
        """Return how many queries it takes to book the lines of two orders."""
        settlement = self.plan(
            (SALE, "10.00", REF), (COMMISSION, "-1.00", REF), (SUBSCRIPTION, "-1.00")
        )
        lines = settlement.line_ids.filtered(lambda line: line.kind != "payout")
        self.refresh(settlement)
        before = self.env.cr.sql_log_count
        self.env["amazon.settlement.booker"]._book(lines)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_many_reimbursements_are_invoiced_at_once(self):
        settlement = self.plan(
            *[(REIMBURSEMENT, "1.00", f"FBA{number}") for number in range(12)]
        )
        moves = type(self.env["account.move"])
        with patch.object(moves, "_post", autospec=True, side_effect=moves._post) as post:
            self.book(settlement)
        self.assert_proved(settlement)
        sizes = [
            len(call.args[0])
            for call in post.call_args_list
            if call.args[0].journal_id == self.sales
        ]
        self.assertEqual(sizes, [12])

    def test_nothing_is_left_if_the_booking_fails(self):
        """A chunk is booked with its invoices, or not at all."""
        settlement = self.plan((REIMBURSEMENT, "8.00"))
        with patch.object(
            type(settlement), "_find_wrong_items", return_value="Something is wrong."
        ):
            self.book(settlement)
        self.assertIn("Something is wrong", settlement.waiting_reason)
        self.assertFalse(self.find_documents() | self.find_documents("draft"))
        self.assertFalse(settlement.row_ids.reimbursement_move_id)
        settlement.with_context(queue_job__no_delay=True).action_reconcile()
        self.assert_proved(self.refresh(settlement))
        self.assert_documents(("out_invoice", 8.0))

    def test_company_of_the_settlement_counts(self):
        other = self.env["res.company"].create({"name": "Other"})
        settlement = self.plan((REIMBURSEMENT, "8.00"))
        companies = (other | self.company).ids
        self.book(settlement.with_context(allowed_company_ids=companies))
        self.assert_proved(settlement)
        invoice = self.assert_documents(("out_invoice", 8.0))
        self.assertEqual(invoice.company_id, self.company)

    # === WITHOUT INVOICES === #

    def assert_on_account(self, settlement, account):
        self.assert_proved(settlement)
        line = self.get_line(settlement, "Reimbursement")
        self.assertEqual(self.get_items(line), {(account.code, "-8.00")})
        self.assertFalse(self.find_documents())
        self.assertFalse(line.reimbursement_count)

    def test_all_three_settings_are_needed(self):
        for name in ("partner", "journal", "product"):
            with self.subTest(name=name):
                self.choose_settings()
                self.seller[f"reimbursement_{name}_id"] = False
                settlement = self.settle((REIMBURSEMENT, "8.00"))
                self.assert_on_account(settlement, self.reimbursements)
                settlement.action_undo()

    def test_account_of_the_rule_comes_first(self):
        rule = self.env.ref(
            "amazon_connector_settlement.amazon_settlement_rule_fba_reimbursement"
        )
        rule.with_company(self.company).account_id = self.advertising
        self.assert_on_account(self.settle((REIMBURSEMENT, "8.00")), self.advertising)

    def test_settings_that_come_later(self):
        """What is booked stays where it is; what waits for an account does not."""
        self.seller.reimbursement_partner_id = False
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        self.seller.write({"reimbursement_account_id": False, "fee_account_id": False})
        waiting = self.settle((LOST, "5.00"), **JULY)
        self.assert_open(waiting.line_ids[0], "account_missing")
        self.choose_settings()
        (settlement | waiting).action_reconcile()
        self.assert_proved(settlement)
        self.assert_proved(waiting)
        self.assert_documents(("out_invoice", 5.0))
        self.assertEqual(self.get_balance(self.reimbursements, currency=True), -8)

    # === LATER === #

    def test_unknown_amount_that_is_a_reimbursement(self):
        settlement = self.settle((UNKNOWN, "7.00"))
        self.assertFalse(self.find_documents())
        wizard = self.env["amazon.settlement.map.wizard"].create(
            {
                "sample_row_id": settlement.row_ids.id,
                "name": "New Reimbursement",
                "transaction_type": "*",
                "amount_type": "*",
                "amount_description": "Brand New Charge",
                "treatment": "reimbursement",
            }
        )
        self.with_jobs(wizard.action_map)
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 7.0))

    def test_reimbursement_inside_an_order(self):
        """The part that is an invoice already stays when the rest is mapped."""
        order = self.create_order(REF, 100.0)
        inside = ("Order", "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE")
        charge = ("Order", "ItemFees", "Brand New Charge")
        settlement = self.settle(
            (SALE, "100.00", REF), (inside, "8.00", REF), (charge, "2.00", REF)
        )
        self.assertEqual(self.get_invoice(order).payment_state, "paid")
        invoice = self.assert_documents(("out_invoice", 8.0))
        rule = self.env["amazon.settlement.rule"].create(
            {
                "name": "New",
                "sequence": 10,
                "amount_description": "Brand New Charge",
                "treatment": "reimbursement",
            }
        )
        self.with_jobs(rule.action_apply)
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 8.0), ("out_invoice", 2.0))
        line = self.get_line(settlement, REF)
        line.statement_line_id.action_undo_reconciliation()
        line.action_reconcile()
        self.assert_proved(settlement)
        self.assertIn(invoice, self.assert_documents(
            ("out_invoice", 8.0), ("out_invoice", 2.0)
        ))

    def test_invoice_that_cannot_be_made(self):
        """It waits in suspense with the reason; the others of the chunk do not."""
        self.env.ref(
            "amazon_connector_settlement.amazon_settlement_rule_safe_t"
        ).treatment = "reimbursement"
        invoicer = type(self.env["amazon.reimbursement.invoicer"])
        check = invoicer._check_total

        def refuse(self, wanted, document):
            check(self, wanted, document)
            if document.amount_total == 5.0:
                raise UserError("No such period.")

        with patch.object(invoicer, "_check_total", refuse):
            settlement = self.settle(
                (REIMBURSEMENT, "8.00"), (LOST, "5.00", "", "", NEXT_DAY)
            )
        self.assert_proved(settlement, "imported")
        self.assert_documents(("out_invoice", 8.0))
        self.assertFalse(self.find_documents("draft"))
        line = settlement.line_ids.filtered(lambda line: line.state == "open")
        self.assert_open(line, "no_reimbursement_invoice", "No such period", "Reconcile")
        self.assertEqual(line.open_amount, 5.0)
        entry = line.statement_line_id.move_id.line_ids
        with patch.object(invoicer, "_check_total", refuse):
            line.action_reconcile()
        self.assertEqual(line.statement_line_id.move_id.line_ids, entry)
        self.assert_proved(settlement, "imported")
        line.action_reconcile()
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 8.0), ("out_invoice", 5.0))

    def test_archived_journal(self):
        self.sales.active = False
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        self.assert_proved(settlement, "imported")
        line = self.get_line(settlement, "Reimbursement")
        self.assert_open(line, "no_reimbursement_invoice", "archived journal")

    def test_one_document_for_the_same_rows(self):
        self.settle((REIMBURSEMENT, "8.00"), (LOST, "5.00", "", "", NEXT_DAY))
        first, second = self.find_documents()
        self.assertFalse(first.copy().amazon_reimbursement_key)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                second.amazon_reimbursement_key = first.amazon_reimbursement_key
                self.env.flush_all()

    # === RIGHTS === #

    def test_user_without_accounting_rights(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        user = new_test_user(
            self.env, "shipper", groups="amazon_connector.group_amazon_user"
        )
        settlement = settlement.with_user(user)
        self.assertEqual(settlement.reimbursement_count, 1)
        line = settlement.line_ids.filtered("reimbursement_count")
        for record in (settlement, line):
            with self.assertRaisesRegex(AccessError, "accounting rights"):
                record.action_open_reimbursements()

    def test_manager_reconciles_without_accounting_rights(self):
        self.seller.write({"reimbursement_account_id": False, "fee_account_id": False})
        self.seller.reimbursement_journal_id = False
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        self.choose_settings()
        user = new_test_user(
            self.env, "boss", groups="amazon_connector.group_amazon_manager"
        )
        settlement.with_user(user).action_reconcile()
        self.assert_proved(self.refresh(settlement))
        invoice = self.assert_documents(("out_invoice", 8.0))
        self.assertFalse(invoice.message_partner_ids)


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
class TestReimbursementUndo(ReimbursementCommon):
    """Undone invoices are cancelled, and no amount is ever invoiced twice."""

    def test_undo_and_book_again(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"), (CLAWBACK, "-3.00"))
        documents = self.find_documents()
        numbers = documents.mapped("name")
        settlement.action_undo()
        self.assertEqual(documents.mapped("state"), ["cancel", "cancel"])
        self.assertEqual(documents.mapped("name"), numbers)
        self.assertIn("undone", documents[0].message_ids[0].body)
        self.assertFalse(settlement.reimbursement_count)
        self.assertEqual(self.get_balance(self.income), 0)
        self.book(settlement)
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 8.0), ("out_refund", 3.0))
        self.assertFalse(set(self.find_documents().mapped("name")) & set(numbers))

    def test_undo_with_the_audit_trail(self):
        self.company.restrictive_audit_trail = True
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        settlement.action_undo()
        self.assertEqual(invoice.state, "cancel")
        self.book(settlement)
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 8.0))

    def test_another_plan_after_undo(self):
        """Rows that make other lines then are not in two documents either."""
        settlement = self.settle(
            (REIMBURSEMENT, "8.00", "FBA1"), (REIMBURSEMENT, "2.00", "FBA2")
        )
        settlement.action_undo()
        keeper = settlement.line_ids.filtered(lambda line: line.kind != "payout")[0]
        settlement.row_ids.write({"line_id": keeper.id})
        (settlement.line_ids - keeper).filtered(
            lambda line: line.kind != "payout"
        ).unlink()
        keeper.amount = 10
        self.book(settlement)
        self.assert_proved(settlement)
        self.assert_documents(("out_invoice", 10.0))

    def test_undo_of_one_line(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"), (SUBSCRIPTION, "-1.00"))
        invoice = self.find_documents()
        line = self.get_line(settlement, "Reimbursement")
        line.action_undo()
        self.assert_open(line, "undone")
        self.assertEqual(invoice.state, "cancel")
        line.action_reconcile()
        self.assert_proved(settlement)
        self.assertNotEqual(self.assert_documents(("out_invoice", 8.0)), invoice)

    def test_reconciliation_undone_in_the_statement(self):
        """The invoice stays confirmed there, and is matched again."""
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        line = self.get_line(settlement, "Reimbursement")
        line.statement_line_id.action_undo_reconciliation()
        self.assertEqual(self.refresh(invoice).payment_state, "not_paid")
        self.assertEqual(invoice.amazon_settlement_count, 1)
        line.action_reconcile()
        self.assert_proved(settlement)
        self.assertEqual(self.assert_documents(("out_invoice", 8.0)), invoice)

    def test_invoice_that_became_a_draft(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        line = self.get_line(settlement, "Reimbursement")
        line.statement_line_id.action_undo_reconciliation()
        invoice.button_draft()
        line.action_reconcile()
        self.assert_open(line, "no_reimbursement_invoice", "is a draft again")
        self.assertFalse(self.find_documents())
        self.with_jobs(invoice.action_post)
        self.assert_proved(settlement)
        self.assertEqual(self.assert_documents(("out_invoice", 8.0)), invoice)

    def test_invoice_that_is_paid_otherwise(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        line = self.get_line(settlement, "Reimbursement")
        line.statement_line_id.action_undo_reconciliation()
        payment = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"amount": 5.0})
            ._create_payments()
        )
        line.action_reconcile()
        self.assert_open(line, "no_reimbursement_invoice", "paid already")
        self.assertEqual(self.find_documents(), invoice)
        with self.assertRaisesRegex(UserError, "also reconciled with"):
            settlement.action_undo()
        payment.action_draft()
        payment.action_cancel()
        line.action_reconcile()
        self.assert_proved(settlement)

    def test_cancelled_by_hand(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        invoice.button_cancel()
        settlement.action_undo()
        self.book(settlement)
        self.assert_proved(settlement)
        self.assertNotEqual(self.assert_documents(("out_invoice", 8.0)), invoice)

    def test_secured_invoice_is_reversed(self):
        """The hash keeps it as it is, so that a credit note takes it back."""
        self.sales.restrict_mode_hash_table = True
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        invoice = self.find_documents()
        invoice.button_hash()
        self.assertTrue(invoice.inalterable_hash)
        settlement.action_undo()
        self.assertEqual((invoice.state, invoice.payment_state), ("posted", "reversed"))
        self.assertEqual(self.get_balance(self.income), 0)
        self.book(settlement)
        self.assert_proved(settlement)
        self.assertEqual(self.get_balance(self.income, currency=True), -8)

    def test_locked_invoices_stay(self):
        settlement = self.settle((REIMBURSEMENT, "8.00"))
        self.company.sale_lock_date = date(2026, 6, 25)
        line = self.get_line(settlement, "Reimbursement")
        for record in (settlement, line):
            with self.assertRaisesRegex(UserError, "Unlock that period"):
                record.action_undo()
        self.assert_proved(settlement)
        self.company.sale_lock_date = False
        settlement.action_undo()
        self.assertFalse(self.find_documents())


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
        self.assertEqual(
            (invoice.invoice_date, invoice.date), (date(2026, 6, 26),) * 2
        )
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
class TestReimbursementCurrency(ReimbursementCommon):
    """The settlement is in another currency than the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The currency of the company differs between databases.
        foreign = cls.marketplace_de, cls.marketplace_us
        cls.marketplace = next(
            each for each in foreign if each.currency_id != cls.company.currency_id
        )
        cls.journal = cls.marketplace.settlement_journal_id
        cls.currency = cls.marketplace.currency_id
        cls.currency.rate_ids.unlink()
        cls.env["res.currency.rate"].create(
            [
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": cls.currency.id,
                    "company_id": cls.company.id,
                }
                for day, rate in (("2026-01-01", 1.1), ("2026-06-26", 1.4))
            ]
        )

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
