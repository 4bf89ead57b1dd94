# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The bytes of a report: from plain, gzip or zip files, with everything else refused.

Nothing is held in memory: the file is opened anew for every pass.
"""

import gzip
import io
import zipfile
import zlib
from contextlib import contextmanager

from .errors import FileFormatError

MAX_BYTES = 1 << 30
MAX_LINE = 1 << 20
CHUNK = 1 << 18
HEAD = 1 << 16
NO_REPORT = "No settlement report: get the flat file (.txt) from Amazon."
SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook or another Office document"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)


class Container:
    """A report file on disk or in a seekable binary file object."""

    def __init__(self, source, max_bytes=MAX_BYTES):
        self._source = source
        self._max_bytes = max_bytes

    @contextmanager
    def open(self):
        """Give a binary stream of what the file holds, uncompressed and limited."""
        with self._open_source() as raw, _errors(), _uncompressed(raw) as stream:
            yield io.BufferedReader(_Limited(stream, self._max_bytes), CHUNK)

    @contextmanager
    def _open_source(self):
        if hasattr(self._source, "read"):
            self._source.seek(0)
            yield self._source
        else:
            with open(self._source, "rb") as raw:
                yield raw


@contextmanager
def _errors():
    """Say in words what the compression found wrong, whenever it is found."""
    try:
        yield
    except EOFError as error:
        raise FileFormatError(
            "The compressed file ends too early: the download was cut off. Download "
            "it again."
        ) from error
    except (
        gzip.BadGzipFile,
        zlib.error,
        zipfile.BadZipFile,
        NotImplementedError,
    ) as error:
        raise FileFormatError(
            "The compressed file is damaged: its check sum or its structure is wrong. "
            "Download it again."
        ) from error


@contextmanager
def _uncompressed(raw):
    magic = raw.read(8)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=raw) as stream:
            yield stream
    elif magic.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(raw) as archive, archive.open(_member(archive)) as stream:
            yield stream
    else:
        yield raw


def _member(archive):
    """Return the only file of a zip archive."""
    names = {info.filename for info in archive.infolist()}
    if "[Content_Types].xml" in names:
        raise FileFormatError(
            "The file is an Excel workbook or another Office document. " + NO_REPORT
        )
    members = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX/")
    ]
    if len(members) != 1:
        raise FileFormatError(
            f"The zip archive holds {len(members)} files. Unpack it, and import each "
            "settlement report by itself."
        )
    if members[0].flag_bits & 1:
        raise FileFormatError(
            "The zip archive is protected by a password. Unpack it first."
        )
    return members[0]


class _Limited(io.RawIOBase):
    """Stops a small file, or one line, from growing without an end."""

    def __init__(self, stream, limit):
        super().__init__()
        self._stream = stream
        self._limit = limit
        self._left = limit
        self._line = 0

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise FileFormatError(
                f"The file holds more than {self._limit >> 20} MB: this is no "
                "settlement report. Nothing of it was read."
            )
        end = data.rfind(b"\n")
        self._line = self._line + len(data) if end < 0 else len(data) - end
        if self._line > MAX_LINE:
            raise FileFormatError(f"The file holds a line without an end. {NO_REPORT}")
        buffer[: len(data)] = data
        return len(data)


def refuse_foreign(head):
    """Raise if the first bytes are those of something that is no text table."""
    if not head:
        raise FileFormatError("The file is empty. Download the report again.")
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            raise FileFormatError(f"The file is {name}. {NO_REPORT}")
    if head.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        raise FileFormatError("The file is compressed twice. Unpack it first.")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2000]
    if text.startswith(b"<"):
        raise FileFormatError(_markup(text))
    if text[:1] in (b"{", b"["):
        raise FileFormatError(f"The file holds JSON. {NO_REPORT}")


def _markup(text):
    lowered = text.lower()
    if b"<html" in lowered or b"<!doctype html" in lowered:
        return f"The file is a web page. {NO_REPORT}"
    if b"<error>" in lowered:
        code = text.partition(b"<Code>")[2].partition(b"</Code>")[0]
        code = code.decode("ascii", "replace")[:60] or "no code"
        return (
            f"The file is no report but an error message of Amazon's storage ({code}): "
            "the link to the report has expired or was refused. Get the report again."
        )
    if b"settlementreport" in lowered:
        return (
            f"The file is a settlement report in XML, which Amazon ended. {NO_REPORT}"
        )
    return f"The file holds XML. {NO_REPORT}"
