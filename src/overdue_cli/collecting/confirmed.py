"""Better grades that will not count, said when they come in and not a month later."""

from __future__ import annotations

from collections.abc import Collection as Names

import polars as pl

from overdue_cli.collecting.checks import concat, problem
from overdue_cli.keys import officer_key
from overdue_cli.locale import words

WHY = ("no_supervisor", "unknown_supervisor", "own_supervisor", "no_reason", "no_expiry")
"""Why a better grade is not confirmed, in the order they are asked."""


def why_not(by: pl.Expr, officer: pl.Expr, reason: pl.Expr, until: pl.Expr, supervisors: Names[str]) -> pl.Expr:
    """The first of `WHY` that holds, null where a better grade is confirmed; `by` and `officer` are keys, `reason` says
    whether one is given."""
    known = [key for name in supervisors if (key := officer_key(name))]
    tests = (by.is_null(), ~by.is_in(known), (by == officer).fill_null(False), ~reason, until.is_null())
    return pl.coalesce([pl.when(test).then(pl.lit(why)) for test, why in zip(tests, WHY, strict=True)])


def unconfirmed(rows: pl.DataFrame, new: pl.DataFrame, supervisors: Names[str], language: str) -> pl.DataFrame:
    """A problem of each new override that betters the grade of its worklist and is not confirmed."""
    keys = {name: officer_key(name) for name in rows["override_by"].drop_nulls().unique().to_list()}
    by = pl.col("override_by").replace_strict(keys, default=None, return_dtype=pl.String)
    because = why_not(
        by, pl.col("officer_key"), pl.col("override_reason").is_not_null(), pl.col("override_until"), supervisors
    )
    said = words(language)["collect"]["why"]
    fresh = new.select(file="source_file", sheet="source_sheet", row="source_row")
    better = (
        rows.join(fresh, on=["file", "sheet", "row"], how="semi", maintain_order="left")
        .filter(pl.col("override_grade") < pl.col("grade"))
        .with_columns(because.alias("why"))
        .filter(pl.col("why").is_not_null())
    )
    detail = pl.col("why").replace_strict(said, return_dtype=pl.String)
    return concat([problem(better, "C020", "override_grade", words(language)["workbook"]["columns"], detail)])
