"""A sheet as it was stored: cells by column, text, numbers and dates kept apart.

Reading everything as text would make an 18-digit number that Excel damaged look like a genuine text
id, so a cell keeps the type it was stored with until the column's meaning is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

HEAD_ROWS = 40
"""Rows looked at for titles and headers: 30 to begin in, and a margin below."""

EXACT_INTEGERS = 10**15
"""From here a stored number may have lost digits: Excel keeps fifteen."""


@dataclass(frozen=True)
class RawColumn:
    """One physical column of a sheet's body; each series is as long as the body, or None if unused.

    At most one of the three is set on a row. Dates are `Datetime("us")` or `Date`.
    """

    n_rows: int
    text: pl.Series | None = None
    number: pl.Series | None = None
    date: pl.Series | None = None

    def at(self, rows: pl.Series) -> RawColumn:
        """The cells of these rows (positions) only."""
        parts = (None if cells is None else cells.gather(rows) for cells in (self.text, self.number, self.date))
        return RawColumn(rows.len(), *parts)


@dataclass
class Grid:
    """One sheet of one file: a rectangle of Python cells beginning at (`top`, `left`), from 0."""

    file: str
    sheet: str
    rows: Sequence[Sequence[Any]]
    visible: bool = True
    top: int = 0
    left: int = 0

    @property
    def n_rows(self) -> int:
        """Rows of the sheet from its first cell that holds anything."""
        return len(self.rows)

    @property
    def head(self) -> list[list[Any]]:
        """The first rows as plain Python, for finding titles and headers."""
        return [list(row) for row in self.rows[:HEAD_ROWS]]

    def body(self, first: int) -> list[RawColumn]:
        """All columns from row `first` of the rectangle down."""
        rows = self.rows[first:]
        return [column_of(cells) for cells in zip(*rows, strict=True)]


class FrameGrid(Grid):
    """A grid over a frame that is typed already (Parquet): its names are the only row of the head."""

    def __init__(self, file: str, frame: pl.DataFrame) -> None:
        super().__init__(file=file, sheet="", rows=[frame.columns])
        self.frame = frame

    @property
    def n_rows(self) -> int:
        """Rows of the frame and the row of names."""
        return self.frame.height + 1

    def body(self, first: int) -> list[RawColumn]:
        """All columns of the frame; `first` is 1, there is nothing above the data."""
        return [_typed(series) for series in self.frame.slice(first - 1).get_columns()]


def column_of(cells: Sequence[Any]) -> RawColumn:
    """The raw column holding `cells`; the set of their types decides how much work that is."""
    kinds = set(map(type, cells))
    n = len(cells)
    if kinds == {str}:
        return RawColumn(n, text=pl.Series(cells, dtype=pl.String))
    if kinds == {float}:
        return RawColumn(n, number=pl.Series(cells, dtype=pl.Float64))
    if kinds == {dt.date}:
        return RawColumn(n, date=pl.Series(cells, dtype=pl.Date))
    return _mixed(cells, kinds)


def _mixed(cells: Sequence[Any], kinds: set[type]) -> RawColumn:
    """A column of several stored types, taken apart; what has no shape of its own becomes text."""
    n = len(cells)
    text = number = date = None
    if kinds & {float, int}:
        number = pl.Series([c if type(c) is float or type(c) is int else None for c in cells], dtype=pl.Float64)
    if dt.datetime in kinds:
        date = pl.Series([_moment(c) for c in cells], dtype=pl.Datetime("us"))
    elif dt.date in kinds:
        date = pl.Series([c if type(c) is dt.date else None for c in cells], dtype=pl.Date)
    if kinds - {float, int, dt.date, dt.datetime, type(None)}:
        text = pl.Series(
            [None if type(c) in _NOT_TEXT else c if type(c) is str else str(c) for c in cells], dtype=pl.String
        )
    return RawColumn(n, text, number, date)


_NOT_TEXT = {float, int, dt.date, dt.datetime, type(None)}


def _moment(cell: Any) -> dt.datetime | None:
    if type(cell) is dt.datetime:
        return cell
    return dt.datetime(cell.year, cell.month, cell.day) if type(cell) is dt.date else None


def _typed(series: pl.Series) -> RawColumn:
    """A Parquet column under the stored type it already has."""
    n, dtype = series.len(), series.dtype
    if dtype in (pl.Date, pl.Datetime):
        return RawColumn(n, date=series)
    if dtype.is_float():
        return RawColumn(n, number=series.cast(pl.Float64))
    if dtype.is_integer() and not (series.cast(pl.Float64).abs() >= EXACT_INTEGERS).any():
        return RawColumn(n, number=series.cast(pl.Float64))
    return RawColumn(n, text=series.cast(pl.String))
