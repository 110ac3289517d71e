"""What is wrong with an entry: one problem a cell, and a row with any is not used.

Nothing is guessed: a date that cannot be, a word that is no choice, a promise by somebody who was not reached.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from overdue_cli.collecting.cells import CODES, DATES, TEXTS
from overdue_cli.collecting.sheets import FIELDS
from overdue_cli.locale import words
from overdue_cli.problems import CATALOGUE, SCHEMA, Effect

BACK_DAYS, AHEAD_DAYS, PROMISE_DAYS = 366, 186, 731
"""How far from its worklist's date a contact may lie, and how far from its contact a promise."""
LONGEST = 500
UNPROMISING = (
    "PAID", "RTP", "DENIES", "NO_ANSWER", "OFF", "SUSPENDED", "INVALID", "NSA", "NSN", "CHANGED", "HOOC", "OOC", "CLOSED",
)  # fmt: skip
"""Results that no promise can go with: nobody was reached, or the answer was another."""
CONTACT = ("channel", "contacted", "result", "cause", "promised_on", "promised_amount")
SPOKEN = ("result", "promised_on", "promised_amount")
OVERRIDE = ("override_reason", "override_by", "override_until")
TYPES = {name: getattr(pl, kind) for name, kind in SCHEMA.items()}


def problems_of(entries: pl.DataFrame, language: str) -> pl.DataFrame:
    """One row a problem, in the schema of problems; `entries` knows each row's `cycle`, null where no run is known."""
    names = words(language)["workbook"]["columns"]
    day, promised = pl.col("contacted_on"), pl.col("promised_on")
    from_cycle = (day - pl.col("cycle")).dt.total_days()
    far = ~from_cycle.is_between(-BACK_DAYS, AHEAD_DAYS)
    too_far = ~(promised - day).dt.total_days().is_between(0, PROMISE_DAYS)
    with_promise = pl.any_horizontal(pl.col("promised_on", "promised_amount").is_not_null())
    gone = pl.col("override_until") < pl.coalesce("contacted_on", "cycle")
    asked = [(field, "C014", pl.col(f"{field} bad")) for field in DATES]
    asked += [("contacted_on", "C014", far), ("promised_on", "C014", too_far), ("override_until", "C014", gone)]
    asked += [(field, "C015", pl.col(f"{field} bad")) for field in CODES]
    asked += [("result", "C016", pl.col("result").is_in(UNPROMISING) & with_promise)]
    asked += [("promised_amount", "C017", pl.col("promised_amount bad"))]
    asked += [("contacted_on", "C018", _blank("contacted_on") & _any(CONTACT))]
    asked += [("result", "C018", ~_blank("contacted_on") & ~_any(SPOKEN))]
    asked += [("override_grade", "C018", _blank("override_grade") & _any(OVERRIDE))]
    asked += [("note", "C021", (pl.col("result") == "CLOSED") & _blank("note"))]
    asked += [(field, "C019", pl.col(field).str.len_chars() > LONGEST) for field in TEXTS]
    return concat(problem(entries.filter(test.fill_null(False)), code, field, names) for field, code, test in asked)


def problem(
    rows: pl.DataFrame, code: str, field: str, names: dict[str, str], detail: pl.Expr | None = None
) -> pl.DataFrame:
    """A problem of each of `rows` at its cell of `field` (a field, `key` or `id`)."""
    shown = {"key": pl.col("key_text"), "id": pl.col("id_text")}.get(
        field, pl.col(f"{field} text") if field in FIELDS else None
    )
    return rows.select(
        pl.lit(code).alias("code"),
        pl.lit(None, pl.String).alias("table"),
        pl.col("file").alias("source_file"),
        pl.col("sheet").alias("source_sheet"),
        pl.col("row").alias("source_row"),
        pl.concat_str(f"{field} at", pl.col("row").cast(pl.String)).alias("cell"),
        pl.lit(names["borrower_id" if field == "id" else field]).alias("header"),
        (pl.lit(None, pl.String) if shown is None else shown).alias("value"),
        (pl.lit(None, pl.String) if detail is None else detail.cast(pl.String)).alias("detail"),
    )


def concat(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Problems put together, in the order of file, sheet and row."""
    found = pl.concat([pl.DataFrame(schema=TYPES), *parts], how="vertical_relaxed")
    return found.sort("source_file", "source_sheet", "source_row", maintain_order=True)


def aside_in(problems: pl.DataFrame) -> int:
    """How many rows with entries are not used because of these problems."""
    aside = [code for code in problems["code"].unique() if CATALOGUE[code].effect is Effect.SET_ASIDE]
    rows = problems.filter(pl.col("code").is_in(aside))
    return rows.select("source_file", "source_sheet", "source_row").n_unique()


def without(entries: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """The rows that no problem names."""
    named = problems.select(file="source_file", sheet="source_sheet", row="source_row").unique()
    return entries.join(named, on=["file", "sheet", "row"], how="anti", maintain_order="left")


def _blank(field: str) -> pl.Expr:
    return pl.col(f"{field} text").is_null()


def _any(fields: Iterable[str]) -> pl.Expr:
    return pl.any_horizontal([~_blank(field) for field in fields])
