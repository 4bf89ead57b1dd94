# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The prefix of sales order names, a text with tokens such as ``{seller}``."""

from string import Formatter

TOKENS = ("seller", "marketplace", "prime", "b2b")


class PrefixError(ValueError):
    """A prefix cannot be read; ``part`` is what is wrong in it."""

    def __init__(self, part):
        super().__init__(part)
        self.part = part


def check_prefix(prefix):
    """Raise :class:`PrefixError` unless every brace belongs to a known token."""
    try:
        parts = list(Formatter().parse(prefix))
    except ValueError as error:
        raise PrefixError(prefix) from error
    for _text, token, form, conversion in parts:
        if token is None:
            continue
        if token not in TOKENS or form or conversion:
            raise PrefixError(f"{{{token}}}")


def fill_prefix(prefix, values):
    """Return the prefix with the value of each token; one without a value is empty."""
    check_prefix(prefix)
    return prefix.format(**{token: values.get(token) or "" for token in TOKENS})
