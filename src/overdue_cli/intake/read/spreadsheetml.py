"""Sheets of an Excel 2003 XML workbook (SpreadsheetML), which exports call `.xls`: cells keep their stored types."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from overdue_cli.intake.read import limits
from overdue_cli.intake.read.columns import grid_of
from overdue_cli.intake.read.grid import Fault, Grid
from overdue_cli.intake.read.xml import Element, parse
from overdue_cli.problems import Refusal

_CELLS = 20_000_000


@dataclass
class _Sheet:
    name: str
    visible: bool = True
    rows: list[list[Any]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    width: int = 0


class _Reader:
    """What is met, in the order of the document."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sheets: list[_Sheet] = []
        self.kind = ""
        self.words: list[str] | None = None
        self.formula = ""
        self.filled = 0
        self.seen_book = False

    def start(self, element: Element) -> None:
        own = {key.rpartition(":")[2]: value for key, value in element.attributes.items()}
        if element.name == "Workbook":
            self.seen_book = True
        elif element.name == "Worksheet":
            self.sheets.append(_Sheet(own.get("Name", "")))
        elif not self.sheets:
            return
        elif element.name == "Row":
            self._row(self.sheets[-1], own)
        elif element.name == "Cell" and self.sheets[-1].rows:
            self._cell(self.sheets[-1], own)
        elif element.name == "Data":
            self.kind, self.words = own.get("Type", "String"), []
        elif element.name == "Visible":
            self.words = []

    def end(self, name: str) -> None:
        if name == "Visible" and self.words is not None and self.sheets:
            self.sheets[-1].visible = "".join(self.words) == "SheetVisible"
        elif (
            name == "Data"
            and self.words is not None
            and self.sheets
            and self.sheets[-1].rows
            and self.sheets[-1].rows[-1]
        ):
            self.sheets[-1].rows[-1][-1] = _value(self.kind, "".join(self.words))
        elif name == "Cell" and self.formula and self.sheets[-1].rows and self.sheets[-1].rows[-1]:
            row = self.sheets[-1].rows[-1]
            row[-1] = row[-1] if row[-1] != "" else Fault(self.formula[:60])
        if name in {"Data", "Visible"}:
            self.words = None

    def text(self, words: str) -> None:
        if self.words is not None:
            self.words.append(words)

    def _row(self, sheet: _Sheet, own: dict[str, str]) -> None:
        at = max(_number(own.get("Index")) - 1, len(sheet.rows))
        if at > limits.SHEET_ROWS:
            raise Refusal("P050", file=self.file, detail=f"{at:,}")
        sheet.rows.extend([] for _ in range(at - len(sheet.rows)))
        if own.get("Hidden") == "1":
            sheet.hidden.append(len(sheet.rows))
        sheet.rows.append([])

    def _cell(self, sheet: _Sheet, own: dict[str, str]) -> None:
        row = sheet.rows[-1]
        at = max(_number(own.get("Index")) - 1, len(row))
        self.filled += at - len(row) + 1
        if at >= limits.COLUMNS or self.filled > _CELLS:
            raise Refusal("P050", file=self.file, detail=f"{max(at, self.filled):,}")
        row.extend([""] * (at - len(row) + 1))
        self.formula = own.get("Formula", "")
        if down := min(_number(own.get("MergeDown")), limits.SHEET_ROWS):
            sheet.merges.append(((len(sheet.rows) - 1, at), (len(sheet.rows) - 1 + down, at)))
        sheet.width = max(sheet.width, at + 1)


def read_spreadsheetml(file: str, data: bytes) -> list[Grid]:
    """All worksheets that hold anything; Refusal P011 if it is no such workbook, or damaged, or hostile."""
    reader = _Reader(file)
    parse(file, data, reader.start, reader.end, reader.text)
    if not reader.seen_book:
        raise Refusal("P011", file=file, why="no_table")
    grids: list[Grid] = []
    for sheet in reader.sheets:
        if sheet.width * len(sheet.rows) > 10 * _CELLS:
            raise Refusal("P050", file=file, detail=f"{sheet.width:,} × {len(sheet.rows):,}")
        rows = (row + [""] * (sheet.width - len(row)) for row in sheet.rows)
        grid = grid_of(rows, sheet.width, merges=sheet.merges, file=file, sheet=sheet.name, visible=sheet.visible,
                       hidden=sheet.hidden) if sheet.width else None  # fmt: skip
        grids += [grid] if grid is not None else []
    return grids


def _value(kind: str, text: str) -> Any:
    """A cell with its stored type; what does not read as its type stays text."""
    if kind == "Error":
        return Fault(text)
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return text == "1" if kind == "Boolean" else text


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else 0
