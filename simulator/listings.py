# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Listings Items API 2021-08-01: getListingsItem and patchListingsItem."""

import copy
import threading
import uuid

from .clock import format_time
from .errors import ApiError, error_of_status, invalid_input
from .inquiry import read_choices, read_values
from .roles import PRODUCT_LISTING

GET_PARAMETERS = frozenset({"marketplaceIds", "issueLocale", "includedData"})
PATCH_PARAMETERS = GET_PARAMETERS | {"mode"}
INCLUDED_DATA = frozenset(
    {
        "summaries",
        "attributes",
        "issues",
        "offers",
        "fulfillmentAvailability",
        "procurement",
        "relationships",
        "productTypes",
    }
)
MERCHANT_CHANNEL = "DEFAULT"
_OPERATIONS = ("add", "replace", "merge", "delete")
_AVAILABILITY = "/attributes/fulfillment_availability"


class ListingStore:
    """The Items of one seller by SKU, and every change that was asked for."""

    def __init__(self):
        self._lock = threading.RLock()
        self._items = {}
        self._submissions = []

    def put(self, item):
        """Add or replace an Item of the Listings Items API, with all its data."""
        with self._lock:
            self._items[item["sku"]] = copy.deepcopy(item)

    def get(self, sku):
        """Return a copy of an Item, or None."""
        with self._lock:
            return copy.deepcopy(self._items.get(sku))

    def all(self):
        """Return copies of all Items."""
        with self._lock:
            return copy.deepcopy(list(self._items.values()))

    def submit(self, submission):
        """Remember a change that was asked for."""
        with self._lock:
            self._submissions.append(submission)

    def submissions(self):
        """Return what was asked for, the first one first."""
        with self._lock:
            return list(self._submissions)

    def set_quantities(self, sku, values):
        """Set the quantities of the channels that a patch names."""
        with self._lock:
            item = self._items[sku]
            channels = {
                each["fulfillmentChannelCode"]: each
                for each in item.get("fulfillmentAvailability", ())
            }
            for value in values:
                code = value["fulfillment_channel_code"]
                channel = channels.setdefault(code, {"fulfillmentChannelCode": code})
                channel["quantity"] = value["quantity"]
            item["fulfillmentAvailability"] = list(channels.values())


def make_item(sku, marketplace_ids, now, title="", quantity=10):
    """Return the Item of a product that the merchant ships."""
    time = format_time(now)
    summaries = [
        {
            "marketplaceId": marketplace_id,
            "productType": "HOME",
            "conditionType": "new_new",
            "status": ["BUYABLE", "DISCOVERABLE"],
            "itemName": title or sku,
            "createdDate": time,
            "lastUpdatedDate": time,
        }
        for marketplace_id in marketplace_ids
    ]
    channel = {"fulfillmentChannelCode": MERCHANT_CHANNEL, "quantity": quantity}
    return {"sku": sku, "summaries": summaries, "fulfillmentAvailability": [channel]}


def get_listings_item(seller, inquiry, merchant, sku):
    """Answer getListingsItem."""
    item = _find(seller, inquiry, merchant, sku)
    included = read_choices(inquiry.parameters, "includedData", INCLUDED_DATA)
    included = included or {"summaries"}
    answer = {name: item[name] for name in item if name in included}
    if "summaries" in answer:
        answer["summaries"] = _summaries_of(item, inquiry)
    return {"sku": sku, **answer}


def patch_listings_item(seller, inquiry, merchant, sku):
    """Answer patchListingsItem: quantities change at once, nothing else does."""
    _find(seller, inquiry, merchant, sku)
    patches = _read_patches(inquiry.body)
    issues = [issue for patch in patches for issue in _issues_of(patch)]
    is_preview = inquiry.parameters.get("mode") == "VALIDATION_PREVIEW"
    status = "INVALID" if issues else "VALID" if is_preview else "ACCEPTED"
    seller.listings.submit(
        {
            "time": format_time(inquiry.now),
            "sku": sku,
            "marketplaceIds": sorted(read_values(inquiry.parameters, "marketplaceIds")),
            "status": status,
            "body": inquiry.body,
        }
    )
    if status == "ACCEPTED":
        for patch in patches:
            seller.listings.set_quantities(sku, patch["value"])
    answer = {"sku": sku, "status": status, "submissionId": uuid.uuid4().hex}
    return {**answer, "issues": issues}


def roles_of_listings(_seller, _inquiry, *_arguments):
    """Return the roles that these operations need."""
    return {PRODUCT_LISTING}


def _find(seller, inquiry, merchant, sku):
    if merchant != seller.identifier:
        raise error_of_status(403)
    marketplaces = read_values(inquiry.parameters, "marketplaceIds")
    if not marketplaces:
        raise invalid_input("marketplaceIds is needed.")
    item = seller.listings.get(sku)
    if not item or not _summaries_of(item, inquiry):
        raise ApiError(
            404, "NOT_FOUND", f"SKU '{sku}' not found in {', '.join(marketplaces)}."
        )
    return item


def _summaries_of(item, inquiry):
    marketplaces = read_values(inquiry.parameters, "marketplaceIds")
    summaries = item.get("summaries", ())
    return [each for each in summaries if each["marketplaceId"] in marketplaces]


def _read_patches(body):
    patches = body.get("patches")
    if set(body) != {"productType", "patches"} or not isinstance(patches, list):
        raise invalid_input("The body has a productType and patches.")
    for patch in patches:
        is_known = set(patch) <= {"op", "path", "value"}
        if not is_known or patch.get("op") not in _OPERATIONS or not patch.get("path"):
            raise invalid_input("A patch has op, path and value.")
    return patches


def _issues_of(patch):
    """Yield what is wrong with a patch: only quantities can be changed here."""
    if patch["path"] != _AVAILABILITY:
        yield _issue("4000003", "The attribute is not known.", patch["path"])
        return
    values = patch.get("value")
    if not isinstance(values, list) or not all(map(_is_availability, values)):
        yield _issue("4000001", "The provided value is invalid.", patch["path"])


def _is_availability(value):
    quantity = value.get("quantity")
    is_count = isinstance(quantity, int) and not isinstance(quantity, bool)
    return is_count and quantity >= 0 and bool(value.get("fulfillment_channel_code"))


def _issue(code, message, path):
    return {
        "code": code,
        "message": message,
        "severity": "ERROR",
        "attributeNames": [path.rpartition("/")[2]],
        "categories": ["INVALID_ATTRIBUTE"],
    }
