# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .documents import USA, item
from .test_workflow import WorkflowCase


@tagged("post_install", "-at_install")
class TestWorkflowSettings(WorkflowCase):
    """What a workflow sets on the orders from Amazon."""

    def test_default_workflow_of_a_new_seller(self):
        seller = self.create_seller(self.company, short_code="NEW")
        workflow = self.env.ref("amazon_connector_fbm.workflow_fbm")
        self.assertEqual(seller.workflow_process_id, workflow)
        self.assertTrue(workflow.validate_order)
        self.assertEqual(workflow.picking_policy, "direct")

    def test_shipping_policy(self):
        self.workflow.picking_policy = "one"
        sale = self.import_sale("302-1", [item("MUG")])
        self.assertEqual(sale.picking_policy, "one")
        self.assertEqual(sale.picking_ids.move_type, "one")
        self.workflow.picking_policy = "direct"
        sale = self.import_sale("302-2", [item("MUG")])
        self.assertEqual(sale.picking_ids.move_type, "direct")

    def test_documents_say_that_they_are_a_test(self):
        """Deliveries and invoices of the simulator's orders warn everybody."""
        sale = self.import_sale("302-1", [item("MUG")])
        self.run_until_idle()
        invoice = sale.invoice_ids
        for document, view in (
            (sale.picking_ids, "stock.view_picking_form"),
            (invoice, "account.view_move_form"),
        ):
            self.assertEqual(document.amazon_endpoint, "simulator")
            banner = (
                self.env.ref(view)
                ._get_combined_arch()
                .xpath("//div[contains(@invisible, 'amazon_endpoint')]")
            )
            self.assertTrue(banner, view)
        self.assertFalse(self.env["account.move"].new({}).amazon_endpoint)

    def deliver(self, sale):
        sale.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        sale.picking_ids._action_done()

    def test_invoicing_policy_of_ordered_quantities(self):
        """It beats the product's; the charges are on the same invoice."""
        self.mug.invoice_policy = "delivery"
        items = [item("MUG", 1, "10.00", shipping="4.00", promotion="1.00")]
        sale = self.import_sale("302-1", items)
        self.run_until_idle()
        self.assertEqual(sale.invoice_ids.amount_total, 13.0)
        self.assertFalse(
            any(sale.order_line.filtered("is_storable").mapped("qty_delivered"))
        )

    def test_invoicing_policy_of_delivered_quantities(self):
        self.mug.invoice_policy = "order"
        self.workflow.invoice_policy = "delivery"
        items = [item("MUG", 1, "10.00", shipping="4.00", promotion="1.00")]
        sale = self.import_sale("302-1", items)
        self.run_until_idle()
        self.assertFalse(sale.invoice_ids)
        self.deliver(sale)
        self.run_until_idle()
        self.assertEqual(sale.invoice_ids.amount_total, 13.0)

    def test_blank_invoicing_policy_is_that_of_the_products(self):
        self.workflow.invoice_policy = False
        self.mug.invoice_policy = "delivery"
        self.book.invoice_policy = "order"
        sale = self.import_sale("302-1", [item("MUG"), item("BOOK")])
        self.run_until_idle()
        self.assertEqual(sale.invoice_ids.invoice_line_ids.product_id, self.book)

    def import_at(self, moment, marketplace=None):
        """Import an order that was placed at a moment; return its invoice."""
        values = {"marketplace": marketplace} if marketplace else {}
        self.workflow.validate_order = False
        sale = self.import_sale(f"302-{marketplace}", [item("MUG")], **values)
        self.workflow.validate_order = True
        sale.date_order = moment
        self.run_until_idle()
        self.assertEqual(str(sale.date_order), moment)
        return sale.invoice_ids

    def test_invoice_date_is_the_day_of_the_order_at_its_marketplace(self):
        self.workflow.invoice_date_is_order_date = True
        self.assertEqual(self.marketplace_de.timezone, "Europe/Berlin")
        invoice = self.import_at("2026-07-31 22:30:00")
        self.assertEqual(invoice.invoice_date, date(2026, 8, 1))
        self.assertEqual(invoice.date, date(2026, 8, 1))
        invoice = self.import_at("2026-08-01 06:30:00", USA)
        self.assertEqual(invoice.invoice_date, date(2026, 7, 31))

    def test_invoice_date_is_that_of_today_otherwise(self):
        invoice = self.import_at("2026-07-31 22:30:00")
        self.assertNotEqual(invoice.invoice_date.month, 7)

    def test_sales_journal(self):
        journal = self.env["account.journal"].create(
            {"name": "Amazon", "code": "AMZI", "type": "sale"}
        )
        self.workflow.property_journal_id = journal
        sale = self.import_sale("302-1", [item("MUG")])
        self.run_until_idle()
        self.assertEqual(sale.invoice_ids.journal_id, journal)

    def test_buyers_get_no_confirmation_mail(self):
        self.workflow.send_order_confirmation_mail = True
        binding = self.import_unconfirmed()
        jobs = self.env["automatic.workflow.job"]
        # The buyers' mails are nobody's business but the server's.
        mails = self.env["mail.mail"].sudo()
        before = mails.search_count([])
        with trap_jobs() as trap:
            jobs.run()
            self.perform(trap)
            trap.assert_jobs_count(0, only=jobs._do_send_order_confirmation_mail)
        sale = binding.sale_order_id
        self.assertEqual(sale.state, "sale")
        self.assertEqual(mails.search_count([]), before)
        self.assertFalse(sale.message_partner_ids & sale.partner_id)
        self.assertIn("no mail", jobs._do_send_order_confirmation_mail(sale))

    def test_shipped_part_of_an_order_that_a_job_confirms(self):
        fulfillment = {"quantityFulfilled": 1, "quantityUnfulfilled": 2}
        self.workflow.validate_order = False
        sale = self.import_sale(
            "302-1",
            [item("MUG", 3, fulfillment=fulfillment)],
            status="PARTIALLY_SHIPPED",
        )
        self.workflow.validate_order = True
        self.run_until_idle()
        self.assertEqual(sale.order_line.qty_delivered, 1)

    # === RIGHTS === #

    def test_manager_edits_workflows(self):
        manager = self.create_user("manager", "amazon_connector.group_amazon_manager")
        workflows = self.env["sale.workflow.process"].with_user(manager)
        view = "amazon_connector_fbm.sale_workflow_process_view_form_amazon"
        with Form(workflows, view) as form:
            form.name = "Mine"
            form.validate_order = True
            form.picking_policy = "one"
        self.assertEqual(form.record.picking_policy, "one")
        with Form(self.workflow.with_user(manager)) as form:
            form.create_invoice = False
        self.assertFalse(self.workflow.create_invoice)
        form.record.copy().unlink()

    def test_user_only_reads_workflows(self):
        user = self.create_user("user", "amazon_connector.group_amazon_user")
        workflow = self.workflow.with_user(user)
        self.assertEqual(workflow.name, "Everything")
        with self.assertRaises(AccessError):
            workflow.name = "Mine"
        with self.assertRaises(AccessError):
            workflow.create({"name": "Mine"})


@tagged("post_install", "-at_install")
class TestUnusableSettings(WorkflowCase):
    """Settings that point to what is archived hold the order and are named."""

    def assert_names(self, setting, chosen, *, ref="302-1", items=None):
        """Assert that an order is held because of a setting, until it is mended."""
        binding = self.import_order(ref, items or [item("MUG")])
        self.assert_held(binding, "settings", setting, chosen.display_name)
        chosen.active = True
        binding.action_retry()
        self.assertEqual(self.refresh(binding).state, "imported", binding.hold_message)

    def test_archived_fiscal_position(self):
        self.plain_position.active = False
        self.assert_names("Fiscal Position", self.plain_position)

    def test_archived_payment_term(self):
        term = self.env["account.payment.term"].create({"name": "Late"})
        self.seller.payment_term_id = term
        term.active = False
        self.assert_names("Payment Term", term)

    def test_archived_price_list(self):
        prices = self.marketplace_de.pricelist_id
        prices.active = False
        self.assert_names("Pricelist", prices)

    def create_journal(self, kind="sale", **values):
        return self.env["account.journal"].create(
            {"name": "Amazon Journal", "code": "AMZI", "type": kind, **values}
        )

    def test_archived_sales_journal(self):
        """L03."""
        journal = self.create_journal()
        self.workflow.property_journal_id = journal
        journal.active = False
        self.assert_names("Sales Journal", journal)

    def test_archived_payment_journal(self):
        journal = self.create_journal("bank")
        self.workflow.property_payment_journal_id = journal
        journal.active = False
        self.assert_names("Payment Journal", journal)
        journal.active = False
        self.workflow.register_payment = False
        binding = self.import_order("302-2", [item("MUG")])
        self.assertEqual(binding.state, "imported", "no payment, no journal")

    def test_journal_of_another_currency(self):
        """L04."""
        dollars = self.env.ref("base.USD")
        journal = self.create_journal(currency_id=dollars.id)
        self.workflow.property_journal_id = journal
        binding = self.import_order("302-1", [item("MUG")])
        self.assert_held(binding, "settings", "Amazon Journal", "USD", "EUR")
        journal.currency_id = self.env.ref("base.EUR")
        binding.action_retry()
        self.assertEqual(self.refresh(binding).state, "imported")

    def test_journal_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        journal = self.create_journal(company_id=other.id)
        self.workflow.property_journal_id = journal
        binding = self.import_order("302-1", [item("MUG")])
        self.assert_held(binding, "settings", "Amazon Journal", "Other Company")

    def test_archived_service_of_a_charge(self):
        service = self.seller.shipping_product_id
        service.active = False
        binding = self.import_order("302-2", [item("MUG")])
        self.assertEqual(binding.state, "imported", "nobody was charged for shipping")
        items = [item("MUG", 1, "10.00", shipping="4.00")]
        self.assert_names("Shipment Fee Product", service, items=items)

    def test_each_service_is_checked(self):
        charges = {
            "shipping_product_id": {"shipping": "4.00"},
            "gift_wrap_product_id": {"gift_wrap": "4.00"},
            "other_charge_product_id": {"cod": "4.00"},
            "promotion_product_id": {"promotion": "1.00"},
            "shipping_discount_product_id": {
                "shipping": "4.00",
                "shipping_discount": "1.00",
            },
        }
        for number, (field_name, values) in enumerate(charges.items()):
            with self.subTest(field_name=field_name):
                service = self.seller[field_name]
                self.seller[field_name] = False
                items = [item("MUG", 1, "10.00", **values)]
                binding = self.import_order(f"302-{number}", items)
                label = self.seller._fields[field_name]._description_string(self.env)
                self.assert_held(binding, "settings", label, self.seller.name)
                self.seller[field_name] = service
