# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Takes the personal data out of Amazon's Order documents (v2026-01-01).

What may stay is listed, so that a field which Amazon adds one day goes by default.
"""

import re
from copy import deepcopy

from . import fields
from .errors import OrderFormatError

KEEP = True
# Money, products, quantities, states and times; no name, address, text or number of
# a person. The country stays, because taxes depend on it.
_MONEY_AND_GOODS = {
    "orderId": KEEP,
    "createdTime": KEEP,
    "lastUpdatedTime": KEEP,
    "programs": KEEP,
    "associatedOrders": KEEP,
    "salesChannel": KEEP,
    "proceeds": KEEP,
    "fulfillment": KEEP,
    "recipient": {"deliveryAddress": {"countryCode": KEEP}},
    "orderItems": {
        "orderItemId": KEEP,
        "quantityOrdered": KEEP,
        "measurement": KEEP,
        "associatedOrderItems": KEEP,
        "programs": KEEP,
        "product": {
            "asin": KEEP,
            "title": KEEP,
            "sellerSku": KEEP,
            "condition": KEEP,
            "price": KEEP,
        },
        "proceeds": KEEP,
        "expense": KEEP,
        "promotion": KEEP,
        "cancellation": {
            "cancellationRequest": {"requester": KEEP},
            "cancellationExecution": {"cancelledBy": KEEP},
        },
        "fulfillment": {
            "quantityFulfilled": KEEP,
            "quantityUnfulfilled": KEEP,
            "shipping": KEEP,
        },
        "tax": KEEP,
    },
    "packages": {
        "packageReferenceId": KEEP,
        "createdTime": KEEP,
        "packageStatus": {"status": KEEP},
        "carrier": KEEP,
        "shipTime": KEEP,
        "shippingService": KEEP,
        "packageItems": {"orderItemId": KEEP, "quantity": KEEP},
    },
}
# Towns and regions are words of any text; alone they name nobody.
_TELLING_KEYS = (
    "name",
    "companyName",
    "addressLine1",
    "addressLine2",
    "addressLine3",
    "phone",
    "streetName",
    "buyerName",
    "buyerEmail",
    "buyerCompanyName",
    "giftMessage",
    "legalName",
    "taxRegistrationNumber",
    "dropOffLocation",
    "addressInstruction",
)
_PERSONAL_SECTIONS = ("buyer", "recipient", "tax", "orderItems")
SHORTEST_TEXT = 3


def redact(document):
    """Return a copy of a document that holds nothing about a person."""
    return deepcopy(_keep(document, _MONEY_AND_GOODS))


def holds_personal_data(document):
    """Whether a document holds more than what :func:`redact` leaves."""
    return redact(document) != document


def personal_texts(document):
    """The names, addresses and messages in a document, the longest first."""
    found = set()
    sections = document if isinstance(document, dict) else {}
    for name in _PERSONAL_SECTIONS:
        _collect(sections.get(name), found)
    return longest_first(found)


def longest_first(texts):
    """The texts that can be looked for, so that no part hides a whole one."""
    stripped = {str(text).strip() for text in texts if text}
    telling = [text for text in stripped if len(text) >= SHORTEST_TEXT]
    return sorted(telling, key=lambda text: (-len(text), text))


def remove_texts(content, texts, replacement):
    """Return ``content`` with each of ``texts`` replaced where it stands by itself."""
    if not content or not texts:
        return content
    alternatives = "|".join(re.escape(text) for text in texts)
    pattern = rf"(?<!\w)(?:{alternatives})(?!\w)"
    return re.sub(pattern, lambda _match: replacement, content, flags=re.IGNORECASE)


def delivered_time(document):
    """When Amazon said that all parcels arrived (naive UTC), or None.

    Amazon does not say the moment of arrival; the document's last change is the first
    time that is known to lie after it.
    """
    try:
        packages = fields.rows(document, "packages")
        states = {
            fields.section(package, "packageStatus").get("status")
            for package in packages
        }
        if not states or states - {"DELIVERED", "CANCELLED"}:
            return None
        return fields.moment(document.get("lastUpdatedTime"), "lastUpdatedTime")
    except (AttributeError, OrderFormatError):
        return None


def _keep(value, allowed):
    if allowed is KEEP:
        return value
    if isinstance(value, list):
        return [_keep(entry, allowed) for entry in value]
    if not isinstance(value, dict):
        return None
    return {
        key: _keep(value[key], further)
        for key, further in allowed.items()
        if key in value and (further is KEEP or isinstance(value[key], dict | list))
    }


def _collect(value, found):
    if isinstance(value, list):
        for entry in value:
            _collect(entry, found)
    elif isinstance(value, dict):
        for key, entry in value.items():
            if key in _TELLING_KEYS and isinstance(entry, str):
                found.add(entry)
            else:
                _collect(entry, found)
