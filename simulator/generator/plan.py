# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How many orders of which kind: every special kind at least once."""

from dataclasses import dataclass, field
from typing import NamedTuple

from .countries import COUNTRIES, EUROPE

# Below this number of orders not every special kind has to be there.
_ENOUGH_FOR_EVERY_KIND = 40
_LINES = {1: 0.28, 2: 0.34, 3: 0.22, 4: 0.11, 5: 0.05}
_KINDS = {
    "unknown_sku": 0.04,
    "pending": 0.05,
    "cancelled": 0.035,
    "shipped": 0.05,
    "amazon_fulfilled": 0.025,
    "partially_shipped": 0.04,
}
EVERYDAY = "unshipped"


class Trait(NamedTuple):
    """Something special about some of the everyday orders."""

    name: str
    share: float
    countries: frozenset = frozenset(COUNTRIES)
    not_with: frozenset = frozenset()


_TRAITS = (
    Trait("tax_breakdown", 0.35, EUROPE),
    Trait("shipping", 0.40),
    Trait("shipping_discount", 0.06),
    Trait("item_promotion", 0.10, not_with=frozenset({"shipping_discount"})),
    Trait("gift", 0.07),
    Trait("cash_on_delivery", 0.03, frozenset({"JP"})),
    Trait("business", 0.08, EUROPE | {"US"}),
    Trait("missing_address", 0.03, not_with=frozenset({"business"})),
    Trait("unusual_name", 0.06, not_with=frozenset({"business", "missing_address"})),
    Trait("prime", 0.06),
    Trait("premium", 0.03, not_with=frozenset({"prime"})),
    Trait("delivery_tip", 0.01, frozenset({"US"})),
    Trait("repeated_sku", 0.02),
    Trait("cancellation_requested", 0.01),
)


@dataclass
class OrderPlan:
    """What one order shall be."""

    country: str = "DE"
    kind: str = EVERYDAY
    lines: int = 1
    traits: set = field(default_factory=set)

    def has(self, trait):
        """Tell whether the order has a trait."""
        return trait in self.traits


def plan_simple_orders(count, rng):
    """Return plans of plain orders of one marketplace."""
    return [OrderPlan(lines=lines) for lines in _shared_out(count, _LINES, rng)]


def plan_orders(count, rng):
    """Return plans of orders of every kind, in random order."""
    plans = [OrderPlan(kind=kind) for kind in _kinds(count)]
    _assign_countries(plans, rng)
    for plan, lines in zip(plans, _shared_out(count, _LINES, rng), strict=True):
        plan.lines = lines
    for trait in _TRAITS:
        _assign_trait(trait, plans, rng)
    rng.shuffle(plans)
    return plans


def _kinds(count):
    kinds = []
    for kind, share in _KINDS.items():
        kinds += [kind] * _how_many(share, count)
    return kinds + [EVERYDAY] * (count - len(kinds))


def _how_many(share, count):
    least = 1 if count >= _ENOUGH_FOR_EVERY_KIND else 0
    return max(least, round(share * count))


def _assign_countries(plans, rng):
    """Share out the countries among everyday and other orders separately."""
    shares = {code: country.share for code, country in COUNTRIES.items()}
    for everyday in (True, False):
        group = [plan for plan in plans if (plan.kind == EVERYDAY) == everyday]
        codes = _shared_out(len(group), shares, rng)
        for plan, code in zip(group, codes, strict=True):
            plan.country = code


def _assign_trait(trait, plans, rng):
    eligible = [
        plan
        for plan in plans
        if plan.kind == EVERYDAY
        and plan.country in trait.countries
        and not plan.traits & trait.not_with
    ]
    count = min(len(eligible), _how_many(trait.share, len(plans)))
    for plan in rng.sample(eligible, count):
        plan.traits.add(trait.name)


def _shared_out(count, shares, rng):
    """Return ``count`` values in their shares (largest remainders), shuffled."""
    exact = {value: share * count for value, share in shares.items()}
    values = [value for value, quota in exact.items() for _ in range(int(quota))]
    by_remainder = sorted(exact, key=lambda value: exact[value] % 1, reverse=True)
    while len(values) < count:
        values += by_remainder[: count - len(values)]
    rng.shuffle(values)
    return values[:count]
