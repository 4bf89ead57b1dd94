# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which characters the bytes of a report stand for."""

import codecs

from .container import CHUNK, HEAD, NO_REPORT
from .errors import FileFormatError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("cp1252", "latin-1")


def find_charset(container, declared="", country=""):
    """Return the name of the charset of a report.

    In this order: a byte order mark, the declared charset, UTF-8, Windows-31J for
    Japan, Windows-1252, Latin-1. UTF-8 comes first where the declared charset is one
    in which any bytes make sense. A file in two charsets is refused.
    """
    with container.open() as stream:
        head = stream.read(HEAD)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return _checked(container, name)
    if name := _wide(head):
        return _checked(container, name)
    for name in _candidates(head, declared, country):
        if _fits(container, name):
            if name in _SINGLE_BYTE:
                _refuse_mixture(container)
            return name
    raise AssertionError("latin-1 fits any bytes")


def _candidates(head, declared, country):
    japan = country == "JP" or b"\tJPY" in head
    declared = _known(declared)
    names = [declared, "utf-8"]
    if declared in _SINGLE_BYTE:
        names = ["utf-8", declared]
    names += ["cp932"] * japan + list(_SINGLE_BYTE)
    return [name for name in dict.fromkeys(names) if name]


def _known(name):
    """Return Python's name of a charset that Amazon declared, "" if it knows none."""
    name = name.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(
            {"windows-31j": "cp932", "shift_jis": "cp932"}.get(name, name)
        )
    except LookupError:
        return ""
    names = {"iso8859-1": "cp1252", "ascii": "utf-8"}
    return names.get(found.name, found.name)


def _wide(head):
    """Return the charset of UTF-16 without a mark: every other byte is 0."""
    if len(head) > 8 and not any(head[1:64:2]) and all(head[0:64:2]):
        return "utf-16-le"
    if len(head) > 8 and not any(head[0:64:2]) and all(head[1:64:2]):
        return "utf-16-be"
    return ""


def _fits(container, name):
    decoder = codecs.getincrementaldecoder(name)()
    with container.open() as stream:
        try:
            while chunk := stream.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    raise FileFormatError(f"The file is no text. {NO_REPORT}")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _checked(container, name):
    if _fits(container, name):
        return name
    raise FileFormatError(
        f"The file says that it is {name.removesuffix('-sig').upper()} and has bytes "
        "that are not: it is damaged. Download it again."
    )


def _refuse_mixture(container):
    """Raise if some lines are UTF-8 with special characters while others are not."""
    first = {}
    with container.open() as stream:
        for number, line in enumerate(stream, 1):
            if line.isascii():
                continue
            try:
                line.decode()
            except UnicodeDecodeError:
                first.setdefault("single", number)
            else:
                first.setdefault("utf-8", number)
            if len(first) == 2:
                break
    if len(first) == 2:
        raise FileFormatError(
            f"Line {first['utf-8']} is written in UTF-8 and line {first['single']} is "
            "not: the file was put together from several. Get the report from Amazon "
            "again and import it unedited.",
            line=max(first.values()),
        )
