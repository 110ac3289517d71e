"""Rows of `Portfolio.problems` and of `set_aside`: built whole columns at a time, never cell by cell."""

from __future__ import annotations

from typing import Any

import polars as pl

from overdue_cli.problems import SCHEMA

TYPES: dict[str, Any] = {name: getattr(pl, kind)() for name, kind in SCHEMA.items()}
ASIDE_TYPES: dict[str, Any] = {
    "file": pl.String(), "sheet": pl.String(), "row": pl.UInt32(), "table": pl.String(), "code": pl.String(),
    "cells": pl.List(pl.String()),
}  # fmt: skip
SHEET_TYPES: dict[str, Any] = {
    "file": pl.String(), "sheet": pl.String(), "table": pl.String(), "header_row": pl.UInt32(), "unit": pl.String(),
    "rows_in": pl.Int64(), "rows_used": pl.Int64(), "rows_set_aside": pl.Int64(), "rows_not_data": pl.Int64(),
    "why": pl.String(), "score": pl.Float64(), "runners_up": pl.String(), "preamble": pl.String(),
    "data_date": pl.Date(),
}  # fmt: skip
HEADER_TYPES: dict[str, Any] = {
    "file": pl.String(), "sheet": pl.String(), "table": pl.String(), "cell": pl.String(), "position": pl.UInt32(),
    "header": pl.String(), "column": pl.String(), "how": pl.String(), "unit": pl.String(),
}  # fmt: skip


def note(code: str, **facts: Any) -> pl.DataFrame:
    """One problem about a file, a sheet or the whole input; facts are columns of `problems.SCHEMA`."""
    return pl.DataFrame([{name: facts.get(name) for name in SCHEMA} | {"code": code}], schema=TYPES)


def cell_notes(code: str | pl.Series, rows: pl.Series, values: pl.Series, **facts: Any) -> pl.DataFrame:
    """One problem a row of `rows` (numbered from 1, as Excel does), with the text the cell held.

    `facts` carry table, source_file, source_sheet, header, and `letter`, the column's letter.
    """
    letter = facts.pop("letter", None)
    frame = pl.DataFrame({"source_row": rows.cast(pl.UInt32), "value": values.cast(pl.String)})
    cell = pl.concat_str([pl.lit(letter), pl.col("source_row").cast(pl.String)]) if letter else pl.lit(None, pl.String)
    made = {"code": pl.lit(code), "cell": cell} | {name: pl.lit(value, pl.String) for name, value in facts.items()}
    frame = frame.with_columns(**made)
    return frame.select(pl.col(n) if n in frame.columns else pl.lit(None, t).alias(n) for n, t in TYPES.items()).cast(
        pl.Schema(TYPES)
    )


def row_notes(code: str, table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """One problem a row; the value shown is its id, the first column."""
    key = rows.columns[0]
    frame = cell_notes(code, rows["source_row"], rows[key], table=table, header=key)
    at = rows.select(pl.col("source_file", "source_sheet").cast(pl.String))
    return frame.with_columns(at["source_file"], at["source_sheet"]).select(list(TYPES))


def letters(column: int) -> str:
    """Excel's name of the column counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(65 + digit) + name
    return name
