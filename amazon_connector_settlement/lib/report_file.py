# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Settlement reports as files, of either version: the way in."""

from dataclasses import dataclass

from .amount import ADVICE, Amounts
from .container import MAX_BYTES
from .document import Header
from .errors import FileFormatError
from .flat_v1 import read_rows as read_v1
from .flat_v2 import read_rows as read_v2
from .reader import Reader
from .report_date import Moments
from .survey import survey
from .table import Table

VERSIONS = {"v1": read_v1, "v2": read_v2}


@dataclass(slots=True, eq=False)
class SettlementFile:
    """One settlement of a report file.

    ``remarks`` is what the last complete pass over the rows found odd, at most 1000 of
    the ``remark_count`` things that are.
    """

    header: Header
    version: str
    charset: str
    dates: dict
    decimal_mark: str
    remarks: tuple = ()
    remark_count: int = 0
    _table: Table = None
    _total: str = ""

    @property
    def date_format(self):
        """Name of the format of the period's dates, such as ``dd.mm.yyyy``."""
        return self.dates["period"]

    def rows(self):
        """Yield the rows, opening the file anew; memory stays flat.

        Raises FileFormatError at the row that cannot be read.
        """
        reader = Reader(self.header, self._total, self.dates, self.decimal_mark)
        yield from VERSIONS[self.version](self._table, reader)
        self.remarks = tuple(reader.remarks)
        self.remark_count = reader.remark_count


def open_reports(source, *, charset="", country="", max_bytes=MAX_BYTES):
    """Return a :class:`SettlementFile` for each settlement of a file.

    :param source: path, or seekable binary file object that stays open; plain, gzip
        or zip
    :param charset: of the HTTP Content-Type, if the file came with one
    :param country: code of the marketplace's country, if known
    """
    table = Table(source, charset, country, max_bytes)
    found = survey(table)
    return [
        SettlementFile(
            header=_header(ref, summary, found, number),
            version=table.version,
            charset=table.charset.removesuffix("-sig"),
            dates=found.dates,
            decimal_mark=found.mark,
            _table=table,
            _total=summary[3],
        )
        for ref, (number, summary) in found.summaries.items()
    ]


def open_report(source, *, charset="", country="", max_bytes=MAX_BYTES):
    """Return the only settlement of a file; parameters as of open_reports."""
    files = open_reports(source, charset=charset, country=country, max_bytes=max_bytes)
    if len(files) > 1:
        refs = ", ".join(file.header.settlement_ref for file in files[:5])
        raise FileFormatError(
            f"The file holds {len(files)} settlements ({refs}). Import one at a time."
        )
    return files[0]


def _header(ref, summary, found, number):
    *period, total, currency = summary
    try:
        moments = Moments(found.dates["period"])
        start, end, deposit = (moments[text] for text in period)
        return _checked(
            Header(
                settlement_ref=ref,
                start=start,
                end=end,
                deposit=deposit,
                total=Amounts(found.mark, currency)[total],
                currency=currency,
            )
        )
    except FileFormatError as error:
        message = f"Line {number}: {error.message}"
        raise FileFormatError(message, line=number) from error


def _checked(header):
    currency = header.currency
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise FileFormatError(f"'{currency[:60]}' is no currency. {ADVICE}")
    if not header.start or not header.end:
        raise FileFormatError(f"The period of the settlement is missing. {ADVICE}")
    if header.start > header.end:
        raise FileFormatError(f"The settlement ends before it starts. {ADVICE}")
    return header
