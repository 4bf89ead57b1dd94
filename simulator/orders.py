# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Orders API v2026-01-01: searchOrders and getOrder."""

from .clock import format_time, parse_time
from .errors import ApiError
from .order_query import SEARCH_PARAMETERS, read_included_data, read_search
from .order_sections import with_sections
from .pagination import Position, make_token, read_token

GET_PARAMETERS = frozenset({"includedData"})
_BEFORE_EVERYTHING = (float("-inf"), "")

__all__ = ["GET_PARAMETERS", "SEARCH_PARAMETERS", "get_order", "search_orders"]


def search_orders(seller, inquiry):
    """Answer searchOrders with one page."""
    now = inquiry.now
    query = read_search(inquiry.parameters, now)
    after, window_end = _BEFORE_EVERYTHING, query.end
    if query.token:
        position = read_token(query.token, query.fingerprint, now)
        after, window_end = position.after, parse_time(position.window_end)
    orders, reached = seller.orders.page(
        _filter(query, window_end), after, query.page_size
    )
    answer = {"orders": [with_sections(order, query.included) for order in orders]}
    if reached:
        position = Position(reached, format_time(window_end))
        token = make_token(position, query.fingerprint, now)
        answer["pagination"] = {"nextToken": token}
    name = "createdBefore" if query.by_creation else "lastUpdatedBefore"
    answer[name] = format_time(window_end)
    return answer


def get_order(seller, inquiry, order_id):
    """Answer getOrder."""
    included = read_included_data(inquiry.parameters)
    order = seller.orders.get(order_id)
    if order is None:
        raise ApiError(404, "NotFound", f"Order {order_id} was not found.")
    return {"order": with_sections(order, included)}


def _filter(query, window_end):
    start, end = query.start.timestamp(), window_end.timestamp()

    def accepts(order, created, updated):
        at = created if query.by_creation else updated
        return start <= at <= end and _matches(order, query)

    return accepts


def _matches(order, query):
    fulfillment = order.get("fulfillment") or {}
    channel = order.get("salesChannel") or {}
    # An order that names no marketplace is served all the same: its reader must notice.
    marketplaces = query.marketplaces if channel.get("marketplaceId") else ()
    return all(
        not wanted or value in wanted
        for wanted, value in (
            (marketplaces, channel.get("marketplaceId")),
            (query.statuses, fulfillment.get("fulfillmentStatus")),
            (query.fulfilled_by, fulfillment.get("fulfilledBy")),
        )
    )
