# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a settlement file says as a whole, found out in one pass over its rows."""

import hashlib
from collections import Counter
from dataclasses import astuple, dataclass
from operator import itemgetter

from .document import Row
from .tie_out import TieOut, tie_out

# Where an amount stands in the file says nothing about the settlement.
_VALUES = itemgetter(*(i for i, name in enumerate(Row._fields) if name != "line"))


@dataclass(frozen=True, slots=True)
class Content:
    """The proof of a settlement, a checksum of its content and where it was sold.

    The checksum is the same however the file is written: dates, decimal marks,
    charset, line ends. ``store`` is the name of the marketplace that most rows name,
    blank if none does.
    """

    proof: TieOut
    checksum: str
    store: str


def read_content(file):
    """Return the :class:`Content` of a SettlementFile.

    Raises FileFormatError for a row that cannot be read.
    """
    digest = hashlib.sha256(repr(_plain(astuple(file.header))).encode())
    stores = Counter()

    def watch(rows):
        for row in rows:
            digest.update(repr(_plain(_VALUES(row))).encode())
            stores[row.marketplace_name] += 1
            yield row

    proof = tie_out(file.header, watch(file.rows()))
    return Content(proof, digest.hexdigest(), _main_store(stores))


def _plain(values):
    """Return the values with amounts as numbers: 1.5 and 1.50 are the same."""
    return tuple(
        str(value.normalize()) if hasattr(value, "normalize") else value
        for value in values
    )


def _main_store(stores):
    """Return the Amazon store of most rows: orders of other shops ride along."""
    names = Counter()
    for name, count in stores.items():
        if name.casefold().startswith("amazon."):
            names[name] += count
    return names.most_common(1)[0][0] if names else ""
