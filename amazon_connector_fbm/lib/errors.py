# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Why an Amazon order cannot become a sales order as it stands."""


class OrderHold(Exception):
    """An order has to wait for a person; nothing of it is written to a sale.

    :param reason: machine name of the cause, e.g. ``unknown_sku``
    :param message: the cause in words that a bookkeeper understands
    :param sku: the SKU that the cause is about, if it is about one
    :param computed_total: what the order adds up to on our side, where that differs
    """

    def __init__(self, reason, message, sku="", computed_total=None):
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.sku = sku
        self.computed_total = computed_total


class OrderFormatError(OrderHold):
    """The document breaks Amazon's own model of an Order (v2026-01-01)."""

    def __init__(self, path, problem):
        super().__init__(
            "invalid_data",
            f"The order document from Amazon is not valid at '{path}': {problem}.",
        )
