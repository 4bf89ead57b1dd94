# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amounts as Amazon writes them."""

from decimal import ROUND_HALF_UP, Decimal

_STEPS = {"JPY": Decimal("1")}
_CENT = Decimal("0.01")


def step(currency):
    """Return the smallest amount of a currency."""
    return _STEPS.get(currency, _CENT)


def rounded(amount, currency):
    """Round an amount to the currency's decimals, half away from zero."""
    return amount.quantize(step(currency), ROUND_HALF_UP)


def money(amount, currency):
    """Return an amount as a Money document."""
    return {"amount": str(rounded(amount, currency)), "currencyCode": currency}
