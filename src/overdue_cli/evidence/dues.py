"""One row an instalment: when it was satisfied, how late it was, and whether it is still open.

Instalment rows, status strings and monthly status columns are three shapes of one thing. Here they
become the same frame, so that every history rule is written once.

Conventions (domain guide, section 3): an instalment is satisfied on the first day *from which* what is
allocated to it stays at or above its amount less a tolerance. "Stays" matters: a payment that is
reversed later did not satisfy anything. Whatever is dated after the as-of date has not happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from overdue_cli.ruleset.model import Conventions

KEY = ("loan_id", "due_on", "instalment_no")
PLACE = ("source_file", "source_sheet", "source_row")


def short_column(within_days: int) -> str:
    """Name of the column with what was allocated by so many days after the due date, in fen."""
    return f"allocated_within_{within_days}"


def dues_of(
    instalments: pl.LazyFrame,
    loans: pl.LazyFrame,
    conventions: Conventions,
    as_of: dt.date,
    data_date: dt.date | None,
    within: Iterable[int] = (),
) -> pl.LazyFrame:
    """Every instalment as it stands on `as_of`, sorted by loan, due date and number.

    Columns: the key, `borrower_id`, `due_amount` and `allocated` (fen), `allocated_within_N`,
    `satisfied_on`, `is_open`, `days_late` (null where a status code is unknown), `status_now` (days past
    due the loan's last status code stands for), `is_history` (due before the as-of date), `from_last`
    (0 is the loan's latest due instalment; null for coming ones), and where the row came from.
    """
    scheduled = _scheduled(instalments, conventions, as_of, tuple(sorted(set(within))))
    cycles = _cycles(instalments, loans, conventions, as_of, data_date)
    return (
        pl.concat([scheduled, cycles], how="diagonal")
        .sort(KEY, maintain_order=True)
        .with_columns(
            pl.when("is_history").then(pl.col("is_history").cum_sum(reverse=True).over("loan_id") - 1).alias("from_last")
        )
    )


def _scheduled(
    instalments: pl.LazyFrame, conventions: Conventions, as_of: dt.date, within: tuple[int, ...]
) -> pl.LazyFrame:
    """Instalments with amounts. Those paid in one row, nearly all, need no ordering of payments."""
    tolerance = round(conventions.tolerance * 100)
    seen = pl.col("paid_on") <= as_of
    rows = instalments.filter(pl.col("due_amount") > 0).with_columns(
        pl.when(seen).then("paid_amount").otherwise(0).fill_null(0).alias("paid"),
        pl.when(seen & pl.col("paid_amount").is_not_null()).then("paid_on").alias("paid_on"),
    )
    needed = pl.col("due_amount") - tolerance
    one = rows.group_by(KEY).agg(
        pl.len().alias("payments"),
        pl.col("borrower_id").first(),
        pl.col("due_amount").max(),
        pl.col("paid").sum().alias("allocated"),
        pl.col("paid_on").max().alias("last_paid_on"),
        *[
            pl.col("paid").filter(pl.col("paid_on") <= pl.col("due_on").dt.offset_by(f"{days}d")).sum().alias(short_column(days))
            for days in within
        ],
        *[pl.col(place).first() for place in PLACE],
    )
    several = _satisfied_by_several(rows, one.filter(pl.col("payments") > 1), tolerance)
    satisfied_on = (
        pl.when(pl.col("payments") > 1)
        .then("satisfied_by_several_on")
        .when(pl.col("allocated") >= needed)
        .then(pl.coalesce("last_paid_on", "due_on"))
    )
    return (
        one.join(several, on=KEY, how="left", nulls_equal=True)
        .with_columns(satisfied_on.alias("satisfied_on"), (pl.col("due_on") < as_of).alias("is_history"))
        .with_columns(pl.col("satisfied_on").is_null().alias("is_open"))
        .with_columns((pl.col("satisfied_on").fill_null(as_of) - pl.col("due_on")).dt.total_days().clip(0).cast(pl.Int32).alias("days_late"))
        .drop("satisfied_by_several_on", "payments", "last_paid_on")
    )


def _satisfied_by_several(rows: pl.LazyFrame, split: pl.LazyFrame, tolerance: int) -> pl.LazyFrame:
    """For instalments with more than one row, the first day from which enough stays allocated.

    The same amount on the same day twice is counted once, the cautious reading of a double export; a
    reversal always counts.
    """
    days = (
        rows.join(split.select(*KEY, pl.col("due_amount").alias("needed") - tolerance), on=KEY, how="inner", nulls_equal=True)
        .filter(pl.col("paid_on").is_not_null())
        .select(*KEY, "needed", "paid_on", "paid", pl.when(pl.col("paid") < 0).then(pl.int_range(pl.len())).alias("reversal"))
        .unique()
        .group_by(*KEY, "needed", "paid_on")
        .agg(pl.col("paid").sum())
        .sort(*KEY, "paid_on")
    )
    held = pl.col("paid").cum_sum().cum_min(reverse=True).over(KEY)
    return (
        days.with_columns(held.alias("held"))
        .filter(pl.col("held") >= pl.col("needed"))
        .group_by(KEY)
        .agg(pl.col("paid_on").min().alias("satisfied_by_several_on"))
    )


def _cycles(
    instalments: pl.LazyFrame, loans: pl.LazyFrame, conventions: Conventions, as_of: dt.date, data_date: dt.date | None
) -> pl.LazyFrame:
    """Monthly status codes as instalments: a band's middle is how late, its end how late today.

    A code is known from the end of its month, or from the export's date if that comes first; the last
    code that is known is today's. A late month is taken as cured when the next month begins to count.
    """
    codes = conventions.status_codes
    late = {code: days.late for code, days in codes.items()}
    now = {code: days.now for code, days in codes.items()}
    columns = ("loan_id", "borrower_id", "due_on", "status_code", *PLACE)
    known = pl.min_horizontal("due_on", pl.lit(data_date, pl.Date)) <= as_of
    last = pl.int_range(pl.len()) == pl.len() - 1
    return (
        pl.concat([instalments.filter(pl.col("status_code").is_not_null()).select(columns), _spelt_out(loans).select(columns)])
        .filter(known & ~pl.col("status_code").is_in(conventions.status_not_due))
        .sort("loan_id", "due_on")
        .with_columns(
            pl.col("status_code").replace_strict(late, default=None, return_dtype=pl.Int32).alias("days_late"),
            pl.when(last.over("loan_id")).then(pl.col("status_code").replace_strict(now, default=None, return_dtype=pl.Int32)).alias("status_now"),
            pl.col("due_on").shift(-1).over("loan_id").alias("next_due_on"),
            pl.lit(True).alias("is_history"),
            pl.lit(None, pl.Int32).alias("instalment_no"),
        )
        .with_columns((pl.col("status_now") > 0).fill_null(False).alias("is_open"))
        .with_columns(
            pl.when(pl.col("is_open") | pl.col("days_late").is_null())
            .then(None)
            .when(pl.col("days_late") > 0)
            .then(pl.coalesce("next_due_on", "due_on"))
            .otherwise("due_on")
            .alias("satisfied_on")
        )
        .drop("next_due_on")
    )


def _spelt_out(loans: pl.LazyFrame) -> pl.LazyFrame:
    """Each loan's status string, one row a month; the last code belongs to `status_history_end`."""
    months_back = pl.col("status_code").list.len() - 1 - pl.int_ranges(pl.col("status_code").list.len())
    return (
        loans.filter(pl.col("status_history").is_not_null() & pl.col("status_history_end").is_not_null())
        .select("loan_id", "borrower_id", "status_history_end", *PLACE, pl.col("status_history").str.split("").alias("status_code"))
        .with_columns(months_back.alias("months_back"))
        .explode("status_code", "months_back")
        .with_columns(
            pl.col("status_history_end").dt.month_start().dt.offset_by(pl.format("-{}mo", "months_back")).dt.month_end().alias("due_on")
        )
    )
