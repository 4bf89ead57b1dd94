# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import item


@tagged("post_install", "-at_install")
class TestBuyerMail(AmazonFbmCommon):
    """Buyers of Amazon hear nothing of Odoo by themselves (S28)."""

    def setUp(self):
        super().setUp()
        self.sale = self.import_sale("302-1", [item("MUG")])
        self.buyer = self.sale.partner_id
        self.mails = self.env["mail.mail"].search([])

    def new_mails(self):
        """Return the mails to the buyer since the order was imported."""
        self.env.flush_all()
        mails = self.env["mail.mail"].search([]) - self.mails
        return mails.filtered(
            lambda mail: (
                self.buyer in mail.recipient_ids
                or self.buyer.email in (mail.email_to or "")
            )
        )

    def test_a_whole_order_sends_nothing(self):
        picking = self.sale.picking_ids
        self.sale.company_id.stock_move_email_validation = True
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.button_validate()
        invoice = self.sale._create_invoices()
        invoice.action_post()
        self.sale.message_post(body="Hello", subtype_xmlid="mail.mt_comment")
        self.assertEqual(picking.state, "done")
        self.assertFalse(self.new_mails())
        documents = (self.sale, picking, invoice, self.buyer, self.sale.amazon_order_id)
        for document in documents:
            self.assertNotIn(self.buyer, document.message_partner_ids)

    def test_confirming_by_hand_sends_nothing(self):
        self.seller.workflow_process_id = False
        sale = self.import_sale("302-2", [item("MUG")])
        self.assertEqual(sale.state, "draft")
        sale.with_context(send_email=True).action_confirm()
        self.assertEqual(sale.state, "sale")
        self.assertFalse(self.new_mails())
        self.assertNotIn(self.buyer, sale.message_partner_ids)

    def test_automatic_message_to_the_buyer(self):
        self.sale.message_notify(partner_ids=self.buyer.ids, body="News", subject="N")
        self.assertFalse(self.new_mails())

    def test_other_customers_get_their_mail(self):
        other = self.env["res.partner"].create({"name": "O", "email": "o@example.com"})
        self.sale.message_subscribe((self.buyer | other).ids)
        self.assertIn(other, self.sale.message_partner_ids)
        self.assertNotIn(self.buyer, self.sale.message_partner_ids)
        message = self.sale.message_notify(
            partner_ids=(self.buyer | other).ids, body="News", subject="N"
        )
        self.assertEqual(message.notification_ids.res_partner_id, other)

    def test_a_person_may_write_on_purpose(self):
        message = self.sale.message_post(
            body="About your parcel",
            message_type="comment",
            partner_ids=self.buyer.ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.assertIn(self.buyer, message.notification_ids.res_partner_id)

    def test_the_buyer_is_not_suggested(self):
        suggested = self.sale._message_get_suggested_recipients()
        self.assertNotIn(self.buyer.id, [row["partner_id"] for row in suggested])
        self.assertNotIn(self.buyer.email, [row["email"] for row in suggested])

    def test_mailings_leave_buyers_out(self):
        other = self.env["res.partner"].create({"name": "O", "email": "o@example.com"})
        partners = self.buyer | other
        composer = self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": partners.ids,
                "subject": "Sale!",
                "body": "<p>Buy</p>",
                "use_exclusion_list": True,
            }
        )
        composer._action_send_mail()
        states = {
            mail.res_id: mail.state
            for mail in self.env["mail.mail"].search(
                [("model", "=", "res.partner"), ("res_id", "in", partners.ids)]
            )
        }
        self.assertEqual(states.get(self.buyer.id, "cancel"), "cancel")
        self.assertIn(states.get(other.id), ("outgoing", "sent", "exception"))

    def test_blacklist_filter(self):
        other = self.env["res.partner"].create({"name": "O", "email": "o@example.com"})
        self.assertEqual((self.buyer | other).mapped("is_blacklisted"), [True, False])
        domain = [("id", "in", (self.buyer | other).ids)]
        partners = self.env["res.partner"]
        free = partners.search([*domain, ("is_blacklisted", "=", False)])
        self.assertEqual(free, other)
        listed = partners.search([*domain, ("is_blacklisted", "=", True)])
        self.assertEqual(listed, self.buyer)

    def test_no_portal_access(self):
        wizard = self.env["portal.wizard"].create(
            {"partner_ids": [Command.set(self.buyer.ids)]}
        )
        with self.assertRaisesRegex(ValidationError, "is a buyer at Amazon"):
            wizard.user_ids.action_grant_access()
        self.assertFalse(self.buyer.user_ids)

    def test_no_user_by_any_other_way(self):
        with self.assertRaisesRegex(ValidationError, "is a buyer at Amazon"):
            self.env["res.users"].create(
                {"login": "buyer", "partner_id": self.buyer.id}
            )
