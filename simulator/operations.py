# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which request is which operation of the Selling Partner API."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from . import listings, notifications, orders, reports, sellers
from .roles import roles_of_orders, roles_of_sellers

UNKNOWN = "unknown"
TOKEN = "token"
CONSENT = "consent"
DOWNLOAD = "download"
TOKEN_PATH = "/auth/o2/token"


@dataclass(frozen=True)
class Operation:
    """One operation: its name, its address, what answers it, what it needs.

    ``handler`` and ``roles`` take the seller, the Inquiry and the values in the path;
    with a ``scope`` the application takes the place of the seller.
    """

    name: str
    method: str
    pattern: str
    handler: Callable
    roles: Callable
    parameters: frozenset = frozenset()
    scope: str = ""


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
        roles_of_sellers,
    ),
    Operation(
        "getAccount",
        "GET",
        r"/sellers/v1/account",
        sellers.get_account,
        roles_of_sellers,
    ),
    Operation(
        "searchOrders",
        "GET",
        r"/orders/2026-01-01/orders",
        orders.search_orders,
        roles_of_orders,
        orders.SEARCH_PARAMETERS,
    ),
    Operation(
        "getOrder",
        "GET",
        r"/orders/2026-01-01/orders/([^/]+)",
        orders.get_order,
        roles_of_orders,
        orders.GET_PARAMETERS,
    ),
    Operation(
        "getReports",
        "GET",
        r"/reports/2021-06-30/reports",
        reports.get_reports,
        reports.roles_of_list,
        reports.LIST_PARAMETERS,
    ),
    Operation(
        "getReport",
        "GET",
        r"/reports/2021-06-30/reports/([^/]+)",
        reports.get_report,
        reports.roles_of_report,
    ),
    Operation(
        "getReportDocument",
        "GET",
        r"/reports/2021-06-30/documents/([^/]+)",
        reports.get_report_document,
        reports.roles_of_document,
        reports.DOCUMENT_PARAMETERS,
    ),
    Operation(
        "getListingsItem",
        "GET",
        r"/listings/2021-08-01/items/([^/]+)/(.+)",
        listings.get_listings_item,
        listings.roles_of_listings,
        listings.GET_PARAMETERS,
    ),
    Operation(
        "patchListingsItem",
        "PATCH",
        r"/listings/2021-08-01/items/([^/]+)/(.+)",
        listings.patch_listings_item,
        listings.roles_of_listings,
        listings.PATCH_PARAMETERS,
    ),
    Operation(
        "getDestinations",
        "GET",
        r"/notifications/v1/destinations",
        notifications.get_destinations,
        notifications.roles_of_notifications,
        scope=notifications.NOTIFICATION_SCOPE,
    ),
    Operation(
        "createDestination",
        "POST",
        r"/notifications/v1/destinations",
        notifications.create_destination,
        notifications.roles_of_notifications,
        scope=notifications.NOTIFICATION_SCOPE,
    ),
    Operation(
        "getSubscription",
        "GET",
        r"/notifications/v1/subscriptions/([^/]+)",
        notifications.get_subscription,
        notifications.roles_of_notifications,
        notifications.SUBSCRIPTION_PARAMETERS,
    ),
    Operation(
        "createSubscription",
        "POST",
        r"/notifications/v1/subscriptions/([^/]+)",
        notifications.create_subscription,
        notifications.roles_of_notifications,
    ),
    Operation(
        "deleteSubscriptionById",
        "DELETE",
        r"/notifications/v1/subscriptions/([^/]+)/([^/]+)",
        notifications.delete_subscription,
        notifications.roles_of_notifications,
        scope=notifications.NOTIFICATION_SCOPE,
    ),
    Operation(
        "rotateApplicationClientSecret",
        "POST",
        r"/applications/2023-11-30/clientSecret",
        notifications.rotate_client_secret,
        notifications.roles_of_notifications,
        scope=notifications.ROTATION_SCOPE,
    ),
)


def find_operation(method, path):
    """Return the operation that a request means, or None."""
    for operation in OPERATIONS:
        found = re.fullmatch(operation.pattern, path)
        if found and operation.method == method:
            return Match(operation, found.groups())
    return None
