# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an order says about its tax beside the amounts."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .errors import OrderFormatError
from .order import parse_order

NO_SCHEME = "NONE"
OTHER_SCHEME = "OTHER"
KNOWN_SCHEMES = ("UOSS", "IOSS")


@dataclass(frozen=True, slots=True)
class TaxHeader:
    """The reporting scheme of an order, its IOSS number and its Amazon Points."""

    reporting_scheme: str = NO_SCHEME
    ioss_number: str = ""
    points: int = 0
    points_cost: Decimal = Decimal(0)


def reporting_scheme(items):
    """The one scheme of items: NONE without any, OTHER for unknown or several."""
    schemes = {item.reporting_scheme for item in items if item.reporting_scheme}
    if not schemes:
        return NO_SCHEME
    scheme, *others = schemes
    return OTHER_SCHEME if others or scheme not in KNOWN_SCHEMES else scheme


def effective_rate(tax, net):
    """Return which percentage of an amount a tax is, as text; None of no amount.

    >>> effective_rate(Decimal("1.45"), Decimal("20.00"))
    '7.25'
    """
    if net <= 0:
        return None
    rate = (tax / net * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{rate.normalize():f}"


def read_tax_header(document):
    """Return the :class:`TaxHeader` of a document; a broken one reads as empty."""
    try:
        items = parse_order(document).items
    except OrderFormatError:
        return TaxHeader()
    numbers = sorted({item.ioss_number for item in items if item.ioss_number})
    return TaxHeader(
        reporting_scheme(items),
        ", ".join(numbers),
        sum(item.points for item in items),
        sum((item.points_cost for item in items), Decimal(0)),
    )
