"""The account of rows: in = used + set aside + not data, for every sheet, proven on every run."""

from __future__ import annotations

import polars as pl

from overdue_cli.intake.assemble import Assembled
from overdue_cli.intake.notes import SHEET_TYPES
from overdue_cli.intake.reading import Seen
from overdue_cli.intake.seen import judged
from overdue_cli.intake.sheet import Reading, SheetRows
from overdue_cli.tables import TABLES, Kind


def counted(seen: Seen, rows: SheetRows | None) -> dict[str, object]:
    """The account of one sheet before assembly; title and header rows count as not data."""
    grid, reading = seen.grid, seen.reading
    line: dict[str, object] = {"file": grid.file, "sheet": grid.sheet, "rows_in": grid.n_rows, "rows_used": 0,
                               "rows_set_aside": 0, "rows_not_data": grid.n_rows} | judged(seen)  # fmt: skip
    if reading is None or rows is None:
        return line
    above = reading.found.row + 1
    return line | {
        "table": rows.table,
        "header_row": grid.top + above,
        "unit": _unit(reading),
        "rows_used": rows.frame.height,
        "rows_set_aside": rows.set_aside.height,
        "rows_not_data": rows.rows_not_data + above,
        "why": _why(reading),
    }


def proven(counts: list[dict[str, object]], joined: Assembled) -> pl.DataFrame:
    """The account after assembly: duplicates are not data, rows without a borrower are set aside.

    AssertionError where it does not add up: a row was lost, and that is a bug of ours.
    """
    sheets = pl.DataFrame([{n: line.get(n) for n in SHEET_TYPES} for line in counts], schema=SHEET_TYPES)
    again = _by_sheet(
        [d.cast({"source_file": pl.String, "source_sheet": pl.String}) for d in joined.duplicates], "again"
    )
    lost = _by_sheet([a.select(source_file="file", source_sheet="sheet") for a in joined.aside], "lost")
    ours, theirs = ["file", "sheet"], ["source_file", "source_sheet"]
    for found in (again, lost):
        sheets = sheets.join(found, left_on=ours, right_on=theirs, how="left", maintain_order="left")
    sheets = sheets.with_columns(pl.col("again", "lost").fill_null(0)).with_columns(
        rows_used=pl.col("rows_used") - pl.col("again") - pl.col("lost"),
        rows_set_aside=pl.col("rows_set_aside") + pl.col("lost"),
        rows_not_data=pl.col("rows_not_data") + pl.col("again"),
    )
    total = pl.col("rows_used") + pl.col("rows_set_aside") + pl.col("rows_not_data")
    wrong = sheets.filter(
        (pl.col("rows_in") != total) | (pl.min_horizontal("rows_used", "rows_set_aside", "rows_not_data") < 0)
    )
    assert wrong.is_empty(), f"rows do not add up: {wrong.to_dicts()}"
    return sheets.select(list(SHEET_TYPES))


def moved(sheets: pl.DataFrame, away: pl.DataFrame) -> pl.DataFrame:
    """The account with the rows `away` (file, sheet, row) counted as not data: their other copy is counted."""
    gone = away.group_by("file", "sheet").agg(pl.len().cast(pl.Int64).alias("gone"))
    counted = sheets.join(gone, on=["file", "sheet"], how="left", maintain_order="left")
    gone_here = pl.col("gone").fill_null(0)
    return counted.with_columns(
        rows_set_aside=pl.col("rows_set_aside") - gone_here, rows_not_data=pl.col("rows_not_data") + gone_here
    ).select(sheets.columns)


def _by_sheet(frames: list[pl.DataFrame], name: str) -> pl.DataFrame:
    keys = ["source_file", "source_sheet"]
    if not frames:
        return pl.DataFrame(schema={k: pl.String() for k in keys} | {name: pl.Int64()})
    together = pl.concat([f.select(pl.col(k).cast(pl.String) for k in keys) for f in frames])
    return together.group_by(keys).agg(pl.len().cast(pl.Int64).alias(name))


def _unit(reading: Reading) -> str | None:
    """The units of the money columns, joined where they differ; None where the table has no money."""
    spec = TABLES[reading.found.table]
    money = [i for name, at in reading.found.columns.items() if spec.column(name).kind is Kind.MONEY for i in at]
    return "/".join(dict.fromkeys(reading.unit_of(i)[0] for i in money)) or None


def _why(reading: Reading) -> str:
    """Each header and what it became."""
    found = reading.found
    return ", ".join(f"{found.headers[i]}={name}" for name, at in found.columns.items() for i in at)
