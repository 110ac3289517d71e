"""A grid, its preamble and the mapping brought together: what this sheet is read as."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from overdue_cli.intake.headers import Lexicon
from overdue_cli.intake.mapping import IGNORE, Mapping
from overdue_cli.intake.mended import MendedGrid
from overdue_cli.intake.notes import letters, note
from overdue_cli.intake.own import is_ours
from overdue_cli.intake.preamble import read_preamble
from overdue_cli.intake.read import Grid, RawColumn
from overdue_cli.intake.recognise import Assignment, candidates, chosen
from overdue_cli.intake.sheet import Reading
from overdue_cli.problems import Refusal
from overdue_cli.tables import TABLES, Kind


@dataclass
class Seen:
    """A sheet as it was looked at: what it might be, likeliest first, and how it is read or why it is not.

    `told` is the table the mapping says it is, `ignore` included; `ours` that this program wrote it.
    """

    grid: Grid
    told: str | None
    candidates: list[Assignment] = field(default_factory=list)
    reading: Reading | None = None
    refusal: Refusal | None = None
    ours: bool = False


def looked_at(grid: Grid, words: Lexicon, mapping: Mapping) -> Seen:
    """The sheet with its reading, or with a Refusal P013 or P014 that names file, sheet and cell, or with neither."""
    told = grid.table if isinstance(grid, MendedGrid) else mapping.table_of(grid.file, grid.sheet)
    seen = Seen(grid, told)
    seen.ours = told is None and is_ours(grid)
    if seen.ours or seen.told == IGNORE:
        return seen
    head, tables = grid.head, [seen.told] if seen.told else list(TABLES)
    seen.candidates = candidates(head, f"{grid.file} {grid.sheet}".lower(), words, tables)
    try:
        found = chosen(seen.candidates)
    except Refusal as refusal:
        seen.refusal = Refusal(refusal.code, **_placed(grid, refusal))
        return seen
    if found is not None:
        preamble = read_preamble(head[: found.row], words)
        if mapping.data_date:
            preamble = replace(preamble, data_date=mapping.data_date)
        seen.reading = Reading(grid, found, preamble, words, mapping)
    return seen


def _placed(grid: Grid, refusal: Refusal) -> dict[str, object]:
    """The facts of a refusal with the place it happened in: a cell, or the header's row."""
    facts = dict(refusal.facts)
    row, column = grid.top + facts.pop("row") + 1, facts.pop("column", None)
    place = {"row": row} if column is None else {"cell": f"{letters(grid.left + column)}{row}"}
    return facts | place | {"file": grid.file, "sheet": grid.sheet}


def body_of(reading: Reading) -> list[RawColumn]:
    """The columns below the header; empty ones where there is nothing below."""
    grid, first = reading.grid, reading.found.row + 1
    body = grid.body(first) if grid.n_rows > first else []
    return body or [RawColumn(0) for _ in reading.found.headers]


def preamble_notes(reading: Reading) -> list[pl.DataFrame]:
    """What was taken from the title rows or the headers, one note each (P033)."""
    where = {"table": reading.found.table, "source_file": reading.grid.file, "source_sheet": reading.grid.sheet}
    spec = TABLES[reading.found.table]
    money = [at[0] for name, at in reading.found.columns.items() if spec.column(name).kind is Kind.MONEY]
    units = dict.fromkeys(name for i in money if (unit := reading.unit_of(i))[1] != 1 for name in [unit[0]])
    notes = [note("P033", header="unit", value=name, **where) for name in units]
    if reading.preamble.data_date:
        notes.append(note("P033", header="data_date", value=str(reading.preamble.data_date), **where))
    return notes


def seen_notes(reading: Reading) -> list[pl.DataFrame]:
    """What a person would not have seen on the screen (P019, P052), and what this format does not tell (P053)."""
    grid = reading.grid
    where = {"table": reading.found.table, "source_file": grid.file, "source_sheet": grid.sheet}
    notes = [] if grid.visible else [note("P019", **where)]
    below = [row for row in grid.hidden if row > reading.found.row or row < 0]
    if below:
        first = max(0, min(below)) + grid.top + 1
        notes.append(note("P052", source_row=first, value=str(first), detail=f"{len(below):,}", **where))
    if grid.unchecked:
        notes.append(note("P053", detail="@" + ",".join(grid.unchecked), **where))
    return notes
