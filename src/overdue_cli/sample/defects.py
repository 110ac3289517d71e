"""The few rows of the sample that cannot be used as they stand, so that nothing is set aside unseen.

Each spoils one cell of one healthy borrower of the first 600, and is described in `sample_data/README.md`.
Typed formats (Parquet) cannot hold text in an amount: there only blanks and the duplicate remain.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from overdue_cli.sample.plan import Rows
from overdue_cli.sample.situations import first_slot, number_of
from overdue_cli.sample.words import Pair


@dataclass(frozen=True)
class Defect:
    """One spoilt row: the table, which steady borrower, and what becomes of the cell."""

    table: str
    nth: int
    column: str
    how: str  # blank, text, number, twice
    text: Pair = ("", "")


DEFECTS: tuple[Defect, ...] = (
    Defect("instalments", 1, "due_on", "blank"),
    Defect("instalments", 2, "due_on", "blank"),
    Defect("instalments", 3, "due_amount", "text", ("见附件", "see annex")),
    Defect("instalments", 4, "due_on", "text", ("2026-02-30", "2026-02-30")),
    Defect("instalments", 5, "loan_id", "number"),
    Defect("instalments", 6, "loan_id", "twice"),
    Defect("inspections", 7, "inspected_on", "blank"),
    Defect("loans", 8, "id_number", "number"),
)
_ROW = 4
"""Which of the borrower's rows is spoilt, from 0; the first where there are fewer tables' rows."""


def spoil(tables: Rows) -> Rows:
    """The tables with a column `defect` (index into `DEFECTS`, else null); blanks and the duplicate done."""
    return {name: _spoil(name, frame) for name, frame in tables.items()}


def _spoil(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    frame = frame.with_columns(defect=pl.lit(None, dtype=pl.Int64))
    for index, defect in enumerate(DEFECTS):
        if defect.table == table:
            frame = _one(frame, index, defect)
    return frame


def _one(frame: pl.DataFrame, index: int, defect: Defect) -> pl.DataFrame:
    slot = pl.lit(first_slot("steady") + defect.nth, dtype=pl.Int64)
    borrower = pl.select(number_of(slot, pl.lit(0, dtype=pl.Int64))).item()
    at = frame.with_row_index("row").filter(pl.col("borrower") == borrower)["row"]
    if at.is_empty():
        return frame
    row = at[min(_ROW, len(at) - 1)] if defect.table == "instalments" else at[0]
    if defect.how == "twice":
        return pl.concat(
            [
                frame[: row + 1],
                frame[row : row + 1].with_columns(defect=pl.lit(index, dtype=pl.Int64)),
                frame[row + 1 :],
            ]
        )
    here = pl.int_range(pl.len()) == row
    marked = frame.with_columns(defect=pl.when(here).then(index).otherwise(pl.col("defect")))
    if defect.how != "blank":
        return marked
    return marked.with_columns(pl.when(~here).then(pl.col(defect.column)).alias(defect.column))
