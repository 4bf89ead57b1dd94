# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The parts of an order that a caller has to ask for (includedData)."""

ORDER_SECTIONS = {
    "BUYER": "buyer",
    "RECIPIENT": "recipient",
    "PROCEEDS": "proceeds",
    "FULFILLMENT": "fulfillment",
    "PACKAGES": "packages",
    "TAX": "tax",
    "PAYMENT": "payment",
    "FULFILLMENT_ORDERS": "fulfillmentOrders",
}
ITEM_SECTIONS = {
    "PROCEEDS": "proceeds",
    "EXPENSE": "expense",
    "PROMOTION": "promotion",
    "CANCELLATION": "cancellation",
    "FULFILLMENT": "fulfillment",
    "TAX": "tax",
}
INCLUDED_DATA = frozenset(ORDER_SECTIONS) | frozenset(ITEM_SECTIONS)


def with_sections(order, included):
    """Return an order with only those optional sections that were asked for."""
    answer = _without(order, ORDER_SECTIONS, included)
    items = order.get("orderItems")
    if isinstance(items, list):
        answer["orderItems"] = [
            _without(item, ITEM_SECTIONS, included) for item in items
        ]
    return answer


def _without(document, sections, included):
    if not isinstance(document, dict):
        return document
    hidden = {key for name, key in sections.items() if name not in included}
    return {key: value for key, value in document.items() if key not in hidden}
