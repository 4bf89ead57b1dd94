# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Faults that make an answer wrong in its content: pages, tokens, missing orders."""

from .pagination import renewed_token


def spoil_page(payload, faults, parameters, previous):
    """Return the payload of a page as the faults leave it.

    ``previous`` is the page that the seller got before this one, or None.
    """
    for fault in faults:
        payload = _duplicate_page(payload, fault, parameters, previous)
        payload = _same_token(payload, fault, parameters)
        payload = _drop_orders(payload, fault)
    return payload


def _duplicate_page(payload, fault, parameters, previous):
    token = _token(parameters)
    if not (fault.get("duplicate_page") and token and previous):
        return payload
    return _with_token(previous, renewed_token(token))


def _same_token(payload, fault, parameters):
    token = _token(parameters)
    if not (fault.get("same_token") and token):
        return payload
    return _with_token(payload, token)


def _token(parameters):
    return parameters.get("paginationToken") or parameters.get("nextToken")


def _with_token(payload, token):
    if "reports" in payload:
        return {**payload, "nextToken": token}
    return {**payload, "pagination": {"nextToken": token}}


def _drop_orders(payload, fault):
    dropped = set(fault.get("drop_order_ids", ()))
    every = fault.get("drop_every")
    if "orders" not in payload or not (dropped or every):
        return payload
    kept = [
        order
        for order in payload["orders"]
        if order["orderId"] not in dropped
        and not (every and fault.counted() % int(every) == 0)
    ]
    return {**payload, "orders": kept}
