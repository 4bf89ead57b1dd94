# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which request is which operation of the Selling Partner API."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from . import orders, sellers

UNKNOWN = "unknown"
TOKEN = "token"
CONSENT = "consent"
TOKEN_PATH = "/auth/o2/token"


@dataclass(frozen=True)
class Operation:
    """One operation: its name, its address, what answers it."""

    name: str
    method: str
    pattern: str
    handler: Callable
    parameters: frozenset = frozenset()


class Match(NamedTuple):
    """An operation and the values in the path."""

    operation: Operation
    arguments: tuple


OPERATIONS = (
    Operation(
        "getMarketplaceParticipations",
        "GET",
        r"/sellers/v1/marketplaceParticipations",
        sellers.get_marketplace_participations,
    ),
    Operation("getAccount", "GET", r"/sellers/v1/account", sellers.get_account),
    Operation(
        "searchOrders",
        "GET",
        r"/orders/2026-01-01/orders",
        orders.search_orders,
        orders.SEARCH_PARAMETERS,
    ),
    Operation(
        "getOrder",
        "GET",
        r"/orders/2026-01-01/orders/([^/]+)",
        orders.get_order,
        orders.GET_PARAMETERS,
    ),
)


def find_operation(method, path):
    """Return the operation that a request means, or None."""
    for operation in OPERATIONS:
        found = re.fullmatch(operation.pattern, path)
        if found and operation.method == method:
            return Match(operation, found.groups())
    return None
