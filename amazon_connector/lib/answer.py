# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Judges an HTTP answer: a JSON object from Amazon, or a typed error."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from .errors import (
    AccessDeniedError,
    AuthorizationError,
    ProtocolError,
    RejectedError,
    TemporaryError,
    ThrottledError,
)
from .rate import is_rate, waiting_time

_DEAD_AUTHORISATION = {
    "invalid_client": "Amazon does not accept the client identifier or the secret.",
    "invalid_grant": "The seller's authorisation was revoked or has expired.",
    "unauthorized_client": "The application may not use this authorisation.",
}
_MESSAGES = {
    AccessDeniedError: "Amazon denies access to this operation: a role is missing.",
    AuthorizationError: "Amazon does not accept the access token.",
    ProtocolError: "Amazon's answer is not usable.",
    RejectedError: "Amazon refused the request.",
    TemporaryError: "Amazon has a temporary problem.",
    ThrottledError: "Amazon's rate limit for this operation is used up.",
}
# Amazon's answer to these may be 204 without a body.
_WITHOUT_CONTENT = {"rotateApplicationClientSecret", "deleteSubscriptionById"}
_TEMPORARY = {407, 408, 425}
_REJECTED_BY_ANY_HOST = {400, 413, 414, 415}
_TOKEN_TROUBLE = re.compile(r"\btoken\b.*\b(revoked|malformed|invalid|expired)\b", re.I)
_ANY_TOKEN = re.compile(r"Atz[ar]\|[^\s\"']+")
_SUSPICIOUS_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DETAIL_LENGTH = 500
_CODE_LENGTH = 64


@dataclass(frozen=True)
class Answer:
    """One HTTP answer as it came; ``headers`` are looked up in any case."""

    status: int
    headers: Mapping
    body: bytes = b""

    @property
    def request_id(self):
        """Amazon's x-amzn-RequestId, or a blank string."""
        return self.headers.get("x-amzn-requestid", "")[:100]

    @property
    def date(self):
        """The Date header as an aware datetime, or None."""
        return _http_date(self.headers.get("date", ""))

    @property
    def rate(self):
        """x-amzn-RateLimit-Limit in calls per second, or None."""
        rate = _number(self.headers.get("x-amzn-ratelimit-limit", ""))
        return rate if is_rate(rate) else None

    def retry_after(self, now):
        """Retry-After in seconds, or None; ``now`` is used if there is no Date."""
        value = self.headers.get("retry-after", "").strip()
        if value.isdecimal():
            return float(value)
        moment = _http_date(value)
        return moment and max((moment - (self.date or now)).total_seconds(), 0.0)


@dataclass(frozen=True)
class Document:
    """A JSON object; ``cleaned`` if characters had to be taken out or replaced."""

    content: dict
    cleaned: bool = False


def read_answer(answer, operation, *, now, secrets=()):
    """Return the Document that a 2xx answer carries.

    ``now`` is an aware datetime, ``secrets`` are strings that must not appear in an
    error. Raises every error type of this package except ConfigurationError.
    """
    if not 200 <= answer.status < 300:
        raise _failure(answer, operation, now, secrets)
    if answer.status == 204 and operation in _WITHOUT_CONTENT:
        return Document({})
    try:
        return _parse(answer)
    except (ValueError, RecursionError):
        failure = ProtocolError(
            _MESSAGES[ProtocolError],
            operation=operation,
            status=answer.status,
            request_id=answer.request_id,
        )
    raise failure


def first_error(content):
    """Amazon's code and words in an error body, blank strings if there are none.

    Understands ``errors`` of the Selling Partner API, ``error`` of the login and the
    ``message`` of Amazon's gateway.
    """
    errors = content.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else errors
    if isinstance(first, dict):
        words = (_text(first.get("message")), _text(first.get("details")))
        return _code(first.get("code")), _words(" ".join(filter(None, words)))
    words = _text(content.get("error_description")) or _text(content.get("message"))
    return _code(content.get("error")), _words(words)


def _failure(answer, operation, now, secrets):
    code, detail = first_error(_parse_or_nothing(answer))
    kind = _kind(answer.status, code, detail)
    message = _DEAD_AUTHORISATION.get(code, _MESSAGES[kind])
    if kind is AuthorizationError and code not in _DEAD_AUTHORISATION:
        code = "token_refused"
    context = {
        "operation": operation,
        "status": answer.status,
        "code": code,
        "request_id": answer.request_id,
        "detail": _without(secrets, detail),
    }
    if kind is ThrottledError:
        context["retry_after"] = waiting_time(
            operation, retry_after=answer.retry_after(now), rate=answer.rate
        )
    return kind(message, **context)


def _kind(status, code, detail):
    amazon_spoke = bool(code or detail)
    if code in _DEAD_AUTHORISATION:
        return AuthorizationError
    if status == 429 or code == "QuotaExceeded":
        return ThrottledError
    if status >= 500 or status in _TEMPORARY:
        return TemporaryError
    if status in (401, 403) and amazon_spoke:
        is_token = status == 401 or _TOKEN_TROUBLE.search(detail)
        return AuthorizationError if is_token else AccessDeniedError
    if status in _REJECTED_BY_ANY_HOST or (status >= 400 and amazon_spoke):
        return RejectedError
    return ProtocolError


def _parse_or_nothing(answer):
    try:
        return _parse(answer).content
    except (ValueError, RecursionError):
        return {}


def _parse(answer):
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip()
    if media_type.lower() != "application/json":
        raise ValueError("not JSON")
    text, damaged = _decode(answer.body)
    content = json.loads(text, parse_constant=_refuse_constant)
    if not isinstance(content, dict):
        raise ValueError("not an object")
    if not _SUSPICIOUS_ESCAPE.search(text):
        return Document(content, damaged)
    clean = _clean(content)
    return Document(clean, damaged or clean != content)


def _decode(body):
    try:
        return body.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return body.decode("utf-8-sig", "replace"), True


def _clean(value):
    """Take out what PostgreSQL cannot store: NUL and halves of surrogate pairs."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value.replace("\0", ""))
    if isinstance(value, list):
        return [_clean(element) for element in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(element) for key, element in value.items()}
    return value


def _refuse_constant(name):
    raise ValueError(name)


def _text(value):
    return value.strip() if isinstance(value, str) else ""


def _code(value):
    return _text(value)[:_CODE_LENGTH]


def _words(text):
    return _ANY_TOKEN.sub("***", text)[:_DETAIL_LENGTH]


def _without(secrets, text):
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    return text


def _number(text):
    try:
        return float(text)
    except ValueError:
        return None


def _http_date(text):
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or timezone.utc)
    except (ValueError, TypeError, OverflowError):
        return None


def utc(timestamp):
    """Seconds since 1970 as an aware datetime."""
    return datetime.fromtimestamp(timestamp, timezone.utc)
