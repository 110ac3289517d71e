"""What happened next: for each borrower of a cycle, was an instalment of the next one paid late, and by how much?

The domain's definition: an instalment due in (as-of, as-of + horizon] becomes k days late, watched until
as-of + horizon + k. A month's status code is the verdict on its month, told when the month is over. Who owes
nothing in the cycle, or is not watched to its end, is left out and counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from overdue_cli.evidence import Setting, dues_on
from overdue_cli.tables import TABLES, Portfolio, schema_of

DAYS = (1, 8, 31)
"""Days late an outcome asks for."""
BUCKETS = (0, 1, 31, 61, 91)
"""Days past due from which it is worse by a bucket."""
DUE, NOTHING_DUE, NOT_WATCHED = "due", "nothing_due", "not_watched"


def outcome(days: int) -> str:
    """Name of the column that says whether an instalment became so many days late."""
    return f"late_{days}"


def outcomes_after(portfolio: Portfolio, setting: Setting, horizon_days: int) -> pl.DataFrame:
    """One row a borrower with anything due: `borrower_id`, `late_1`, `late_8`, `late_31` (null: not watched).

    Also `late_due_on` (due date of the first instalment that was late), `days_after` (days past due at the end
    of the horizon; null where that is not known).
    """
    tables = {name: portfolio.tables.get(name, _empty(name)).lazy() for name in TABLES}
    told = portfolio.data_date or setting.as_of
    end = setting.as_of + dt.timedelta(days=horizon_days)
    rows = [_late_by(tables, setting, end, days, told) for days in DAYS]
    found = rows[0]
    for more in rows[1:]:
        found = found.join(more.drop("late_due_on", strict=False), on="borrower_id", how="full", coalesce=True)
    return found.join(_days_after(tables, setting, end, told), on="borrower_id", how="left")


def _empty(name: str) -> pl.DataFrame:
    return pl.DataFrame(schema=schema_of(name))


def _late_by(
    tables: Mapping[str, pl.LazyFrame], setting: Setting, end: dt.date, days: int, told: dt.date
) -> pl.DataFrame:
    """The borrowers with an instalment due in the cycle: did one become so many days late?"""
    watched_until = end + dt.timedelta(days=days)
    by_amount = pl.col("due_amount").is_not_null()
    inside = (pl.col("due_on") > setting.as_of) & (pl.col("due_on") <= end)
    seen = dues_on(tables, replace(setting, as_of=min(watched_until, told), data_date=told)).filter(
        inside & (by_amount | pl.col("is_history"))
    )
    # A late month is the verdict on its month; by amounts the watch must have run to its end.
    known = pl.when(by_amount).then(pl.lit(watched_until <= told)).otherwise(pl.col("days_late").is_not_null())
    late = pl.col("days_late") >= days
    answer = pl.when(late.filter(known).any()).then(True).when(known.all()).then(False)
    extra = [pl.col("due_on").filter(late.fill_null(False)).min().alias("late_due_on")] if days == DAYS[0] else []
    return seen.group_by("borrower_id").agg(answer.alias(outcome(days)), *extra).collect()


def _days_after(tables: Mapping[str, pl.LazyFrame], setting: Setting, end: dt.date, told: dt.date) -> pl.DataFrame:
    """Days past due at the end of the horizon; for status codes, as the last code in it says."""
    seen = dues_on(tables, replace(setting, as_of=min(end, told), data_date=told)).filter(pl.col("is_history"))
    open_days = pl.col("days_late").filter(pl.col("is_open") & pl.col("due_amount").is_not_null()).max()
    coded = pl.col("status_now").max()
    reached = pl.lit(end <= told) | (pl.col("status_code").is_not_null() & (pl.col("due_on") > setting.as_of)).any()
    days = pl.max_horizontal(open_days, coded).fill_null(0).cast(pl.Int32)
    return seen.group_by("borrower_id").agg(pl.when(reached).then(days).alias("days_after")).collect()


def bucket(days: pl.Expr) -> pl.Expr:
    """Which bucket of days past due, from 0 for not late."""
    return pl.sum_horizontal([days >= edge for edge in BUCKETS[1:]]).cast(pl.Int8)
