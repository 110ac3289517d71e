"""What a file is, by its first bytes: banks save text as `.xls` and workbooks as `.csv`."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

READ_SUFFIXES = frozenset(
    [
        ".xlsx",
        ".xlsm",
        ".xls",
        ".xlsb",
        ".ods",
        ".csv",
        ".tsv",
        ".txt",
        ".parquet",
        ".pq",
        ".zip",
        ".xml",
        ".htm",
        ".html",
    ]
)
"""Suffixes worth opening when a whole folder is given; a file named on its own is always opened."""


class FileKind(StrEnum):
    """How a file is read."""

    PACKAGE = "package"  # a zip: a workbook (xlsx, xlsm, xlsb, ods), or an archive of exports
    OLE = "ole"  # an old xls, or the envelope of an encrypted workbook
    PARQUET = "parquet"
    TEXT = "text"
    HTML = "html"
    SPREADSHEETML = "spreadsheetml"
    EMPTY = "empty"
    OTHER = "other"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_STREAM = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # an old xls without its OLE envelope
_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
    b"\x7fELF",
    b"BZh",
)
_LOOK = 4096
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style|tr)[\s>]", re.IGNORECASE)
_WORKBOOK = re.compile(rb"<(?:\w+:)?Workbook[\s>]")


def kind_of(data: bytes) -> FileKind:
    """The kind of a file with these bytes, whatever its name says."""
    if len(data) < 1_000_000 and not data.strip(b"\x00\r\n\t "):
        return FileKind.EMPTY
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return FileKind.PACKAGE
    if data.startswith(_OLE) or data.startswith(_BIFF_STREAM):
        return FileKind.OLE
    if data.startswith(b"PAR1"):
        return FileKind.PARQUET
    if data.startswith(_BINARY):
        return FileKind.OTHER
    return _marked_up(data[:_LOOK].replace(b"\x00", b"")) or FileKind.TEXT


def _marked_up(opening: bytes) -> FileKind | None:
    """HTML or SpreadsheetML, if the text opens with a tag; in UTF-16 too, whose zeros are gone."""
    text = opening.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not text.startswith(b"<"):
        return None
    if text.startswith(b"<?xml") and (_WORKBOOK.search(text) or not _HTML.search(text)):
        return FileKind.SPREADSHEETML
    return FileKind.HTML if _HTML.search(text) else FileKind.SPREADSHEETML if _WORKBOOK.search(text) else None


def worth_opening(name: str) -> bool:
    """Whether a file found in a folder looks like an export: not hidden, not Office's own lock file."""
    return not name.startswith((".", "~$")) and PurePath(name).suffix.lower() in READ_SUFFIXES
