"""What the Excel reader does not tell of an xlsx sheet: hidden rows, error cells, formulas without a value.

One pass over the sheet's XML as it unpacks, looking for a few bytes that clean sheets lack, so that a clean
sheet costs little more than its unpacking. The same pass says how large the reader would make the sheet:
two cells in opposite corners would be sixteen thousand million to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from overdue_cli.intake.read import limits

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_NUMBER = re.compile(rb'\br="(\d{1,9})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_PAST_Z = re.compile(rb'r="[A-Z]{2}')
_THREE_LETTERS = re.compile(rb'r="[A-Z]{3}')
_TWO_LETTERS = re.compile(rb'r="([A-Z]{2})[0-9]')
_LONGER = [re.compile(rb'r="[A-Z]{1,3}[0-9]{%d}' % digits) for digits in range(1, 9)]
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)"
_UNCACHED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*" + _FORMULA + rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>\s*(?:' + _FORMULA + rb")?\s*<(?:\w+:)?v>([^<]{0,20})</(?:\w+:)?v>"
)
_MOST_FAULTS = 2_000_000


@dataclass
class Facts:
    """What one sheet's XML says. Rows and columns count from 0; `faults` is place → the text to show."""

    hidden: list[int] = field(default_factory=list)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    digits: int = 1
    columns: int = 26
    strings: int = 0
    size: int = 0
    rows: int = 0

    @property
    def cells(self) -> int:
        """The most cells the reader could make of the sheet: no cell's row number has more digits than the rows' own."""
        most: int = max(10**self.digits, self.rows)
        return min(most, limits.SHEET_ROWS) * self.columns


def scanned(pieces: Iterator[bytes]) -> Facts:
    """The facts of a sheet whose XML comes in `pieces`, cut at the ends of rows."""
    facts = Facts()
    for part in _by_rows(pieces):
        _look(facts, part)
    return facts


def _by_rows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces put together so that no cell is cut; a row longer than the limit is given as it is."""
    left = b""
    for piece in pieces:
        whole = left + piece
        cut = max(whole.rfind(b"</row>"), whole.rfind(b":row>"))
        if cut < 0 and len(whole) < limits.LINE:
            left = whole
            continue
        cut = cut + 6 if cut >= 0 else len(whole)
        yield whole[:cut]
        left = whole[cut:]
    yield left


def _look(facts: Facts, part: bytes) -> None:
    facts.size += len(part)
    facts.strings += part.count(b't="s"')
    facts.rows += part.count(b"row>")
    _extent(facts, part)
    if b"hidden=" in part:
        for row in _ROW.finditer(part):
            if _HIDDEN.search(row[1]):
                number = _NUMBER.search(row[1])
                facts.hidden.append(int(number[1]) - 1 if number else -1)
    if len(facts.faults) > _MOST_FAULTS:
        return
    if b'="e"' in part:
        for cell in _ERROR.finditer(part):
            _fault(facts, cell[1], cell[3])
    if b"<f" in part or (b":" in part and b":f" in part):
        for cell in _UNCACHED.finditer(part):
            if not (b't="str"' in cell[1] and b"<v" in cell[0]):  # a formula whose stored value is an empty text
                _fault(facts, cell[1], b"=" + (cell[2] or b""))


def _extent(facts: Facts, part: bytes) -> None:
    """How far cells reach. Row numbers may be out of order, or left out, in a file made by hand: cells are asked too."""
    at = max(part.rfind(b"<row "), part.rfind(b":row "))
    if at >= 0 and (number := _NUMBER.search(part, at, at + 400)):
        facts.digits = max(facts.digits, len(number[1].lstrip(b"0")))
    while facts.digits < len(_LONGER) and _LONGER[facts.digits].search(part):
        facts.digits += 1
    if not _PAST_Z.search(part):
        return
    if _THREE_LETTERS.search(part):
        facts.columns = limits.SHEET_COLUMNS
    elif far := max(_TWO_LETTERS.findall(part), default=b""):
        facts.columns = max(facts.columns, _index(far) + 1)


def _index(letters: bytes) -> int:
    """The column `letters` name, from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _fault(facts: Facts, attributes: bytes, shown: bytes) -> None:
    if place := _PLACE.search(attributes):
        facts.faults[int(place[2]) - 1, _index(place[1])] = shown[:60].decode("utf-8", "replace")
