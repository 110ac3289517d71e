"""Set-aside rows that come back mended: told apart from exports, and taken in the place of the rows they mend.

A set-aside file (see `mending.py` above the rooms) carries four columns of ours before those of the sheet a row
came from; the first holds the row's reference: file, row, sheet. With the originals read again in the same run
a row would count twice, once set aside and once mended, so the reference decides which of the two counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from overdue_cli.intake.clean import as_text
from overdue_cli.intake.notes import TYPES
from overdue_cli.intake.read import Grid
from overdue_cli.problems import CATALOGUE, Effect
from overdue_cli.tables import OWN_COLUMNS, RETURN_MARK, TABLES, InputFile

_LOOK = 4
"""Rows among which the first mark of a set-aside file stands."""


@dataclass
class MendedGrid(Grid):
    """A block of a set-aside file without our own columns: the table it belongs to, and a reference a row."""

    table: str = ""
    refs: list[str] = field(default_factory=list)


def blocks(grid: Grid) -> list[Grid]:
    """The blocks of a set-aside file, each a sheet of its own; of any other file the grid as it is.

    A block begins with a line marked `overdue:`, then come its header, marked `overdue:TABLE`, and its rows.
    """
    starts = [at for at, row in enumerate(grid.rows[:_LOOK]) if _mark(row) == ""]
    if not starts:
        return [grid]
    rows = grid.rows
    if len(rows) < grid.n_rows:  # a large sheet keeps only its first rows as cells
        rows = list(zip(*(as_text(column).to_list() for column in grid.body(0)), strict=True))
    starts = [at for at, row in enumerate(rows) if _mark(row) == ""]
    places = zip([0, *starts[1:]], [*starts[1:], len(rows)], strict=True)
    parts: list[Grid] = [_block(grid, rows[at:end], at, n) for n, (at, end) in enumerate(places)]
    known = all(isinstance(part, MendedGrid) and part.table in TABLES for part in parts)
    return parts if known else [grid]


def _block(grid: Grid, rows: Sequence[Sequence[Any]], start: int, number: int) -> MendedGrid:
    table = next((mark for row in rows[:_LOOK] if (mark := _mark(row))), "")
    sheet = " ".join(part for part in (grid.sheet, str(number + 1) if number else "") if part)
    return MendedGrid(
        file=grid.file,
        sheet=sheet,
        rows=[list(row[OWN_COLUMNS:]) for row in rows],
        visible=grid.visible,
        top=grid.top + start,
        left=grid.left + OWN_COLUMNS,
        table=table,
        refs=[str(row[0]) for row in rows],
    )


def _mark(row: Sequence[object]) -> str | None:
    """What follows our mark in a row's first cell; None where it bears none."""
    first = row[0] if len(row) > OWN_COLUMNS else None
    return first.strip()[len(RETURN_MARK) :] if isinstance(first, str) and first.startswith(RETURN_MARK) else None


def reference(file: pl.Expr, sheet: pl.Expr, row: pl.Expr, inputs: Sequence[InputFile]) -> pl.Expr:
    """The reference of rows: the file by its content, so that next month's file of the same name is another."""
    names = [i.name for i in inputs]
    digest = file.replace_strict(names, [i.sha256[:10] for i in inputs], default="", return_dtype=pl.String)
    return pl.concat_str([digest, row.cast(pl.String), sheet], separator="/")


@dataclass(frozen=True)
class Settled:
    """Which rows give way: originals whose mended copy is used, copies that are still broken (each: file, sheet, row)."""

    replaced: pl.DataFrame
    waiting: pl.DataFrame

    @property
    def away(self) -> pl.DataFrame:
        """Both: the rows that are not counted as set aside."""
        return pl.concat([self.replaced, self.waiting])


def settled(
    grids: Sequence[MendedGrid], aside: pl.DataFrame, tables: dict[str, pl.DataFrame], inputs: Sequence[InputFile]
) -> Settled:
    """Of each set-aside row of `aside` and its copy in `grids`, the one that does not count."""
    keys = ["file", "sheet", "row"]
    refs = pl.concat([_refs(grid) for grid in grids])
    ref = reference(pl.col("file"), pl.col("sheet"), pl.col("row"), inputs)
    originals = aside.select(*keys, ref=ref).join(refs.select(keys), on=keys, how="anti")
    copies = refs.join(originals.select("ref"), on="ref", how="semi")
    used = pl.concat([_used(frame) for frame in tables.values()]).join(copies, on=keys, how="inner")
    replaced = originals.join(used.select("ref"), on="ref", how="semi").select(keys)
    waiting = copies.join(aside.select(keys), on=keys, how="semi").select(keys)
    return Settled(replaced, waiting)


def _refs(grid: MendedGrid) -> pl.DataFrame:
    rows = pl.int_range(grid.top + 1, grid.top + 1 + len(grid.refs), dtype=pl.UInt32, eager=True)
    frame = pl.DataFrame({"row": rows, "ref": pl.Series(grid.refs, dtype=pl.String)})
    return frame.select(file=pl.lit(grid.file), sheet=pl.lit(grid.sheet), row="row", ref="ref")


def _used(frame: pl.DataFrame) -> pl.DataFrame:
    text = pl.col("source_file", "source_sheet").cast(pl.String)
    return frame.select(text, "source_row").rename(
        {"source_file": "file", "source_sheet": "sheet", "source_row": "row"}
    )


def without(problems: pl.DataFrame, found: Settled) -> pl.DataFrame:
    """`problems` less those that set aside a row which no longer counts, and a note for each mended row (P042)."""
    grave = [code for code, problem in CATALOGUE.items() if problem.effect is Effect.SET_ASIDE]
    on = {"left_on": ["source_file", "source_sheet", "source_row"], "right_on": ["file", "sheet", "row"]}
    gone = pl.col("code").is_in(grave)
    kept = pl.concat([problems.filter(~gone), problems.filter(gone).join(found.away, how="anti", **on)])  # type: ignore[arg-type]
    notes = found.replaced.select(
        code=pl.lit("P042"), source_file="file", source_sheet="sheet", source_row="row"
    ).with_columns(pl.lit(None, t).alias(n) for n, t in TYPES.items() if not n.startswith("source_") and n != "code")
    return pl.concat([kept, notes.select(list(TYPES))])
