# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Documents of reports: whole, or a typed error; the address stays a secret."""

import gzip
import io
import logging
import tracemalloc
import zlib

import pytest
from amazon_double import Reply
from calls import Clock

from amazon_connector.lib.download import Receiver
from amazon_connector.lib.errors import (
    AmazonError,
    ProtocolError,
    RejectedError,
    TemporaryError,
)

DOCUMENT_ID = "amzn1.spdoc.1.4.eu.T1.X"
TEXT = b"settlement-id\tamount\n" + b"1\t2.00\n" * 5000
EXPIRED = Reply(
    403,
    b'<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code>'
    b"<Message>Request has expired</Message></Error>",
    {"content-type": "application/xml"},
)


def described(amazon, name="first", **values):
    """Return the answer of getReportDocument."""
    url = f"{amazon.url}/{name}?X-Amz-Signature=secret-{name}"
    return Reply.json({"reportDocumentId": DOCUMENT_ID, "url": url, **values})


def download(client, **options):
    target = io.BytesIO()
    document = client.download_document(DOCUMENT_ID, target, **options)
    return document, target.getvalue()


def failure(client, **options):
    with pytest.raises(AmazonError) as caught:
        download(client, **options)
    return caught.value


def test_document(client, amazon):
    headers = {"content-type": "text/plain; charset=Cp1252"}
    amazon.script = [described(amazon), Reply(200, TEXT, headers)]
    document, data = download(client)
    assert (data, document.size) == (TEXT, len(TEXT))
    assert document.charset == "cp1252"


def test_the_storage_gets_no_access_token(client, amazon):
    amazon.script = [described(amazon), Reply(200, TEXT)]
    download(client)
    asked, fetched = amazon.calls
    assert "x-amz-access-token" in asked.headers
    assert "x-amz-access-token" not in fetched.headers
    assert "Atza" not in str(fetched.headers)
    assert fetched.headers["accept-encoding"] == "identity"
    assert fetched.query == {"X-Amz-Signature": "secret-first"}


@pytest.mark.parametrize("cuts", [(), (100,), (1, 2000, 30000)])
def test_compressed_document(client, amazon, cuts):
    """RP08: one member or several, the document is read to its end."""
    bounds = [0, *cuts, len(TEXT)]
    parts = [TEXT[start:end] for start, end in zip(bounds, bounds[1:], strict=False)]
    body = b"".join(map(gzip.compress, parts))
    amazon.script = [described(amazon, compressionAlgorithm="GZIP"), Reply(200, body)]
    assert download(client)[1] == TEXT


def test_a_content_encoding_is_not_undone_twice(client, amazon):
    reply = Reply(200, gzip.compress(TEXT), {"content-encoding": "gzip"})
    amazon.script = [described(amazon, compressionAlgorithm="GZIP"), reply]
    assert download(client)[1] == TEXT


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(TEXT)[:-200],
        gzip.compress(TEXT)[:-4],
        gzip.compress(TEXT)[:-8] + b"\0" * 8,
        TEXT,
        gzip.compress(TEXT) + gzip.compress(TEXT)[:-9],
        b"",
    ],
    ids=["cut", "no length", "wrong sum", "not packed", "second cut", "empty"],
)
def test_damaged_document(client, amazon, body):
    """RP08."""
    amazon.script = [described(amazon, compressionAlgorithm="GZIP"), Reply(200, body)]
    assert type(failure(client)) is ProtocolError


def test_bomb(client, amazon):
    """RP08: the limit counts what is unpacked, and nothing is unpacked ahead."""
    packer = zlib.compressobj(9, wbits=31)
    piece = b"\0" * 1_000_000
    bomb = b"".join(packer.compress(piece) for _ in range(100)) + packer.flush()
    amazon.script = [described(amazon, compressionAlgorithm="GZIP"), Reply(200, bomb)]
    assert "too large" in failure(client, max_bytes=3_000_000).message
    target = io.BytesIO()
    receiver = Receiver(target, is_compressed=True, max_bytes=3_000_000)
    tracemalloc.start()
    with pytest.raises(ProtocolError):
        receiver.feed(bomb)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
    assert target.tell() <= 3_000_000


def test_size_is_limited(client, amazon):
    amazon.script = [described(amazon), Reply(200, TEXT)]
    assert "too large" in failure(client, max_bytes=len(TEXT) - 1).message


def test_expired_address(client, amazon):
    """RP12: another address is asked for, once."""
    amazon.script = [
        described(amazon),
        EXPIRED,
        described(amazon, "second"),
        Reply(200, TEXT),
    ]
    assert download(client)[1] == TEXT
    paths = [call.path for call in amazon.calls]
    assert paths[1::2] == ["/first", "/second"]


def test_address_that_stays_refused(client, amazon):
    """RP12: neither a loop, nor data."""
    amazon.script = [described(amazon), EXPIRED, described(amazon), EXPIRED]
    error = failure(client)
    assert isinstance(error, RejectedError)
    assert (error.status, error.operation) == (403, "getReportDocument")
    assert len(amazon.calls) == 4


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(404, EXPIRED.body), RejectedError),
        (Reply(503, EXPIRED.body), TemporaryError),
        (Reply(200, EXPIRED.body), ProtocolError),
        (Reply(200, b"\xef\xbb\xbf<Error/>"), ProtocolError),
        (Reply(200, b"<!DOCTYPE html><p>Log in</p>"), ProtocolError),
        (Reply(302, headers={"location": "http://169.254.169.254/"}), ProtocolError),
        (Reply(200, b""), ProtocolError),
        (Reply(200, TEXT, cut=5000), ProtocolError),
        (Reply(200, TEXT, cut=5000, reset=True), TemporaryError),
    ],
)
def test_trouble_is_never_a_document(client, amazon, reply, kind):
    """RP12, RP13: an error page is no data, nor is half a file."""
    amazon.script = [described(amazon), reply]
    error = failure(client)
    assert isinstance(error, kind)
    assert error.operation == "getReportDocument"
    assert len(amazon.calls) == 2


def test_slow_document(make_client, amazon):
    clock = Clock()
    client = make_client(deadline=30.0, monotonic=clock)

    class Target(io.BytesIO):
        def write(self, data):
            clock.now += 31
            return super().write(data)

    amazon.script = [described(amazon), Reply(200, TEXT * 20)]
    with pytest.raises(TemporaryError, match="in time"):
        client.download_document(DOCUMENT_ID, Target())


def test_the_address_is_a_secret(client, amazon, caplog):
    """Neither a log, nor an error, nor what an error came from, shows it."""
    caplog.set_level(logging.DEBUG)
    replies = [EXPIRED, Reply(200, TEXT, cut=5000), Reply(hang=False, status="x")]
    for reply in replies:
        amazon.script = [described(amazon), reply, described(amazon), reply]
        error = failure(client)
        shown = f"{error!r} {vars(error)} {error.__cause__!r} {error.__context__!r}"
        assert "secret-" not in shown
    assert "secret-" not in caplog.text


def test_address_without_encryption(client, amazon):
    """Only the simulator sends documents without TLS."""
    object.__setattr__(client._endpoint, "kind", "production")
    amazon.script = [described(amazon)]
    assert "not encrypted" in failure(client).detail
    assert len(amazon.calls) == 1


def test_unknown_compression(client, amazon):
    amazon.script = [described(amazon, compressionAlgorithm="ZSTD")]
    assert type(failure(client)) is ProtocolError
    assert len(amazon.calls) == 1


@pytest.mark.parametrize("identifier", ["", None, "..", "a/b", "a b", "a?x=y", "é"])
def test_identifier_that_is_none(client, amazon, identifier):
    with pytest.raises(RejectedError):
        client.get_report(identifier)
    with pytest.raises(RejectedError):
        client.get_report_document(identifier)
    assert amazon.requests == []
