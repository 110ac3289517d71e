"""What was paid, and first-in-first-out allocation where the export does not allocate it.

Where a payment stands on an instalment's row, the bank's allocation stands. A cash ledger that comes
apart from the schedule is allocated here, oldest instalment first, to loans whose rows carry none.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

PAYER_RANK = {"third_party": 1, "staff": 2, "guarantor": 3}
PLACE = ("source_file", "source_sheet", "source_row")


def cash_of(instalments: pl.LazyFrame, payments: pl.LazyFrame, as_of: dt.date) -> pl.LazyFrame:
    """Every payment seen by `as_of`: `loan_id`, `borrower_id`, `paid_on`, `amount` (fen, negative a reversal), `payer`.

    A loan whose instalment rows carry payments is not asked of the ledger as well: the same money would
    count twice.
    """
    seen = pl.col("paid_on") <= as_of
    columns = ("loan_id", "borrower_id", "paid_on", "amount", "payer", *PLACE)
    on_rows = (
        instalments.filter(seen & pl.col("paid_amount").is_not_null()).rename({"paid_amount": "amount"}).select(columns)
    )
    ledger = payments.filter(seen & pl.col("amount").is_not_null()).select(columns)
    return pl.concat([on_rows, ledger.join(on_rows.select("loan_id").unique(), on="loan_id", how="anti")])


def paid_by_others(instalments: pl.LazyFrame, payments: pl.LazyFrame, as_of: dt.date) -> pl.LazyFrame:
    """Every payment seen by `as_of`, on rows and in the ledger, with `paid_by`: 0 the borrower, then the graver.

    Both are asked of every loan: unlike an amount, a payer does not count twice.
    """
    columns = ("loan_id", "borrower_id", "paid_on", "amount", "payer", *PLACE)
    both = pl.concat([instalments.rename({"paid_amount": "amount"}).select(columns), payments.select(columns)])
    rank = pl.col("payer").replace_strict(PAYER_RANK, default=0, return_dtype=pl.Int8)
    return both.filter((pl.col("paid_on") <= as_of) & (pl.col("amount") > 0)).with_columns(rank.alias("paid_by"))


def allocated(scheduled: pl.LazyFrame, ledger: pl.LazyFrame, tolerance: int, within: tuple[int, ...]) -> pl.LazyFrame:
    """Satisfaction of instalments by a loan's pooled payments, oldest due first.

    `scheduled` has the key, `due_amount`; the result `loan_id`, `due_on`, `instalment_no`, `allocated`,
    `satisfied_on`, and `allocated_within_N`. An instalment is satisfied on the first day from which the
    payments kept cover it and all before it.
    """
    days = ledger.group_by("loan_id", "paid_on").agg(pl.col("amount").sum()).sort("loan_id", "paid_on")
    total = pl.col("amount").cum_sum().over("loan_id")
    held = days.with_columns(total.alias("paid_so_far")).with_columns(
        pl.col("paid_so_far").cum_min(reverse=True).over("loan_id").alias("held")
    )
    final = held.group_by("loan_id").agg(pl.col("paid_so_far").last().alias("paid"))
    due = scheduled.sort("loan_id", "due_on", "instalment_no").with_columns(
        pl.col("due_amount").cum_sum().over("loan_id").alias("upto")
    )
    before = pl.col("upto") - pl.col("due_amount")
    out = (
        due.join(final, on="loan_id", how="inner")
        .with_columns(
            (pl.col("paid") - before).clip(0, pl.col("due_amount")).alias("allocated"), (pl.col("upto") - tolerance).alias("needed")
        )
        .sort("needed")
        .join_asof(
            held.select("loan_id", pl.col("paid_on").alias("satisfied_on"), "held").sort("held", maintain_order=True),
            left_on="needed", right_on="held", by="loan_id", strategy="forward", check_sortedness=False,
        )
    )  # fmt: skip
    for days_after in within:
        # Not `paid_by`: the left frame has that column, and says there who paid.
        paid = held.select("loan_id", "paid_on", pl.col("paid_so_far").alias("paid_in_time")).sort("paid_on")
        out = (
            out.with_columns(pl.col("due_on").dt.offset_by(f"{days_after}d").alias("limit"))
            .sort("limit")
            .join_asof(
                paid, left_on="limit", right_on="paid_on", by="loan_id", strategy="backward", check_sortedness=False
            )
            .with_columns(
                (pl.col("paid_in_time").fill_null(0) - before)
                .clip(0, pl.col("due_amount"))
                .alias(f"allocated_within_{days_after}")
            )
            .drop("limit", "paid_in_time", "paid_on", strict=False)
        )
    return out
