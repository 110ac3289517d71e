"""The line that capacity draws: how many visits each officer can make, what falls below, and the money there."""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.given import Given

VISITING = ("officer", "post_loan", "supervisor")
"""Queues whose rows somebody goes to see."""
VISITED_TIERS = 3


def with_capacity(borrowers: pl.DataFrame, given: Given) -> pl.DataFrame:
    """`borrowers` with `visit_no` (the officer's visits in rank order; null where none is needed) and `below_line`
    (null without a capacity); `stands_…` says so where a row falls below it. Currencies take turns by tier and rank,
    since nobody compares their amounts."""
    needed = (
        pl.col("list").is_not_null()
        & (pl.col("tier") <= VISITED_TIERS)
        & pl.col("hold").is_null()
        & pl.col("queue").is_in(VISITING)
    )
    order = pl.struct("tier", "rank", "currency", "borrower_id")
    number = order.rank("ordinal").over(pl.col("officer").fill_null(""), needed).cast(pl.Int64)
    numbered = borrowers.with_columns(pl.when(needed).then(number).alias("visit_no"))
    if given.capacity is None:
        return numbered.with_columns(pl.lit(None, pl.Boolean).alias("below_line"))
    numbered = numbered.with_columns((pl.col("visit_no") > given.capacity).alias("below_line"))
    words = given.ruleset.playbook.management.below_line
    said = [
        pl.when(pl.col("below_line"))
        .then(
            pl.concat_str(f"stands_{n}", pl.lit(words.of(n)), separator="；" if n == "zh" else "; ", ignore_nulls=True)
        )
        .otherwise(f"stands_{n}")
        .alias(f"stands_{n}")
        for n in ("zh", "en")
    ]
    return numbered.with_columns(said)


def by_officer(borrowers: pl.DataFrame, given: Given) -> pl.DataFrame:
    """One row an officer and currency: `listed`, `visits_needed`, `visits_possible`, `below_line` (rows), `uncovered`
    (amount at risk below the line, fen), `overloaded` (more rows than the playbook allows); the most uncovered first."""
    limit = given.ruleset.playbook.management.listed_per_officer
    below = pl.col("below_line").fill_null(False)
    return (
        borrowers.lazy()
        .filter(pl.col("list").is_not_null())
        .group_by("officer", "currency")
        .agg(
            pl.len().cast(pl.Int64).alias("listed"),
            pl.col("visit_no").is_not_null().sum().cast(pl.Int64).alias("visits_needed"),
            pl.lit(given.capacity, pl.Int64).first().alias("visits_possible"),
            below.sum().cast(pl.Int64).alias("below_line"),
            pl.col("amount_at_risk").filter(below).sum().alias("uncovered"),
        )
        .with_columns((pl.col("listed").sum().over(pl.col("officer").fill_null("")) > limit).alias("overloaded"))
        .sort(
            "uncovered", "visits_needed", "officer", "currency", descending=[True, True, False, False], nulls_last=True
        )
        .collect()
    )
