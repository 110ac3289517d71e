"""What a file is, by its first bytes: banks save text as `.xls` and workbooks as `.csv`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

READ_SUFFIXES = frozenset([".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".parquet", ".pq"])
"""Suffixes worth opening when a whole folder is given; a file named on its own is always opened."""


class FileKind(StrEnum):
    """How a file is read."""

    WORKBOOK = "workbook"
    PARQUET = "parquet"
    TEXT = "text"
    EMPTY = "empty"
    OTHER = "other"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_STREAM = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # an old xls without its OLE envelope
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF")


def kind_of(data: bytes) -> FileKind:
    """The kind of a file with these bytes, whatever its name says."""
    if len(data) < 1_000_000 and not data.strip(b"\x00\r\n\t "):
        return FileKind.EMPTY
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE)) or data.startswith(_BIFF_STREAM):
        return FileKind.WORKBOOK
    if data.startswith(b"PAR1"):
        return FileKind.PARQUET
    if data.startswith(_BINARY):
        return FileKind.OTHER
    return FileKind.TEXT


def worth_opening(name: str) -> bool:
    """Whether a file found in a folder looks like an export: not hidden, not Office's own lock file."""
    return not name.startswith((".", "~$")) and PurePath(name).suffix.lower() in READ_SUFFIXES
