"""Signs from instalments, inspections, signals, the ledger and the parties; see `overdue_cli.signs`."""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.given import Given

STAFF = 2
"""Position of staff among payers, as evidence ranks them."""


def of_history(given: Given) -> pl.LazyFrame:
    """One row a borrower with due instalments; loans are pooled."""
    rows, late, back = given.sources["history"].lazy(), pl.col("days_late"), pl.col("from_last")
    return rows.group_by("borrower_id").agg(
        given.age("last_paid_on").min().alias("days_since_paid"),
        (pl.col("is_open") & (pl.col("allocated") > 0)).any().fill_null(False).alias("part_paid"),
        late.filter(back < 3).mean().alias("late_recent"),
        late.filter(back.is_between(3, 5)).mean().alias("late_before"),
        late.is_not_null().sum().cast(pl.Int32).alias("instalments_known"),
    )


def of_cash(given: Given) -> pl.LazyFrame:
    """One row a borrower for whom anything was paid: whether staff paid within the year."""
    year_ago = pl.lit(given.as_of).dt.offset_by("-12mo")
    staff = (pl.col("paid_by") == STAFF) & (pl.col("paid_on") >= year_ago)
    return given.sources["cash"].lazy().group_by("borrower_id").agg(staff.any().alias("staff_paid"))


def of_debits(given: Given) -> pl.LazyFrame:
    """Borrowers with an open instalment whose debit failed for another reason than lack of funds."""
    still_open = given.sources["history"].lazy().filter("is_open").select("loan_id", "due_on")
    age = given.age("due_on")
    return (
        given.table("instalments")
        .lazy()
        .filter(
            (pl.col("debit_result") == "failed") & age.is_between(0, given.ruleset.playbook.signals.fresh_debit_days)
        )
        .join(still_open, on=["loan_id", "due_on"], how="semi")
        .select("borrower_id", pl.lit(True).alias("debit_fault"))
        .unique()
    )


def of_inspections(given: Given) -> pl.LazyFrame:
    """One row a borrower somebody went to see."""
    told = pl.col("cooperation").is_not_null()
    order = [pl.col(name).filter(told) for name in ("inspected_on", "cooperation")]
    return (
        given.sources["inspections"]
        .lazy()
        .group_by("borrower_id")
        .agg(
            given.age("inspected_on").filter("is_effective").min().alias("effective_days_ago"),
            (~pl.col("is_effective").any()).alias("ineffective_only"),
            pl.col("cooperation").filter(told).sort_by(order).last(),
        )
    )


def of_findings(given: Given) -> pl.LazyFrame:
    """One row a borrower with open findings."""
    return (
        given.sources["findings"].lazy().group_by("borrower_id").agg(pl.col("code").unique().sort().alias("findings"))
    )


def live_signals(given: Given) -> pl.LazyFrame:
    """The signals still alive: seen by the as-of date, not too old, not ended by a later one; undated ones live."""
    policy = given.ruleset.playbook.signals
    seen = given.sources["signals"].lazy().filter((pl.col("observed_on") <= given.as_of).fill_null(True))
    pairs = [(code, end) for code, ends in policy.ended_by.items() for end in ends]
    endings = pl.LazyFrame(pairs, schema={"code": pl.String, "end": pl.String}, orient="row")
    ended = (
        endings.join(seen.select("borrower_id", pl.col("code").alias("end"), "observed_on"), on="end", how="inner")
        .group_by("borrower_id", "code")
        .agg(pl.col("observed_on").max().alias("ended_on"))
    )
    over = (pl.col("ended_on") >= pl.col("observed_on")).fill_null(False)
    young = (given.age("observed_on") <= policy.live_days).fill_null(True)
    return seen.join(ended, on=["borrower_id", "code"], how="left").filter(young & ~over)


def of_signals(given: Given) -> pl.LazyFrame:
    """One row a borrower with live signals: their codes and the next known cash."""
    cash = pl.col("code").is_in(given.ruleset.playbook.signals.cash) & (pl.col("expected_on") >= given.as_of)
    return (
        live_signals(given)
        .group_by("borrower_id")
        .agg(
            pl.col("code").unique().sort().alias("signals"),
            pl.col("expected_on").filter(cash).min().alias("next_cash_on"),
        )
        .with_columns((-given.age("next_cash_on")).alias("next_cash_in"))
    )


def of_loans(given: Given) -> pl.LazyFrame:
    """One row a borrower: how the open loans came to be."""
    return (
        given.sources["loans"]
        .lazy()
        .filter(pl.col("loan_status").ne_missing("settled"))
        .group_by("borrower_id")
        .agg(pl.col("approval_exception").fill_null(False).any())
    )
