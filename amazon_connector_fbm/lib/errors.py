# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Why an Amazon order cannot become a sales order as it stands."""

from .sentence import _lt


class OrderHold(Exception):
    """An order has to wait for a person; nothing of it is written to a sale.

    :param reason: machine name of the cause, e.g. ``unknown_sku``
    :param message: the cause in words that a bookkeeper understands: a text in the
        user's language, or a :class:`~.sentence.Sentence` that is translated later
    :param sku: the SKU that the cause is about, if it is about one
    :param computed_total: what the order adds up to on our side, where that differs
    :param key: what the cause is about, if no SKU: orders with the same reason and key
        are mended together
    :param issues: (reason, key) of every cause, if there are several
    """

    def __init__(
        self, reason, message, sku="", computed_total=None, *, key="", issues=()
    ):
        super().__init__(str(message))
        self.reason = reason
        self.sentence = message
        self.sku = sku
        self.computed_total = computed_total
        self.issues = [list(issue) for issue in issues] or [[reason, sku or key]]

    @property
    def message(self):
        """The cause as text; English if it comes from ``lib``."""
        return str(self.sentence)


class OrderFormatError(OrderHold):
    """The document breaks Amazon's own model of an Order (v2026-01-01)."""

    def __init__(self, path, problem):
        super().__init__(
            "invalid_data",
            _lt(
                "The order document from Amazon is not valid at '%(path)s': "
                "%(problem)s.",
                path=path,
                problem=problem,
            ),
        )
