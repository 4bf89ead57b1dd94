# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The calls about listings."""

import re

from .errors import ProtocolError, RejectedError

STATUSES = ("ACCEPTED", "INVALID")
_MERCHANT_TOKEN = re.compile(r"[A-Za-z0-9]{1,50}")


class ListingCalls:
    """A part of AmazonClient; a listing is a SKU of a merchant on a marketplace."""

    def get_listings_item(
        self, merchant_token, sku, marketplace_ref, included_data, issue_locale=None
    ):
        """Listings Items API 2021-08-01, getListingsItem: Amazon's Item.

        ``included_data`` are Amazon's names ("summaries", ...).
        """
        operation = "getListingsItem"
        _check_path(operation, merchant_token, sku)
        query = _query(marketplace_ref, issue_locale)
        query["includedData"] = ",".join(included_data)
        content = self._call(
            operation,
            lambda token: self._library.listings(token).get_listings_item(
                merchant_token, sku, **query
            ),
        )
        self._required(content, "sku", str, operation)
        return content

    def patch_listings_item(
        self,
        merchant_token,
        sku,
        marketplace_ref,
        product_type,
        patches,
        issue_locale=None,
    ):
        """Listings Items API 2021-08-01, patchListingsItem: Amazon's answer.

        Its ``status`` is "ACCEPTED" (Amazon works on it from now on) or "INVALID"
        (nothing changed, ``issues`` say why). The same values may be sent again.
        """
        operation = "patchListingsItem"
        _check_path(operation, merchant_token, sku)
        query = _query(marketplace_ref, issue_locale)
        body = {"productType": product_type, "patches": patches}
        content = self._call(
            operation,
            lambda token: self._library.listings(token).patch_listings_item(
                merchant_token, sku, body=dict(body), **query
            ),
        )
        if self._required(content, "status", str, operation) in STATUSES:
            return content
        raise ProtocolError(
            "Amazon's answer does not say whether it accepts the change.",
            operation=operation,
            request_id=self.last_request_id,
        )


def _check_path(operation, merchant_token, sku):
    """Refuse what would lead to another address."""
    if not _MERCHANT_TOKEN.fullmatch(merchant_token or ""):
        raise RejectedError("This is not a merchant token.", operation=operation)
    if not sku or sku in (".", ".."):
        raise RejectedError("This is not a seller SKU.", operation=operation)


def _query(marketplace_ref, issue_locale):
    query = {"marketplaceIds": marketplace_ref}
    if issue_locale:
        query["issueLocale"] = issue_locale
    return query
