"""What falls due week by week over the horizon, the seasons in which overdue gathers, and the hands there are."""

from __future__ import annotations

import datetime as dt

import polars as pl

from overdue_cli.followup.given import Given
from overdue_cli.ruleset.model_playbook import Peak

WATCHED = ("C", "D", "E")


def due_by_week(borrowers: pl.DataFrame, given: Given) -> pl.DataFrame:
    """One row a week and currency: `week` (its Monday), `amount` still to pay (fen), `borrowers`, `watched` (of them
    graded C or worse), `watched_amount`, `working_days`, `peak`, `peak_zh`, `peak_en`, `visits_possible`.

    Instalments count on their own dates; a loan whose schedule nobody exported counts on its next due date.
    """
    end = given.as_of + dt.timedelta(days=given.horizon_days)
    coming = given.coming().filter(pl.col("due_on") <= end)
    whole = borrowers.lazy().select("borrower_id", "currency", "grade", "next_due_on", "due_in_horizon")
    unscheduled = (
        whole.join(coming.select("borrower_id").unique(), on="borrower_id", how="anti")
        .filter((pl.col("due_in_horizon") > 0) & pl.col("next_due_on").is_between(given.as_of, end))
        .select("borrower_id", pl.col("next_due_on").alias("due_on"), pl.col("due_in_horizon").alias("amount"))
    )
    watched = pl.col("grade").is_in(WATCHED)
    weeks = (
        pl.concat([coming.select("borrower_id", "due_on", "amount"), unscheduled])
        .filter(pl.col("amount") > 0)
        .join(whole.select("borrower_id", "currency", "grade"), on="borrower_id", how="inner")
        .group_by("currency", pl.col("due_on").dt.truncate("1w").alias("week"))
        .agg(
            pl.col("amount").sum(),
            pl.col("borrower_id").n_unique().cast(pl.Int64).alias("borrowers"),
            pl.col("borrower_id").filter(watched).n_unique().cast(pl.Int64).alias("watched"),
            pl.col("amount").filter(watched).sum().alias("watched_amount"),
        )
        .sort("currency", "week", nulls_last=True)
        .collect()
    )
    return weeks.join(_calendar(weeks, borrowers, given), on="week", how="left", maintain_order="left")


def _calendar(weeks: pl.DataFrame, borrowers: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Week → its working days, its peak, and the visits all officers can make in it."""
    mondays: list[dt.date] = weeks["week"].unique().sort().to_list()
    rows = []
    span = [given.as_of + dt.timedelta(days=n) for n in range(given.horizon_days + 1)]
    all_days = sum(given.calendar.is_workday(day) for day in span)
    officers = borrowers["officer"].drop_nulls().n_unique()
    for monday in mondays:
        days = [monday + dt.timedelta(days=n) for n in range(7)]
        work = sum(given.calendar.is_workday(day) for day in days if day in span)
        peak = next((p for p in given.ruleset.playbook.management.peaks if any(_in(p, d, given) for d in days)), None)
        possible = None if given.capacity is None else round(given.capacity * officers * work / max(all_days, 1))
        rows.append((monday, work, peak and peak.id, peak and peak.title.zh, peak and peak.title.en, possible))
    schema = {"week": pl.Date, "working_days": pl.Int64, "peak": pl.String, "peak_zh": pl.String, "peak_en": pl.String,
              "visits_possible": pl.Int64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _in(peak: Peak, day: dt.date, given: Given) -> bool:
    """Whether the day lies in the peak: between two days of the year, or around a Spring Festival."""
    if peak.from_day and peak.to_day:
        return peak.from_day <= f"{day:%m-%d}" <= peak.to_day
    before, after = peak.days_before_spring_festival or 0, peak.days_after_spring_festival or 0
    return any(-before <= (day - first).days <= after for first in given.calendar.festivals)
