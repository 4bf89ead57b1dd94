# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How many pieces an order of Amazon has."""


def ordered_quantity(document):
    """Return the pieces in a document of the Orders API (v2026-01-01), 0 if unknown."""
    items = document.get("orderItems") or []
    return sum(int(item.get("quantityOrdered") or 0) for item in items)
