"""Inspections due: the interval of the duty grade from the last effective one, or the first after disbursement."""

from __future__ import annotations

import datetime as dt

import polars as pl

from overdue_cli.followup.given import Given


def inspections_due(borrowers: pl.DataFrame, given: Given) -> pl.DataFrame:
    """One row a borrower whose inspection falls due within the horizon, the most overdue first.

    Columns: `borrower_id`, `grade` (the one that sets the interval), `interval_days`, `last_effective_on`, `due_on`,
    `days_overdue` (negative while still to come). Where no input held inspections there are none to say.
    """
    steps = given.ruleset.header.grades
    interval = pl.col("duty_grade").replace_strict({s.id: s.on_site_days for s in steps}, return_dtype=pl.Int32)
    last = (
        given.sources["inspections"]
        .lazy()
        .filter("is_effective")
        .group_by("borrower_id")
        .agg(pl.col("inspected_on").max().alias("last_effective_on"))
    )
    given_out = (
        given.sources["loans"]
        .lazy()
        .filter(pl.col("loan_status").ne_missing("settled"))
        .group_by("borrower_id")
        .agg(pl.col("disbursed_on").min())
    )
    first = pl.col("disbursed_on") + pl.duration(days=given.ruleset.playbook.inspections.first_within_days)
    # One made before this money went out is not of this loan; and where nobody knows when it went out, it was due.
    of_this = pl.when((pl.col("last_effective_on") >= pl.col("disbursed_on")).fill_null(True)).then("last_effective_on")
    overdue = pl.lit(given.as_of - dt.timedelta(days=1))
    due = pl.coalesce(of_this + pl.duration(days=pl.col("interval_days")), first, overdue)
    rows = borrowers.lazy() if "inspections" in given.present else borrowers.lazy().clear()
    return (
        rows.select("borrower_id", pl.col("duty_grade").alias("grade"), interval.alias("interval_days"))
        .join(last, on="borrower_id", how="left")
        .join(given_out, on="borrower_id", how="left")
        .with_columns(due.alias("due_on"))
        .with_columns(given.age("due_on").alias("days_overdue"))
        .filter(pl.col("due_on") <= given.as_of + dt.timedelta(days=given.horizon_days))
        .sort("days_overdue", "borrower_id", descending=[True, False])
        .select("borrower_id", "grade", "interval_days", "last_effective_on", "due_on", "days_overdue")
        .collect()
    )
