# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from odoo import api, models
from odoo.tools import float_repr

from ..lib.errors import OrderHold
from ..lib.order_tax import NO_SCHEME, reporting_scheme
from ..lib.proceeds import ZERO, Charge


@dataclass(frozen=True, slots=True)
class TaxedCharge:
    """A charge with the Odoo taxes of its line and the line's price.

    ``price`` contains the tax if ``is_gross``; ``taxes`` are price-included ones then
    as soon as the charge becomes a line. The line of an ``is_exact`` charge keeps
    Amazon's tax, because Odoo would round it otherwise.
    """

    charge: Charge
    taxes: Any
    price: Decimal
    is_gross: bool = False
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class TaxChoice:
    """Where the taxes of lines come from.

    ``tax`` for all lines, or the taxes of the products through ``fiscal_position``.
    """

    fiscal_position: Any
    tax: Any


@dataclass(frozen=True, slots=True)
class TaxPlan:
    """How an order's charges and tax become lines.

    ``collected_tax`` is tax that Amazon collects and remits itself, ``other_tax`` tax
    that an approved tax rule keeps apart; each becomes a line of its own.
    """

    charges: tuple
    collected_tax: Decimal = ZERO
    other_tax: Decimal = ZERO


class AmazonOrderTax(models.AbstractModel):
    """Chooses the Odoo taxes of an Amazon order; Amazon's amounts are the truth.

    The taxes of the products are used if they reproduce Amazon's tax to the cent.
    Otherwise an approved tax rule says what to do; without one the order is held and a
    rule is proposed. No tax is ever absorbed by another amount.
    """

    _name = "amazon.order.tax"
    _description = "Amazon Order Taxes"

    @api.model
    def _plan(self, draft):
        """Return the :class:`TaxPlan` of an order, or raise OrderHold.

        The fiscal position of the draft becomes that of the rule which is used.
        """
        proceeds = draft.proceeds
        if draft.binding.tax_rule_id:
            draft.binding.tax_rule_id = False
        if not proceeds.tax_reported:
            return self._plan_unreported(draft)
        collected = [c for c in proceeds.charges if self._is_collected(c)]
        own = [c for c in proceeds.charges if not self._is_collected(c)]
        collected_tax = sum((charge.tax for charge in collected), ZERO)
        charges = self._plan_collected(draft, collected)
        plan = self._plan_own(draft, own)
        return replace(
            plan, charges=charges + plan.charges, collected_tax=collected_tax
        )

    @api.model
    def _plan_unreported(self, draft):
        """Lines whose prices contain the tax of the products, if they contain any."""
        choice = self._get_default_choice(draft)
        if not draft.marketplace.price_includes_tax:
            return TaxPlan(self._untaxed(draft, draft.proceeds.charges))
        return TaxPlan(self._book(self._apply(draft, draft.proceeds.charges, choice)))

    @api.model
    def _is_collected(self, charge):
        """Whether Amazon, as marketplace facilitator, owes the tax of a charge."""
        return bool(charge.item and charge.item.is_facilitator_tax)

    @api.model
    def _plan_collected(self, draft, charges):
        """Lines without tax, or with the taxes of 0 % that a rule chooses for them."""
        untaxed = self._untaxed(draft, charges)
        if not charges:
            return untaxed
        without_tax = [replace(line.charge, tax=ZERO) for line in untaxed]
        key = self._get_key(draft, charges, is_collected=True)
        for rule in self.env["amazon.tax.rule"]._find(key, ("approved",)):
            taxed = self._match(draft, without_tax, rule._get_choice(draft))
            if rule._is_usable() and taxed is not None:
                return self._book(taxed)
        return untaxed

    @api.model
    def _plan_own(self, draft, charges):
        """Lines with the taxes that the seller owes."""
        if not charges:
            return TaxPlan(())
        choice = self._get_default_choice(draft)
        key = self._get_key(draft, charges)
        if self._suits_scheme(draft, key):
            taxed = self._match(draft, charges, choice)
            if taxed is not None:
                return TaxPlan(self._book(taxed))
        if not draft.marketplace.price_includes_tax and not any(
            charge.tax for charge in charges
        ):
            return TaxPlan(self._untaxed(draft, charges))
        untaxed = self._untaxed(draft, charges)
        for rule in self.env["amazon.tax.rule"]._find(key, ("approved",)):
            if self._fits(draft, charges, rule):
                return self._use(draft, charges, rule, untaxed)
        return self.env["amazon.tax.proposal"]._hold(draft, charges, key)

    @api.model
    def _use(self, draft, charges, rule, untaxed):
        """Return the plan that an approved rule makes."""
        draft.binding.tax_rule_id = rule
        if rule.treatment == "line":
            tax = sum((charge.tax for charge in charges), ZERO)
            return TaxPlan(untaxed, other_tax=tax)
        if rule.treatment == "unreported":
            draft.proceeds = replace(draft.proceeds, tax_reported=False)
            return self._plan_unreported(draft)
        choice = rule._get_choice(draft)
        draft.fiscal_position = choice.fiscal_position
        return TaxPlan(self._book(self._match(draft, charges, choice)))

    @api.model
    def _fits(self, draft, charges, rule):
        """Whether a rule leads to Amazon's amounts."""
        if not rule._is_usable():
            return False
        if rule.treatment == "line":
            return True
        if rule.treatment == "unreported":
            return not any(charge.tax for charge in draft.proceeds.charges)
        return self._match(draft, charges, rule._get_choice(draft)) is not None

    # === WHAT TAX RULES ARE FOUND BY === #

    @api.model
    def _get_key(self, draft, charges, is_collected=False):
        """Return the values that say for which orders a tax rule is."""
        items = {charge.item.ref: charge.item for charge in charges if charge.item}
        return {
            "marketplace_id": draft.marketplace.id,
            "country_id": self._get_destination(draft).id,
            "reporting_scheme": reporting_scheme(items.values()),
            "is_collected": is_collected,
        }

    @api.model
    def _get_destination(self, draft):
        """The country that the goods go to; none if Amazon does not say it."""
        code = draft.order.address.country_code
        country_id = self.env["amazon.order.builder"]._get_country_id(code)
        return self.env["res.country"].browse(country_id)

    @api.model
    def _suits_scheme(self, draft, key):
        """Whether the products' taxes may be used for tax of a reporting scheme.

        Tax of a one-stop shop is no domestic tax, even if the rate is the same.
        """
        country = self._get_destination(draft)
        return key["reporting_scheme"] == NO_SCHEME or self._is_for_country(
            draft.fiscal_position, country
        )

    @api.model
    def _is_for_country(self, fiscal_position, country):
        countries = (
            fiscal_position.country_id | fiscal_position.country_group_id.country_ids
        )
        return bool(country and country in countries)

    # === TAXES OF LINES === #

    @api.model
    def _get_default_choice(self, draft):
        """What Odoo does by itself."""
        return TaxChoice(draft.fiscal_position, self.env["account.tax"])

    @api.model
    def _untaxed(self, draft, charges):
        """Lines without Odoo taxes; tax that belongs to no line of them holds."""
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
    def _apply(self, draft, charges, choice):
        """Charges with the taxes of a choice, as they stand in the configuration."""
        proceeds = draft.proceeds
        included = not proceeds.tax_reported or proceeds.reading.tax_included
        taxed = []
        for charge in charges:
            if charge.kind == "TAX":
                continue
            taxes = self._get_taxes(draft, charge, choice)
            is_gross = bool(taxes) and (
                included or any(tax.price_include for tax in taxes)
            )
            price = charge.gross if is_gross else charge.net
            taxed.append(TaxedCharge(charge, taxes, price, is_gross))
        return tuple(taxed)

    @api.model
    def _get_taxes(self, draft, charge, choice):
        """The taxes of a charge: those of its item's product, or the chosen one."""
        if not charge.item or choice.tax:
            return choice.tax if charge.item else self.env["account.tax"]
        product = draft.products[charge.item.ref]
        taxes = product.taxes_id._filter_taxes_by_company(draft.company)
        return choice.fiscal_position.map_tax(taxes)

    @api.model
    def _book(self, taxed):
        """Replace taxes by their twins for prices that contain them, where needed."""
        return tuple(
            replace(line, taxes=line.taxes._amazon_price_included())
            if line.is_gross
            else line
            for line in taxed
        )

    # === REPRODUCING AMAZON'S AMOUNTS === #

    @api.model
    def _match(self, draft, charges, choice):
        """Return lines with Amazon's amounts, or None if the taxes do not lead there.

        The rates of the taxes have to be right; rounding may differ.
        """
        if any(charge.tax for charge in charges if charge.kind == "TAX"):
            return None
        taxed = self._apply(draft, charges, choice)
        if self._reproduces(draft, charges, taxed):
            return taxed
        return self.env["amazon.order.exact.tax"]._settle(draft, taxed)

    @api.model
    def _reproduces(self, draft, charges, taxed):
        """Whether Odoo's taxes give Amazon's net for each kind of charge, and tax."""
        base_lines = self._get_base_lines(draft, taxed)
        if any(self._get_net_differences(draft, taxed, base_lines).values()):
            return False
        expected = sum((charge.tax for charge in charges), ZERO)
        return self._compute_tax(draft, base_lines) == expected

    @api.model
    def _get_net_differences(self, draft, taxed, base_lines):
        """Odoo's amount without tax less Amazon's, by kind of charge."""
        digits = draft.currency.decimal_places
        tax_engine = self.env["account.tax"]
        differences = defaultdict(lambda: ZERO)
        for line, base_line in zip(taxed, base_lines, strict=True):
            tax_engine._round_base_lines_tax_details([base_line], draft.company)
            net = base_line["tax_details"]["total_excluded_currency"]
            odoo = Decimal(float_repr(net, digits))
            differences[line.charge.kind] += odoo - line.charge.net
        return differences

    @api.model
    def _compute_tax(self, draft, base_lines):
        """Odoo's tax of all lines together."""
        tax_engine = self.env["account.tax"]
        tax_engine._round_base_lines_tax_details(base_lines, draft.company)
        totals = tax_engine._get_tax_totals_summary(
            base_lines, draft.currency, draft.company
        )
        digits = draft.currency.decimal_places
        return Decimal(float_repr(totals["tax_amount_currency"], digits))

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
                special_mode="total_included" if line.is_gross else False,
                currency_id=draft.currency,
                partner_id=draft.contact,
            )
            for line in taxed
        ]
        tax_engine._add_tax_details_in_base_lines(base_lines, draft.company)
        return base_lines
