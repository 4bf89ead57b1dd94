# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Dates as text: one format per column, and nothing guessed.

A format has a name that people understand, such as ``dd.mm.yyyy``.
"""

import re
from datetime import datetime, time, timedelta

from .errors import FileFormatError

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY, _MONTH, _YEAR, _SHORT = (
    r"(?P<d>\d{1,2})",
    r"(?P<m>\d{1,2})",
    r"(?P<y>\d{4})",
    r"(?P<y>\d{2})",
)
_NAME = r"(?P<n>[A-Za-z]{3})[a-z]*\.?"
PATTERNS = {
    "yyyy-mm-dd": rf"{_YEAR}-{_MONTH}-{_DAY}",
    "yyyy/mm/dd": rf"{_YEAR}/{_MONTH}/{_DAY}",
    "yyyy.mm.dd": rf"{_YEAR}\.{_MONTH}\.{_DAY}",
    "dd.mm.yyyy": rf"{_DAY}\.{_MONTH}\.{_YEAR}",
    "dd-mm-yyyy": rf"{_DAY}-{_MONTH}-{_YEAR}",
    "mm-dd-yyyy": rf"{_MONTH}-{_DAY}-{_YEAR}",
    "mm/dd/yyyy": rf"{_MONTH}/{_DAY}/{_YEAR}",
    "dd/mm/yyyy": rf"{_DAY}/{_MONTH}/{_YEAR}",
    "mm/dd/yy": rf"{_MONTH}/{_DAY}/{_SHORT}",
    "dd/mm/yy": rf"{_DAY}/{_MONTH}/{_SHORT}",
    "dd.mm.yy": rf"{_DAY}\.{_MONTH}\.{_SHORT}",
    "mmm d, yyyy": rf"{_NAME} {_DAY},? {_YEAR}",
    "d mmm yyyy": rf"{_DAY}[ -]{_NAME}[ -]{_YEAR}",
}
_TIME = (
    r"(?:(?:T|,? )(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:\.\d+)?)?"
    r"(?: ?(?P<p>AM|PM|am|pm))?(?: ?(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?"
)
FORMATS = {
    name: re.compile(pattern + _TIME, re.ASCII) for name, pattern in PATTERNS.items()
}
_CLOCK = re.compile(r"(\d{2}:\d{2}:\d{2}) UTC", re.ASCII).fullmatch
_MEMORY = 50_000


def read_date(text, name):
    """Return the naive UTC time that a text says in this format, or raise ValueError.

    A text without a time is the start of its day.
    """
    match = FORMATS[name].fullmatch(text)
    if not match:
        raise ValueError(text)
    part = match.groupdict()
    month = part.get("m") or MONTHS.index(part["n"].lower()) + 1
    year = int(part["y"])
    moment = datetime(
        year + 2000 if year < 100 else year,
        int(month),
        int(part["d"]),
        _hour(part),
        int(part["M"] or 0),
        int(part["S"] or 0),
    )
    return moment - _offset(part["z"])


def _hour(part):
    hour = int(part["H"] or 0)
    if not part["p"]:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("12-hour clock")
    return hour % 12 + (12 if part["p"].lower() == "pm" else 0)


def _offset(zone):
    if not zone or zone in ("Z", "UTC", "GMT"):
        return timedelta(0)
    moment = datetime.strptime(zone, "%z")
    return moment.utcoffset()


def fitting_formats(text):
    """Return the names of the formats under which the text is a date."""
    return {name for name in FORMATS if _fits(text, name)}


def _fits(text, name):
    try:
        read_date(text, name)
    except (ValueError, OverflowError):
        return False
    return True


class Moments(dict):
    """Times by their text in one format.

    A file has many times and few days: the days are remembered, usual clocks quick.
    """

    def __init__(self, name):
        super().__init__()
        self._name = name
        self._days = {}

    def __missing__(self, text):
        day, _space, clock = text.partition(" ")
        usual = _CLOCK(clock)
        if usual and day in self._days:
            try:
                return datetime.combine(self._days[day], time.fromisoformat(usual[1]))
            except ValueError:
                return self.parse(text)
        moment = self.parse(text)
        memory = self._days if usual else self
        if len(memory) >= _MEMORY:
            memory.clear()
        memory[day if usual else text] = moment
        return moment

    def parse(self, text):
        """Return the naive UTC time, None for a blank, or raise FileFormatError."""
        if not text:
            return None
        try:
            return read_date(text, self._name)
        except (ValueError, OverflowError):
            raise FileFormatError(
                f"'{text[:60]}' is no date in the format {self._name} of the other "
                "dates in this column. Get the report from Amazon again and import it "
                "unedited."
            ) from None


class Days(dict):
    """Dates by their text in one format; remembers what it read, for speed."""

    def __init__(self, name):
        super().__init__()
        self._moments = Moments(name)

    def __missing__(self, text):
        if len(self) >= _MEMORY:
            self.clear()
        moment = self._moments[text]
        day = self[text] = moment and moment.date()
        return day
