# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.rule import Rule, RuleBook

TREATMENTS = [
    ("receivable", "Customer Receivable"),
    ("withheld_tax", "Tax That Amazon Withholds"),
    ("fee", "Fee"),
    ("fee_tax", "Tax on Fees"),
    ("advertising", "Advertising"),
    ("reimbursement", "Reimbursement"),
    ("tax_adjustment", "Tax Adjustment"),
    ("other", "Other Account"),
    ("transfer", "Transfer"),
    ("opening", "Opening Balance"),
    ("closing", "Closing Balance"),
    ("unmapped", "Not Mapped"),
]
BALANCES = ("opening", "closing")
PATTERNS = ("transaction_type", "amount_type", "amount_description")


class AmazonSettlementRule(models.Model):
    """Says how amounts of settlement reports are booked; the first that fits counts."""

    _name = "amazon.settlement.rule"
    _description = "Amazon Settlement Rule"
    _inherit = ["analytic.mixin"]
    _order = "sequence, id"

    name = fields.Char(
        "Category",
        required=True,
        translate=True,
        help="Kind of amount, such as Commission: the label of the journal item.",
    )
    sequence = fields.Integer(
        default=10,
        help="Rules are tried in this order, and the first one that fits counts. Those "
        "that come with the connector begin at 100: yours come before them.",
    )
    active = fields.Boolean(default=True, help="An archived rule is not used.")
    company_id = fields.Many2one(
        "res.company", index=True, help="Blank: the rule is for every company."
    )
    seller_id = fields.Many2one(
        "amazon.seller",
        index="btree_not_null",
        ondelete="cascade",
        help="Blank: the rule is for every seller.",
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    marketplace_id = fields.Many2one(
        "amazon.marketplace",
        ondelete="cascade",
        domain="[('seller_id', '=?', seller_id)]",
        help="Blank: the rule is for every marketplace.",
    )
    transaction_type = fields.Char(
        required=True,
        default="*",
        help="Transaction type in Amazon's report; * stands for any text.",
    )
    amount_type = fields.Char(
        required=True,
        default="*",
        help="Amount type in Amazon's report; * stands for any text.",
    )
    amount_description = fields.Char(
        required=True,
        default="*",
        help="Amount description in Amazon's report; * stands for any text.",
    )
    sign = fields.Selection(
        [("positive", "Credits"), ("negative", "Charges")],
        help="Blank: the rule is for what Amazon credits and for what it charges.",
    )
    treatment = fields.Selection(
        [each for each in TREATMENTS if each[0] != "unmapped"],
        required=True,
        help="Customer Receivable: what the buyer paid or got back, reconciled with "
        "the invoice or credit note of the order. Tax on Fees: input tax that Amazon "
        "lists apart from its fee, on the account of the default purchase tax unless "
        "the rule has one. Reimbursement: a customer invoice if the seller has the "
        "settings for it and the rule has no account. Tax That Amazon Withholds: "
        "cleared against the tax on the invoice. Transfer: money that moves without "
        "income or expense, such as a charge to your card. Opening and Closing "
        "Balance: what Amazon keeps between two settlements; no line of the statement.",
    )
    account_id = fields.Many2one(
        "account.account",
        company_dependent=True,
        help="Blank: the account that the seller has for this treatment.",
    )
    partner_id = fields.Many2one(
        "res.partner", help="Partner of the journal items, if they need one."
    )
    tax_id = fields.Many2one(
        "account.tax",
        company_dependent=True,
        domain="[('type_tax_use', '=', 'purchase')]",
        help="Tax that Amazon's amount contains: the amount is split into base and tax "
        "with their tax grids. Blank: no tax.",
    )
    pairing = fields.Selection(
        [
            ("payout", "Earlier Payout"),
            ("marketplace", "Settlement of Another Marketplace"),
        ],
        help="A transfer that is the other side of one that is booked already. Earlier "
        "Payout: it failed, so the money came back to Amazon. Settlement of Another "
        "Marketplace: Amazon moved a debt. Both are reconciled with each other.",
    )

    @api.constrains(*PATTERNS)
    def _check_patterns(self):
        for rule in self:
            if all((rule[name] or "").strip() == "*" for name in PATTERNS):
                raise ValidationError(
                    self.env._(
                        "The rule %s fits every amount, so that nothing unknown would "
                        "be noticed any more. Enter at least one of transaction type, "
                        "amount type and amount description.",
                        rule.name,
                    )
                )

    @api.constrains("company_id", "seller_id", "marketplace_id")
    def _check_scope(self):
        for rule in self:
            seller, marketplace = rule.seller_id, rule.marketplace_id
            companies = rule.company_id | seller.company_id | marketplace.company_id
            is_of_seller = marketplace.seller_id in (seller, seller.browse())
            if len(companies) <= 1 and (is_of_seller or not seller):
                continue
            raise ValidationError(
                self.env._(
                    "Company, seller and marketplace of the rule %s do not belong to "
                    "each other, so that it would never be used. Leave two of them "
                    "blank, or choose those that belong together.",
                    rule.name,
                )
            )

    @api.constrains("tax_id")
    def _check_tax(self):
        for rule in self.filtered("tax_id"):
            if rule.tax_id.type_tax_use != "purchase":
                raise ValidationError(
                    self.env._(
                        "%(tax)s is no purchase tax. The tax of the rule %(rule)s is "
                        "one that Amazon charges you.",
                        tax=rule.tax_id.display_name,
                        rule=rule.name,
                    )
                )

    # === THE RULES OF A SETTLEMENT === #

    @api.model
    def _get_seller_domain(self, seller):
        """Return which rules are for a seller."""
        return [
            ("company_id", "in", (False, seller.company_id.id)),
            ("seller_id", "in", (False, seller.id)),
        ]

    @api.model
    def _get_applicable(self, seller, marketplace):
        """Return the rules for a seller and marketplace, in the order they are tried.

        At the same place in the order, the more particular rule comes first.
        """
        domain = self._get_seller_domain(seller)
        rules = self.search(
            [*domain, ("marketplace_id", "in", (False, marketplace.id))]
        )
        return rules.sorted(
            lambda rule: (
                rule.sequence,
                not rule.marketplace_id,
                not rule.seller_id,
                not rule.company_id,
                rule.id,
            )
        )

    def _get_book(self):
        """Return these rules as the library uses them, in this order."""
        return RuleBook([rule._to_value() for rule in self])

    def _to_value(self):
        """Return the rule as the library knows it; its key is the id."""
        return Rule(
            key=str(self.id),
            transaction_type=self.transaction_type,
            amount_type=self.amount_type,
            amount_description=self.amount_description,
            sign=self.sign or "",
            treatment=self.treatment,
            label=self.name,
        )
