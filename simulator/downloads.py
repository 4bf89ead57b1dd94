# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Presigned addresses of documents: no access token, good for five minutes."""

import hashlib
import hmac
import re
import secrets
from urllib.parse import quote, urlencode

from .answer import Answer

LIFETIME = 300
_PATH = re.compile(r"/documents/([^/]+)/([^/]+)")
_KEY = secrets.token_bytes(32)
_REFUSAL = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>%s</Message></Error>"""


def is_download(path):
    """Tell whether a path is that of a document."""
    return bool(_PATH.fullmatch(path))


def document_url(inquiry, seller, document_id, encoding=""):
    """Return the presigned address of a document."""
    path = f"/documents/{quote(seller, safe='')}/{quote(document_id, safe='')}"
    query = {"expires": str(int(inquiry.now.timestamp()) + LIFETIME)}
    if encoding:
        query["response-content-encoding"] = encoding
    query["signature"] = _signature(seller, document_id, query)
    return f"{inquiry.base_url.rstrip('/')}{path}?{urlencode(query)}"


def answer_download(state, path, query, now):
    """Answer the download of a document with its bytes, whatever their charset."""
    seller, document_id = _PATH.fullmatch(path).groups()
    query = dict(query)
    signature = query.pop("signature", "")
    if not _is_signed(signature, seller, document_id, query):
        return _refusal(403, b"The signature does not match.")
    if now.timestamp() >= int(query["expires"]):
        return _refusal(403, b"Request has expired")
    report = state.seller(seller).reports.with_document(document_id, now)
    if report is None:
        return _refusal(404, b"The document is gone.")
    headers = {"Content-Type": report.content_type}
    if query.get("response-content-encoding"):
        headers["Content-Encoding"] = query["response-content-encoding"]
    answer = Answer(200, headers=headers)
    answer.body = report.body()
    return answer


def _is_signed(signature, *signed):
    return hmac.compare_digest(signature.encode(), _signature(*signed).encode())


def _refusal(status, message):
    answer = Answer(status, headers={"Content-Type": "application/xml"})
    answer.body = _REFUSAL % message
    return answer


def _signature(seller, document_id, query):
    text = "\n".join([seller, document_id, urlencode(sorted(query.items()))])
    return hmac.new(_KEY, text.encode(), hashlib.sha256).hexdigest()
