"""Clocks that only ask to be watched, and the shape all clocks have: observation, rectification, the answer to a complaint."""

from __future__ import annotations

import datetime as dt

import polars as pl

from overdue_cli.followup.given import Given
from overdue_cli.followup.signs_records import live_signals

SCHEMA = {
    "borrower_id": pl.String, "loan_id": pl.String, "kind": pl.String, "title_zh": pl.String, "title_en": pl.String,
    "party": pl.String, "about_zh": pl.String, "about_en": pl.String, "date": pl.Date, "days_left": pl.Int64,
    "act_zh": pl.String, "act_en": pl.String, "is_tier_one": pl.Boolean,
}  # fmt: skip
GIVEN = ("borrower_id", "loan_id", "kind", "party", "about_zh", "about_en", "date")
"""What a clock starts from; the rest is looked up by its kind and counted from its date."""


def shaped(rows: pl.LazyFrame) -> pl.LazyFrame:
    """`rows` with every column a clock starts from, null where this kind has none."""
    there = rows.collect_schema().names()
    return rows.with_columns([pl.lit(None, SCHEMA[name]).alias(name) for name in GIVEN if name not in there]).select(
        GIVEN
    )


def observation(given: Given) -> pl.LazyFrame:
    """One row a restructured loan in observation: a year from the first due date after, or from the last late one put right."""
    policy = given.ruleset.playbook.clocks
    after = pl.col("due_on") > pl.col("restructured_on")
    until = pl.when("is_open").then(pl.lit(given.as_of)).otherwise(pl.coalesce("satisfied_on", "due_on"))
    late = after & (pl.col("days_late") > 0).fill_null(True)
    begun = (
        given.sources["history"]
        .lazy()
        .group_by("loan_id")
        .agg(
            pl.max_horizontal(pl.col("due_on").filter(after).min(), until.filter(late).max()).alias("start"),
        )
    )
    changed = (
        given.sources["loans"]
        .lazy()
        .filter((pl.col("restructured_on") <= given.as_of) & pl.col("loan_status").ne_missing("settled"))
    )
    date = pl.coalesce("start", "restructured_on").dt.offset_by(f"{policy.observation_months}mo")
    return shaped(
        changed.join(begun, on="loan_id", how="left")
        .with_columns(pl.lit("observation").alias("kind"), date.alias("date"))
        .filter(pl.col("date") >= given.as_of)
    )


def rectification(given: Given) -> pl.LazyFrame:
    """One row an open finding: by when it was to be put right, in words an officer may read."""
    return shaped(
        given.sources["findings"]
        .lazy()
        .with_columns(
            pl.lit("rectification").alias("kind"),
            pl.col("rectify_by").alias("date"),
            pl.col("shown_zh").alias("about_zh"),
            pl.col("shown_en").alias("about_en"),
        )
    ).unique()


def answers(given: Given) -> pl.LazyFrame:
    """One row an open complaint: so many working days from its receipt; an undated one was due today."""
    days = given.ruleset.playbook.clocks.answer_working_days
    told = live_signals(given).filter(pl.col("code").is_in(["COMPLAINT", "DISPUTE"]))
    rows = told.select("borrower_id", "observed_on").unique().collect()
    known = rows["observed_on"].drop_nulls().unique().sort().to_list()
    ends: dict[dt.date, dt.date] = {day: given.calendar.add(day, days) for day in known}
    due = pl.col("observed_on").replace_strict(ends, default=given.as_of, return_dtype=pl.Date)
    return shaped(rows.lazy().with_columns(pl.lit("answer").alias("kind"), due.alias("date")))
