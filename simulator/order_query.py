# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The parameters of the Orders operations, checked as Amazon checks them."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime

from .clock import parse_time, two_minutes_before
from .errors import invalid_input
from .order_sections import INCLUDED_DATA

STATUSES = frozenset(
    "PENDING_AVAILABILITY PENDING UNSHIPPED PARTIALLY_SHIPPED SHIPPED CANCELLED"
    " UNFULFILLABLE".split()
)
SEARCH_PARAMETERS = frozenset(
    "createdAfter createdBefore lastUpdatedAfter lastUpdatedBefore fulfillmentStatuses"
    " marketplaceIds fulfilledBy maxResultsPerPage paginationToken includedData".split()
)
_NOT_BOUND_TO_TOKEN = {"maxResultsPerPage", "includedData", "paginationToken"}
_TIME_WITH_ZONE = re.compile(r".*T.*(Z|[+-]\d\d:?\d\d)$")


@dataclass(frozen=True)
class OrderQuery:
    """A search that Amazon would accept."""

    by_creation: bool
    start: datetime
    end: datetime
    statuses: frozenset
    marketplaces: frozenset
    fulfilled_by: frozenset
    included: frozenset
    page_size: int
    token: str
    fingerprint: str


def read_search(parameters, now):
    """Return the search that the parameters describe, or refuse them."""
    kind = _window_kind(parameters)
    start = _time(parameters, f"{kind}After")
    end = _window_end(parameters, f"{kind}Before", start, now)
    return OrderQuery(
        by_creation=kind == "created",
        start=start,
        end=end,
        statuses=_choices(parameters, "fulfillmentStatuses", STATUSES),
        marketplaces=_marketplaces(parameters),
        fulfilled_by=_choices(parameters, "fulfilledBy", {"MERCHANT", "AMAZON"}),
        included=read_included_data(parameters),
        page_size=_page_size(parameters),
        token=parameters.get("paginationToken", ""),
        fingerprint=_fingerprint(parameters),
    )


def read_included_data(parameters):
    """Return the sections that were asked for."""
    return _choices(parameters, "includedData", INCLUDED_DATA)


def _window_kind(parameters):
    created, updated = "createdAfter" in parameters, "lastUpdatedAfter" in parameters
    if created == updated:
        raise invalid_input(
            "Exactly one of createdAfter and lastUpdatedAfter must be provided."
        )
    other = "lastUpdated" if created else "created"
    if f"{other}Before" in parameters:
        raise invalid_input(f"{other}Before does not go with the other parameters.")
    return "created" if created else "lastUpdated"


def _window_end(parameters, name, start, now):
    latest = two_minutes_before(now)
    if name not in parameters:
        return latest
    end = _time(parameters, name)
    if end > latest.replace(microsecond=999999):
        raise invalid_input(f"{name} must be at least two minutes before now.")
    if end < start:
        raise invalid_input(f"{name} must not be before the start of the window.")
    return end


def _time(parameters, name):
    text = parameters[name]
    try:
        if not _TIME_WITH_ZONE.match(text):
            raise ValueError(text)
        return parse_time(text)
    except ValueError:
        raise invalid_input(f"{name} is not a date and time in ISO 8601.") from None


def _values(parameters, name):
    text = parameters.get(name, "")
    return [value for value in text.split(",") if value]


def _choices(parameters, name, allowed):
    values = frozenset(_values(parameters, name))
    if values - set(allowed):
        raise invalid_input(f"{name} has an unknown value.", ",".join(sorted(values)))
    return values


def _marketplaces(parameters):
    values = _values(parameters, "marketplaceIds")
    if len(values) > 50:
        raise invalid_input("marketplaceIds takes at most 50 values.")
    return frozenset(values)


def _page_size(parameters):
    text = parameters.get("maxResultsPerPage", "100")
    if not re.fullmatch(r"\d{1,3}", text) or not 1 <= int(text) <= 100:
        raise invalid_input("maxResultsPerPage must be between 1 and 100.")
    return int(text)


def _fingerprint(parameters):
    bound = {
        name: value
        for name, value in parameters.items()
        if name in SEARCH_PARAMETERS - _NOT_BOUND_TO_TOKEN
    }
    text = json.dumps(bound, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
