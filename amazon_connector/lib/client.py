# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The Selling Partner API as this connector uses it."""

import re
import time
from datetime import datetime, timezone

from .answer import first_error
from .download import MAX_DOCUMENT_BYTES, AddressRefusedError, Receiver
from .errors import (
    AmazonError,
    AuthorizationError,
    ProtocolError,
    RejectedError,
    ThrottledError,
)
from .library import Library
from .listing_calls import ListingCalls
from .notification_calls import NotificationCalls
from .token import LOGIN, TOKEN_CACHE, request_access_token
from .transport import Transport

SEARCH_ORDERS_PARAMETERS = frozenset(
    {
        "createdAfter",
        "createdBefore",
        "lastUpdatedAfter",
        "lastUpdatedBefore",
        "fulfillmentStatuses",
        "marketplaceIds",
        "fulfilledBy",
        "maxResultsPerPage",
        "paginationToken",
        "includedData",
    }
)
GET_REPORTS_PARAMETERS = frozenset(
    {
        "reportTypes",
        "processingStatuses",
        "marketplaceIds",
        "pageSize",
        "createdSince",
        "createdUntil",
        "nextToken",
    }
)
_ORDER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")
_REPORT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:~-]{0,499}")


class AmazonClient(NotificationCalls, ListingCalls):
    """Calls Amazon for one seller. One object per job, used by one thread.

    ``deadline`` is the seconds that one method may take, including the login and its
    one repetition, ``total_deadline`` (None: endless) those of all methods together
    since the object was made; ``monotonic`` is the stop watch, ``clock`` the time of
    day. Every method raises the types of ``errors`` and nothing else for what Amazon
    or the network do; it never retries on its own, except once with a new access
    token when Amazon refuses the old one.
    """

    def __init__(
        self,
        endpoint,
        credentials,
        *,
        rate_budget,
        token_cache=TOKEN_CACHE,
        deadline=60.0,
        total_deadline=None,
        clock=time.time,
        monotonic=time.monotonic,
    ):
        credentials.check()
        self._endpoint = endpoint
        self._credentials = credentials
        self._rate_budget = rate_budget
        self._token_cache = token_cache
        self._used_previous_secret = False
        self._transport = Transport(
            deadline=deadline,
            total_deadline=total_deadline,
            clock=clock,
            monotonic=monotonic,
            trust_env=endpoint.kind != "simulator",
        )
        self._library = Library(endpoint, self._transport)

    def __repr__(self):
        return f"AmazonClient({self._endpoint!r}, {self._credentials!r})"

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()

    def close(self):
        """Close the connections to Amazon."""
        self._transport.close()

    @property
    def last_request_id(self):
        """Amazon's id of the last request, blank if there was no answer."""
        return self._transport.last_request_id

    @property
    def amazon_date(self):
        """Amazon's clock at the last answer (aware datetime), or None."""
        return self._transport.last_date

    @property
    def last_cleaned(self):
        """Whether unusable characters were taken out of the last answer."""
        return self._transport.last_cleaned

    @property
    def used_previous_secret(self):
        """Whether Amazon accepted only the previous client secret at the last call."""
        return self._used_previous_secret

    def get_marketplace_participations(self):
        """Sellers API v1, getMarketplaceParticipations: its ``payload`` list."""
        operation = "getMarketplaceParticipations"
        content = self._call(
            operation,
            lambda token: self._library.sellers(token).get_marketplace_participation(),
        )
        return self._required(content, "payload", list, operation)

    def search_orders(self, **parameters):
        """Orders API v2026-01-01, searchOrders: one page.

        Parameters have Amazon's names. Lists are lists, moments are aware datetimes,
        ``marketplaceIds`` is required. Returns Amazon's dict: ``orders`` (list) and,
        where given, ``pagination``, ``lastUpdatedBefore``, ``createdBefore``.
        Raises ValueError for a parameter that Amazon cannot be sent.
        """
        operation = "searchOrders"
        query = _search_query(parameters)
        content = self._call(
            operation,
            lambda token: self._library.orders(token).search_orders(**query),
        )
        self._required(content, "orders", list, operation)
        return content

    def get_order(self, order_id, included_data=()):
        """Orders API v2026-01-01, getOrder: the ``order`` dict.

        ``included_data`` are Amazon's names ("BUYER", "RECIPIENT", ...).
        """
        operation = "getOrder"
        if not _ORDER_ID.fullmatch(order_id or ""):
            raise RejectedError(
                "This is not an Amazon order number.", operation=operation
            )
        query = _query({"includedData": included_data or None})
        content = self._call(
            operation,
            lambda token: self._library.orders(token).get_order(order_id, **query),
        )
        return self._required(content, "order", dict, operation)

    def get_reports(self, **parameters):
        """Reports API v2021-06-30, getReports: one page.

        Parameters have Amazon's names. ``reportTypes`` is required on the first page,
        ``nextToken`` goes alone on the others. Returns Amazon's dict: ``reports``
        (list) and, where there are more, ``nextToken``. Raises ValueError for
        parameters that Amazon cannot be sent.
        """
        operation = "getReports"
        query = _reports_query(parameters)
        content = self._call(
            operation,
            lambda token: self._library.reports(token).get_reports(**query),
        )
        self._required(content, "reports", list, operation)
        return content

    def get_report(self, report_id):
        """Reports API v2021-06-30, getReport: Amazon's description of a report."""
        operation = "getReport"
        _check_report_id(report_id, operation)
        content = self._call(
            operation,
            lambda token: self._library.reports(token).get_report(report_id),
        )
        self._required(content, "processingStatus", str, operation)
        return content

    def get_report_document(self, document_id):
        """Reports API v2021-06-30, getReportDocument: Amazon's dict.

        Its ``url`` is a secret that is good for five minutes; whether the document
        is compressed is in ``compressionAlgorithm``.
        """
        operation = "getReportDocument"
        _check_report_id(document_id, operation)
        content = self._call(
            operation,
            lambda token: self._library.reports(token).get_report_document(document_id),
        )
        url = self._required(content, "url", str, operation)
        is_safe = url.startswith("https://") or self._endpoint.kind == "simulator"
        algorithm = content.get("compressionAlgorithm")
        if is_safe and algorithm in (None, "", "GZIP"):
            return content
        raise ProtocolError(
            "Amazon's answer describes a document that cannot be downloaded.",
            operation=operation,
            detail="" if is_safe else "The address is not encrypted.",
            request_id=self.last_request_id,
        )

    def download_document(self, document_id, target, max_bytes=MAX_DOCUMENT_BYTES):
        """Write the unpacked bytes of a document to ``target``, a binary file.

        An address that has expired is asked for once more. Returns a
        DownloadedDocument. After an error, what is in ``target`` is worth nothing.
        """
        start = target.tell()
        try:
            return self._download(document_id, target, max_bytes)
        except AddressRefusedError:
            target.seek(start)
            target.truncate()
        return self._download(document_id, target, max_bytes)

    def _download(self, document_id, target, max_bytes):
        document = self.get_report_document(document_id)
        request_id = self.last_request_id
        receiver = Receiver(
            target,
            is_compressed=document.get("compressionAlgorithm") == "GZIP",
            max_bytes=max_bytes,
        )
        self._transport.begin("getReportDocument")
        # The storage has ids of its own: Amazon's support asks for this one.
        self._transport.last_request_id = request_id
        try:
            return self._transport.download(document["url"], receiver)
        except AmazonError as error:
            error.operation = error.operation or "getReportDocument"
            error.request_id = error.request_id or request_id
            raise

    def _call(self, operation, request, scope=""):
        """Call Amazon, at most twice; ``request`` takes an access token.

        With a ``scope`` the token is one of the application, not of the seller.
        """
        login = self._credentials.for_scope(scope) if scope else self._credentials
        self._transport.begin(operation)
        token = self._access_token(operation, login)
        try:
            return self._attempt(operation, request, token)
        except AuthorizationError:
            self._token_cache.forget(login, token)
        return self._attempt(operation, request, self._access_token(operation, login))

    def _access_token(self, operation, login):
        def log_in():
            self._transport.operation = LOGIN
            return request_access_token(self._transport, self._endpoint, login)

        try:
            token = self._token_cache.get(login, self._endpoint, log_in)
        finally:
            self._transport.operation = operation
        self._used_previous_secret = token.used_previous_secret
        return token.value

    def _attempt(self, operation, request, token):
        self._rate_budget.reserve(operation)
        self._transport.last_rate = None
        try:
            return self._library.call(operation, lambda: request(token))
        except ThrottledError as error:
            error.retry_after = self._rate_budget.throttled(
                operation, error.retry_after
            )
            raise
        finally:
            if self._transport.last_rate is not None:
                self._rate_budget.learn(operation, self._transport.last_rate)

    def _required(self, content, key, kind, operation):
        """``content[key]`` if it has the kind that Amazon's model says."""
        value = content.get(key)
        if isinstance(value, kind):
            return value
        code, detail = first_error(content)
        raise ProtocolError(
            f"Amazon's answer lacks its {key}.",
            operation=operation,
            code=code,
            detail=detail,
            request_id=self.last_request_id,
        )


def _check_report_id(identifier, operation):
    if not _REPORT_ID.fullmatch(identifier or "") or ".." in identifier:
        raise RejectedError(
            "This is not an identifier of an Amazon report.", operation=operation
        )


def _search_query(parameters):
    _refuse_unknown("searchOrders", parameters, SEARCH_ORDERS_PARAMETERS)
    query = _query(parameters)
    if not query.get("marketplaceIds"):
        raise ValueError("searchOrders needs marketplaceIds.")
    return query


def _reports_query(parameters):
    _refuse_unknown("getReports", parameters, GET_REPORTS_PARAMETERS)
    query = _query(parameters)
    if query.get("nextToken"):
        if len(query) > 1:
            raise ValueError("getReports takes nextToken without other parameters.")
    elif not query.get("reportTypes"):
        raise ValueError("getReports needs reportTypes or nextToken.")
    return query


def _refuse_unknown(operation, parameters, known):
    unknown = set(parameters) - known
    if unknown:
        raise ValueError(f"{operation} does not know {', '.join(sorted(unknown))}.")


def _query(parameters):
    """Parameters in the form of Amazon's models; None is left out."""
    return {
        name: _query_value(name, value)
        for name, value in parameters.items()
        if value is not None
    }


def _query_value(name, value):
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError(f"{name} has no time zone.")
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(sorted(value) if isinstance(value, set | frozenset) else value)
    return value
