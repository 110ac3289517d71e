"""A delimited text file as one grid; the one owner of encoding detection.

The bytes decide: a byte order mark, else strict UTF-8, else GB18030 (which holds GBK and GB2312) or Big5,
whichever reads as commoner Chinese, else the best guess. The separator is the one that splits most lines into
the same number of cells.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from charset_normalizer import from_bytes

from overdue_cli.intake.read import limits
from overdue_cli.intake.read.columns import grid_of
from overdue_cli.intake.read.grid import Grid
from overdue_cli.problems import Refusal

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = (",", "\t", ";", "|")
_SAMPLE_LINES = 60
_CELL_LIMIT = 1_000_000
_GUESS = 200_000


def read_text(file: str, data: bytes) -> list[Grid]:
    """The file's only grid; Refusal P011 if it is no text, or no table of cells, P050 for a line beyond all measure."""
    _short_lines(file, data)
    text = decode(file, data)
    del data
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    mark = separator_of(text)
    csv.field_size_limit(_CELL_LIMIT)
    try:
        try:
            grid = _grid(file, text, mark, _SAMPLE_LINES)
        except _WiderError:
            grid = _grid(file, text, mark, None)
    except csv.Error as error:
        raise Refusal("P011", file=file, why="cell_too_long") from error
    return [grid] if grid is not None else []


class _WiderError(Exception):
    """A row has more cells than the first rows had."""


def _grid(file: str, text: str, mark: str, sample: int | None) -> Grid | None:
    """The grid, as wide as the widest of the first `sample` rows, or of all; _WiderError if one is wider."""
    looked = islice(csv.reader(_lines(text), delimiter=mark), sample)
    width = max((len(row) for row in looked), default=0)
    if width > limits.COLUMNS:
        raise Refusal("P050", file=file, detail=f"@columns {width:,}")
    rows = csv.reader(_lines(text), delimiter=mark)
    return grid_of(_squared(rows, width), width, file=file, sheet="") if width else None


def _short_lines(file: str, data: bytes) -> None:
    """Refusal P050 if any line is longer than a line may be: it would be a cell of a gigabyte."""
    at, end = 0, len(data)
    while end - at > limits.LINE:
        cut = max(data.rfind(b"\n", at, at + limits.LINE), data.rfind(b"\r", at, at + limits.LINE))
        if cut < 0:
            raise Refusal("P050", file=file, detail=f"{limits.LINE // limits.MIB:,} MiB")
        at = cut + 1


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, without a second copy of them all."""
    at = 0
    while (end := text.find("\n", at)) >= 0:
        yield text[at : end + 1]
        at = end + 1
    if at < len(text):
        yield text[at:]


def _squared(rows: Iterable[list[str]], width: int) -> Iterator[list[str]]:
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
        elif len(row) > width:
            raise _WiderError
        yield row


def decode(file: str, data: bytes) -> str:
    """The text of `data` in the encoding its bytes show; Refusal P011 if none does."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    for encoding in ("utf-8", *_sixteen(data)):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text[:4096]:
            return text
    chinese = [found for encoding in ("gb18030", "big5hkscs") if (found := _chinese(data, encoding)) is not None]
    if chinese:
        return max(chinese)[1]
    best = from_bytes(data[:_GUESS]).best()
    if best is None or b"\x00" in data[:4096]:
        raise Refusal("P011", file=file, why="encoding")
    return data.decode(best.encoding, errors="replace")


def _sixteen(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark: every other byte of ASCII text is zero, and a table has separators and line ends."""
    sample = data[:4096]
    if sample.count(0) < len(sample) // 20:
        return ()
    return ("utf-16-le",) if sample[1::2].count(0) >= sample[::2].count(0) else ("utf-16-be",)


def _chinese(data: bytes, encoding: str) -> tuple[float, str] | None:
    """How far `data` reads as common Chinese in `encoding` (0 to 1), and the text; None where it does not.

    Both encodings decode nearly anything, each other's text too, but then as rare characters: the common ones
    of GB2312's first level, and of Big5's, lie together in them.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    wide = [c for c in text[:20_000] if ord(c) > 127]
    if "\x00" in text[:4096] or sum("\u4e00" <= c <= "\u9fff" or c in _SIGNS for c in wide) < 0.8 * len(wide):
        return None
    common = sum(_is_common(c, encoding) for c in wide)
    return common / max(1, len(wide)), text


_SIGNS = "，。：；（）、％￥—　"
_COMMON = {"gb18030": ("gb2312", b"\xb0\xa1", b"\xd7\xf9"), "big5hkscs": ("big5", b"\xa4\x40", b"\xc6\x7e")}


def _is_common(character: str, encoding: str) -> bool:
    name, first, last = _COMMON[encoding]
    try:
        return character in _SIGNS or first <= character.encode(name) <= last
    except UnicodeEncodeError:
        return False


def separator_of(text: str) -> str:
    """The separator most lines agree on, comma where none splits anything."""
    lines = [line for line in text[:_GUESS].split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line.strip()]
    return max(SEPARATORS, key=lambda mark: _agreement(lines, mark))


def _agreement(lines: list[str], mark: str) -> tuple[int, int]:
    """How many lines share the commonest number (≥ 1) of this separator, and that number."""
    counts = Counter(n for line in lines if (n := line.count(mark)) > 0)
    number, lines_agreeing = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return lines_agreeing, number
