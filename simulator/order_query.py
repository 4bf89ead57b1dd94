# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The parameters of the Orders operations, checked as Amazon checks them."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from .clock import two_minutes_before
from .errors import invalid_input
from .inquiry import read_choices, read_page_size, read_time, read_values
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
    start = read_time(parameters, f"{kind}After")
    end = _window_end(parameters, f"{kind}Before", start, now)
    return OrderQuery(
        by_creation=kind == "created",
        start=start,
        end=end,
        statuses=read_choices(parameters, "fulfillmentStatuses", STATUSES),
        marketplaces=read_values(parameters, "marketplaceIds", most=50),
        fulfilled_by=read_choices(parameters, "fulfilledBy", {"MERCHANT", "AMAZON"}),
        included=read_included_data(parameters),
        page_size=read_page_size(parameters, "maxResultsPerPage", 100),
        token=parameters.get("paginationToken", ""),
        fingerprint=_fingerprint(parameters),
    )


def read_included_data(parameters):
    """Return the sections that were asked for."""
    return read_choices(parameters, "includedData", INCLUDED_DATA)


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
    end = read_time(parameters, name)
    if end > latest.replace(microsecond=999999):
        raise invalid_input(f"{name} must be at least two minutes before now.")
    if end < start:
        raise invalid_input(f"{name} must not be before the start of the window.")
    return end


def _fingerprint(parameters):
    bound = {
        name: value
        for name, value in parameters.items()
        if name in SEARCH_PARAMETERS - _NOT_BOUND_TO_TOKEN
    }
    text = json.dumps(bound, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
