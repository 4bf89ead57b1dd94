# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dataclasses import dataclass
from typing import Any

from odoo import models


@dataclass(frozen=True, slots=True)
class ReimbursementTerms:
    """What all invoices for reimbursements of a seller have in common."""

    company: Any
    partner: Any
    journal: Any
    product: Any
    fiscal_position: Any
    account: Any
    taxes: Any


class AmazonSeller(models.Model):
    """Says how the reimbursements of a seller are invoiced."""

    # Apart from the settings.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    def _get_reimbursement_terms(self):
        """Return the :class:`ReimbursementTerms`: account and taxes as Odoo chooses
        them on an invoice that somebody enters by hand."""
        self.ensure_one()
        seller = self.with_company(self.company_id)
        company, partner = seller.company_id, seller.reimbursement_partner_id
        journal, product = (
            seller.reimbursement_journal_id,
            seller.reimbursement_product_id,
        )
        delivery = partner.browse(partner.address_get(["delivery"])["delivery"])
        positions = seller.env["account.fiscal.position"]
        position = positions._get_fiscal_position(partner, delivery=delivery)
        accounts = product.product_tmpl_id.get_product_accounts(position)
        account = accounts["income"] or journal.default_account_id
        taxes = product.taxes_id._filter_taxes_by_company(company)
        if not taxes:
            of_account = account.tax_ids.filtered(lambda t: t.type_tax_use == "sale")
            taxes = of_account._filter_taxes_by_company(company)
        return ReimbursementTerms(
            company,
            partner,
            journal,
            product,
            position,
            account,
            position.map_tax(taxes),
        )
