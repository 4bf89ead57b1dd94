# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which rule an amount of a settlement report is booked by."""

import re
from dataclasses import dataclass

_ASIN = re.compile(r"\s*\bfor ASIN:.*", re.I | re.S)
_DATE = re.compile(
    r"\b(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})\b"
)
_SIGNS = {"": 0, "positive": 1, "negative": -1}
_MEMORY = 50_000


def suggest_pattern(text):
    """Return a pattern for a text of Amazon, without what changes every time.

    An ASIN at the end goes, dates become ``*``.
    """
    return " ".join(_DATE.sub("*", _ASIN.sub("", text)).split())


def _normalize(text):
    return suggest_pattern(text).casefold()


def _compile(pattern):
    """Return a function that tells whether a normalised text fits, None for ``*``."""
    parts = [re.escape(part) for part in _normalize(pattern).split("*")]
    if parts == ["", ""]:
        return None
    return re.compile(".*".join(parts), re.S).fullmatch


@dataclass(frozen=True, slots=True)
class Rule:
    """How amounts are booked whose three texts fit the patterns.

    Case and spaces do not count, ``*`` stands for any text. ``sign`` is "positive",
    "negative" or "" for both; ``label`` is what people call the category.
    """

    key: str
    transaction_type: str
    amount_type: str
    amount_description: str
    sign: str
    treatment: str
    label: str = ""


class RuleBook:
    """Rules in order: the first that fits an amount counts."""

    def __init__(self, rules):
        self._rules = [(rule, _tests(rule)) for rule in rules]
        self._found = {}

    def find(self, row):
        """Return the rule for this amount, or None."""
        amount = row.amount
        combination = (
            row.transaction_type,
            row.amount_type,
            row.amount_description,
            (amount > 0) - (amount < 0),
        )
        try:
            return self._found[combination]
        except KeyError:
            if len(self._found) >= _MEMORY:
                self._found.clear()
            rule = self._found[combination] = self._search(*combination)
            return rule

    def _search(self, *combination):
        *texts, sign = combination
        texts = [_normalize(text) for text in texts]
        for rule, tests in self._rules:
            if sign * _SIGNS[rule.sign] < 0:
                continue
            if all(
                not test or test(text) for test, text in zip(tests, texts, strict=True)
            ):
                return rule
        return None


def _tests(rule):
    patterns = (
        rule.transaction_type,
        rule.amount_type,
        rule.amount_description,
    )
    return [_compile(pattern or "") for pattern in patterns]
