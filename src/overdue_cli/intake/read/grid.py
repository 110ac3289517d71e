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

    At most one of the four is set on a row. Dates are `Datetime("us")` or `Date`. `fault` is what a cell shows that
    has no value to use: an error, or a formula that was never calculated.
    """

    n_rows: int
    text: pl.Series | None = None
    number: pl.Series | None = None
    date: pl.Series | None = None
    fault: pl.Series | None = None

    @property
    def parts(self) -> tuple[pl.Series | None, ...]:
        """The four series in the order of the constructor."""
        return self.text, self.number, self.date, self.fault

    def at(self, rows: pl.Series) -> RawColumn:
        """The cells of these rows (positions) only."""
        parts = (None if cells is None else cells.gather(rows) for cells in self.parts)
        return RawColumn(rows.len(), *parts)


class Fault(str):
    """A cell that has no value to use, as what it shows: an error, or a formula that was never calculated."""

    __slots__ = ()


_NOT_TEXT = {float, int, dt.date, dt.datetime, type(None), Fault}


@dataclass
class Grid:
    """One sheet of one file: a rectangle of Python cells beginning at (`top`, `left`), from 0.

    `hidden` are the rows of the rectangle that are hidden; `unchecked` names what this format does not tell; `epoch` is
    the year from which numbers of days count.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[Any]]
    visible: bool = True
    top: int = 0
    left: int = 0
    hidden: Sequence[int] = ()
    unchecked: tuple[str, ...] = ()
    epoch: int = 1900

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


class ColumnGrid(Grid):
    """A grid whose first rows are kept as cells, and all below them as columns: what a large sheet takes least room as."""

    def __init__(self, head: Sequence[Sequence[Any]], below: list[RawColumn], **place: Any) -> None:
        super().__init__(rows=head, **place)
        self.below = below

    @property
    def n_rows(self) -> int:
        """Rows of the head and of the columns."""
        return len(self.rows) + (self.below[0].n_rows if self.below else 0)

    def body(self, first: int) -> list[RawColumn]:
        """All columns from row `first` down; `first` stands in the head, or is its end."""
        if first >= len(self.rows):
            return [sliced(column, first - len(self.rows)) for column in self.below]
        above = [column_of(cells) for cells in zip(*self.rows[first:], strict=True)]
        return [stacked([top, rest]) for top, rest in zip(above, self.below, strict=True)] if self.below else above


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
    if kinds - _NOT_TEXT and not (kinds - _NOT_TEXT == {str} and not any(c for c in cells if type(c) is str)):
        text = pl.Series([_said(c) for c in cells], dtype=pl.String)
    fault = pl.Series([c[:] if type(c) is Fault else None for c in cells], dtype=pl.String) if Fault in kinds else None
    return RawColumn(n, text, number, date, fault)


def _said(cell: Any) -> str | None:
    if type(cell) is str:
        return cell or None
    return None if type(cell) in _NOT_TEXT else str(cell)


def stacked(parts: Sequence[RawColumn]) -> RawColumn:
    """One column of several above each other."""
    parts = [part for part in parts if part.n_rows] or parts[:1]
    if len(parts) == 1:
        return parts[0]
    n = sum(part.n_rows for part in parts)
    kinds = zip(*(part.parts for part in parts), strict=True)
    return RawColumn(n, *(_joined(list(series), parts) for series in kinds))


def _joined(series: list[pl.Series | None], parts: Sequence[RawColumn]) -> pl.Series | None:
    there = [s for s in series if s is not None]
    if not there:
        return None
    kind = pl.Datetime("us") if any(s.dtype == pl.Datetime for s in there) else there[0].dtype
    filled = [
        pl.Series([None], dtype=kind).new_from_index(0, part.n_rows) if s is None else s.cast(kind)
        for s, part in zip(series, parts, strict=True)
    ]
    return pl.concat(filled, rechunk=True)


def sliced(column: RawColumn, first: int) -> RawColumn:
    """The column without its first rows."""
    if not first:
        return column
    return RawColumn(max(0, column.n_rows - first), *(None if s is None else s.slice(first) for s in column.parts))


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
