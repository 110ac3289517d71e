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

from overdue_cli.evidence.cash import PLACE, allocated
from overdue_cli.ruleset.model import Conventions

KEY = ("loan_id", "due_on", "instalment_no")


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
    ledger: pl.LazyFrame | None = None,
) -> pl.LazyFrame:
    """Every instalment as it stands on `as_of`, sorted by loan, due date and number.

    Columns: the key, `borrower_id`, `due_amount` and `allocated` (fen), `allocated_within_N`,
    `satisfied_on`, `is_open`, `days_late` (null where a status code is unknown), `status_now` (days past
    due the loan's last status code stands for), `is_history` (due before the as-of date), `from_last`
    (0 is the loan's latest due instalment; null for coming ones), `reminders`, `no_funds` (a debit failed
    for lack of funds), `statement_amount`, `last_paid_on`, and where the row came from. `ledger` holds the
    payments of loans whose rows carry none.
    """
    scheduled = _scheduled(instalments, conventions, as_of, tuple(sorted(set(within))), ledger)
    cycles = _cycles(instalments, loans, conventions, as_of, data_date)
    # Where a loan has both, the amounts are its history and the codes only a record beside it.
    told = scheduled.filter("is_history").select("loan_id", pl.lit(True).alias("has_amounts")).unique()
    beside = pl.col("is_history") & pl.col("has_amounts").is_null()
    cycles = cycles.join(told, on="loan_id", how="left").with_columns(beside.alias("is_history")).drop("has_amounts")
    return (
        pl.concat([scheduled, cycles], how="diagonal")
        .sort(KEY, maintain_order=True)
        .with_columns(pl.when("is_history").then(_later_in_the_loan()).alias("from_last"))
    )


def _later_in_the_loan() -> pl.Expr:
    """How many history rows of the same loan follow; rows sorted by loan. Flat sums: a window costs ten times as much."""
    following = pl.col("is_history").cum_sum(reverse=True)
    loan_ends = (pl.col("loan_id") != pl.col("loan_id").shift(-1)).fill_null(True)
    beyond = pl.when(loan_ends).then(following.shift(-1, fill_value=0)).backward_fill()
    return following - beyond - 1


def _scheduled(
    instalments: pl.LazyFrame,
    conventions: Conventions,
    as_of: dt.date,
    within: tuple[int, ...],
    ledger: pl.LazyFrame | None,
) -> pl.LazyFrame:
    """Instalments with amounts. Those of one row, nearly all, need no grouping and no ordering of payments."""
    tolerance = round(conventions.tolerance * 100)
    seen = (pl.col("paid_on") <= as_of) & pl.col("paid_amount").is_not_null()
    rows = (
        instalments.filter(pl.col("due_amount") > 0)
        .with_columns(
            pl.when(seen).then("paid_amount").otherwise(0).fill_null(0).alias("paid"),
            pl.when(seen).then("paid_on").alias("paid_on"),
        )
        # By hash, which may take two instalments for one: those are only grouped in vain.
        .with_columns(pl.struct(KEY).hash().is_duplicated().alias("has_more_rows"))
    )
    enough = pl.col("allocated") >= pl.col("due_amount") - tolerance
    single = (
        rows.filter(~pl.col("has_more_rows"))
        .select(*KEY, *_of_one_row(within))
        .with_columns(pl.when(enough).then(pl.coalesce("last_paid_on", "due_on")).alias("satisfied_on"))
    )
    split = rows.filter("has_more_rows")
    several = split.group_by(KEY).agg(_of_several_rows(within))
    several = several.join(_satisfied_by_several(split, tolerance), on=KEY, how="left", nulls_equal=True)
    settled = pl.concat([single, several])
    if ledger is not None:
        settled = _by_ledger(settled, ledger, tolerance, within)
    return settled.with_columns(
        (pl.col("due_on") < as_of).alias("is_history"), pl.col("satisfied_on").is_null().alias("is_open")
    ).with_columns(
        (pl.col("satisfied_on").fill_null(as_of) - pl.col("due_on"))
        .dt.total_days()
        .clip(0)
        .cast(pl.Int32)
        .alias("days_late")
    )


def _of_one_row(within: tuple[int, ...]) -> list[pl.Expr]:
    return [
        pl.col("borrower_id", "due_amount", "statement_amount", "reminders"),
        pl.col("paid").alias("allocated"),
        pl.col("paid_on").alias("last_paid_on"),
        (pl.col("debit_result") == "no_funds").fill_null(False).alias("no_funds"),
        *[pl.when(_by(days)).then("paid").otherwise(0).alias(short_column(days)) for days in within],
        pl.col(PLACE),
    ]


def _of_several_rows(within: tuple[int, ...]) -> list[pl.Expr]:
    """The same columns from all rows of an instalment; the day that satisfied it is found apart."""
    return [
        pl.col("borrower_id").first(),
        pl.col("due_amount", "statement_amount", "reminders").max(),
        pl.col("paid").sum().alias("allocated"),
        pl.col("paid_on").max().alias("last_paid_on"),
        (pl.col("debit_result") == "no_funds").any().alias("no_funds"),
        *[pl.col("paid").filter(_by(days)).sum().alias(short_column(days)) for days in within],
        *[pl.col(place).first() for place in PLACE],
    ]


def _by(days: int) -> pl.Expr:
    return pl.col("paid_on") <= pl.col("due_on") + dt.timedelta(days=days)


def _by_ledger(settled: pl.LazyFrame, ledger: pl.LazyFrame, tolerance: int, within: tuple[int, ...]) -> pl.LazyFrame:
    """The same frame with what the ledger's payments satisfied, for the loans it holds."""
    names = ["allocated", "satisfied_on", "last_paid_on", *[short_column(days) for days in within]]
    last = ledger.filter(pl.col("amount") > 0).group_by("loan_id").agg(pl.col("paid_on").max().alias("last_paid_on"))
    loans = ledger.select("loan_id").unique()
    theirs = settled.join(loans, on="loan_id", how="semi").drop(names)
    fifo = allocated(theirs, ledger, tolerance, within).join(last, on="loan_id", how="left")
    return pl.concat(
        [settled.join(loans, on="loan_id", how="anti"), fifo.drop("upto", "needed", "paid", "held")], how="diagonal"
    )


def _satisfied_by_several(split: pl.LazyFrame, tolerance: int) -> pl.LazyFrame:
    """For instalments with more than one row, `satisfied_on`: the first day from which enough stays allocated.

    The same amount on the same day twice is counted once, the cautious reading of a double export; a
    reversal always counts.
    """
    needed = (pl.col("due_amount").max().over(KEY) - tolerance).alias("needed")
    days = (
        split.with_columns(needed)
        .filter(pl.col("paid_on").is_not_null())
        .select(
            *KEY,
            "needed",
            "paid_on",
            "paid",
            pl.when(pl.col("paid") < 0).then(pl.int_range(pl.len())).alias("reversal"),
        )
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
        .agg(pl.col("paid_on").min().alias("satisfied_on"))
    )


def _cycles(
    instalments: pl.LazyFrame, loans: pl.LazyFrame, conventions: Conventions, as_of: dt.date, data_date: dt.date | None
) -> pl.LazyFrame:
    """Monthly status codes as instalments: a band's middle is how late, its end how late today.

    A code is known from the end of its month; an export no later than the as-of date may also hold the
    month that still runs. Months that have not begun are not known. The last code known is today's. A late month is taken as cured when the next month begins to count.
    """
    codes = conventions.status_codes
    late = {code: days.late for code, days in codes.items()}
    now = {code: days.now for code, days in codes.items()}
    columns = ("loan_id", "borrower_id", "due_on", "status_code", "statement_amount", "allocated", "reminders", *PLACE)
    running = data_date is not None and data_date <= as_of
    known = (pl.col("due_on").dt.month_start() if running else pl.col("due_on")) <= as_of
    last = pl.int_range(pl.len()) == pl.len() - 1
    paid = pl.when(pl.col("paid_on") <= as_of).then("paid_amount").alias("allocated")
    coded = instalments.filter(pl.col("status_code").is_not_null()).with_columns(paid)
    nothing_due = pl.col("status_code").is_in(conventions.status_not_due)
    cycles = pl.concat([coded.select(columns), _spelt_out(loans).select(columns)], how="vertical_relaxed").filter(known)
    due = (
        cycles.filter(~nothing_due)
        .sort("loan_id", "due_on")
        .with_columns(
            pl.col("status_code").replace_strict(late, default=None, return_dtype=pl.Int32).alias("days_late"),
            pl.when(last.over("loan_id"))
            .then(pl.col("status_code").replace_strict(now, default=None, return_dtype=pl.Int32))
            .alias("status_now"),
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
    # A month in which nothing was due is a record too, though no instalment.
    return pl.concat([due, cycles.filter(nothing_due).with_columns(pl.lit(False).alias("is_history"))], how="diagonal")


def _spelt_out(loans: pl.LazyFrame) -> pl.LazyFrame:
    """Each loan's status string, one row a month; the last code belongs to `status_history_end`."""
    months_back = pl.col("status_code").list.len() - 1 - pl.int_ranges(pl.col("status_code").list.len())
    return (
        loans.filter(pl.col("status_history").is_not_null() & pl.col("status_history_end").is_not_null())
        .select(
            "loan_id",
            "borrower_id",
            "status_history_end",
            *PLACE,
            pl.col("status_history").str.split("").alias("status_code"),
        )
        .with_columns(months_back.alias("months_back"))
        .explode("status_code", "months_back")
        .with_columns(
            pl.lit(None, pl.Int64).alias("statement_amount"),
            pl.lit(None, pl.Int64).alias("allocated"),
            pl.lit(None, pl.Int32).alias("reminders"),
            pl.col("status_history_end")
            .dt.month_start()
            .dt.offset_by(pl.format("-{}mo", "months_back"))
            .dt.month_end()
            .alias("due_on"),
        )
    )
