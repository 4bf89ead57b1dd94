# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Does a settlement add up to what Amazon says it pays?"""

from dataclasses import dataclass
from decimal import Decimal

OPENING = frozenset({"previous reserve amount balance", "payable to amazon"})
CLOSING = frozenset({"current reserve amount"})
ZERO = Decimal(0)


def balance_side(row):
    """Return "opening" or "closing" for an amount that is no movement, else ""."""
    description = row.amount_description.casefold()
    if description in OPENING:
        return "opening"
    return "closing" if description in CLOSING else ""


@dataclass(frozen=True, slots=True)
class TieOut:
    """The proof of a settlement.

    ``opening`` is what Amazon held before, ``closing`` what it still holds after it;
    the difference is what the rows are above Amazon's total, and 0 if they tie out.
    """

    total: Decimal
    rows_amount: Decimal
    difference: Decimal
    row_count: int
    opening: Decimal
    closing: Decimal
    causes: tuple[str, ...] = ()


def tie_out(header, rows):
    """Return the proof of the settlement; the causes are the likely ones."""
    total_of = {"": ZERO, "opening": ZERO, "closing": ZERO}
    seen = {}
    count = 0
    for row in rows:
        count += 1
        side = seen.get(row.amount_description)
        if side is None:
            side = seen[row.amount_description] = balance_side(row)
        total_of[side] += row.amount
    rows_amount = sum(total_of.values())
    difference = rows_amount - header.total
    sides = set(seen.values())
    return TieOut(
        total=header.total,
        rows_amount=rows_amount,
        difference=difference,
        row_count=count,
        opening=total_of["opening"],
        closing=-total_of["closing"],
        causes=tuple(_causes(difference, count, sides)) if difference else (),
    )


def _causes(difference, count, sides):
    """Yield what may explain that the rows differ from the total by this much."""
    missing = -difference
    if not count:
        yield "The file holds the summary of the settlement and no rows: it is cut off."
        return
    if missing < 0 and "closing" not in sides:
        yield (
            f"The row 'Current Reserve Amount' may be missing: it would be {missing}. "
            "Amazon sometimes leaves it out."
        )
    if missing < 0:
        yield (
            f"A row for the repayment of a loan may be missing: it would be {missing}. "
            "Amazon sometimes leaves it out."
        )
    if missing > 0 and "opening" not in sides:
        yield (
            "The row 'Previous Reserve Amount Balance' may be missing: it would be "
            f"{missing}. Amazon sometimes leaves it out."
        )
    yield (
        "Rows may have been lost or changed after the download: get the report from "
        "Amazon again and import it unedited. If it differs still, ask Amazon's "
        "support for the missing row."
    )
