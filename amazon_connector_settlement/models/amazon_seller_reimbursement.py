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
    """Whom and how a later version invoices for the reimbursements of settlements."""

    # Apart from the fees.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    reimbursement_partner_id = fields.Many2one(
        "res.partner",
        string="Reimbursement Customer",
        check_company=True,
        help="Used when settlements are imported by a version that makes invoices of "
        "what Amazon pays for lost or damaged goods: their customer, usually Amazon "
        "itself. Customer, journal and product belong together. Until then a "
        "reimbursement is booked on the reimbursement account.",
    )
    reimbursement_journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', '=', 'sale')]",
        help="Used when settlements are imported by a version that makes invoices of "
        "reimbursements: the sales journal of these invoices.",
    )
    reimbursement_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Used when settlements are imported by a version that makes invoices of "
        "reimbursements: the service on them. Its income account and taxes are used.",
    )

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | set(REIMBURSEMENT_FIELDS)

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
