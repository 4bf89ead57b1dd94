# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What comes from the presigned address of a document: data, or an error.

The address is a secret: whoever has it has the document. It is in no message here.
"""

import re
import zlib
from dataclasses import dataclass
from email.message import Message

from .errors import ProtocolError, RejectedError, TemporaryError

MAX_DOCUMENT_BYTES = 512 * 1024 * 1024
_PIECE = 1024 * 1024
_HEAD = 512
_GZIP = 16 + zlib.MAX_WBITS
_NO_DATA = re.compile(
    rb"[\s\xef\xbb\xbf]*(<\?xml[^>]*\?>\s*)?<(Error|html|!doctype html)\b", re.I
)


class AddressRefusedError(RejectedError):
    """The storage refuses the presigned address: usually it has expired."""


@dataclass(frozen=True)
class DownloadedDocument:
    """``size`` bytes were written, ``charset`` is the one that was named, or blank."""

    size: int
    charset: str = ""


class Receiver:
    """Writes the data of a document to ``target`` as they come, unpacked.

    Raises ProtocolError for what is no whole document: more than ``max_bytes``, gzip
    that ends too early or is damaged, an error page, nothing.
    """

    def __init__(self, target, *, is_compressed, max_bytes=MAX_DOCUMENT_BYTES):
        self._target = target
        self._max_bytes = max_bytes
        self._decoder = zlib.decompressobj(_GZIP) if is_compressed else None
        self._head = b""
        self.size = 0

    def feed(self, data):
        """Take the next bytes from the network."""
        if self._decoder is None:
            self._write(data)
            return
        try:
            self._unpack(data)
        except zlib.error:
            failure = ProtocolError("The document of Amazon is damaged.")
        else:
            return
        raise failure

    def close(self):
        """The last byte was fed: refuse what is not a whole document."""
        if self._decoder is not None and not self._decoder.eof:
            raise ProtocolError("The document of Amazon is cut off.")
        if not self.size:
            raise ProtocolError("The document of Amazon is empty.")
        if _NO_DATA.match(self._head):
            raise ProtocolError("What came is an error page, not Amazon's document.")

    def _unpack(self, data):
        """Unpack piece by piece; gzip may have several members."""
        while data:
            if self._decoder.eof:
                self._decoder = zlib.decompressobj(_GZIP)
            self._write(self._decoder.decompress(data, _PIECE))
            data = self._decoder.unconsumed_tail or self._decoder.unused_data

    def _write(self, data):
        self.size += len(data)
        if self.size > self._max_bytes:
            raise ProtocolError("The document of Amazon is too large.")
        self._head += data[: _HEAD - len(self._head)]
        self._target.write(data)


def check_status(answer, operation):
    """Raise a typed error for an answer of the storage that is no document."""
    status = answer.status
    if status == 200:
        return
    context = {"operation": operation, "status": status}
    if status in (400, 403):
        raise AddressRefusedError(
            "Amazon's storage refuses the download of the document.", **context
        )
    if status in (404, 410):
        raise RejectedError("The document is not there any more.", **context)
    if status == 429 or status >= 500:
        raise TemporaryError("Amazon's storage has a temporary problem.", **context)
    raise ProtocolError("Amazon's storage did not send the document.", **context)


def charset_of(content_type):
    """Return the charset that a Content-Type names, or a blank string."""
    message = Message()
    message["content-type"] = content_type
    return message.get_content_charset("")
