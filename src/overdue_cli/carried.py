"""Open cases and their age: how long each has been open, and a list row for those that this export no longer shows.

A case leaves the list when it is cured, paid, or closed with a reason, and never because an export forgot it. Of a
forgotten one the history knows number, figures and outlet, and no name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from overdue_cli.keys import officer_key
from overdue_cli.locale import words
from overdue_cli.rowkey import RunCode, keys_of
from overdue_cli.words import template
from overdue_cli.workbook.book import LIST_COLUMNS

if TYPE_CHECKING:
    from overdue_cli.scored import ScoredPortfolio

WORKING_DAYS = 5
"""Within which somebody finds out why an export lacks an open case."""


def ages(scored: ScoredPortfolio) -> pl.DataFrame:
    """`borrower_id`, `case`: since when each case that goes on is open, and for how many days, in words; empty without a history."""
    if scored.cases is None:
        return pl.DataFrame(schema={"borrower_id": pl.String, "case": pl.String})
    going_on = scored.cases.filter(pl.col("state").is_in(["open", "carried"]))
    says = words(scored.language)["carried"]
    facts = {
        "opened": pl.col("opened_on").cast(pl.String),
        "days": (pl.lit(scored.request.as_of) - pl.col("opened_on")).dt.total_days().cast(pl.String),
        "seen": pl.col("last_seen_on").cast(pl.String),
        "cycles": pl.col("cycles_unseen").cast(pl.String),
        "late": pl.col("days_past_due").cast(pl.String),
    }
    age, unseen = template(says["age"], facts), template(says["unseen"], facts)
    case = pl.when(pl.col("state") == "open").then(age).otherwise(pl.concat_str(age, pl.lit("\n"), unseen))
    return going_on.select("borrower_id", case.alias("case"))


def carried_rows(scored: ScoredPortfolio) -> pl.DataFrame | None:
    """A list row of each carried case that the run's filters let through, the longest open first; None without a history.

    Its key is the one its row had when the case was last seen, so that what is written beside it comes home. It has
    neither rank nor tier: those are worked out from what an export shows.
    """
    if scored.cases is None or scored.past is None:
        return None
    language, said = scored.language, words(scored.language)["carried"]
    by = {key: name for name in scored.borrowers["officer"].drop_nulls().unique().sort() if (key := officer_key(name))}
    known = scored.past.scores.rename(
        {f"previous_{name}": name for name in ("branch", "product", "currency", "balance")}
    )
    by_then = scored.follow_up.given.calendar.add(scored.request.as_of, WORKING_DAYS)
    rows = (
        scored.cases.filter(pl.col("state") == "carried")
        .sort("opened_on", "borrower_id")
        .join(known.drop("previous_arrears", "previous_grade"), on="borrower_id", how="left", maintain_order="left")
        .join(ages(scored), on="borrower_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("previous_officer_key").replace_strict(by, default=None, return_dtype=pl.String).alias("officer"),
            pl.lit(by_then).alias("act_by"),
            pl.lit(scored.ruleset.playbook.forbidden.of(language)).alias("forbidden"),
            *[pl.lit(said[name]).alias(name) for name in ("stands", "action", "owner", "may_contact")],
        )
    )
    keyed = _keyed(rows.filter(scored.request.wanted))
    blank = [pl.lit(None).alias(name) for name in LIST_COLUMNS if name not in keyed.columns]
    return keyed.with_columns(blank).select(LIST_COLUMNS)


def _keyed(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the `key` each had in the run that saw it last; null where that run wrote none."""
    number = pl.col("previous_number")
    keys = [
        pl.when(pl.col("previous_run") == code).then(keys_of(RunCode(code), number))
        for code in rows["previous_run"].drop_nulls().unique().sort()
    ]
    return rows.with_columns(pl.coalesce([*keys, pl.lit(None, pl.String)]).alias("key"))
