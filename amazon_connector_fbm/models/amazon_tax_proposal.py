# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from odoo import api, models
from odoo.tools import float_repr

from ..lib.errors import OrderHold
from ..lib.order_tax import NO_SCHEME
from ..lib.proceeds import ZERO
from .amazon_order_tax import TaxChoice

MAX_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a tax rule could say, as the values of the rule."""

    values: dict
    name: str = ""
    choice: Any = None


class AmazonTaxProposal(models.AbstractModel):
    """Holds an order whose tax needs a decision, and proposes one.

    The company's fiscal positions and sales taxes are tried; those that reproduce
    Amazon's amounts to the cent are candidates.
    """

    _name = "amazon.tax.proposal"
    _description = "Amazon Tax Proposal"

    @api.model
    def _hold(self, draft, charges, key):
        """Link the order to the rule that it waits for, and raise OrderHold.

        :param key: what the rule is found by
        """
        taxes = self.env["amazon.order.tax"]
        taxed = taxes._apply(draft, charges, taxes._get_default_choice(draft))
        rule = self._find_or_propose(draft, charges, key, taxed)
        draft.binding.tax_rule_id = rule
        raise OrderHold("tax", self._explain(draft, charges, taxed, rule, key))

    @api.model
    def _find_or_propose(self, draft, charges, key, taxed):
        """Return the open rule that fits the order; make one if there is none."""
        taxes = self.env["amazon.order.tax"]
        known = self.env["amazon.tax.rule"]._find(key, ("proposed", "refused"))
        fitting = known.filtered(lambda rule: taxes._fits(draft, charges, rule))
        decided = fitting.filtered(
            lambda rule: rule.treatment in ("fiscal_position", "tax")
        )
        if decided:
            return decided[0]
        candidates = self._get_candidates(draft, charges, key)
        best = candidates[0].values
        for rule in fitting:
            if rule.treatment == best["treatment"]:
                return rule
        return self._propose(draft, charges, key, taxed, candidates)

    @api.model
    def _propose(self, draft, charges, key, taxed, candidates):
        """Create the rule of the best candidate, with the evidence for it."""
        best, *others = candidates
        evidence = self._prepare_evidence(draft, charges, taxed)
        names = [
            each.name for each in others if each.name and not self._is_of(best, each)
        ]
        evidence["alternatives"] = names[:MAX_ALTERNATIVES]
        return self.env["amazon.tax.rule"].create(
            {
                **key,
                **best.values,
                "evidence_order_id": draft.binding.id,
                "evidence": evidence,
            }
        )

    @api.model
    def _is_of(self, best, other):
        """Whether a tax is only what the best fiscal position comes to anyway."""
        position = self.env["account.fiscal.position"].browse(
            best.values.get("fiscal_position_id")
        )
        return other.choice.tax in position.tax_ids

    # === CANDIDATES === #

    @api.model
    def _get_candidates(self, draft, charges, key):
        """Return what leads to Amazon's amounts, the likeliest first.

        The last resort is a line of its own. A tax of zero inside the marketplace's own
        country most likely means that Amazon computes none.
        """
        taxes = self.env["amazon.order.tax"]
        found = [
            candidate
            for candidate in self._get_possible(draft, charges, key)
            if taxes._match(draft, charges, candidate.choice) is not None
        ]
        country = taxes._get_destination(draft)
        if country == draft.marketplace.country_id and not draft.proceeds.tax:
            return [Candidate({"treatment": "unreported"}), *found]
        return [*found, Candidate({"treatment": "line"})]

    @api.model
    def _get_possible(self, draft, charges, key):
        """Return all fiscal positions and taxes that are worth a try."""
        positions = self._get_fiscal_positions(draft, key)
        taxes = self._get_sale_taxes(draft, charges)
        return [
            *(self._prepare_position_candidate(draft, each) for each in positions),
            *(self._prepare_tax_candidate(draft, each) for each in taxes),
        ]

    @api.model
    def _prepare_position_candidate(self, draft, position):
        values = {"treatment": "fiscal_position", "fiscal_position_id": position.id}
        choice = TaxChoice(position, self.env["account.tax"])
        return Candidate(values, position.display_name, choice)

    @api.model
    def _prepare_tax_candidate(self, draft, tax):
        values = {"treatment": "tax", "tax_id": tax.id}
        return Candidate(
            values, tax.display_name, TaxChoice(draft.fiscal_position, tax)
        )

    @api.model
    def _get_fiscal_positions(self, draft, key):
        """Return those for the likely destination first, then those for any country."""
        positions = self.env["account.fiscal.position"]
        found = positions.search(positions._check_company_domain(draft.company))
        taxes = self.env["amazon.order.tax"]
        country = self._get_likely_country(draft)
        near = found.filtered(lambda each: taxes._is_for_country(each, country))
        if key["reporting_scheme"] != NO_SCHEME:
            return near.sorted(lambda each: each.country_id != country)
        anywhere = found.filtered(
            lambda each: not each.country_id and not each.country_group_id
        )
        return near.sorted(lambda each: each.country_id != country) | anywhere

    @api.model
    def _get_likely_country(self, draft):
        """Return the destination; most orders stay in the marketplace's country."""
        country = self.env["amazon.order.tax"]._get_destination(draft)
        return country or draft.marketplace.country_id

    @api.model
    def _get_sale_taxes(self, draft, charges):
        """Return the company's sales taxes whose rate is near Amazon's.

        Those that a fiscal position uses for the likely destination come first.
        """
        taxes = self.env["account.tax"]
        country = self._get_likely_country(draft)
        is_for_country = self.env["amazon.order.tax"]._is_for_country
        found = taxes.search(
            [
                *taxes._check_company_domain(draft.company),
                ("type_tax_use", "=", "sale"),
                ("amazon_origin_tax_id", "=", False),
            ]
        )
        near = found.filtered(lambda tax: self._is_near(draft, charges, tax))
        return near.sorted(
            lambda tax: (
                not any(
                    is_for_country(position, country)
                    for position in tax.fiscal_position_ids
                )
            )
        )

    @api.model
    def _is_near(self, draft, charges, tax):
        """Whether rounding alone could explain what a tax gives beside Amazon's tax."""
        if tax.amount_type == "group":
            return True
        if tax.amount_type != "percent":
            return False
        net, amount, _rate = self._get_amounts(charges)
        cents = Decimal(1).scaleb(-draft.currency.decimal_places)
        computed = net * Decimal(str(tax.amount)) / 100
        return abs(computed - amount) <= cents * (len(charges) + 1)

    # === EVIDENCE === #

    @api.model
    def _get_amounts(self, charges):
        """Return Amazon's net amount that bears tax, its tax, and the rate in %."""
        taxed = [charge for charge in charges if charge.item]
        net = sum((charge.net for charge in taxed), ZERO)
        tax = sum((charge.tax for charge in charges), ZERO)
        rate = (tax * 100 / net).quantize(Decimal("0.01")) if net else ZERO
        return net, tax, rate

    @api.model
    def _get_odoo_tax(self, draft, taxed):
        """Return what the taxes of the products would give."""
        taxes = self.env["amazon.order.tax"]
        return taxes._compute_tax(draft, taxes._get_base_lines(draft, taxed))

    @api.model
    def _prepare_evidence(self, draft, charges, taxed):
        """Return the JSON-ready figures that speak for a proposal, without names."""
        labels = self.env["amazon.order.proof"]._get_component_labels()
        groups = defaultdict(list)
        for charge in charges:
            groups[charge.kind].append(charge)
        digits = draft.currency.decimal_places
        rows = [
            self._prepare_row(labels[kind], group, digits)
            for kind, group in groups.items()
        ]
        total = self._prepare_row(self.env._("Total"), charges, digits)
        return {
            "order": draft.order.ref,
            "currency": draft.order.currency,
            "rows": rows,
            "total": total,
            "odoo_tax": str(self._get_odoo_tax(draft, taxed)),
            "tax_included": draft.proceeds.reading.tax_included,
        }

    @api.model
    def _prepare_row(self, label, charges, digits):
        net, tax, rate = self._get_amounts(charges)
        amounts = [float_repr(float(each), digits) for each in (net, tax)]
        return {"label": label, "net": amounts[0], "tax": amounts[1], "rate": str(rate)}

    @api.model
    def _explain(self, draft, charges, taxed, rule, key):
        """Say what Amazon charges, what Odoo would, and who has to decide."""
        net, tax, rate = self._get_amounts(charges)
        facts = self.env._(
            "Amazon charges tax of %(tax)s %(currency)s on %(net)s %(currency)s "
            "(%(rate)s %%). The taxes of the products give %(odoo)s "
            "%(currency)s%(scheme)s.",
            tax=tax,
            net=net,
            rate=rate,
            currency=draft.order.currency,
            odoo=self._get_odoo_tax(draft, taxed),
            scheme=self._get_scheme_words(draft, key),
        )
        if rule.state == "refused":
            advice = self.env._(
                "The tax rule '%(rule)s' was refused: choose in it what is right and "
                "approve it.",
                rule=rule.display_name,
            )
        else:
            advice = self.env._(
                "The tax rule '%(rule)s' is proposed: check and approve it.",
                rule=rule.display_name,
            )
        place = self.env._(
            "An Amazon manager does that under Amazon > Configuration > Tax Rules; "
            "then all orders that wait for it are imported at once."
        )
        return f"{facts} {advice} {place}"

    @api.model
    def _get_scheme_words(self, draft, key):
        if self.env["amazon.order.tax"]._suits_scheme(draft, key):
            return ""
        return self.env._(
            ", but Amazon reports the tax under the scheme %(scheme)s and the order "
            "has no fiscal position for its destination",
            scheme=key["reporting_scheme"],
        )
