"""The smallest xlsb, record by record: no library of ours writes one, and banks send them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from strange_files import zipped

_ROW, _REAL, _TEXT = 0, 5, 6
_BEGIN_SHEET, _END_SHEET, _BEGIN_BOOK, _END_BOOK = 129, 130, 131, 132
_BEGIN_SHEETS, _END_SHEETS, _BEGIN_DATA, _END_DATA, _SIZE, _SHEET = 143, 144, 145, 146, 148, 156
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
_LINKS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_LINK = '<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'


def _number(value: int) -> bytes:
    """Seven bits a byte, the low ones first."""
    out = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def _record(kind: int, content: bytes = b"") -> bytes:
    name = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return name + _number(len(content)) + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _cell(column: int, value: Any) -> bytes:
    place = struct.pack("<II", column, 0)
    if isinstance(value, (int, float)):
        return _record(_REAL, place + struct.pack("<d", value))
    return _record(_TEXT, place + _wide(str(value)))


def sheet_of(rows: Sequence[Sequence[Any]]) -> bytes:
    """One sheet's member."""
    width = max(map(len, rows))
    parts = [
        _record(_BEGIN_SHEET),
        _record(_SIZE, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)),
        _record(_BEGIN_DATA),
    ]
    for y, row in enumerate(rows):
        parts.append(_record(_ROW, struct.pack("<IIHBBBI", y, 0, 300, 0, 0, 0, 0)))
        parts += [_cell(x, value) for x, value in enumerate(row) if value not in ("", None)]
    return b"".join([*parts, _record(_END_DATA), _record(_END_SHEET)])


def members_of(sheets: dict[str, Sequence[Sequence[Any]]]) -> dict[str, bytes]:
    """The members of the package, sheet title → rows of text and numbers."""
    named = list(enumerate(sheets.items(), start=1))
    book = [_record(_BEGIN_BOOK), _record(_BEGIN_SHEETS)]
    book += [_record(_SHEET, struct.pack("<II", 0, n) + _wide(f"rId{n}") + _wide(title)) for n, (title, _) in named]
    links = "".join(_LINK.format(n=n, kind="worksheet", target=f"worksheets/sheet{n}.bin") for n, _ in named)
    return {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _LINKS.format(_LINK.format(n=1, kind="officeDocument", target="xl/workbook.bin")).encode(),
        "xl/workbook.bin": b"".join([*book, _record(_END_SHEETS), _record(_END_BOOK)]),
        "xl/_rels/workbook.bin.rels": _LINKS.format(links).encode(),
        **{f"xl/worksheets/sheet{n}.bin": sheet_of(rows) for n, (_, rows) in named},
    }


def xlsb(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A binary workbook of `sheets`."""
    return zipped(path, members_of(sheets))
