# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What Amazon says about a listing, and what a change of its quantity looks like."""

import re
from dataclasses import dataclass

from .errors import ProtocolError

# Who ships, in Amazon's words: the merchant's own code, and how Amazon's begin.
MERCHANT_CHANNEL = "DEFAULT"
AMAZON_CHANNELS = "AMAZON"
# Amazon takes this one for every product if only the offer is changed.
ANY_PRODUCT_TYPE = "PRODUCT"
INCLUDED_DATA = ("summaries", "fulfillmentAvailability")
# What to do about a listing of which nothing is to be sold any more.
SEND = "send"
STOPPED = "stopped"
IGNORED = "ignored"
BY_AMAZON = "by_amazon"
UNCLEAR = "unclear"
_LOCALE = re.compile(r"[a-z]{2}_[A-Z]{2}")
_MAX_ISSUES = 3
_MAX_WORDS = 500


@dataclass(frozen=True)
class Offer:
    """How a listing is offered; ``quantity`` is None if Amazon does not say it."""

    product_type: str = ANY_PRODUCT_TYPE
    is_by_merchant: bool = False
    is_by_amazon: bool = False
    is_buyable: bool = False
    quantity: int | None = None


@dataclass(frozen=True)
class Submission:
    """What Amazon says to a change; ``words`` are those of its issues."""

    is_accepted: bool
    words: str = ""


def read_offer(item, marketplace_ref):
    """Return the Offer that an Item of the Listings Items API describes.

    Raises ProtocolError for an Item of which nobody can tell whether it is offered.
    """
    summary = _summary_of(item, marketplace_ref)
    quantities = {
        _text(each, "fulfillmentChannelCode"): each.get("quantity")
        for each in _list(item, "fulfillmentAvailability", dict)
    }
    quantity = quantities.get(MERCHANT_CHANNEL)
    return Offer(
        product_type=_text(summary, "productType") or ANY_PRODUCT_TYPE,
        is_by_merchant=MERCHANT_CHANNEL in quantities,
        is_by_amazon=any(each.startswith(AMAZON_CHANNELS) for each in quantities),
        is_buyable="BUYABLE" in _list(summary, "status", str),
        quantity=quantity if isinstance(quantity, int) else None,
    )


def decide_stop(offer, was_sent):
    """Return what to do so that nothing more of an offer is sold.

    What Amazon ships is left alone: a quantity of the merchant would take it away from
    Amazon. ``was_sent``: Amazon has accepted a quantity of 0 before.
    """
    if offer.is_by_amazon:
        return BY_AMAZON
    if offer.is_by_merchant:
        if offer.quantity == 0:
            return STOPPED
        return IGNORED if was_sent else SEND
    return UNCLEAR if offer.is_buyable else STOPPED


def quantity_patches(quantity):
    """Return the patches that set the merchant's quantity and leave all else."""
    value = {"fulfillment_channel_code": MERCHANT_CHANNEL, "quantity": quantity}
    path = "/attributes/fulfillment_availability"
    return [{"op": "merge", "path": path, "value": [value]}]


def read_submission(content):
    """Return the Submission that an answer of patchListingsItem describes."""
    issues = [
        f"{issue.get('message')} ({issue.get('code')})"
        for issue in _issues(content)
        if issue.get("severity") != "INFO"
    ]
    words = " ".join(issues[:_MAX_ISSUES])[:_MAX_WORDS]
    return Submission(content.get("status") == "ACCEPTED", words)


def issue_locale(language):
    """Return the language in Amazon's form, English if it has none for it."""
    return language if _LOCALE.fullmatch(language or "") else "en_US"


def _summary_of(item, marketplace_ref):
    for summary in _list(item, "summaries", dict):
        if summary.get("marketplaceId") == marketplace_ref:
            return summary
    return {}


def _list(source, key, kind):
    """Return the list of an answer, an empty one if it has none."""
    value = source.get(key)
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(each, kind) for each in value):
        return value
    raise _damaged(key)


def _text(source, key):
    value = source.get(key) or ""
    if isinstance(value, str):
        return value
    raise _damaged(key)


def _damaged(key):
    return ProtocolError(f"Amazon's answer about the listing has a damaged {key}.")


def _issues(content):
    """Return what can be read: damaged words do not change an answer."""
    value = content.get("issues")
    found = value if isinstance(value, list) else []
    return [each for each in found if isinstance(each, dict)]
