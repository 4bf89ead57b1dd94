# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib.rule import suggest_pattern
from ..models.amazon_settlement_rule import BALANCES, PATTERNS

BEFORE_DEFAULTS = 50


def pattern_field():
    """Return the field of a text of Amazon's, proposed from the example."""
    return fields.Char(
        compute="_compute_patterns",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
        help="As Amazon writes it; * stands for any text.",
    )


class AmazonSettlementMapWizard(models.TransientModel):
    """Makes a rule from an amount that none fits, and applies it at once."""

    _name = "amazon.settlement.map.wizard"
    _inherit = ["amazon.page.mixin"]
    _description = "Map Amazon Amount"
    _check_company_auto = True

    sample_row_id = fields.Many2one(
        "amazon.settlement.row", "Example", required=True, readonly=True
    )
    company_id = fields.Many2one(related="sample_row_id.company_id")
    seller_id = fields.Many2one(related="sample_row_id.settlement_id.seller_id")
    currency_id = fields.Many2one(related="sample_row_id.currency_id")
    amount = fields.Monetary(related="sample_row_id.amount")
    name = fields.Char(
        "Category",
        compute="_compute_name",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
        help="Label of the journal items.",
    )
    transaction_type = pattern_field()
    amount_type = pattern_field()
    amount_description = pattern_field()
    treatment = fields.Selection(
        lambda self: self._selection_treatment(),
        required=True,
        default="fee",
        help="How amounts like this one are booked.",
    )
    account_id = fields.Many2one(
        "account.account",
        help="Blank: the account that the seller has for this treatment.",
    )
    tax_id = fields.Many2one(
        "account.tax",
        domain="[('type_tax_use', '=', 'purchase')]",
        help="Tax that Amazon's amount contains. Blank: no tax.",
    )
    only_this_seller = fields.Boolean(
        help="Otherwise the rule is for every seller of the company."
    )

    @api.model
    def _selection_treatment(self):
        """A row that has a line of the statement is no balance."""
        field = self.env["amazon.settlement.rule"]._fields["treatment"]
        return [
            each
            for each in field._description_selection(self.env)
            if each[0] not in BALANCES
        ]

    @api.depends("sample_row_id")
    def _compute_name(self):
        for wizard in self:
            row = wizard.sample_row_id
            texts = (row.amount_description, row.amount_type, row.transaction_type)
            wizard.name = next(filter(None, texts), "*")

    @api.depends("sample_row_id")
    def _compute_patterns(self):
        """Propose the texts of the example without what changes every time."""
        for wizard in self:
            for name in PATTERNS:
                text = wizard.sample_row_id[name] or ""
                wizard[name] = suggest_pattern(text) or "*"

    def action_map(self):
        """Create the rule and book by it what has waited."""
        self.ensure_one()
        rules = self.env["amazon.settlement.rule"].with_company(self.company_id)
        rule = rules.create(self._prepare_rule_vals())
        book = rule._get_book()
        if not book.find(self.sample_row_id._to_value()):
            raise UserError(
                self.env._(
                    "This rule does not fit the example. Put * for what may be any "
                    "text."
                )
            )
        return rule.action_apply()

    def _prepare_rule_vals(self):
        return {
            "name": self.name,
            "sequence": BEFORE_DEFAULTS,
            "company_id": self.company_id.id,
            "seller_id": self.seller_id.id if self.only_this_seller else False,
            **{name: self[name] for name in PATTERNS},
            "treatment": self.treatment,
            "account_id": self.account_id.id,
            "tax_id": self.tax_id.id,
        }
