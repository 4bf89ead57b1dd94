# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Accounts of these types take no lines of an invoice.
UNSUITABLE_TYPES = ("asset_receivable", "liability_payable", "off_balance")


class AmazonMarketplace(models.Model):
    """Adds what becomes of tax that stands on a line of its own."""

    _inherit = "amazon.marketplace"

    tax_account_id = fields.Many2one(
        "account.account",
        string="Account of Collected Tax",
        check_company=True,
        domain=[("account_type", "not in", UNSUITABLE_TYPES)],
        help="Tax that Amazon collects itself, or that a tax rule keeps on a line of "
        "its own, is invoiced to this account: it is no income of yours. Blank: the "
        "income account of the tax product.",
    )
    use_tax_percent = fields.Boolean(
        "Show Percentage of Collected Tax",
        help="The line of the tax that Amazon collects itself says which percentage of "
        "the taxed amounts it is, for example 7.25 % in the United States, where the "
        "rate depends on the address. Only the text changes, no amount.",
    )

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | {"tax_account_id"}

    @api.constrains("tax_account_id")
    def _check_tax_account(self):
        for marketplace in self.filtered("tax_account_id"):
            # A manager of Amazon need not be an accountant.
            account = marketplace.tax_account_id.sudo()
            if account.account_type in UNSUITABLE_TYPES:
                raise ValidationError(
                    self.env._(
                        "The collected tax of %(marketplace)s cannot be invoiced to "
                        "%(account)s: receivable, payable and off-balance accounts "
                        "take no lines of an invoice. Choose a current liability.",
                        marketplace=marketplace.display_name,
                        account=account.display_name,
                    )
                )

    def _describe_integration(self):
        return [
            *super()._describe_integration(),
            self.env._(
                "Next, press Import Orders on the seller; the scheduler Import FBM "
                "Orders does so by itself as well, as long as it is on."
            ),
        ]

    def _get_complete_until(self):
        """Orders that changed after the cursor have not been asked for yet."""
        # Whoever takes a marketplace out need not see how far its orders are.
        cursor = self.sudo().seller_id.order_cursor
        until = super()._get_complete_until()
        return min(until, cursor) if cursor else until

    def _on_integrated(self):
        """Look for the orders that the marketplace has already.

        The cursor counts for all marketplaces of a seller, so it starts again; orders
        that are stored already are recognised.
        """
        result = super()._on_integrated()
        for seller in self.seller_id:
            added = self.filtered(lambda m, seller=seller: m.seller_id == seller)
            dates = added.filtered("complete_until").mapped("complete_until")
            seller._restart_order_cursor(min(dates, default=None))
        return result
