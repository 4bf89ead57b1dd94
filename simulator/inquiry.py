# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a caller asks of an operation, and how its parameters are read."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from .clock import parse_time
from .errors import invalid_input

_TIME_WITH_ZONE = re.compile(r".*T.*(Z|[+-]\d\d:?\d\d)$")


@dataclass(frozen=True)
class Inquiry:
    """One call of an operation: its query, Amazon's time, and the address called.

    ``body`` is the JSON object that came with it, ``application`` who calls.
    """

    parameters: dict
    now: datetime
    base_url: str = ""
    body: dict = field(default_factory=dict)
    application: object = None


def read_values(parameters, name, most=None):
    """Return the values of a comma-separated parameter."""
    values = [value for value in parameters.get(name, "").split(",") if value]
    if most and len(values) > most:
        raise invalid_input(f"{name} takes at most {most} values.")
    return frozenset(values)


def read_choices(parameters, name, allowed):
    """Return the values of a comma-separated parameter that takes only some."""
    values = read_values(parameters, name)
    if values - set(allowed):
        raise invalid_input(f"{name} has an unknown value.", ",".join(sorted(values)))
    return values


def read_time(parameters, name):
    """Return the moment that a parameter says."""
    text = parameters[name]
    try:
        if not _TIME_WITH_ZONE.match(text):
            raise ValueError(text)
        return parse_time(text)
    except ValueError:
        raise invalid_input(f"{name} is not a date and time in ISO 8601.") from None


def read_page_size(parameters, name, default):
    """Return how many results a page may have: 1 to 100."""
    text = parameters.get(name, str(default))
    if not re.fullmatch(r"\d{1,3}", text) or not 1 <= int(text) <= 100:
        raise invalid_input(f"{name} must be between 1 and 100.")
    return int(text)
