# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ..models.amazon_seller_reimbursement import REIMBURSEMENT_FIELDS


class AmazonConfigurationCheck(models.TransientModel):
    """Adds the check of what invoices for reimbursements need."""

    # Apart from what every settlement needs.
    _inherit = "amazon.configuration.check"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "_check_reimbursements": self.env._("Reimbursements"),
        }

    def _check_reimbursements(self):
        """Yield sellers whose reimbursements cannot become invoices as they are."""
        for seller in self._get_sellers():
            missing = [name for name in REIMBURSEMENT_FIELDS if not seller[name]]
            if missing and len(missing) < len(REIMBURSEMENT_FIELDS):
                yield self._warning(
                    self.env._(
                        "Reimbursements need a customer, a journal and a product, but "
                        "there is no %s. Choose it, or blank the others. Until then "
                        "they become no invoices, but are booked on an account.",
                        self._join_labels(seller, missing),
                    ),
                    seller,
                )
            yield from self._check_reimbursement_currency(seller)

    @api.model
    def _join_labels(self, record, names):
        labels = [record._fields[name]._description_string(self.env) for name in names]
        return ", ".join(labels)

    def _check_reimbursement_currency(self, seller):
        """Yield that the journal refuses what some marketplaces pay in."""
        journal = seller.reimbursement_journal_id
        others = seller.marketplace_ids.currency_id - journal.currency_id
        if journal.currency_id and others:
            yield self._warning(
                self.env._(
                    "The reimbursement journal %(journal)s takes %(currency)s only, "
                    "but Amazon also pays in %(others)s. Choose a journal without a "
                    "currency.",
                    journal=journal.display_name,
                    currency=journal.currency_id.name,
                    others=", ".join(others.mapped("name")),
                ),
                seller,
            )
