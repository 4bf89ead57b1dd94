# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from odoo import api, models

from ..lib.proceeds import ZERO


class AmazonOrderExactTax(models.AbstractModel):
    """Keeps Amazon's cents where Odoo's tax has the right rate and rounds otherwise.

    Amazon rounds the tax of each charge, sometimes of each piece; Odoo, by default, the
    tax of the whole document. Lines carry the amounts then in Odoo's own way for that
    (``extra_tax_data``): the tax is on its account and in its tax report, to the cent.
    """

    _name = "amazon.order.exact.tax"
    _description = "Amazon Order Exact Taxes"

    @api.model
    def _settle(self, draft, taxed):
        """Return the lines with Amazon's own amounts, or None if a rate is wrong."""
        if not all(self._is_rounded(draft, line) for line in taxed):
            return None
        return tuple(replace(line, is_exact=bool(line.taxes)) for line in taxed)

    @api.model
    def _is_rounded(self, draft, line):
        """Whether Amazon's tax of a line is what its rate gives, rounded somehow."""
        if not line.taxes:
            return not line.charge.tax
        if len(line.taxes) > 1 or line.taxes.amount_type != "percent":
            return False
        rate = Decimal(str(line.taxes.amount)) / 100
        tax = line.price * rate / (1 + rate) if line.is_gross else line.price * rate
        cent = Decimal(1).scaleb(-draft.currency.decimal_places)
        if abs(tax - line.charge.tax) <= cent / 2:
            return True
        quantity = line.charge.item.quantity or 1
        each = (tax / quantity).quantize(cent, rounding=ROUND_HALF_UP)
        return line.charge.kind == "ITEM" and each * quantity == line.charge.tax

    @api.model
    def _prepare_line_vals(self, draft, values, taxed):
        """Return the values of a sales order line that fix its amounts.

        :param values: what the line has already
        :param taxed: the charges of the line, which have the same taxes
        """
        if not any(line.is_exact for line in taxed):
            return {}
        net = float(sum((line.charge.net for line in taxed), ZERO))
        tax = float(sum((line.charge.tax for line in taxed), ZERO))
        amounts = {"base_amount_currency": net, "tax_amount_currency": tax}
        return {
            "extra_tax_data": {
                "currency_id": draft.currency.id,
                "price_unit": values["price_unit"],
                "discount": values["discount"],
                "quantity": values["product_uom_qty"],
                "manual_total_excluded_currency": net,
                "manual_tax_amounts": {str(taxed[0].taxes.id): amounts},
            }
        }

    @api.model
    def _share(self, data, before, quantity):
        """Return the amounts of one of several invoices of a line.

        What is rounded is the sum so far, so that the last invoice gets the rest.

        :param data: the ``extra_tax_data`` of the whole line
        :param before: the quantity that is on other invoices
        :param quantity: the quantity of this invoice
        """
        if not data.get("manual_tax_amounts") or not data["quantity"]:
            return data
        [(tax_id, amounts)] = data["manual_tax_amounts"].items()
        tax = Decimal(str(amounts["tax_amount_currency"]))
        total = Decimal(str(data["manual_total_excluded_currency"])) + tax
        taken = self._take_share(data, tax, before, quantity)
        net = float(self._take_share(data, total, before, quantity) - taken)
        shared = {"base_amount_currency": net, "tax_amount_currency": float(taken)}
        return data | {
            "quantity": quantity,
            "manual_total_excluded_currency": net,
            "manual_tax_amounts": {tax_id: shared},
        }

    @api.model
    def _take_share(self, data, amount, before, quantity):
        currency = self.env["res.currency"].browse(data["currency_id"])
        cent = Decimal(1).scaleb(-currency.decimal_places)
        first, last = (
            (amount * Decimal(str(pieces)) / Decimal(str(data["quantity"]))).quantize(
                cent, rounding=ROUND_HALF_UP
            )
            for pieces in (before, before + quantity)
        )
        return last - first
