# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

ACCOUNT_SETTINGS = (
    "advertising_account_id",
    "reimbursement_account_id",
    "withheld_tax_account_id",
    "tax_adjustment_account_id",
)
FEE_TREATMENTS = ("fee", "fee_tax", "advertising")


class AmazonSeller(models.Model):
    """Adds where the amounts of settlements are booked."""

    # Apart from the account of fees, which the first version had.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    advertising_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
        help="Used when settlements are imported: what Amazon's advertising costs is "
        "booked on this account. Blank: the Amazon Fee Account.",
    )
    reimbursement_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        help="Used when settlements are imported: what Amazon pays for goods that it "
        "lost or damaged is booked on this account, unless it becomes an invoice (see "
        "Reimbursements as Invoices). Blank: the Amazon Fee Account, which it makes "
        "smaller.",
    )
    withheld_tax_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        help="Used when settlements are imported: tax that Amazon collects from the "
        "buyer and remits itself. An invoice that shows this tax on a line of its own "
        "is cleared on the account of that line; this account is for the others. "
        "Blank: the income account of the tax product.",
    )
    tax_adjustment_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        help="Used when settlements are imported: corrections of tax that belong to no "
        "invoice, such as retrocharges. Blank: the account of tax that Amazon "
        "withholds.",
    )
    fee_booking = fields.Selection(
        [("expense", "Expense Account"), ("vendor", "Vendor Payable")],
        string="Book Fees To",
        required=True,
        default="expense",
        help="Expense Account: fees and advertising are costs as soon as the "
        "settlement is booked. Vendor Payable: they pay the bills that Amazon sends "
        "you, so that cost and input tax come from these bills.",
    )
    vendor_partner_id = fields.Many2one(
        "res.partner",
        string="Amazon as Vendor",
        check_company=True,
        help="Whose bills the fees pay, if they are booked to the vendor payable.",
    )
    lock_date_policy = fields.Selection(
        [("ask", "Wait and Ask"), ("first_open", "First Open Date")],
        string="In Locked Periods",
        required=True,
        default="ask",
        help="What happens to a settlement with amounts in a locked period. Wait and "
        "Ask: nothing is booked and the responsible person gets an activity. First "
        "Open Date: these amounts are booked on the first day after the lock.",
    )

    settlement_rule_ids = fields.Many2many(
        "amazon.settlement.rule",
        string="Settlement Rules",
        compute="_compute_settlement_rule_ids",
        help="Rules for the amounts of this seller, in the order they are tried.",
    )

    def _compute_settlement_rule_ids(self):
        rules = self.env["amazon.settlement.rule"]
        for seller in self:
            domain = rules._get_seller_domain(seller)
            seller.settlement_rule_ids = rules.with_company(seller.company_id).search(
                domain
            )

    def action_open_settlement_rules(self):
        """Open the rules for the amounts of this seller."""
        self.ensure_one()
        rules = self.env["amazon.settlement.rule"]
        rules.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector_settlement.amazon_settlement_rule_action"
        )
        return action | {"domain": rules._get_seller_domain(self)}

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | set(ACCOUNT_SETTINGS)

    @api.constrains("fee_booking", "vendor_partner_id")
    def _check_vendor_partner(self):
        for seller in self.filtered(lambda seller: seller.fee_booking == "vendor"):
            if not seller.vendor_partner_id:
                raise ValidationError(
                    self.env._(
                        "Choose the partner whose bills the fees of %s pay: Amazon as "
                        "Vendor.",
                        seller.display_name,
                    )
                )

    # === WHERE AMOUNTS ARE BOOKED === #

    def _get_settlement_account(self, treatment):
        """Return the account of a treatment without one of the rule; maybe none."""
        self.ensure_one()
        fees = self.fee_account_id
        if treatment == "advertising":
            return self.advertising_account_id or fees
        if treatment == "reimbursement":
            return self.reimbursement_account_id or fees
        if treatment == "withheld_tax":
            return self._get_withheld_tax_account()
        if treatment == "tax_adjustment":
            return self.tax_adjustment_account_id or self._get_withheld_tax_account()
        if treatment == "fee_tax":
            return self._get_input_tax_account()
        return fees if treatment == "fee" else fees.browse()

    def _get_input_tax_account(self):
        """Return the account of the tax that the company's purchases have."""
        tax = self.company_id.account_purchase_tax_id
        parts = tax.invoice_repartition_line_ids.filtered(
            lambda part: part.repartition_type == "tax" and part.factor_percent > 0
        )
        return parts.account_id[:1]

    def _get_withheld_tax_account(self):
        if self.withheld_tax_account_id:
            return self.withheld_tax_account_id
        product = self.tax_product_id.with_company(self.company_id)
        return product.product_tmpl_id.get_product_accounts()["income"]

    def _books_to_vendor(self, treatment):
        """Tell whether amounts of this treatment pay the bills of Amazon."""
        return self.fee_booking == "vendor" and treatment in FEE_TREATMENTS

    def _get_vendor_payable(self):
        partner = self.vendor_partner_id.with_company(self.company_id)
        return partner.property_account_payable_id
