# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A report as a table: its column names, and lines as often as they are wanted."""

import io
from contextlib import contextmanager
from operator import itemgetter

from .charset import find_charset
from .container import HEAD, Container, refuse_foreign
from .errors import FileFormatError
from .report_type import recognize


class Table:
    """The lines of a settlement report of either version, read anew every time."""

    def __init__(self, source, charset, country, max_bytes):
        self._container = Container(source, max_bytes)
        with self._container.open() as stream:
            head = stream.read(HEAD)
        refuse_foreign(head)
        self.charset = find_charset(self._container, charset, country)
        self.version, self.columns, self.header_line = self._read_header()
        self.width = len(self.columns)

    def _read_header(self):
        with self._text() as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    return *recognize(line), number
        raise FileFormatError("The file is empty. Download the report again.")

    @contextmanager
    def _text(self):
        with self._container.open() as stream:
            yield io.TextIOWrapper(stream, self.charset, newline="\n")

    @contextmanager
    def lines(self):
        """Give an iterator over the numbered lines below the header."""
        with self._text() as stream:
            lines = enumerate(stream, 1)
            for number, _line in lines:
                if number == self.header_line:
                    break
            yield lines

    def getter(self, *names):
        """Return a function from cells to those of the columns, blank if missing."""
        return itemgetter(*(self.position(name) for name in names))

    def position(self, name):
        """Return the place of a column; for one that is missing, of the blank cell."""
        return self.columns.index(name) if name in self.columns else self.width

    def amount_places(self):
        """Return the places of the columns that hold an amount of a row."""
        return [
            place
            for place, name in enumerate(self.columns)
            if name.endswith("amount") and name != "total-amount"
        ]

    def split(self, line, number):
        """Return the stripped cells and a blank one, or None for a blank line."""
        cells = [cell.strip(" \r\n\xa0") for cell in line.split("\t")]
        if len(cells) != self.width:
            cells = self._fit(cells, number)
        if cells:
            cells.append("")
        return cells

    def _fit(self, cells, number):
        """Return as many cells as there are columns: only blank ones may differ."""
        if not any(cells):
            return None
        if any(cells[self.width :]):
            raise FileFormatError(
                f"Line {number} has {len(cells)} cells for {self.width} columns. Get "
                "the report from Amazon again and import it unedited.",
                line=number,
            )
        return cells[: self.width] + [""] * (self.width - len(cells))
