"""A report of plain tables: what stands on each of its sheets, before anything is laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Column:
    """A column's heading, the format of its cells, and the columns of the page it spans."""

    header: str
    style: str
    across: int = 1


@dataclass(frozen=True)
class Chart:
    """A native chart of two columns of a table, counted from 0; `graded` gives each column its grade's colour.

    It stands below the table, or `beside` it: from that column of the page to the last.
    """

    kind: Literal["column", "line"]
    names: int
    values: int
    title: str
    graded: bool = False
    percent: bool = False
    beside: int | None = None


@dataclass(frozen=True)
class Table:
    """A titled table; `empty` is said where it has no rows, `says` always. Money is in the main unit.

    A value may be a triple: value, format, and the borrower whose place in a list it leads to. `filtered` puts a filter over the rows
    (one table a page, its columns spanning one each); `heat` shades the columns from the first to the second number;
    `fresh` begins a printed page.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    empty: str
    chart: Chart | None = None
    says: str = ""
    filtered: bool = False
    heat: tuple[int, int] | None = None
    fresh: bool = False


@dataclass(frozen=True)
class Card:
    """A note to be printed, cut out and given: heading, text, and the line to sign on."""

    title: str
    text: str
    foot: str


@dataclass(frozen=True)
class Page:
    """A sheet: its title, a warning and sentences that stand first, tables one below the other, cards on pages of their own.

    `widths` are those of its columns in half-widths; without any, those of a report. `unbroken` keeps every table with
    its chart on one printed page.
    """

    title: str
    sentences: Sequence[str]
    tables: Sequence[Table]
    widths: Sequence[float] = ()
    warning: str = ""
    cards: Sequence[Card] = ()
    unbroken: bool = False
