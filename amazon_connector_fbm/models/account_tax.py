# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _amazon_price_included(self):
        """The same taxes for prices that contain them, as Amazon shows prices.

        A tax that is added on top gets a twin with the same rate, accounts and grids;
        it is looked for first and made once.
        """
        return self.browse().concat(*(tax._amazon_included_twin() for tax in self))

    def _amazon_included_twin(self):
        self.ensure_one()
        if self.price_include:
            return self
        name = self.env._("%s (in the price)", self.name)
        twin = self.search(
            [
                ("name", "=", name),
                ("company_id", "=", self.company_id.id),
                ("type_tax_use", "=", self.type_tax_use),
                ("country_id", "=", self.country_id.id),
                ("amount_type", "=", self.amount_type),
                ("amount", "=", self.amount),
                ("price_include_override", "=", "tax_included"),
            ],
            limit=1,
        )
        return twin or self.copy(
            {"name": name, "price_include_override": "tax_included"}
        )
