# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The money of an order: breakdowns that add up to the cent."""

from dataclasses import dataclass, field
from decimal import Decimal

from .money import money, rounded

NOTHING = Decimal(0)


@dataclass
class LineMoney:
    """The amounts of one order item; discounts are negative."""

    currency: str
    components: dict = field(default_factory=dict)
    discount_subtype: str = ""
    taxes: dict = field(default_factory=dict)
    tax_on_top: bool = False

    @property
    def tax(self):
        """Return the whole tax of the item."""
        return sum(self.taxes.values(), NOTHING)

    @property
    def total(self):
        """Return what the buyer pays for the item."""
        amount = sum(self.components.values(), NOTHING)
        return amount + self.tax if self.tax_on_top else amount

    def subtotals(self):
        """Return every breakdown type with its amount."""
        subtotals = dict(self.components)
        if self.taxes:
            subtotals["TAX"] = self.tax
        return subtotals

    def add_tax(self, rate, on_top):
        """Compute the tax of each component at a rate."""
        self.tax_on_top = on_top
        divisor = 1 if on_top else 1 + rate
        self.taxes = {
            subtype: rounded(amount * rate / divisor, self.currency)
            for subtype, amount in self.components.items()
        }

    def document(self):
        """Return the ItemProceeds document."""
        breakdowns = [
            self._breakdown(kind, amount) for kind, amount in self.subtotals().items()
        ]
        return {
            "proceedsTotal": money(self.total, self.currency),
            "breakdowns": breakdowns,
        }

    def _breakdown(self, kind, amount):
        breakdown = {"type": kind, "subtotal": money(amount, self.currency)}
        details = self.taxes if kind == "TAX" else {}
        if kind == "DISCOUNT":
            details = {self.discount_subtype: amount}
        if details:
            breakdown["detailedBreakdowns"] = [
                {"subtype": subtype, "value": money(value, self.currency)}
                for subtype, value in details.items()
            ]
        return breakdown


def order_total(lines, tip=NOTHING):
    """Return what the buyer pays for the order."""
    return sum((line.total for line in lines), tip)


def has_one_reading(lines):
    """Tell whether the total shows if tax is on top and what sign discounts have.

    Tax on top that is twice the discount makes the same total as no tax at all and a
    discount that is added.
    """
    tax = sum((line.tax for line in lines), NOTHING)
    discount = sum(
        (line.components.get("DISCOUNT", NOTHING) for line in lines), NOTHING
    )
    return not tax or tax != -2 * discount


def order_proceeds(lines, currency, tip=NOTHING):
    """Return the OrderProceeds document: the sums over the items, and the tip."""
    sums = {}
    for line in lines:
        for kind, amount in line.subtotals().items():
            sums[kind] = sums.get(kind, NOTHING) + amount
    breakdowns = [
        {"type": kind, "subtotal": money(amount, currency)}
        for kind, amount in sums.items()
    ]
    if tip:
        breakdowns.append(
            {
                "type": "DELIVERY_TIP",
                "status": "FINALIZED",
                "subtotal": money(tip, currency),
            }
        )
    total = money(order_total(lines, tip), currency)
    return {"grandTotal": total, "breakdowns": breakdowns}
