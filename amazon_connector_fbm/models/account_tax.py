# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, fields, models
from odoo.tools import mute_logger


class AccountTax(models.Model):
    _inherit = "account.tax"

    amazon_origin_tax_id = fields.Many2one(
        "account.tax",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The tax on top of the price that this tax in the price stands for.",
    )

    _amazon_origin_tax_uniq = models.UniqueIndex(
        "(amazon_origin_tax_id) WHERE amazon_origin_tax_id IS NOT NULL",
        "This tax has a twin for prices that contain it.",
    )

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
        domain = [("amazon_origin_tax_id", "=", self.id)]
        twin = self.with_context(active_test=False).search(domain, limit=1)
        return twin or self._create_amazon_included_twin()

    def _create_amazon_included_twin(self):
        # Another worker may be faster: the job is tried again then, no cause for alarm.
        with mute_logger("odoo.sql_db"):
            return self.copy(
                {
                    "name": self.env._("%s (in the price)", self.name),
                    "price_include_override": "tax_included",
                    "amazon_origin_tax_id": self.id,
                    # Fiscal positions go on mapping to the origin alone.
                    "original_tax_ids": [Command.clear()],
                }
            )
