# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The countries that the made-up buyers live in, and how Amazon prices there."""

from decimal import Decimal
from typing import NamedTuple

from ..marketplaces import STANDARD_MARKETPLACES


class Country(NamedTuple):
    """One country: its share of the orders, its tax, its order numbers."""

    code: str
    share: float
    order_prefixes: tuple
    tax_rate: Decimal | None
    shipping: tuple
    gift_wrap: Decimal

    @property
    def marketplace(self):
        """Return the country's marketplace."""
        return _MARKETPLACES[self.code]

    @property
    def currency(self):
        """Return the currency of the marketplace."""
        return self.marketplace.currency

    @property
    def tax_on_top(self):
        """Tell whether prices are without tax."""
        return self.tax_rate is None


_MARKETPLACES = {each.country_code: each for each in STANDARD_MARKETPLACES}
_SHIPPING = (Decimal("3.90"), Decimal("4.90"), Decimal("5.90"))
_SHIPPING_JPY = (Decimal("410"), Decimal("550"))
_GIFT = Decimal("3.50")
EUROPE = frozenset({"DE", "FR", "IT", "ES", "GB"})

COUNTRIES = {
    country.code: country
    for country in (
        Country("DE", 0.26, ("302", "303"), Decimal("0.19"), _SHIPPING, _GIFT),
        Country("FR", 0.12, ("402", "404"), Decimal("0.20"), _SHIPPING, _GIFT),
        Country("IT", 0.10, ("171", "405"), Decimal("0.22"), _SHIPPING, _GIFT),
        Country("ES", 0.08, ("171", "406"), Decimal("0.21"), _SHIPPING, _GIFT),
        Country("GB", 0.14, ("202", "205"), Decimal("0.20"), _SHIPPING, _GIFT),
        Country("US", 0.20, ("111", "114"), None, _SHIPPING, _GIFT),
        Country(
            "JP",
            0.10,
            ("249", "503"),
            Decimal("0.10"),
            _SHIPPING_JPY,
            Decimal("330"),
        ),
    )
}
