# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import float_repr

from ..lib.proceeds import CHARGES, ZERO


class AmazonOrderProof(models.AbstractModel):
    """Proves that a sales order has Amazon's amounts, component by component."""

    _name = "amazon.order.proof"
    _description = "Amazon Order Total Proof"

    @api.model
    def _get_component_labels(self):
        """Names of the components as shown to people, in their order."""
        return {
            "ITEM": self.env._("Products"),
            "SHIPPING": self.env._("Shipping"),
            "GIFT_WRAP": self.env._("Gift wrap"),
            "COD_FEE": self.env._("Cash on delivery fee"),
            "DELIVERY_TIP": self.env._("Delivery tip"),
            "OTHER": self.env._("Other"),
            "DISCOUNT": self.env._("Discounts"),
            "TAX": self.env._("Tax"),
        }

    @api.model
    def _prove(self, proceeds, sale):
        """Compare Amazon's proceeds with a sales order.

        Amounts are in the order's currency; components are without tax if Amazon
        reports the tax, with the tax that prices contain otherwise.

        :return: a JSON-ready dict with rows, totals, ``is_proved`` and the reading
        """
        digits = sale.currency_id.decimal_places
        amazon, odoo = self._get_amazon_amounts(proceeds), defaultdict(lambda: ZERO)
        for line in sale.order_line:
            amount = line.price_subtotal
            if not proceeds.tax_reported or line.amazon_component == "TAX":
                amount = line.price_total
            odoo[line.amazon_component] += Decimal(float_repr(amount, digits))
        if proceeds.tax_reported:
            odoo["TAX"] += Decimal(float_repr(sale.amount_tax, digits))
        total = Decimal(float_repr(sale.amount_total, digits))
        rows = self._prepare_rows(amazon, odoo, digits)
        difference = total - proceeds.total
        return {
            "rows": rows,
            "amazon_total": str(proceeds.total),
            "odoo_total": str(total),
            "difference": str(difference),
            "tax_included": not proceeds.tax_reported,
            "tax_in_price": float_repr(sale.amount_tax, digits),
            "reading": proceeds.reading.code,
            "is_proved": not difference
            and all(Decimal(row["difference"]) == 0 for row in rows),
        }

    @api.model
    def _get_amazon_amounts(self, proceeds):
        amounts = defaultdict(lambda: ZERO)
        for charge in proceeds.charges:
            if charge.kind != "TAX":
                amounts[charge.kind] += charge.net
        if proceeds.tax_reported:
            amounts["TAX"] = proceeds.tax
        return amounts

    @api.model
    def _prepare_rows(self, amazon, odoo, digits):
        labels = self._get_component_labels()
        return [
            {
                "component": kind,
                "label": labels[kind],
                "amazon": float_repr(float(amazon[kind]), digits),
                "odoo": str(odoo[kind]),
                "difference": str(odoo[kind] - amazon[kind]),
            }
            for kind in (*CHARGES, "DISCOUNT", "TAX")
            if amazon.get(kind) or odoo.get(kind)
        ]

    @api.model
    def _explain_difference(self, proof, currency):
        """Say in words which components differ, and by how much."""
        parts = [
            self.env._(
                "%(label)s: Amazon %(amazon)s, Odoo %(odoo)s",
                label=row["label"],
                amazon=row["amazon"],
                odoo=row["odoo"],
            )
            for row in proof["rows"]
            if Decimal(row["difference"])
        ]
        return self.env._(
            "Odoo's total is %(odoo)s %(currency)s, Amazon's is %(amazon)s "
            "%(currency)s: a difference of %(difference)s. %(parts)s",
            odoo=proof["odoo_total"],
            amazon=proof["amazon_total"],
            currency=currency,
            difference=proof["difference"],
            parts="; ".join(parts),
        )
