"""Was each promise kept? Payments are given to the oldest promise first, each yuan once."""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.plan import Setting
from overdue_cli.ruleset.model import PromiseTest


def promises_of(
    contacts: pl.LazyFrame, dues: pl.LazyFrame, cash: pl.LazyFrame, test: PromiseTest, setting: Setting
) -> pl.DataFrame:
    """One row a promise: `borrower_id`, `made_on`, `due_by`, `amount` (fen), `is_due`, `is_broken`, ….

    `is_due`: its last day lies before the as-of date; until then a promise is pending and not judged.
    `broken_in_a_row`: how many promises in a row, this one among them, were broken. A blank amount is the
    arrears of that day, a blank date so many days after the contact.
    """
    made = _made(contacts, dues, test)
    theirs = cash.join(made.lazy().select("borrower_id").unique(), on="borrower_id", how="semi")
    kept = _given(made, _lasting(theirs), test)
    last_day = pl.col("due_by") + pl.duration(days=test.grace_days)
    judged = made.join(kept, on="number", how="left").with_columns(
        (last_day < setting.as_of).alias("is_due"),
        (pl.col("given").fill_null(0) < pl.col("amount") * test.kept_at_share).alias("is_broken"),
    )
    return _in_a_row(pl.concat([judged, _said_broken(contacts, judged, test)], how="diagonal"))


def _made(contacts: pl.LazyFrame, dues: pl.LazyFrame, test: PromiseTest) -> pl.DataFrame:
    """The promises in the log, oldest first, with what was promised and by when."""
    promises = (
        contacts.filter(pl.col("promise") & pl.col("contacted_on").is_not_null())
        .select(
            "borrower_id",
            pl.col("contacted_on").alias("made_on"),
            pl.coalesce("promised_on", pl.col("contacted_on") + pl.duration(days=test.undated_due_after_days)).alias(
                "due_by"
            ),
            "promised_amount",
            "source_file",
            "source_sheet",
            "source_row",
        )
        .sort("borrower_id", "made_on", "due_by", "promised_amount", nulls_last=True)
        .with_row_index("number")
    )
    unpaid_then = (pl.col("due_on") < pl.col("made_on")) & (pl.col("satisfied_on") > pl.col("made_on")).fill_null(True)
    arrears_then = (
        promises.filter(pl.col("promised_amount").is_null())
        .join(dues.select("borrower_id", "due_on", "due_amount", "satisfied_on"), on="borrower_id", how="inner")
        .filter(unpaid_then)
        .group_by("number")
        .agg(pl.col("due_amount").sum().alias("arrears_then"))
    )
    amount = pl.coalesce("promised_amount", "arrears_then", 0).clip(lower_bound=1)
    return (
        promises.join(arrears_then, on="number", how="left")
        .with_columns(amount.alias("amount"))
        .drop("arrears_then")
        .collect()
    )


def _lasting(cash: pl.LazyFrame) -> pl.DataFrame:
    """Borrower and day → what was paid that day and was not taken back since (fen)."""
    days = cash.group_by("borrower_id", "paid_on").agg(pl.col("amount").sum()).sort("borrower_id", "paid_on")
    held = pl.col("amount").cum_sum().cum_min(reverse=True).over("borrower_id").clip(lower_bound=0)
    lasting = (pl.col("held") - pl.col("held").shift(1, fill_value=0).over("borrower_id")).alias("left")
    return (
        days.with_columns(held.alias("held"))
        .with_columns(lasting)
        .select("borrower_id", "paid_on", "left")
        .filter(pl.col("left") > 0)
        .collect()
    )


def _given(made: pl.DataFrame, cash: pl.DataFrame, test: PromiseTest) -> pl.DataFrame:
    """Promise number → what was paid towards it (fen), the first promises of all borrowers, then the second …"""
    turns = made.with_columns(pl.int_range(pl.len()).over("borrower_id").alias("turn"))
    until = pl.col("due_by") + pl.duration(days=test.grace_days)
    given = [pl.DataFrame(schema={"number": pl.UInt32, "given": pl.Int64})]
    for turn in range(turns["turn"].n_unique()):
        now = turns.filter(pl.col("turn") == turn).select(
            "borrower_id", "number", "made_on", until.alias("until"), "amount"
        )
        cash = cash.join(now, on="borrower_id", how="left", maintain_order="left")
        useful = (pl.col("paid_on").is_between(pl.col("made_on"), pl.col("until")).fill_null(False)).cast(
            pl.Int64
        ) * pl.col("left")
        before = useful.cum_sum().over("borrower_id") - useful
        taken = pl.min_horizontal(useful, (pl.col("amount") - before).clip(lower_bound=0)).fill_null(0)
        cash = cash.with_columns(taken.alias("taken"))
        given.append(cash.filter(pl.col("taken") > 0).group_by("number").agg(pl.col("taken").sum().alias("given")))
        cash = cash.select("borrower_id", "paid_on", (pl.col("left") - pl.col("taken")).alias("left"))
    return pl.concat(given)


def _said_broken(contacts: pl.LazyFrame, judged: pl.DataFrame, test: PromiseTest) -> pl.DataFrame:
    """Log lines that say a promise was broken, where no promise of ours explains them.

    A promise explains one line only, the first that follows it: otherwise a log with one more broken promise in
    it could count fewer of them.
    """
    said = (
        contacts.filter(pl.col("broken") & ~pl.col("promise") & pl.col("contacted_on").is_not_null())
        .sort("contacted_on")
        .collect()
    )
    ours = (
        judged.filter(pl.col("is_due") & pl.col("is_broken"))
        .select("borrower_id", pl.col("due_by").alias("explained_by"))
        .sort("explained_by")
    )
    lines = said.join_asof(
        ours,
        left_on="contacted_on",
        right_on="explained_by",
        by="borrower_id",
        strategy="backward",
        tolerance=f"{test.said_broken_within_days}d",
        check_sortedness=False,
    )
    again = pl.int_range(pl.len()).over("borrower_id", "explained_by") > 0
    return lines.filter(pl.col("explained_by").is_null() | again).select(
        "borrower_id",
        pl.col("contacted_on").alias("made_on"),
        pl.col("contacted_on").alias("due_by"),
        pl.lit(True).alias("is_due"),
        pl.lit(True).alias("is_broken"),
        "source_file",
        "source_sheet",
        "source_row",
    )


def _in_a_row(promises: pl.DataFrame) -> pl.DataFrame:
    """Adds the length of the run of broken promises each one stands in; pending ones stand in none."""
    due = promises.filter("is_due").sort("borrower_id", "made_on", "due_by", "number", nulls_last=True)
    run = (
        pl.col("is_broken").ne(pl.col("is_broken").shift(1)).fill_null(True).cum_sum().over("borrower_id").alias("run")
    )
    length = pl.col("is_broken").sum().over("borrower_id", "run").cast(pl.Int32).alias("broken_in_a_row")
    return pl.concat(
        [due.with_columns(run).with_columns(length).drop("run"), promises.filter(~pl.col("is_due"))], how="diagonal"
    )
