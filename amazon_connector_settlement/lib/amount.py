# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amounts as text: one decimal mark per file, and nothing guessed."""

import re
from decimal import Decimal

from .errors import FileFormatError

DIGITS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMN OMR TND".split(), 3),
}
_MEMORY = 100_000
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
_SHAPE = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED = {
    ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
}
_PLAIN = {".": re.compile(r"\d+(?:\.\d+)?"), ",": re.compile(r"\d+(?:,\d+)?")}
ADVICE = "Get the report from Amazon again and import it unedited."


def digits_of(currency):
    """Return how many decimals the currency has."""
    return DIGITS.get(currency, 2)


def split_sign(text):
    """Return whether the amount is negative and its digits with their marks."""
    text = _SPACES.sub("", text).replace("\u2212", "-")
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1]
    if text.endswith("-"):
        return True, text[:-1]
    return text.startswith("-"), text.removeprefix("-").removeprefix("+")


def mark_of(text):
    """Return the decimal mark that this amount proves, "" if it may be either."""
    body = split_sign(text)[1]
    readings = [mark for mark in ".," if _reads(body, mark, max(DIGITS.values()))]
    if not readings:
        raise FileFormatError(f"'{text.strip()[:60]}' is no amount. {ADVICE}")
    return readings[0] if len(readings) == 1 else ""


def mark_of_all(texts, digits):
    """Return the decimal mark of amounts of which none alone proves it.

    Those without a mark fit both; ``1.234`` is one thousand only in a currency
    without decimals.
    """
    bodies = {split_sign(text)[1] for text in texts}
    marked = {body for body in bodies if not body.isdigit()}
    readings = [
        mark for mark in ".," if all(_reads(body, mark, digits) for body in marked)
    ]
    if marked and (digits or len(readings) != 1):
        raise FileFormatError(
            f"The amounts of this file are ambiguous: '{min(marked)}' may have "
            f"thousands or decimals. {ADVICE}"
        )
    return readings[0]


def _reads(body, mark, digits):
    """Tell whether the digits are an amount of the currency under this mark."""
    if not (_PLAIN[mark].fullmatch(body) or _GROUPED[mark].fullmatch(body)):
        return False
    whole, _mark, decimals = body.partition(mark)
    return len(decimals.rstrip("0")) <= digits and not (
        len(whole) > 1 and whole.startswith("0")
    )


class Amounts(dict):
    """Amounts by their text; remembers what it read, for speed.

    An amount is exact: what has more decimals than the currency is refused.
    """

    def __init__(self, mark, currency):
        super().__init__()
        self._mark = mark
        self._other = "," if self._mark == "." else "."
        self._currency = currency
        self._digits = digits_of(currency)
        self._unit = Decimal(1).scaleb(-self._digits)

    def __missing__(self, text):
        if len(self) >= _MEMORY:
            self.clear()
        amount = self[text] = self.parse(text)
        return amount

    def parse(self, text):
        """Return the amount, or raise FileFormatError."""
        negative, body = split_sign(text)
        if not _reads(body, self._mark, self._digits):
            raise FileFormatError(self._complaint(text, body))
        number = body.replace(self._other, "").replace(self._mark, ".")
        amount = Decimal(number).quantize(self._unit)
        return -amount if negative else amount

    def _complaint(self, text, body):
        text = text.strip()[:60]
        if _SHAPE.fullmatch(body) and _reads(body, self._other, self._digits):
            return (
                f"'{text}' has '{self._other}' as its decimal mark, while other "
                f"amounts of this file have '{self._mark}'. {ADVICE}"
            )
        return (
            f"'{text}' is no amount in {self._currency} with '{self._mark}' as the "
            f"decimal mark. {ADVICE}"
        )
