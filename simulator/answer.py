# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An answer on its way to the caller, whole or damaged."""

import base64
import json

from werkzeug.wrappers import Response

from .errors import error_of_status

JSON_TYPE = "application/json"


class Answer:
    """Status, headers and body of an answer."""

    def __init__(self, status, payload=None, headers=None):
        self.status = status
        self.headers = dict(headers or {})
        self.headers.setdefault("Content-Type", JSON_TYPE)
        self.body = b"" if payload is None else encode(payload)


def encode(payload):
    """Return JSON as bytes; what UTF-8 cannot hold (lone surrogates) is escaped."""
    try:
        return json.dumps(payload, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(payload).encode()


def answer_of_fault(fault):
    """Return the answer that a fault gives in place of the operation's."""
    answer = Answer(int(fault.get("status", 200)))
    body = fault.get("body")
    if fault.get("body_base64") is not None:
        answer.body = base64.b64decode(fault.get("body_base64"))
    elif body is None and answer.status >= 400:
        answer.body = encode(error_of_status(answer.status).payload())
    elif isinstance(body, (dict, list)):
        answer.body = encode(body)
    else:
        answer.body = body if isinstance(body, bytes) else (body or "").encode()
    return answer


def dress(answer, fault):
    """Apply what a fault says about headers and size."""
    if fault.get("content_type") is not None:
        answer.headers["Content-Type"] = fault.get("content_type")
    for name, value in (fault.get("headers") or {}).items():
        present = {key.lower(): key for key in answer.headers}
        answer.headers.pop(present.get(name.lower()), None)
        if value is not None:
            answer.headers[name] = str(value)
    answer.body = answer.body.ljust(int(fault.get("pad_to", 0)))
    if fault.get("truncate") is not None:
        answer.body = answer.body[: int(fault.get("truncate"))]


def transmit(answer, faults, wait):
    """Return the response that sends an answer, cut off or drop by drop if planned."""
    body = answer.body
    length = len(body)
    cut_after = _setting(faults, "cut_after")
    drip = _setting(faults, "drip")
    parts = _drops(body, drip, wait) if drip else [body]
    if cut_after is not None:
        parts = _cut(parts, int(cut_after))
    response = Response(parts, status=answer.status, direct_passthrough=True)
    response.headers.clear()
    for name, value in answer.headers.items():
        response.headers[name] = value
    response.headers["Content-Length"] = str(length)
    return response


def _setting(faults, key):
    values = [fault.get(key) for fault in faults if fault.get(key) is not None]
    return values[-1] if values else None


def _drops(body, seconds, wait):
    for place in range(len(body)):
        if wait(float(seconds)):
            return
        yield body[place : place + 1]


def _cut(parts, count):
    """Send ``count`` bytes and close; below zero not even the headers are sent."""
    if count >= 0:
        yield b""
    for part in parts:
        if count <= 0:
            break
        yield part[:count]
        count -= len(part)
    raise ConnectionAbortedError("planned")
