# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amazon's roles that the connector uses, and the cheapest call that proves each."""

from collections.abc import Callable
from dataclasses import dataclass

from .errors import (
    AccessDeniedError,
    AuthorizationError,
    ConfigurationError,
    ProtocolError,
    RejectedError,
    TemporaryError,
    ThrottledError,
)

GRANTED = "granted"
MISSING = "missing"
UNKNOWN = "unknown"
# No order has this number: Amazon looks at the role first and then finds nothing.
IMPOSSIBLE_ORDER = "000-0000000-0000000"


@dataclass(frozen=True)
class Role:
    """``name`` is Amazon's own, ``probe(client)`` makes the call that needs it.

    ``needs`` is the key of a role without which the call is refused as well.
    """

    name: str
    probe: Callable
    needs: str = ""


def _order(*included_data):
    def probe(client):
        client.get_order(IMPOSSIBLE_ORDER, included_data)

    return probe


def _report(report_type):
    def probe(client):
        client.get_reports(reportTypes=[report_type], pageSize=1)

    return probe


ROLES = {
    "selling_partner_insights": Role(
        "Selling Partner Insights",
        lambda client: client.get_marketplace_participations(),
    ),
    "inventory_and_order_tracking": Role("Inventory and Order Tracking", _order()),
    "direct_to_consumer_shipping": Role(
        "Direct-to-Consumer Shipping (Restricted)",
        _order("BUYER", "RECIPIENT"),
        needs="inventory_and_order_tracking",
    ),
    "tax_invoicing": Role(
        "Tax Invoicing (Restricted)",
        _order("TAX"),
        needs="inventory_and_order_tracking",
    ),
    "product_listing": Role(
        "Product Listing", _report("GET_MERCHANT_LISTINGS_ALL_DATA")
    ),
    "finance_and_accounting": Role(
        "Finance and Accounting",
        _report("GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"),
    ),
}

ROLE_OF_OPERATION = {
    "getMarketplaceParticipations": "selling_partner_insights",
    "searchOrders": "inventory_and_order_tracking",
    "getOrder": "inventory_and_order_tracking",
    "confirmShipment": "inventory_and_order_tracking",
    "getListingsItem": "product_listing",
    "putListingsItem": "product_listing",
    "patchListingsItem": "product_listing",
    "deleteListingsItem": "product_listing",
    "searchListingsItems": "product_listing",
    # Of the notifications that the connector subscribes to: changes of orders.
    "getSubscription": "inventory_and_order_tracking",
    "createSubscription": "inventory_and_order_tracking",
}
# Amazon asks for no role of a seller here, only for the application itself.
OPERATIONS_OF_APPLICATION = frozenset(
    {
        "getDestinations",
        "createDestination",
        "deleteSubscriptionById",
        "rotateApplicationClientSecret",
    }
)


def role_name_of(operation):
    """Return Amazon's name of the role that an operation needs, or a blank string."""
    key = ROLE_OF_OPERATION.get(operation)
    return ROLES[key].name if key else ""


def lacks_role(client, key):
    """Ask Amazon whether a role is missing.

    Raises what the client raises if Amazon does not say it.
    """
    try:
        ROLES[key].probe(client)
    except AccessDeniedError:
        return True
    except RejectedError:
        return False
    return False


def probe_roles(client, known=None):
    """Return ``{key: GRANTED, MISSING or UNKNOWN}`` for every role.

    ``known`` are results that need no call. Once Amazon is out of reach the rest
    stays UNKNOWN. Raises AuthorizationError and ConfigurationError.
    """
    report = dict(known or {})
    is_reachable = True
    for key, role in ROLES.items():
        if key in report:
            continue
        if not is_reachable or (role.needs and report[role.needs] != GRANTED):
            report[key] = UNKNOWN
            continue
        report[key], is_reachable = _probe(client, role)
    return report


def _probe(client, role):
    """Return what the role's call proves, and whether Amazon can be reached."""
    try:
        role.probe(client)
    except (AuthorizationError, ConfigurationError):
        raise
    except AccessDeniedError:
        return MISSING, True
    except RejectedError:
        return GRANTED, True
    except (ThrottledError, ProtocolError):
        return UNKNOWN, True
    except TemporaryError:
        return UNKNOWN, False
    return GRANTED, True
