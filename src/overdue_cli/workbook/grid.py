"""The grid the Summary is laid out on, and the small tables that stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from overdue_cli.workbook.tables import Column
from overdue_cli.workbook.writer import Bench, Canvas

LEFT, GAP, RIGHT = 11, 11, 12
"""Columns of the left part, the narrow one between, and the first of the right part."""
LAST = 15
LINE = 21.0
"""Points of a row of a table here."""
NUMERIC = ("whole", "percent")


@dataclass(frozen=True)
class Sketch:
    """The Summary while it is being laid out: cells on a canvas, charts on the page."""

    bench: Bench
    page: Any
    canvas: Canvas
    width: float

    @property
    def words(self) -> dict[str, Any]:
        """The words of the Summary."""
        section: dict[str, Any] = self.bench.words["summary"]
        return section

    def pixels(self, columns: int) -> int:
        """Pixels so many columns of the grid take."""
        return int(self.width * 7 + 5) * columns

    def section(self, row: int, column: int, across: int, title: str) -> int:
        """A heading over part of the grid; the next row."""
        self.canvas.height(row, 24)
        self.canvas.put(row, column, title, "section", across=across)
        return row + 1

    def empty(self, row: int, column: int, across: int, text: str) -> int:
        """A sentence where a table would have no rows; the next row."""
        self.canvas.height(row, LINE)
        self.canvas.put(row, column, text, "empty", across=across)
        return row + 1

    def table(
        self, row: int, column: int, cells: Sequence[Column], rows: Sequence[Sequence[Any]], *, height: float = LINE
    ) -> int:
        """A header and rows from (row, column); the next row. A value may be a pair: value and format."""
        at = column
        self.canvas.height(row, 22)
        for cell in cells:
            style = (
                "head_right"
                if cell.style in NUMERIC
                else "head_center"
                if cell.style in ("link", "center", "date")
                else "head"
            )
            self.canvas.put(row, at, cell.header, style, across=cell.across)
            at += cell.across
        for below, values in enumerate(rows, row + 1):
            self.canvas.height(below, height)
            at = column
            for cell, value in zip(cells, values, strict=True):
                shown, style, link = value if isinstance(value, tuple) else (value, cell.style, None)
                self.canvas.put(below, at, shown, style, across=cell.across, link=link)
                at += cell.across
        return row + 1 + len(rows)

    def total(self, row: int, column: int, values: Sequence[Any], cells: Sequence[Column]) -> int:
        """A total under a table; the next row."""
        at = column
        self.canvas.height(row, LINE)
        for cell, value in zip(cells, values, strict=True):
            style = f"total_{cell.style}" if cell.style in NUMERIC else "total"
            self.canvas.put(row, at, value, style, across=cell.across)
            at += cell.across
        return row + 1
