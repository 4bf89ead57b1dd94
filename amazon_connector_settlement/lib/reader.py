# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What reading the rows of one settlement needs to remember; for every pass anew."""

import re
from contextlib import contextmanager
from dataclasses import dataclass

from .amount import ADVICE, Amounts
from .errors import FileFormatError
from .report_date import Days, Moments

STRANGE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_MEMORY = 50_000
MAX_REMARKS = 1000


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd in the file that does not keep it from being read."""

    line: int
    message: str


class Texts(dict):
    """Texts, each kept once; says which are odd."""

    def __init__(self, remark):
        super().__init__()
        self._remark = remark

    def __missing__(self, text):
        if len(self) >= _MEMORY:
            self.clear()
        self[text] = text
        if STRANGE.search(text):
            shown = STRANGE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)[:80]
            self._remark(
                f"'{shown}' holds characters that cannot be seen. It may look like "
                "another text that it is not."
            )
        return text


class Quantities(dict):
    """Quantities by their text; None for a blank one."""

    def __init__(self, remark):
        super().__init__()
        self._remark = remark

    def __missing__(self, text):
        quantity = None
        try:
            quantity = int(text) if text else None
        except ValueError:
            self._remark(f"'{text[:60]}' is no quantity: it was left out.")
        self[text] = quantity
        return quantity


class Reader:
    """Turns the cells of one settlement into values, and knows the line it is at."""

    def __init__(self, header, total, dates, mark):
        self.line = 0
        self.remarks = []
        self.remark_count = 0
        self.texts = Texts(self._remark)
        self.quantities = Quantities(self._remark)
        self.amounts = Amounts(mark, header.currency)
        self.days = Days(dates["day"])
        self.moments = Moments(dates["moment"])
        self.day_moments = Moments(dates["day"])
        self.settlement_ref = header.settlement_ref
        self._header = header
        self._total = total

    def _remark(self, message):
        self.remark_count += 1
        if len(self.remarks) < MAX_REMARKS:
            self.remarks.append(Remark(self.line, f"Line {self.line}: {message}"))

    @contextmanager
    def naming_lines(self):
        """Add the line to what is found wrong in it."""
        try:
            yield
        except FileFormatError as error:
            if error.line:
                raise
            message = f"Line {self.line}: {error.message}"
            raise FileFormatError(message, line=self.line) from error

    def check_summary(self, total, currency):
        """Raise if a row repeats the total or the currency otherwise."""
        if currency and currency != self._header.currency:
            raise FileFormatError(
                f"The settlement is in {self._header.currency}, this row in "
                f"{currency}: two settlements are mixed. {ADVICE}"
            )
        if total and total != self._total and self.amounts[total] != self._header.total:
            raise FileFormatError(
                f"The total of the settlement is {self._header.total}, this row says "
                f"{total}: two settlements are mixed. {ADVICE}"
            )

    def check_blank(self, transaction_type):
        """Remark a row that says what happened and no amount."""
        if transaction_type:
            self._remark(f"'{transaction_type[:60]}' has no amount.")
