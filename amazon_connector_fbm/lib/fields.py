# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads single values out of Amazon's JSON documents, strictly."""

import re
import unicodedata
from datetime import datetime, timezone
from decimal import Decimal

from .errors import OrderFormatError
from .sentence import _lt

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?", re.ASCII)
_DATETIME = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)", re.ASCII
)
# Characters that reorder the text around them; nobody's name needs them.
_BIDI = dict.fromkeys(
    map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)


def text(value, limit=0):
    """One clean line: no control characters, no outer or doubled blanks."""
    if not isinstance(value, str):
        return ""
    visible = (
        " " if unicodedata.category(letter) in ("Cc", "Cs") else letter
        for letter in value.translate(_BIDI)
    )
    line = " ".join("".join(visible).split())
    return line[:limit].rstrip() if limit else line


def section(document, key, path=""):
    """The object under ``key``; an absent one reads as empty."""
    value = document.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise OrderFormatError(f"{path}{key}", _lt("an object was expected"))
    return value


def rows(document, key, path=""):
    """The list of objects under ``key``; an absent one reads as empty."""
    value = document.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise OrderFormatError(f"{path}{key}", _lt("a list of objects was expected"))
    return value


def required_text(document, key, path=""):
    """The non-empty text under ``key``."""
    value = text(document.get(key))
    if not value:
        raise OrderFormatError(f"{path}{key}", _lt("it is missing"))
    return value


def whole_number(document, key, path=""):
    """The quantity under ``key``, from 0 to a million."""
    value = document.get(key)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise OrderFormatError(f"{path}{key}", _lt("a whole number was expected"))
    if not 0 <= value <= 1_000_000:
        raise OrderFormatError(f"{path}{key}", _lt("it is out of range"))
    return value


def amount(money, path):
    """Amazon's Money as ``(Decimal, currency code)``; an absent one is None."""
    if money is None:
        return None
    if not isinstance(money, dict):
        raise OrderFormatError(path, _lt("a money amount was expected"))
    value, currency = money.get("amount"), text(money.get("currencyCode"))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise OrderFormatError(f"{path}.amount", _lt("a decimal number was expected"))
    if not _DECIMAL.fullmatch(str(value)):
        problem = _lt("'%(value)s' is no decimal", value=str(value)[:30])
        raise OrderFormatError(f"{path}.amount", problem)
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise OrderFormatError(
            f"{path}.currencyCode", _lt("a currency code was expected")
        )
    return Decimal(str(value)), currency


def moment(value, path):
    """An ISO 8601 date-time with a zone as naive UTC; an absent one is None."""
    if value in (None, ""):
        return None
    match = _DATETIME.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise OrderFormatError(
            path, _lt("a date and time with a time zone was expected")
        )
    day, minute, second, zone = match.groups()
    leap_second_safe = "59" if second == "60" else second
    offset = "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:]}"
    try:
        parsed = datetime.fromisoformat(f"{day}T{minute}:{leap_second_safe}{offset}")
        return parsed.astimezone(timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise OrderFormatError(path, _lt("there is no such date")) from error
