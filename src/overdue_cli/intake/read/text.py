"""A delimited text file as one grid; the one owner of encoding detection.

The bytes decide: a byte order mark, else strict UTF-8, else GB18030 (which holds GBK and GB2312),
else the best guess. The separator is the one that splits most lines into the same number of cells.
"""

from __future__ import annotations

import csv
import io
from collections import Counter

from charset_normalizer import from_bytes

from overdue_cli.intake.read.grid import Grid
from overdue_cli.problems import Refusal

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = (",", "\t", ";", "|")
_SAMPLE_LINES = 60
_CELL_LIMIT = 1_000_000
_COLUMN_LIMIT = 5_000


def read_text(file: str, data: bytes) -> list[Grid]:
    """The file's only grid; Refusal P011 if it is no text, or no table of cells."""
    text = decode(file, data).replace("\r\n", "\n").replace("\r", "\n")
    csv.field_size_limit(_CELL_LIMIT)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=False))
    except csv.Error as error:
        raise Refusal("P011", file=file, detail=str(error)) from error
    width = max(map(len, rows), default=0)
    if width > _COLUMN_LIMIT:
        raise Refusal("P011", file=file, detail=f"{width} columns")
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    return [Grid(file, "", rows)] if rows and width else []


def decode(file: str, data: bytes) -> str:
    """The text of `data` in the encoding its bytes show."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    for encoding in ("utf-8", *_sixteen(data), "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text[:4096] and (encoding != "gb18030" or _reads_as_chinese(text)):
            return text
    best = from_bytes(data[:200_000]).best()
    if best is None or b"\x00" in data[:4096]:
        raise Refusal("P011", file=file, detail="no text encoding fits")
    return data.decode(best.encoding, errors="replace")


def _sixteen(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark: every other byte of ASCII text is zero."""
    sample = data[:4096]
    if sample.count(0) < len(sample) // 4:
        return ()
    return ("utf-16-le",) if sample[1::2].count(0) >= sample[::2].count(0) else ("utf-16-be",)


def _reads_as_chinese(text: str) -> bool:
    """GB18030 decodes nearly anything; common characters tell Chinese from, say, Greek bytes."""
    wide = [c for c in text[:20_000] if ord(c) > 127]
    common = sum("\u4e00" <= c <= "\u9fff" or c in "，。：；（）、％￥—　" for c in wide)
    return common >= 0.8 * len(wide)


def separator_of(text: str) -> str:
    """The separator most lines agree on, comma where none splits anything."""
    lines = [line for line in text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line.strip()]
    return max(SEPARATORS, key=lambda mark: _agreement(lines, mark))


def _agreement(lines: list[str], mark: str) -> tuple[int, int]:
    """How many lines share the commonest number (≥ 1) of this separator, and that number."""
    counts = Counter(n for line in lines if (n := line.count(mark)) > 0)
    number, lines_agreeing = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return lines_agreeing, number
