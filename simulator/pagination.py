# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pagination tokens: a position in a live collection, bound to its query."""

import base64
import itertools
import json
from typing import NamedTuple

from .errors import invalid_input

LIFETIME = 24 * 3600
# Every token ends in the characters that get lost when a caller encodes badly.
_TAIL = "+/=%"
_NUMBERS = itertools.count(1)


class Position(NamedTuple):
    """Where the next page begins, and the end of the window of the first page."""

    after: tuple
    window_end: str


def make_token(position, query_fingerprint, now):
    """Return a token; two tokens are never the same text."""
    place = [*position.after, position.window_end]
    return _write([*place, query_fingerprint, now.timestamp()])


def make_query_token(parameters, place, now):
    """Return a token that carries its query, for operations that take it alone."""
    return _write([parameters, list(place), now.timestamp()])


def read_query_token(token, now):
    """Return the query and the place that a token carries, or refuse it."""
    try:
        parameters, place, issued, _number = _read(token)
    except ValueError:
        raise invalid_input("The next token is invalid.") from None
    if now.timestamp() - issued > LIFETIME:
        raise invalid_input("The next token has expired.")
    return parameters, tuple(place)


def renewed_token(token):
    """Return another token of the same position; an invalid token as it is."""
    try:
        return _write(_read(token)[:-1])
    except ValueError:
        return token


def read_token(token, query_fingerprint, now):
    """Return the position of a token, or refuse it."""
    try:
        updated, name, window_end, bound_to, issued, _number = _read(token)
    except ValueError:
        raise invalid_input("The pagination token is invalid.") from None
    if now.timestamp() - issued > LIFETIME:
        raise invalid_input("The pagination token has expired.")
    if bound_to != query_fingerprint:
        raise invalid_input("The pagination token does not belong to these parameters.")
    return Position((updated, name), window_end)


def _write(content):
    text = json.dumps([*content, next(_NUMBERS)])
    return base64.b64encode(text.encode()).decode() + _TAIL


def _read(token):
    if not token.endswith(_TAIL):
        raise ValueError(token)
    return json.loads(base64.b64decode(token[: -len(_TAIL)], validate=True))
