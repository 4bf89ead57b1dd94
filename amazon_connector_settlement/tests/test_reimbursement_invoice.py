# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .booking import COMMISSION, REIMBURSEMENT, SALE, SUBSCRIPTION, UNKNOWN
from .reimbursement import CLAWBACK, LOST, ReimbursementCommon

REF = "302-0000001-0000001"
SAFE_T = ("SAFE-T Reimbursement", "Other transactions", "SAFE-T reimbursement")
NEXT_DAY = datetime(2026, 6, 21, 12)
JULY = {"start": datetime(2026, 6, 30, 22), "end": datetime(2026, 7, 14, 22)}


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
        self.assertFalse(invoice.is_move_sent or invoice.invoice_user_id)
        self.assertFalse(invoice.team_id)
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
        self.assertEqual(action["context"]["default_move_type"], "out_invoice")
        self.assertEqual(invoice.amazon_settlement_count, 1)
        action = invoice.action_open_amazon_settlements()
        self.assertEqual(action["res_id"], settlement.id)
        self.assertEqual(
            (settlement.line_ids - line).mapped("reimbursement_count"), [0, 0]
        )

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
        self.count_queries()
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
        with patch.object(
            moves, "_post", autospec=True, side_effect=moves._post
        ) as post:
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
        self.assertEqual(line.mapped("message"), [False])
        self.assert_proved(settlement)
        documents = self.assert_documents(("out_invoice", 8.0), ("out_invoice", 2.0))
        self.assertIn(invoice, documents)

    def test_invoice_that_cannot_be_made(self):
        """It waits in suspense with the reason; the others of the chunk do not."""
        self.env.ref(
            "amazon_connector_settlement.amazon_settlement_rule_safe_t"
        ).treatment = "reimbursement"
        invoicer = type(self.env["amazon.reimbursement.invoicer"])
        check = invoicer._check_total
        refusal = UserError("No such period.")  # pylint: disable=translation-required

        def refuse(self, wanted, document):
            check(self, wanted, document)
            if document.amount_total == 5.0:
                raise refusal

        with patch.object(invoicer, "_check_total", refuse):
            settlement = self.settle(
                (REIMBURSEMENT, "8.00"), (LOST, "5.00", "", "", NEXT_DAY)
            )
        self.assert_proved(settlement, "imported")
        self.assert_documents(("out_invoice", 8.0))
        self.assertFalse(self.find_documents("draft"))
        line = settlement.line_ids.filtered(lambda line: line.state == "open")
        self.assert_open(
            line, "no_reimbursement_invoice", "No such period", "Reconcile"
        )
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
