"""Rows with entries → rows of known borrowers; what matches none is listed by its cell."""

from __future__ import annotations

import polars as pl

from overdue_cli.collecting.checks import concat, problem, problems_of, without
from overdue_cli.collecting.runs import Runs
from overdue_cli.collecting.sheets import FIELDS
from overdue_cli.locale import words
from overdue_cli.problems import Refusal

CONTENT = [*FIELDS]
SAME_ROW = ["file", "run", "number"]


def filled(entries: pl.DataFrame) -> pl.DataFrame:
    """The rows in which somebody wrote something."""
    return entries.filter(pl.any_horizontal([pl.col(f"{field} text").is_not_null() for field in FIELDS]))


def matched(file: str, entries: pl.DataFrame, runs: Runs, language: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The usable rows of one workbook with `borrower_id`, `cycle`, `officer_key`, `grade`, and the problems of the others.

    Refusal C002 or C003 where none of its rows is of a run on record.
    """
    codes = entries["run"].drop_nulls()
    if not codes.is_empty() and not set(codes) & runs.by_code.keys():
        raise runs.refuse(file, str(codes.mode().sort()[0]))
    if codes.is_empty():
        raise Refusal("C001", file=file)
    names = words(language)["workbook"]["columns"]
    written = filled(entries).join(
        runs.borrowers(codes.unique().to_list()), on=["run", "number"], how="left", maintain_order="left"
    )
    lost = written.filter(pl.col("run").is_null())
    foreign = written.filter(pl.col("run").is_not_null() & pl.col("borrower_id").is_null())
    retyped = written.filter((pl.col("id_text") != pl.col("borrower_id")).fill_null(False))
    found = concat(
        [
            problem(lost, "C010", "key", names),
            problem(foreign, "C009", "key", names),
            problem(retyped, "C011", "id", names),
            problems_of(written, language),
        ]
    )
    sound, again, clash = _once(without(written, found))
    repeated = [problem(again, "C012", "key", names), problem(clash, "C013", "key", names)]
    return sound, concat([found, *repeated])


def _once(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Each answer once: the rows to use, the copies of one of them, and rows of one borrower and day that differ.

    A borrower's row copied to note a second contact, on another day, is a second answer.
    """
    whole = [*SAME_ROW, *CONTENT]
    counted = rows.with_columns(pl.int_range(pl.len()).over(whole).alias("copy"))
    again, once = counted.filter(pl.col("copy") > 0), counted.filter(pl.col("copy") == 0)
    twice = pl.len().over([*SAME_ROW, "contacted_on"]) > 1
    undated = (pl.len().over(SAME_ROW) > 1) & pl.col("contacted_on").is_null()
    marked = once.with_columns((twice | undated).alias("clash"))
    return marked.filter(~pl.col("clash")).drop("copy", "clash"), again, marked.filter("clash")
