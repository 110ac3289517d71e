"""Facts that need other borrowers: the only ones, and each rule that asks them is marked `portfolio`.

They are computed after the partitions meet, from one row a borrower.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.plan import Plan, Setting

CELL = ("industry", "branch")


def cell_overdue_rate(key: str, setting: Setting, *, at_least: int, z: float, base_rate: float) -> Plan:
    """Lower Wilson bound of the overdue rate of the borrower's trade at the outlet, in multiples of `base_rate`.

    The lower bound, so that a few late neighbours are not taken for a trend; null below `at_least` of them.
    """
    n = pl.len().over(CELL).cast(pl.Float64)
    k = (pl.col("days_past_due") > 0).fill_null(False).sum().over(CELL).cast(pl.Float64)
    p, z2 = k / n, z * z
    lower = (p + z2 / (2 * n) - z * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()) / (1 + z2 / n)
    known = pl.all_horizontal(pl.col(CELL).is_not_null())
    return Plan(value=pl.when(known & (n >= at_least)).then((lower / base_rate).round(6)), portfolio=True)


def connected_days_past_due(key: str, setting: Setting) -> Plan:
    """Most days past due among others under the same joint-guarantee contract; null if the borrower has none."""
    return Plan(value=pl.col("connected_days"), portfolio=True)


def connections(parties: pl.LazyFrame, roles: list[str]) -> pl.LazyFrame:
    """Borrower and contract number of every joint-liability group, once each; members bear one of the roles."""
    member = pl.col("role").str.to_lowercase().str.contains_any(roles)
    grouped = parties.filter(member & pl.col("evidence_ref").is_not_null())
    return grouped.select("borrower_id", pl.col("evidence_ref").alias("contract")).unique()


def with_connected(borrowers: pl.LazyFrame, links: pl.LazyFrame) -> pl.LazyFrame:
    """Adds `connected_days`: the worst days past due among the others of the borrower's groups."""
    late = borrowers.select("borrower_id", "days_past_due")
    others = links.join(late, on="borrower_id", how="inner").rename({"borrower_id": "other"})
    worst = (
        links.join(others, on="contract", how="inner")
        .filter(pl.col("borrower_id") != pl.col("other"))
        .group_by("borrower_id")
        .agg(pl.col("days_past_due").max().alias("connected_days"))
    )
    return borrowers.join(worst, on="borrower_id", how="left")
