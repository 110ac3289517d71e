"""A report of plain tables: what stands on each of its sheets, before anything is laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Column:
    """A column's heading and the format of its cells."""

    header: str
    style: str


@dataclass(frozen=True)
class Chart:
    """A native chart of two columns of a table, counted from 0; `graded` gives each column its grade's colour."""

    kind: Literal["column", "line"]
    names: int
    values: int
    title: str
    graded: bool = False
    percent: bool = False


@dataclass(frozen=True)
class Table:
    """A titled table; `empty` is said where it has no rows. Money is in the main unit."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    empty: str
    chart: Chart | None = None


@dataclass(frozen=True)
class Page:
    """A sheet: its title, sentences that stand first, tables one below the other."""

    title: str
    sentences: Sequence[str]
    tables: Sequence[Table]
