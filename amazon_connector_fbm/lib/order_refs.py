# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amazon order ids that a person has pasted."""

import re

_SEPARATORS = re.compile(r"[\s,;|]+")
_ORDER_REF = re.compile(r"[A-Z0-9]\d{2}-\d{7}-\d{7}")
_QUOTES = "\"'#()[]"


def read_order_refs(text):
    """Return the order ids in a text, and the words that are none.

    Ids stand apart by blanks, line ends, commas or semicolons; one that is there twice
    counts once, in the order of the text.
    """
    words = (word.strip(_QUOTES) for word in _SEPARATORS.split(text or ""))
    words = list(dict.fromkeys(word.upper() for word in words if word))
    refs = [word for word in words if _ORDER_REF.fullmatch(word)]
    return refs, [word for word in words if word not in set(refs)]
