"""Rows of cells → a grid of columns, some thousand rows at a time, so that a million rows are never all objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from overdue_cli.intake.read import limits
from overdue_cli.intake.read.grid import HEAD_ROWS, ColumnGrid, Fault, RawColumn, column_of, stacked
from overdue_cli.problems import Refusal

_BATCH = 50_000
Merges = Sequence[tuple[tuple[int, int], tuple[int, int]]]
_MOST_MERGED = 2_000_000


def grid_of(
    rows: Iterable[Sequence[Any]],
    width: int,
    *,
    faults: dict[tuple[int, int], str] | None = None,
    merges: Merges = (),
    **place: Any,
) -> ColumnGrid | None:
    """The grid of `rows`, each `width` cells wide, or None if there are none.

    `faults` and `merges` are places of the sheet, from 0. A cell merged over several rows speaks for all of them: it is
    repeated downwards. One merged over columns is left: what it stands over is found from the blanks beside it.
    """
    if width > limits.COLUMNS:
        raise Refusal("P050", file=place["file"], detail=f"@columns {width:,}")
    top, left = place.get("top", 0), place.get("left", 0)
    changes = _changes(faults or {}, merges, top, left, width)
    stream = _changed(iter(rows), *changes) if any(changes) else iter(rows)
    head = [list(row) for row in islice(stream, HEAD_ROWS)]
    if not head:
        return None
    batches: list[list[RawColumn]] = []
    count = len(head)
    while batch := list(islice(stream, _BATCH)):
        count += len(batch)
        if count > limits.ROWS:
            raise Refusal("P050", file=place["file"], detail=f"{limits.ROWS:,}")
        batches.append([column_of(cells) for cells in zip(*batch, strict=True)])
    below = [stacked(parts) for parts in zip(*batches, strict=True)] if batches else []
    return ColumnGrid(head, below, **place)


def _changes(
    faults: dict[tuple[int, int], str], merges: Merges, top: int, left: int, width: int
) -> tuple[dict[int, list[tuple[int, Fault]]], dict[int, list[tuple[int, int]]]]:
    """By row of the rectangle: cells to be put in, and merges that begin there (column, last row)."""
    puts: dict[int, list[tuple[int, Fault]]] = {}
    for (row, column), shown in faults.items():
        if row >= top and 0 <= column - left < width:
            puts.setdefault(row - top, []).append((column - left, Fault(shown)))
    begins: dict[int, list[tuple[int, int]]] = {}
    area = 0
    for (y0, x0), (y1, _) in merges:
        if y1 == y0:
            continue
        area += y1 - y0 + 1
        if area > _MOST_MERGED:
            break
        if y0 >= top and 0 <= x0 - left < width:
            begins.setdefault(y0 - top, []).append((x0 - left, y1 - top))
    return puts, begins


def _changed(
    rows: Iterator[Sequence[Any]],
    puts: dict[int, list[tuple[int, Fault]]],
    begins: dict[int, list[tuple[int, int]]],
) -> Iterator[Sequence[Any]]:
    """The rows with faults put in, and merged cells repeated where they reach."""
    reaching: list[tuple[int, int, Any]] = []  # column, last row, value
    for at, row in enumerate(rows):
        if at not in puts and at not in begins and not reaching:
            yield row
            continue
        cells = list(row)
        for column, fault in puts.get(at, ()):
            cells[column] = fault
        reaching = [merge for merge in reaching if merge[1] >= at]
        for column, _, value in reaching:
            cells[column] = value
        reaching += [(column, end, cells[column]) for column, end in begins.get(at, ())]
        yield cells
