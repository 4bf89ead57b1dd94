# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Carries one call to Amazon and lets nothing but a real answer through."""

import functools
import json
import platform
import ssl
import time

import httpx

from .answer import Answer, read_answer, utc
from .deadline import Deadline, enforce_deadline
from .download import DownloadedDocument, charset_of, check_status
from .errors import ConfigurationError, ProtocolError, TemporaryError
from .logs import cap_loggers

USER_AGENT = "AmazonConnector/19.0 (Language=Python/{}.{})".format(
    *platform.python_version_tuple()
)
CONNECT_TIMEOUT = 10.0
MAX_BYTES = 32 * 1024 * 1024


@functools.cache
def ssl_context():
    """The one TLS context of the process: it verifies, and takes 40 ms to make."""
    return httpx.create_ssl_context()


class LibraryAnswer:
    """What python-amazon-sp-api gets to see: an empty success.

    Its reading of answers turns errors into empty results and drops bodies, so the
    real one stays with the Transport, which judged it already.
    """

    status_code = 200
    headers = {}

    def json(self):
        """Return an empty object."""
        return {}


class Transport:
    """Takes the place of the library's transport; serves one thread at a time.

    ``deadline`` is the seconds for everything between two calls of ``begin``,
    ``total_deadline`` (None: endless) those for everything that it ever does,
    ``max_bytes`` the size of the largest answer, ``trust_env`` whether the proxy of
    the environment is used, ``clock`` the time of day, ``monotonic`` the stop watch.
    """

    def __init__(
        self,
        *,
        deadline=60.0,
        total_deadline=None,
        max_bytes=MAX_BYTES,
        trust_env=True,
        clock=time.time,
        monotonic=time.monotonic,
    ):
        self._deadline = Deadline(deadline, monotonic, total_deadline)
        self._max_bytes = max_bytes
        self._clock = clock
        self._client = _make_client(trust_env)
        enforce_deadline(self._client, self._deadline)
        self.begin("")

    def begin(self, operation):
        """Start the deadline of an operation and forget the last answer."""
        cap_loggers()
        self._deadline.start()
        self.operation = operation
        self.content = None
        self.last_request_id = ""
        self.last_date = None
        self.last_rate = None
        self.last_cleaned = False

    def request(
        self, method, url, *, params=None, data=None, content=None, headers=None
    ):
        """Send a request of the library; its judged answer is left in ``content``."""
        self.content = None
        self.content = self.fetch(
            method,
            url,
            params=_without_blanks(params),
            data=data,
            content=_without_blank_places(content),
            headers=headers,
        )
        return LibraryAnswer()

    def fetch(self, method, url, *, headers=None, data=None, **arguments):
        """Send a request and return the JSON object of its answer as a dict.

        Raises every error type of this package.
        """
        answer = self._exchange(
            method, url, headers=_own_headers(headers), data=data, **arguments
        )
        secrets = [(headers or {}).get("x-amz-access-token"), *(data or {}).values()]
        now = utc(self._clock())
        document = read_answer(answer, self.operation, now=now, secrets=secrets)
        self.last_cleaned = document.cleaned
        return document.content

    def download(self, url, receiver):
        """Feed a ``Receiver`` with what a presigned address holds.

        The request carries no access token. Returns a DownloadedDocument.
        """
        headers = {"user-agent": USER_AGENT, "accept-encoding": "identity"}
        try:
            with self._client.stream(
                "GET", url, headers=headers, timeout=self._timeout()
            ) as response:
                check_status(
                    Answer(response.status_code, response.headers), self.operation
                )
                for chunk in response.iter_raw():
                    receiver.feed(chunk)
                receiver.close()
                content_type = response.headers.get("content-type", "")
                return DownloadedDocument(receiver.size, charset_of(content_type))
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
            failure = self._network_failure(error)
        # Raised out here: the context of an httpx error holds the address.
        raise failure

    def close(self):
        """Close the connections."""
        self._client.close()

    def _timeout(self):
        return httpx.Timeout(self._deadline.seconds, connect=CONNECT_TIMEOUT)

    def _exchange(self, method, url, **arguments):
        try:
            with self._client.stream(
                method, url, timeout=self._timeout(), **arguments
            ) as response:
                self._remember(Answer(response.status_code, response.headers))
                body = self._read_body(response)
                return Answer(response.status_code, response.headers, body)
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
            failure = self._network_failure(error)
        # Raised out here: the context of an httpx error holds the access token.
        raise failure

    def _remember(self, answer):
        self.last_request_id = answer.request_id
        self.last_date = answer.date
        self.last_rate = answer.rate

    def _read_body(self, response):
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._max_bytes:
                raise ProtocolError(
                    "Amazon's answer is too large.",
                    operation=self.operation,
                    status=response.status_code,
                    request_id=self.last_request_id,
                )
        return bytes(body)

    def _network_failure(self, error):
        kind, message = _explain(error)
        return kind(
            message,
            operation=self.operation,
            request_id=self.last_request_id,
            detail=type(error).__name__,
        )


def _make_client(trust_env):
    try:
        return httpx.Client(
            verify=ssl_context(), follow_redirects=False, trust_env=trust_env
        )
    except (ValueError, ImportError, httpx.InvalidURL):
        failure = ConfigurationError("The proxy settings of this host are not usable.")
    raise failure


def _own_headers(headers):
    """The caller's headers without the host name, which the library gets wrong."""
    kept = {key: value for key, value in (headers or {}).items() if key != "host"}
    return {**kept, "user-agent": USER_AGENT, "accept": "application/json"}


def _without_blanks(params):
    """The parameters that say something.

    The library adds its marketplace, which is none here, under four names.
    """
    if params is None:
        return None
    return {name: value for name, value in params.items() if value not in ("", [""])}


def _without_blank_places(content):
    """The body without the marketplace that the library adds to it under two names."""
    if content is None:
        return None
    kept = {name: value for name, value in json.loads(content).items() if value != [""]}
    return json.dumps(kept) if kept else None


def _explain(error):
    if _is_bad_certificate(error):
        return ConfigurationError, (
            "The certificate of the host is not valid, so nothing was sent to it."
        )
    if isinstance(error, httpx.TimeoutException):
        return TemporaryError, "Amazon did not answer in time."
    if isinstance(error, httpx.RemoteProtocolError | httpx.DecodingError):
        return ProtocolError, "Amazon's answer was cut off or damaged."
    return TemporaryError, "Amazon could not be reached."


def _is_bad_certificate(error):
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
