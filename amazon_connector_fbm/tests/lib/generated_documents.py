# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Hypothesis strategies: orders whose true money is known, and garbage."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import strategies as st
from order_documents import item, order

CURRENCIES = {0: "JPY", 2: "EUR", 3: "KWD"}
EXTRA_CHARGES = ("SHIPPING", "GIFT_WRAP", "COD_FEE", "OTHER")
AMOUNTS = st.integers(0, 50_000) | st.integers(0, 20)


@dataclass
class TrueItem:
    """What an item means, in minor units; discounts are magnitudes."""

    charges: dict
    discount: int = 0
    discount_has_details: bool = False
    taxes: dict = field(default_factory=dict)
    tax_has_details: bool = True
    has_total: bool = True
    is_bare: bool = False
    quantity: int = 1

    @property
    def signed(self):
        """Amount of each kind of charge as it counts in the total."""
        return Counter(self.charges, DISCOUNT=-self.discount)

    @property
    def tax(self):
        """All tax of the item; the tax of a discount counts against it."""
        return sum(self.taxes.values()) - 2 * self.taxes.get("DISCOUNT", 0)

    @property
    def has_unexplained_tax(self):
        """Whether there is tax of which Amazon does not say what it is on."""
        kinds = [kind for kind, amount in self.signed.items() if amount]
        return bool(self.tax) and not self.tax_has_details and len(kinds) != 1


@dataclass
class TrueOrder:
    """What an order means, and how Amazon happens to write it."""

    items: list
    tax_included: bool
    discount_positive: bool
    places: int
    tip: int
    tip_in_total: bool

    @property
    def currency(self):
        """A currency that has as many decimals."""
        return CURRENCIES[self.places]

    @property
    def tax(self):
        """All tax of the order."""
        return sum(each.tax for each in self.items)

    @property
    def signed(self):
        """Amount of each kind of charge as it counts in the total."""
        sums = Counter(DELIVERY_TIP=self.tip if self.tip_in_total else 0)
        for each in self.items:
            sums.update(each.signed)
        return sums

    @property
    def grand_total(self):
        """What the buyer pays, in minor units."""
        return sum(self.signed.values()) + (0 if self.tax_included else self.tax)

    def decimal(self, minor_units):
        """An amount in the order's currency."""
        return Decimal(minor_units).scaleb(-self.places)

    def document(self):
        """The order as Amazon would write it."""
        rows = [("DELIVERY_TIP", self.decimal(self.tip))] if self.tip else []
        return order(
            *(self._item(each) for each in self.items),
            total=self.decimal(self.grand_total),
            rows=rows,
            currency=self.currency,
        )

    def _item(self, each):
        total = sum(each.signed.values()) + (0 if self.tax_included else each.tax)
        total = self.decimal(total) if each.has_total else None
        options = {"quantity": each.quantity, "currency": self.currency}
        if each.is_bare:
            price = self.decimal(each.charges["ITEM"] // each.quantity)
            return item(price=price, total=total, **options)
        return item(*self._rows(each), total=total, **options)

    def _rows(self, each):
        sign = 1 if self.discount_positive else -1
        rows = [(kind, self.decimal(value)) for kind, value in each.charges.items()]
        if each.discount:
            amount = self.decimal(sign * each.discount)
            details = {"ITEM": amount} if each.discount_has_details else None
            rows.append(("DISCOUNT", amount, details))
        if each.taxes:
            details = {
                kind: self.decimal(sign * tax if kind == "DISCOUNT" else tax)
                for kind, tax in each.taxes.items()
            }
            details = details if each.tax_has_details else None
            rows.append(("TAX", self.decimal(each.tax), details))
        return rows


@st.composite
def true_items(draw, with_tax=True, with_discount=True):
    """An item with optional charges, discount and tax."""
    quantity = draw(st.integers(1, 5))
    charges = {"ITEM": quantity * draw(AMOUNTS)}
    has_total = draw(st.booleans())
    if draw(st.integers(0, 5)) == 0:
        return TrueItem(charges, has_total=has_total, is_bare=True, quantity=quantity)
    for kind in draw(st.lists(st.sampled_from(EXTRA_CHARGES), unique=True)):
        charges[kind] = draw(AMOUNTS)
    discount = draw(st.integers(0, charges["ITEM"])) if with_discount else 0
    taxed = {**charges, "DISCOUNT": discount} if discount else charges
    taxes = {}
    if with_tax and draw(st.booleans()):
        taxes = {kind: draw(st.integers(0, most // 4)) for kind, most in taxed.items()}
    return TrueItem(
        charges,
        discount,
        draw(st.booleans()),
        taxes,
        draw(st.booleans()),
        has_total,
        quantity=quantity,
    )


def true_orders(**options):
    """Orders under any reading of what Amazon does not document."""
    return st.builds(
        TrueOrder,
        st.lists(true_items(**options), min_size=1, max_size=4),
        tax_included=st.booleans(),
        discount_positive=st.booleans(),
        places=st.sampled_from(sorted(CURRENCIES)),
        tip=st.sampled_from([0, 0, 300]),
        tip_in_total=st.booleans(),
    )


NASTY_VALUES = st.sampled_from(
    [
        "",
        "\x00",
        "\ud800",
        "-0",
        "1e5",
        "NaN",
        "9" * 5000,
        float("nan"),
        float("inf"),
        -1,
        10**40,
        True,
        "EUR",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        [[]],
        {"amount": "1", "currencyCode": "USD"},
        {"amount": {}, "currencyCode": []},
    ]
)
GARBAGE = NASTY_VALUES | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
