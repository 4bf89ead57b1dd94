# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

REIMBURSEMENT_FIELDS = (
    "reimbursement_partner_id",
    "reimbursement_journal_id",
    "reimbursement_product_id",
)


class AmazonSeller(models.Model):
    """Whom and how Odoo invoices for the reimbursements of settlements."""

    # Apart from the fees.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    reimbursement_partner_id = fields.Many2one(
        "res.partner",
        string="Reimbursement Customer",
        check_company=True,
        help="Used when settlements are imported: the customer of the invoices for "
        "what Amazon pays for lost or damaged goods, usually Amazon itself. An amount "
        "that Amazon takes back becomes a credit note. Customer, journal and product "
        "belong together: without all three, a reimbursement is booked on the account "
        "of its rule, or on the reimbursement account. What is booked already stays "
        "there when they are chosen later.",
    )
    reimbursement_journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', '=', 'sale')]",
        help="Used when settlements are imported: the sales journal of the invoices "
        "and credit notes for reimbursements. They are confirmed and paid by the "
        "settlement at once; nothing is sent to the customer.",
    )
    reimbursement_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Used when settlements are imported: the service on the invoices for "
        "reimbursements. Its income account and taxes are used, as the fiscal position "
        "of the customer says; Amazon's amount is the total with tax.",
    )

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | set(REIMBURSEMENT_FIELDS)

    def _invoices_reimbursements(self):
        """Tell whether reimbursements become invoices: all three are chosen."""
        self.ensure_one()
        return all(self[name] for name in REIMBURSEMENT_FIELDS)

    @api.constrains("reimbursement_journal_id")
    def _check_reimbursement_journal(self):
        for seller in self.filtered("reimbursement_journal_id"):
            # An Amazon manager need not be an accountant.
            journal = seller.reimbursement_journal_id.sudo()
            if journal.type != "sale":
                raise ValidationError(
                    self.env._(
                        "Reimbursements of %(seller)s become customer invoices, but "
                        "%(journal)s is no sales journal. Choose one.",
                        seller=seller.display_name,
                        journal=journal.display_name,
                    )
                )

    @api.constrains("reimbursement_product_id")
    def _check_reimbursement_product(self):
        for seller in self.filtered("reimbursement_product_id"):
            product = seller.reimbursement_product_id
            if product.type != "service":
                raise ValidationError(
                    self.env._(
                        "%(product)s is no service, so that an invoice for a "
                        "reimbursement of %(seller)s would move goods. Choose a "
                        "service.",
                        product=product.display_name,
                        seller=seller.display_name,
                    )
                )
