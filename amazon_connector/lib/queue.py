# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The queue (Amazon SQS) into which Amazon puts notifications; alone knows boto3."""

import json
import os
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .errors import (
    AccessDeniedError,
    ConfigurationError,
    ProtocolError,
    RejectedError,
    TemporaryError,
    ThrottledError,
)
from .logs import cap_loggers

# The AWS account from which the Selling Partner API sends.
NOTIFYING_ACCOUNT = "437568002678"
MAX_MESSAGES = 10
# Nobody else sees a received message for so long: time enough to commit and delete it.
VISIBILITY_SECONDS = 300
# One second asks all of Amazon's servers; none would ask only some of them.
WAIT_SECONDS = 1
CONNECT_TIMEOUT = 10
READ_TIMEOUT = 20
RETRY_AFTER = 30.0
_SIMULATOR_REGION = "eu-west-1"
_AMAZON_HOST = re.compile(r"sqs\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com")
_PATH = re.compile(r"/(\d{12})/([A-Za-z0-9_-]{1,80})")
_REFUSED = re.compile(
    r"Access ?Denied|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient"
    r"|InvalidSecurity|ExpiredToken|MissingAuthentication|IncompleteSignature"
    r"|NotAuthorized|InvalidAccessKeyId|OptInRequired",
    re.I,
)
_THROTTLED = re.compile(r"Throttl|TooManyRequests|SlowDown|RequestLimitExceeded", re.I)
_CODE_LENGTH = 64


@dataclass(frozen=True)
class QueueAddress:
    """Where a queue is; ``endpoint`` is the host that its calls go to."""

    url: str
    endpoint: str = field(repr=False)
    region: str
    account: str
    name: str

    @property
    def arn(self):
        """Amazon's name of the queue in the whole of AWS."""
        return f"arn:aws:sqs:{self.region}:{self.account}:{self.name}"

    @classmethod
    def parse(cls, url, simulator_url=""):
        """Read the URL of a queue at Amazon, or at a simulator if one is given.

        Raises ConfigurationError for anything else: the calls are signed with the
        seller's key, and no other host gets them.
        """
        try:
            parts = urlsplit(url or "")
            path = _PATH.fullmatch(parts.path)
            base = f"{parts.scheme}://{parts.netloc}"
        except ValueError:
            path = None
        if not path or url != f"{base}{parts.path}":
            raise ConfigurationError("This is not the URL of a standard SQS queue.")
        if simulator_url:
            if base != simulator_url.rstrip("/"):
                raise ConfigurationError("The queue is not the simulator's.")
            return cls(url, base, _SIMULATOR_REGION, *path.groups())
        host = _AMAZON_HOST.fullmatch(parts.netloc)
        if parts.scheme != "https" or not host:
            raise ConfigurationError("The queue is not at Amazon.")
        return cls(url, base, host[1], *path.groups())


def queue_policy(arn):
    """Return the access policy with which a queue takes Amazon's notifications."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AmazonSellingPartnerNotifications",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{NOTIFYING_ACCOUNT}:root"},
                "Action": ["sqs:SendMessage", "sqs:GetQueueAttributes"],
                "Resource": arn,
            }
        ],
    }


@dataclass(frozen=True)
class Message:
    """One message: its text may hold a secret and is never shown."""

    body: str = field(repr=False)
    handle: str = field(repr=False)


class NotificationQueue:
    """Receives and deletes the messages of one queue; used by one thread.

    Key and region are those given, never the ones of the environment, of a
    configuration file or of the machine. Every method raises the types of ``errors``.
    """

    def __init__(self, address, access_key_id, secret_access_key):
        if not access_key_id or not secret_access_key:
            raise ConfigurationError("The access key of the queue is missing.")
        self._address = address
        self._client = _make_client(address, access_key_id, secret_access_key)

    def __repr__(self):
        return f"NotificationQueue({self._address!r})"

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()

    def close(self):
        """Close the connections."""
        self._client.close()

    def receive(self):
        """Return up to ten messages, which stay in the queue until they are deleted."""
        answer = self._call(
            "receive_message",
            MaxNumberOfMessages=MAX_MESSAGES,
            WaitTimeSeconds=WAIT_SECONDS,
            VisibilityTimeout=VISIBILITY_SECONDS,
        )
        return [
            Message(each.get("Body", ""), each["ReceiptHandle"])
            for each in answer.get("Messages", ())
            if each.get("ReceiptHandle")
        ]

    def delete(self, handle):
        """Take a message out of the queue for good."""
        self._call("delete_message", ReceiptHandle=handle)

    def count_waiting(self):
        """Return about how many messages wait: also the test of the settings."""
        name = "ApproximateNumberOfMessages"
        answer = self._call("get_queue_attributes", AttributeNames=[name])
        try:
            return int(answer["Attributes"][name])
        except (KeyError, TypeError, ValueError):
            failure = ProtocolError("The answer of the queue is not usable.")
        raise failure

    def _call(self, method, **parameters):
        from botocore.exceptions import BotoCoreError, ClientError

        cap_loggers()
        try:
            return getattr(self._client, method)(
                QueueUrl=self._address.url, **parameters
            )
        except ClientError as error:
            failure = _refusal(error.response, method)
        except BotoCoreError as error:
            failure = _network_failure(error, method)
        # Raised out here: the context of the first error may hold the message.
        raise failure


def _make_client(address, access_key_id, secret_access_key):
    """Return boto3's client. Imported late: boto3 takes longer than all of lib."""
    import boto3
    import botocore.session
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    cap_loggers()
    core = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
    core.set_config_variable("config_file", os.devnull)
    core.set_config_variable("credentials_file", os.devnull)
    config = Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"total_max_attempts": 1},
        ignore_configured_endpoint_urls=True,
        signature_version="v4",
        # Only a host on the Internet may be behind the proxy of the environment.
        proxies={} if address.endpoint.startswith("http:") else None,
    )
    try:
        session = boto3.session.Session(
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret_access_key,
            region_name=address.region,
            botocore_session=core,
        )
        client = session.client(
            "sqs", endpoint_url=address.endpoint, verify=True, config=config
        )
    except (BotoCoreError, ValueError):
        failure = ConfigurationError("The settings of the queue are not usable.")
    else:
        client.meta.events.register("before-parse.sqs", _refuse_damaged)
        return client
    raise failure


def _refuse_damaged(response_dict, operation_model, **_event):
    """Raise ProtocolError for what botocore would take for an empty success."""
    body = response_dict["body"]
    if response_dict["status_code"] >= 300 or not body:
        return
    try:
        is_object = isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object:
        raise ProtocolError(
            "The answer of the queue is not usable.", operation=operation_model.name
        )


def _refusal(response, operation):
    """Return the error for an answer of the queue that is not a success."""
    error = response.get("Error") or {}
    metadata = response.get("ResponseMetadata") or {}
    code = str(error.get("Code") or "").rpartition("#")[2][:_CODE_LENGTH]
    status = metadata.get("HTTPStatusCode")
    context = {
        "operation": operation,
        "status": status,
        "code": code,
        "request_id": str(metadata.get("RequestId") or ""),
        "detail": code,
    }
    if _THROTTLED.search(code) or status == 429:
        text = "The queue allows no more calls at the moment."
        return ThrottledError(text, retry_after=RETRY_AFTER, **context)
    if _REFUSED.search(code) or status in (401, 403):
        return AccessDeniedError("The queue refuses the access key.", **context)
    if "NonExistentQueue" in code or "QueueDoesNotExist" in code:
        return RejectedError("There is no such queue.", **context)
    if isinstance(status, int) and 400 <= status < 500:
        return RejectedError("The queue refused the request.", **context)
    return TemporaryError("The queue has a temporary problem.", **context)


def _network_failure(error, operation):
    from botocore.exceptions import ConnectionError as NetworkError
    from botocore.exceptions import HTTPClientError, SSLError

    context = {"operation": operation, "detail": type(error).__name__}
    if isinstance(error, SSLError):
        text = "The certificate of the queue's host is not valid."
        return ConfigurationError(text, **context)
    if isinstance(error, NetworkError | HTTPClientError):
        return TemporaryError("The queue could not be reached.", **context)
    return ProtocolError("The answer of the queue is not usable.", **context)
