# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a report file is made of: compression, characters, and what is no report."""

import gzip
import io
import tracemalloc
import zipfile

import pytest
from settlement_files import header, opened, read, render, row, shop_rows, total_of

from amazon_connector_settlement.lib.errors import FileFormatError
from amazon_connector_settlement.lib.report_file import open_report

ROWS = shop_rows()
HEADER = header(total_of(ROWS))
TEXT = render(HEADER, ROWS)
PLAIN = TEXT.encode()


def with_sku(sku, currency="EUR"):
    return render(header("1.00", currency), [row(1, "Order", "A", "B", "1", sku=sku)])


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def damaged(data, place):
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


GZIP = gzip.compress(PLAIN)


def same_everywhere(value):
    """Name a case without its bytes: a compressed file holds the time of today."""
    return "content" if isinstance(value, bytes) else None


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        GZIP,
        gzip.compress(PLAIN[:900]) + gzip.compress(PLAIN[900:]),
        zipped({"report.txt": PLAIN}),
        zipped({"__MACOSX/report.txt": b"x", "report.txt": PLAIN}),
    ],
    ids=["plain", "gzip", "two members", "zip", "zip of a Mac"],
)
def test_containers(content, tmp_path):
    """RP08, B31: also what the file is called does not matter."""
    path = tmp_path / "report.csv"
    path.write_bytes(content)
    assert read(content) == (HEADER, ROWS)
    assert list(open_report(path).rows()) == ROWS


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GZIP[:-12], "ends too early"),
        (GZIP[:200], "ends too early"),
        (damaged(GZIP, len(GZIP) - 6), "damaged"),
        (damaged(GZIP, 60), "damaged"),
        (GZIP + b"trailing", "damaged"),
        (zipped({"a": PLAIN, "b": PLAIN}), "2 files"),
        (zipped({"a": PLAIN})[:-30], "damaged"),
        (damaged(zipped({"a": PLAIN}), 60), "damaged"),
        (gzip.compress(GZIP), "compressed twice"),
    ],
    ids=same_everywhere,
)
def test_damaged(content, message):
    """RP08: nothing of a damaged file is read."""
    with pytest.raises(FileFormatError, match=message):
        read(content)


@pytest.mark.parametrize("bomb", ["lines", "one line"])
def test_bomb(bomb):
    """B32: a small file that becomes huge is stopped early, in little memory."""
    line = b"\t".join([b"900001"] * 24) + b"\n"
    content = line * 300_000 if bomb == "lines" else b"x" * 50_000_000
    small = gzip.compress(PLAIN + content)
    del content
    tracemalloc.start()
    with pytest.raises(FileFormatError, match="more than 8 MB|without an end"):
        opened(small, max_bytes=8 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"MZ\x90\x00\x03", "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
        (zipped({"[Content_Types].xml": b"x", "a": b"x"}), "Excel"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"\xef\xbb\xbf  <html><table></table></html>", "web page"),
        (b'{"reportDocumentId": 1}', "JSON"),
        (b"<?xml version='1.0'?><SettlementReport/>", "settlement report in XML"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"a\tb\0c\td\n1\t2\t3\t4\n", "no text"),
        (bytes(range(256)) * 20, "no text"),
    ],
    ids=same_everywhere,
)
def test_no_report(content, message):
    """B31, B33: other kinds of files are named."""
    with pytest.raises(FileFormatError, match=message):
        read(content)


def test_expired_link():
    """RP12: the error of Amazon's storage is no table."""
    body = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code>'
        b"<Message>Request has expired</Message></Error>"
    )
    with pytest.raises(FileFormatError, match="AccessDenied.*Get the report again"):
        read(body)


@pytest.mark.parametrize(
    ("sku", "encoding", "options", "charset"),
    [
        ("TASSE-\u00e4", "utf-8", {}, "utf-8"),
        ("TASSE-\u00e4", "utf-8-sig", {}, "utf-8"),
        ("TASSE-\u00e4", "utf-16", {}, "utf-16"),
        ("TASSE-\u00e4", "utf-16-le", {}, "utf-16-le"),
        ("TASSE-\u00e4", "utf-16-be", {}, "utf-16-be"),
        ("TASSE-\u00e4", "cp1252", {}, "cp1252"),
        ("TASSE-\u20ac", "cp1252", {"charset": "ISO-8859-1"}, "cp1252"),
        ("TASSE-\u00e4", "utf-8", {"charset": "windows-1252"}, "utf-8"),
        ("TASSE-\u00e4", "cp1252", {"charset": "UTF-8"}, "cp1252"),
        ("TASSE-\u00e4", "cp1252", {"charset": "unheard-of"}, "cp1252"),
        ("\u30de\u30b0\u30ab\u30c3\u30d7", "cp932", {"country": "JP"}, "cp932"),
        ("\u30de\u30b0", "cp932", {"charset": "windows-31j"}, "cp932"),
        ("\u30de\u30b0", "utf-8", {"country": "JP"}, "utf-8"),
        ("\u2460\uff8f", "cp932", {"charset": "Shift_JIS"}, "cp932"),
    ],
)
def test_charsets(sku, encoding, options, charset):
    """RP06: the ladder of charsets."""
    file = opened(with_sku(sku).encode(encoding), **options)
    assert [each.sku for each in file.rows()] == [sku]
    assert (file.charset, file.remarks) == (charset, ())


def test_japan_by_currency():
    """RP06: yen are enough to know Japan's charset."""
    content = with_sku("\u30de\u30b0", "JPY").encode("cp932")
    assert read(content)[1][0].sku == "\u30de\u30b0"


def test_two_charsets():
    """RP06: a file in two charsets is refused, not read as garbage."""
    rows = [row(n, "Order", "A", "B", "1", sku=f"TASSE-\u00e4{n}") for n in (1, 2)]
    lines = render(header("2.00"), rows).split("\n")
    content = "\n".join(lines[:3]).encode() + b"\n" + lines[3].encode("cp1252")
    with pytest.raises(FileFormatError, match="Line 3 .*UTF-8 and line 4") as caught:
        read(content)
    assert caught.value.line == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_damaged_characters(encoding):
    content = TEXT.encode(encoding)
    content += b"\xff\xfe\xff" if encoding == "utf-8-sig" else b"\x00\xd8\x0a\x00"
    with pytest.raises(FileFormatError, match="damaged"):
        read(content)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("tail", ["", "\n", "\n\n\n", "\t\t\t\n", "   \n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends(end, tail, mark):
    content = (mark + TEXT + tail).replace("\n", end)
    assert read(content) == (HEADER, ROWS)


def test_no_last_line_end():
    assert read(TEXT.rstrip("\n")) == (HEADER, ROWS)


@pytest.mark.parametrize(
    ("sku", "shown"),
    [
        ("MUG\u202e10-", "U+202E"),
        ("MUG\u200b01", "U+200B"),
        ("MUG\x1b[31m", "U+001B"),
    ],
)
def test_hidden_characters(sku, shown):
    """B41: what cannot be seen in a SKU is said, and kept."""
    file = opened(with_sku(sku))
    assert [each.sku for each in file.rows()] == [sku]
    (remark,) = file.remarks
    assert remark.line == 3
    assert sku not in remark.message
    assert shown in remark.message


def test_texts_are_inert():
    """B36: what looks like code, a format or a quote is a text."""
    skus = ["%s", "{0}", "'; DROP TABLE x", '"a', "=1+1", "<b>", "\u0394"]
    rows = [row(n, "Order", "A", "B", "1", sku=sku) for n, sku in enumerate(skus, 1)]
    assert [each.sku for each in read(render(header("7.00"), rows))[1]] == skus


def test_endless_line():
    """B32: one line cannot fill the memory, long before the cap."""
    with pytest.raises(FileFormatError, match="without an end"):
        opened(PLAIN + b"x" * 3_000_000)
