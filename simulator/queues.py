# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A standard queue of Amazon SQS (JSON protocol): receive, delete, count."""

import hashlib
import json
import re
import secrets
import threading
import uuid
from dataclasses import dataclass, field

from .answer import Answer

ACCOUNT = "000000000000"
DEFAULT_QUEUE = "notifications"
DEFAULT_ACCESS_KEY_ID = "AKIASIMULATOR"
DEFAULT_VISIBILITY = 30.0
JSON_TYPE = "application/x-amz-json-1.0"
OPERATIONS = frozenset({"ReceiveMessage", "DeleteMessage", "GetQueueAttributes"})
_TARGET = "AmazonSQS."
_ACCESS_KEY_ID = re.compile(r"\bCredential=([^/,\s]+)/")
_MISSING = "QueueDoesNotExist"
_OLD_CODES = {_MISSING: "AWS.SimpleQueueService.NonExistentQueue"}


class QueueError(Exception):
    """A refusal in the form of the JSON protocol."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status = status
        self.code = code

    def answer(self):
        """Return the answer; older clients read the code in its header."""
        body = {"__type": f"com.amazonaws.sqs#{self.code}", "message": str(self)}
        code = _OLD_CODES.get(self.code, self.code)
        headers = {"Content-Type": JSON_TYPE, "x-amzn-query-error": f"{code};Sender"}
        return Answer(self.status, body, headers)


@dataclass
class _Message:
    body: str
    hidden_until: float = 0.0
    handles: set = field(default_factory=set)
    identifier: str = field(default_factory=lambda: str(uuid.uuid4()))


class Queues:
    """The queues of one AWS account, by name."""

    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self.reset()

    def reset(self):
        """Leave one queue, and nothing in it."""
        with self._lock:
            self.access_key_ids = {DEFAULT_ACCESS_KEY_ID}
            self._queues = {DEFAULT_QUEUE: []}

    def create(self, name):
        """Make one more queue, with nothing in it."""
        with self._lock:
            self._queues.setdefault(name, [])

    def send(self, document, name=DEFAULT_QUEUE):
        """Put a document, or a text, into a queue."""
        body = document if isinstance(document, str) else json.dumps(document)
        with self._lock:
            self._queue(name).append(_Message(body))

    def bodies(self, name=DEFAULT_QUEUE):
        """Return what is in a queue, hidden or not."""
        with self._lock:
            return [message.body for message in self._queue(name)]

    def receive(self, name, number, visibility):
        """Return the visible messages with handles, and hide them for a while."""
        now = self._clock.elapsed()
        with self._lock:
            visible = [each for each in self._queue(name) if each.hidden_until <= now]
            return [self._hand_out(each, now + visibility) for each in visible[:number]]

    def delete(self, name, handle):
        """Delete the message that was received with a handle; it may be gone."""
        with self._lock:
            queue = self._queue(name)
            queue[:] = [each for each in queue if handle not in each.handles]

    def count_visible(self, name):
        """Return how many messages may be received."""
        now = self._clock.elapsed()
        with self._lock:
            return sum(each.hidden_until <= now for each in self._queue(name))

    def _hand_out(self, message, hidden_until):
        handle = secrets.token_urlsafe(24)
        message.handles.add(handle)
        message.hidden_until = hidden_until
        return {
            "MessageId": message.identifier,
            "ReceiptHandle": handle,
            "MD5OfBody": hashlib.md5(
                message.body.encode(), usedforsecurity=False
            ).hexdigest(),
            "Body": message.body,
        }

    def _queue(self, name):
        if name not in self._queues:
            raise QueueError(400, _MISSING, "The specified queue does not exist.")
        return self._queues[name]


def operation_of_queue(request):
    """Return the operation of SQS that a request means, or an empty text."""
    target = request.headers.get("X-Amz-Target", "")
    name = target.removeprefix(_TARGET)
    return name if name in OPERATIONS and target != name else ""


def answer_queue(queues, request, operation):
    """Answer a request of the JSON protocol."""
    try:
        _check_key(queues, request)
        asked = json.loads(request.get_data())
        payload = _HANDLERS[operation](queues, _name(asked), asked)
    except QueueError as refusal:
        return refusal.answer()
    except (AttributeError, KeyError, TypeError, ValueError):
        return QueueError(400, "InvalidParameterValue", "Not usable.").answer()
    return Answer(200, payload, {"Content-Type": JSON_TYPE})


def _check_key(queues, request):
    found = _ACCESS_KEY_ID.search(request.headers.get("Authorization", ""))
    if not found or found[1] not in queues.access_key_ids:
        raise QueueError(
            403,
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
        )


def _name(asked):
    account, _slash, name = asked["QueueUrl"].rpartition("/")
    if account.rpartition("/")[2] != ACCOUNT:
        raise QueueError(400, _MISSING, "The specified queue does not exist.")
    return name


def _receive(queues, name, asked):
    number = int(asked.get("MaxNumberOfMessages", 1))
    if not 1 <= number <= 10:
        raise ValueError("MaxNumberOfMessages")
    visibility = float(asked.get("VisibilityTimeout", DEFAULT_VISIBILITY))
    messages = queues.receive(name, number, visibility)
    return {"Messages": messages} if messages else {}


def _delete(queues, name, asked):
    queues.delete(name, asked["ReceiptHandle"])
    return {}


def _get_attributes(queues, name, asked):
    waiting = str(queues.count_visible(name))
    values = {
        "ApproximateNumberOfMessages": waiting,
        "QueueArn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:{name}",
    }
    wanted = set(asked.get("AttributeNames", ()))
    kept = {key: values[key] for key in values if wanted & {key, "All"}}
    return {"Attributes": kept} if kept else {}


_HANDLERS = {
    "ReceiveMessage": _receive,
    "DeleteMessage": _delete,
    "GetQueueAttributes": _get_attributes,
}
