# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ..models.amazon_settlement_booking import BOOKED


class AmazonConfigurationCheck(models.TransientModel):
    """Adds the checks of what the settlements need."""

    _inherit = "amazon.configuration.check"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "_check_settlements": self.env._("Settlements"),
        }

    @api.model
    def _has_settlements(self, seller):
        return bool(seller.marketplace_ids.settlement_journal_id)

    @api.model
    def _get_required_settings(self):
        required = super()._get_required_settings()
        required["amazon.seller"]["fee_account_id"] = "warning"
        required["amazon.marketplace"]["settlement_journal_id"] = "warning"
        return required

    def _check_settlements(self):
        """Yield what is wrong with journals, and settlements that wait for somebody."""
        for seller in self._get_sellers():
            yield from self._check_open_settlements(seller)
        for marketplace in self._get_marketplaces():
            journal = marketplace.settlement_journal_id
            if journal:
                yield from self._check_settlement_journal(marketplace, journal)
            # An Amazon manager need not be an accountant.
            account = marketplace.sudo()._get_payout_account()
            if not account.reconcile:
                yield self._warning(
                    self.env._(
                        "What Amazon transfers to your bank has no account that allows "
                        "reconciliation. Choose an ending balance account, or the "
                        "internal transfer account in the settings of Accounting."
                    ),
                    marketplace,
                )

    def _check_settlement_journal(self, marketplace, journal):
        """Yield that the journal takes other money than the settlements bring."""
        currency = journal.currency_id or journal.company_id.currency_id
        if currency != marketplace.currency_id:
            yield self._warning(
                self.env._(
                    "Settlements are in %(currency)s, but the journal %(journal)s is "
                    "in %(other)s. Choose a bank journal in %(currency)s.",
                    currency=marketplace.currency_id.name,
                    journal=journal.display_name,
                    other=currency.name,
                ),
                marketplace,
            )
        if journal.type != "bank":
            yield self._warning(
                self.env._(
                    "The journal %s is no bank journal, so it takes no statements. "
                    "Choose a bank journal.",
                    journal.display_name,
                ),
                marketplace,
            )

    def _check_open_settlements(self, seller):
        """Yield settlements that are refused or missing."""
        settlements = self.env["amazon.settlement"]
        domain = [("seller_id", "=", seller.id)]
        refused = settlements.search_count([*domain, ("state", "=", "refused")])
        if refused:
            yield self._warning(
                self.env._(
                    "Refused settlements, whose rows do not add up to Amazon's total: "
                    "%s. Open Amazon > Reports > Settlement Statements: each says what "
                    "may be missing.",
                    refused,
                ),
                seller,
            )
        for settlement in settlements.search([*domain, ("has_gap", "=", True)]):
            yield self._warning(settlement.gap_message, seller)
        booked = [*domain, ("opening_balance", "!=", 0), ("state", "in", BOOKED)]
        found = settlements.search(booked, order="start_date, id")
        for of_journal in found.grouped("journal_id").values():
            first = of_journal[0]
            if first._lacks_opening():
                yield self._warning(
                    first._explain_unbooked_opening(), first.marketplace_id
                )
