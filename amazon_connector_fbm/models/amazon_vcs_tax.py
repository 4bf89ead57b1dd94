# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare


class AmazonVcsTax(models.Model):
    """Which Odoo tax stands for a VAT rate on invoices that Amazon makes.

    Sellers who use Amazon's VAT Calculation Service (VCS) let Amazon invoice their
    orders; its reports name the country and the rate, and no tax of Odoo.
    """

    _name = "amazon.vcs.tax"
    _description = "Amazon VAT Calculation Service Tax"
    _order = "seller_id, country_id, rate desc, id"
    _check_company_auto = True

    seller_id = fields.Many2one(
        "amazon.seller",
        required=True,
        index=True,
        ondelete="cascade",
        help="Whose invoices Amazon makes.",
    )
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    country_id = fields.Many2one(
        "res.country",
        required=True,
        ondelete="restrict",
        help="The country whose VAT Amazon puts on the invoice.",
    )
    rate = fields.Float(
        "VAT Rate (%)",
        digits=(5, 2),
        help="The rate on Amazon's invoice, in percent: 19 for 19 %. 0 is for invoices "
        "without VAT, such as those to businesses in another country.",
    )
    tax_id = fields.Many2one(
        "account.tax",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain=[
            ("type_tax_use", "=", "sale"),
            ("amount_type", "=", "percent"),
            ("amazon_origin_tax_id", "=", False),
        ],
        help="Used when invoices of Amazon's VAT Calculation Service are imported: "
        "amounts with this country and rate get this tax. It is a sales tax of the "
        "same rate; whether it is in the price makes no difference.",
    )

    _rate_uniq = models.Constraint(
        "UNIQUE(seller_id, country_id, rate)",
        "The seller has a tax for this country and rate already.",
    )
    _rate_range = models.Constraint(
        "CHECK(rate >= 0 AND rate <= 100)",
        "Enter a VAT rate from 0 to 100 percent.",
    )

    @api.depends("country_id", "rate")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.country_id.name or ''} {line.rate:g} %".strip()

    @api.constrains("rate", "tax_id")
    def _check_tax(self):
        for line in self:
            # A manager of Amazon need not be an accountant.
            tax = line.tax_id.sudo()
            is_sale = tax.type_tax_use == "sale" and tax.amount_type == "percent"
            if is_sale and tax.active and not tax.amazon_origin_tax_id:
                line._check_rate(tax)
                continue
            raise ValidationError(
                self.env._(
                    "%(tax)s cannot stand for %(rate)s on Amazon's invoices. Choose an "
                    "active sales tax that is a percentage of the price, and no copy "
                    "that the connector made.",
                    tax=tax.display_name,
                    rate=line.display_name,
                )
            )

    def _has_rate(self, tax):
        return not float_compare(self.rate, tax.amount, precision_digits=4)

    def _check_rate(self, tax):
        if self._has_rate(tax):
            return
        raise ValidationError(
            self.env._(
                "%(tax)s is a tax of %(amount)s %%, but it is chosen for %(rate)s. "
                "Choose a tax of that rate.",
                tax=tax.display_name,
                amount=f"{tax.amount:g}",
                rate=self.display_name,
            )
        )


class AmazonSeller(models.Model):
    # Apart from the other settings.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    vcs_tax_ids = fields.One2many(
        "amazon.vcs.tax",
        "seller_id",
        string="VAT Calculation Service",
        help="Used when invoices of Amazon's VAT Calculation Service are imported: "
        "which tax of Odoo stands for each country and rate. Orders do not need it; "
        "they have tax rules.",
    )

    def action_view_vcs_taxes(self):
        """Open the taxes for Amazon's invoices of this seller."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector_fbm.amazon_vcs_tax_action"
        )
        action["context"] = {"default_seller_id": self.id}
        return action | {"domain": [("seller_id", "=", self.id)]}
