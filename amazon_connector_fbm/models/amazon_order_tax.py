# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from odoo import api, models
from odoo.tools import float_repr

from ..lib.errors import OrderHold
from ..lib.proceeds import ZERO, Charge


@dataclass(frozen=True, slots=True)
class TaxedCharge:
    """A charge with the Odoo taxes of its line and the line's price.

    ``price`` contains the tax exactly if ``taxes`` are price-included ones.
    """

    charge: Charge
    taxes: Any
    price: Decimal


@dataclass(frozen=True, slots=True)
class TaxPlan:
    """How an order's charges and tax become lines.

    ``collected_tax`` is tax that Amazon collects and remits itself, ``other_tax`` tax
    that no tax of the products reproduces; each becomes a line of its own.
    """

    charges: tuple
    collected_tax: Decimal = ZERO
    other_tax: Decimal = ZERO


class AmazonOrderTax(models.AbstractModel):
    """Chooses the Odoo taxes of an Amazon order; Amazon's amounts are the truth.

    The rates come from the products and fiscal positions only. They are used if they
    reproduce Amazon's tax to the cent; otherwise the tax that Amazon reports is kept on
    a line of its own, never absorbed by another amount.
    """

    _name = "amazon.order.tax"
    _description = "Amazon Order Taxes"

    @api.model
    def _plan(self, draft):
        """Return the :class:`TaxPlan` of an order, or raise OrderHold."""
        proceeds = draft.proceeds
        if not proceeds.tax_reported:
            return TaxPlan(self._tax_charges(draft, proceeds.charges, True))
        collected = [c for c in proceeds.charges if self._is_collected(c)]
        own = [c for c in proceeds.charges if not self._is_collected(c)]
        collected_tax = sum((charge.tax for charge in collected), ZERO)
        own_tax = sum((charge.tax for charge in own), ZERO)
        untaxed = self._untaxed(draft, collected)
        if any(charge.tax for charge in own):
            included = proceeds.reading.tax_included
            taxed = self._tax_charges(draft, own, included)
            if self._reproduces(draft, taxed):
                return TaxPlan(untaxed + taxed, collected_tax)
        return TaxPlan(untaxed + self._untaxed(draft, own), collected_tax, own_tax)

    @api.model
    def _is_collected(self, charge):
        """Whether Amazon, as marketplace facilitator, owes the tax of a charge."""
        return bool(charge.item and charge.item.is_facilitator_tax)

    @api.model
    def _untaxed(self, draft, charges):
        no_tax = self.env["account.tax"]
        for charge in charges:
            if charge.kind == "TAX" and charge.net:
                raise OrderHold(
                    "tax",
                    self.env._(
                        "Amazon reports tax of %(amount)s %(currency)s inside the "
                        "prices without saying on what, and the taxes of the "
                        "products do not give that amount. Check these taxes.",
                        amount=charge.tax,
                        currency=draft.order.currency,
                    ),
                )
        return tuple(
            TaxedCharge(charge, no_tax, charge.net)
            for charge in charges
            if charge.kind != "TAX"
        )

    @api.model
    def _tax_charges(self, draft, charges, included):
        """Charges with the taxes of the product they belong to."""
        return tuple(
            TaxedCharge(
                charge,
                self._get_taxes(draft, charge, included),
                charge.gross if included else charge.net,
            )
            for charge in charges
            if charge.kind != "TAX"
        )

    @api.model
    def _get_taxes(self, draft, charge, included):
        """The product's taxes for this destination, in or on top of the price."""
        taxes = self.env["account.tax"]
        if not charge.item:
            return taxes
        if not draft.proceeds.tax_reported and not draft.marketplace.price_includes_tax:
            return taxes
        product = draft.products[charge.item.ref]
        taxes = product.taxes_id._filter_taxes_by_company(draft.company)
        taxes = draft.fiscal_position.map_tax(taxes)
        if included:
            return taxes._amazon_price_included()
        return taxes

    @api.model
    def _reproduces(self, draft, taxed):
        """Whether Odoo's taxes give Amazon's net and tax for each kind of charge."""
        if any(tax.price_include for line in taxed for tax in line.taxes) != (
            draft.proceeds.reading.tax_included
        ):
            return False
        base_lines = self._get_base_lines(draft, taxed)
        digits = draft.currency.decimal_places
        difference = defaultdict(lambda: ZERO)
        tax_engine = self.env["account.tax"]
        for line, base_line in zip(taxed, base_lines, strict=True):
            tax_engine._round_base_lines_tax_details([base_line], draft.company)
            net = base_line["tax_details"]["total_excluded_currency"]
            difference[line.charge.kind] += (
                Decimal(float_repr(net, digits)) - line.charge.net
            )
        tax_engine._round_base_lines_tax_details(base_lines, draft.company)
        totals = tax_engine._get_tax_totals_summary(
            base_lines, draft.currency, draft.company
        )
        tax = Decimal(float_repr(totals["tax_amount_currency"], digits))
        expected = sum((line.charge.tax for line in taxed), ZERO)
        loose = draft.proceeds.tax - expected - self._get_collected_tax(draft)
        return not loose and tax == expected and not any(difference.values())

    @api.model
    def _get_collected_tax(self, draft):
        charges = draft.proceeds.charges
        return sum((c.tax for c in charges if self._is_collected(c)), ZERO)

    @api.model
    def _get_base_lines(self, draft, taxed):
        """The charges as Odoo's tax engine wants them."""
        tax_engine = self.env["account.tax"]
        base_lines = [
            tax_engine._prepare_base_line_for_taxes_computation(
                None,
                price_unit=float(line.price),
                quantity=1.0,
                tax_ids=line.taxes,
                currency_id=draft.currency,
                partner_id=draft.contact,
            )
            for line in taxed
        ]
        tax_engine._add_tax_details_in_base_lines(base_lines, draft.company)
        return base_lines
