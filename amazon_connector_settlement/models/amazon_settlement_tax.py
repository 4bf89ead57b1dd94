# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal

from odoo import Command, api, models

from .settlement_item import ZERO, exact


class AmazonSettlementTax(models.AbstractModel):
    """Splits what Amazon charges into base and tax, with their tax grids.

    Odoo would add the tax items by itself if the base had taxes alone, and the entry
    would not fit its statement line any more.
    """

    _name = "amazon.settlement.tax"
    _description = "Amazon Settlement Tax"

    @api.model
    def _prepare_items(self, line, item, date):
        """Return the values of the base item and of its tax items."""
        booker = self.env["amazon.settlement.booker"]
        result = self._compute(item, line.currency_id)
        sign = self._get_sign(item)
        taxes = [
            self._prepare_tax_vals(line, item, date, tax, sign)
            for tax in result["taxes"]
        ]
        tax_amounts = (exact(v["amount_currency"], line.currency_id) for v in taxes)
        base_amount = -item.amount - sum(tax_amounts, start=ZERO)
        base = booker._prepare_item_vals(line, item, base_amount, date)
        base |= {
            "tax_ids": [Command.set(item.tax.ids)],
            "tax_tag_ids": [Command.set(result["base_tags"])],
        }
        return [base, *taxes]

    @api.model
    def _count_tax_items(self, item):
        if not item.tax:
            return 0
        currency = item.tax.company_id.currency_id
        return len(self._compute(item, currency)["taxes"])

    @api.model
    def _get_sign(self, item):
        """A charge is a purchase, what Amazon gives back is a refund of one."""
        return Decimal(-1) if item.amount > 0 else Decimal(1)

    @api.model
    def _compute(self, item, currency):
        taxes = item.tax.with_context(force_price_include=True)
        return taxes.compute_all(
            float(abs(item.amount)),
            currency=currency,
            partner=item.partner or None,
            is_refund=item.amount > 0,
        )

    @api.model
    def _prepare_tax_vals(self, line, item, date, tax, sign):
        booker = self.env["amazon.settlement.booker"]
        amount = exact(tax["amount"], line.currency_id) * sign
        base = exact(tax["base"], line.currency_id) * sign
        vals = booker._prepare_item_vals(line, item, amount, date)
        account_id = tax["account_id"] or item.account.id
        return vals | {
            "name": tax["name"],
            "account_id": account_id,
            "tax_repartition_line_id": tax["tax_repartition_line_id"],
            "tax_base_amount": abs(booker._convert(line, float(base), date)),
            "tax_tag_ids": [Command.set(tax["tag_ids"])],
            "analytic_distribution": False,
        }
