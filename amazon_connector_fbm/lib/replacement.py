# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Orders that replace another one free of charge."""

from dataclasses import replace
from decimal import Decimal

from .order import Breakdown


def price_replacement(order, currency):
    """Return the order with a price of nothing if it replaces another free of charge.

    Amazon may leave out the money of such an order altogether.

    :param currency: ISO 4217 code of the prices of the marketplace
    """
    prices = [order.grand_total, *(item.unit_price for item in order.items)]
    prices += [item.proceeds_total for item in order.items]
    priced = any(item.breakdowns for item in order.items) or order.breakdowns
    if not order.association or priced or any(price is not None for price in prices):
        return order
    nothing = Decimal("0.00")
    free = Breakdown("ITEM", nothing)
    items = tuple(replace(item, breakdowns=(free,)) for item in order.items)
    return replace(order, currency=currency, grand_total=nothing, items=items)
