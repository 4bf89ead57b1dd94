# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import socket
import time
import zlib
from datetime import datetime, timedelta, timezone

import httpcore
import pytest
from amazon_double import JSON_HEADERS, AmazonDouble, Reply
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from amazon_connector.lib.deadline import Deadline
from amazon_connector.lib.errors import (
    ConfigurationError,
    ProtocolError,
    TemporaryError,
)
from amazon_connector.lib.transport import Transport

GOOD = Reply.json({"orders": []})
# What a slow machine may need on top of a deadline of half a second.
GENEROUS = 10


@pytest.fixture
def make_transport():
    transports = []

    def make(**options):
        options.setdefault("trust_env", False)
        transports.append(Transport(**{"deadline": 5, **options}))
        return transports[-1]

    yield make
    for transport in transports:
        transport.close()


@pytest.fixture
def transport(make_transport):
    return make_transport()


def failure(transport, url):
    transport.begin("getOrder")
    with pytest.raises(Exception) as caught:
        transport.fetch("GET", url + "/orders")
    assert caught.value.__context__ is None
    assert "127.0.0.1" not in str(caught.value) + caught.value.detail
    assert caught.value.operation == "getOrder"
    return caught.value


def unused_url():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def test_connection_refused(transport):
    """T01."""
    assert type(failure(transport, unused_url())) is TemporaryError


def test_unknown_host(transport):
    """T02."""
    assert type(failure(transport, "http://host.invalid")) is TemporaryError


def test_wrong_proxy(make_transport, monkeypatch, amazon):
    """T02."""
    monkeypatch.setenv("HTTP_PROXY", unused_url())
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    error = failure(make_transport(trust_env=True), "http://amazon.invalid")
    assert type(error) is TemporaryError


def test_senseless_proxy(make_transport, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://user:password@proxy")
    with pytest.raises(ConfigurationError) as caught:
        make_transport(trust_env=True)
    assert "password" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "options", [{"cut": 10}, {"cut": 10, "reset": True}, {"cut": 0}]
)
def test_cut_off_body(transport, amazon, options):
    """T08."""
    amazon.script = [Reply.json({"orders": ["x" * 1000]}, **options)]
    error = failure(transport, amazon.url)
    assert isinstance(error, TemporaryError)
    assert transport.content is None


def test_nonsense_instead_of_http(transport, amazon):
    amazon.script = [Reply(status="nonsense")]
    assert type(failure(transport, amazon.url)) is ProtocolError


@pytest.mark.parametrize("part", ["headers", "body"])
def test_slow_drip_ends_at_the_deadline(make_transport, amazon, part):
    """T09, H17: each byte comes in time, the answer does not."""
    body = {"orders": ["x" * 5000]}
    amazon.script = [Reply.json(body, drip=0.05, drip_part=part)]
    if part == "headers":
        amazon.script[0].headers["x-long"] = "x" * 5000
    transport = make_transport(deadline=0.5)
    started = time.monotonic()
    error = failure(transport, amazon.url)
    assert time.monotonic() - started < GENEROUS
    assert type(error) is TemporaryError
    assert error.message == "Amazon did not answer in time."


def test_silence_ends_at_the_deadline(make_transport, amazon):
    amazon.script = [Reply(hang=True)]
    started = time.monotonic()
    error = failure(make_transport(deadline=0.3), amazon.url)
    assert time.monotonic() - started < GENEROUS
    assert type(error) is TemporaryError


def test_nothing_is_sent_after_the_deadline(make_transport, amazon):
    now = [0.0]
    transport = make_transport(monotonic=lambda: now[0])
    transport.begin("getOrder")
    now[0] = 5.0
    with pytest.raises(TemporaryError):
        transport.fetch("GET", amazon.url)
    assert amazon.requests == []


def test_deadline_cuts_each_wait():
    now = [10.0]
    deadline = Deadline(60, lambda: now[0])
    assert deadline.cut(5) == 5
    assert deadline.cut(None) == 60
    now[0] = 67.0
    assert deadline.cut(5) == 3
    now[0] = 70.0
    with pytest.raises(httpcore.TimeoutException):
        deadline.cut(5)
    deadline.start()
    assert deadline.cut(None) == 60


def test_total_deadline_ends_every_call():
    now = [10.0]
    deadline = Deadline(60, lambda: now[0], total=70)
    assert deadline.cut(None) == 60
    now[0] = 50.0
    deadline.start()
    assert deadline.cut(None) == 30
    now[0] = 80.0
    deadline.start()
    with pytest.raises(httpcore.TimeoutException):
        deadline.cut(None)


@pytest.mark.parametrize("status", [302, 307])
def test_redirects_are_not_followed(transport, amazon, status):
    """T10."""
    with AmazonDouble() as elsewhere:
        amazon.script = [Reply(status, headers={"location": elsewhere.url})]
        assert type(failure(transport, amazon.url)) is ProtocolError
        assert elsewhere.requests == []
    assert len(amazon.requests) == 1


def test_too_large_an_answer(make_transport, amazon):
    """T21."""
    amazon.script = [Reply.json({"orders": ["x" * 5000]}), GOOD]
    transport = make_transport(max_bytes=4000)
    error = failure(transport, amazon.url)
    assert type(error) is ProtocolError
    assert "too large" in str(error)
    assert transport.fetch("GET", amazon.url) == {"orders": []}


def test_size_is_counted_after_decompression(make_transport, amazon):
    """T21."""
    body = zlib.compress(b'{"orders": "' + b"x" * 1_000_000 + b'"}')
    headers = {**JSON_HEADERS, "content-encoding": "deflate"}
    amazon.script = [Reply(body=body, headers=headers)]
    assert len(body) < 4000
    assert "too large" in str(failure(make_transport(max_bytes=4000), amazon.url))


def test_largest_answer_is_32_mib():
    from amazon_connector.lib import transport

    assert transport.MAX_BYTES == 32 * 1024 * 1024


def test_broken_compression(transport, amazon):
    """T22."""
    headers = {**JSON_HEADERS, "content-encoding": "gzip"}
    amazon.script = [Reply(body=b'{"orders": []}', headers=headers)]
    assert type(failure(transport, amazon.url)) is ProtocolError


def test_compressed_answer_that_stops_early(transport, amazon):
    body = zlib.compress(b'{"orders": [' + b'"order", ' * 500 + b'"x"]}')[:40]
    headers = {**JSON_HEADERS, "content-encoding": "deflate"}
    amazon.script = [Reply(body=body, headers=headers)]
    assert type(failure(transport, amazon.url)) is ProtocolError


def test_invalid_certificate(transport, certificate):
    """T15: an error that no retry hides, and nothing was sent."""
    with AmazonDouble(certificate) as amazon:
        url = amazon.url.replace("http:", "https:")
        error = failure(transport, url)
        assert amazon.requests == []
    assert type(error) is ConfigurationError


@pytest.fixture
def certificate(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(timezone.utc)
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=1,
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + timedelta(days=1),
    )
    signed = builder.sign(key, hashes.SHA256())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    return path


def test_what_is_remembered_of_an_answer(transport, amazon):
    headers = {
        "x-amzn-RequestId": "request-1",
        "x-amzn-RateLimit-Limit": "0.5",
        "Date": "Fri, 01 May 2026 12:00:00 GMT",
    }
    amazon.script = [Reply.json({"a": "b\0"}, headers=headers)]
    transport.begin("getOrder")
    assert transport.fetch("GET", amazon.url) == {"a": "b"}
    assert transport.last_request_id == "request-1"
    assert transport.last_rate == 0.5
    assert transport.last_date == datetime(2026, 5, 1, 12, tzinfo=timezone.utc)
    assert transport.last_cleaned
    transport.begin("getOrder")
    assert not transport.last_request_id
    assert transport.last_rate is None
    assert transport.last_date is None
    assert not transport.last_cleaned


def test_request_id_of_a_damaged_answer(transport, amazon):
    headers = {"x-amzn-RequestId": "request-2"}
    amazon.script = [Reply.json({"a": "b" * 100}, headers=headers, cut=5)]
    assert failure(transport, amazon.url).request_id == "request-2"


def test_request_id_of_an_error(transport, amazon):
    amazon.script = [Reply(503, headers={"x-amzn-RequestId": "request-3"})]
    assert failure(transport, amazon.url).request_id == "request-3"


def test_user_agent(transport, amazon):
    amazon.script = [GOOD]
    transport.fetch("GET", amazon.url, headers={"user-agent": "x", "host": "wrong"})
    headers = amazon.requests[0].headers
    assert headers["user-agent"].startswith("AmazonConnector/19.0 (Language=Python/3.")
    assert headers["host"] == f"127.0.0.1:{amazon.port}"


def test_library_sees_neither_body_nor_status(transport, amazon):
    amazon.script = [Reply.json({"headers": 1, "errors": [{"code": "x"}]})]
    seen = transport.request("GET", amazon.url)
    assert (seen.status_code, seen.json(), seen.headers) == (200, {}, {})
    assert transport.content == {"headers": 1, "errors": [{"code": "x"}]}


def test_no_stale_answer_after_a_failure(transport, amazon):
    amazon.script = [GOOD, Reply(503)]
    transport.request("GET", amazon.url)
    with pytest.raises(TemporaryError):
        transport.request("GET", amazon.url)
    assert transport.content is None
