"""Where much hangs on little: trade × outlet, the largest borrowers, those bound to each other. Per currency.

Groups are numbered, not named: who binds two borrowers together may owe nothing and has no place on a sheet.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.control import wilson
from overdue_cli.followup.given import Given


def cells(borrowers: pl.DataFrame, given: Given) -> pl.DataFrame:
    """One row a trade and outlet: `currency`, `industry`, `branch`, `borrowers`, `balance` (fen), `share` of the
    currency's balance, `overdue` (borrowers), `rate`, `lower`, `upper`; the largest share first."""
    policy = given.ruleset.playbook.management
    lower, upper = wilson(pl.col("overdue"), pl.col("borrowers"), policy.z)
    return (
        borrowers.lazy()
        .group_by("currency", "industry", "branch")
        .agg(
            pl.len().cast(pl.Int64).alias("borrowers"),
            pl.col("balance").sum(),
            pl.col("late").sum().cast(pl.Int64).alias("overdue"),
        )
        .with_columns(_share().alias("share"), _part("overdue", pl.col("borrowers")).alias("rate"))
        .with_columns(lower.alias("lower"), upper.alias("upper"))
        .sort("currency", "balance", "industry", "branch", descending=[False, True, False, False], nulls_last=True)
        .collect()
    )


PLACES = 9
"""Digits kept of a share. By a divisor that is one for all rows Polars multiplies by its reciprocal or divides,
as the number of threads will have it, and the last digit differs between a laptop and a server."""


def _part(of: str, whole: pl.Expr) -> pl.Expr:
    """Null where there is no whole: an export without balances has no shares of them."""
    return pl.when(whole != 0).then((pl.col(of) / whole).round(PLACES))


def _share(of: str = "balance") -> pl.Expr:
    return _part(of, pl.col("balance").sum().over(pl.col("currency").fill_null("")))


def largest(borrowers: pl.DataFrame, given: Given) -> pl.DataFrame:
    """The largest borrowers of each currency: `currency`, `borrower_id`, `grade`, `days_past_due`, `balance` (fen),
    `share`, `share_so_far`."""
    at_most = given.ruleset.playbook.management.largest
    currency = pl.col("currency").fill_null("")
    return (
        borrowers.lazy()
        .with_columns(_share().alias("share"))
        .sort("currency", "balance", "borrower_id", descending=[False, True, False], nulls_last=True)
        .with_columns(pl.col("balance").cum_sum().over(currency).alias("so_far"))
        .with_columns(_share("so_far").alias("share_so_far"))
        .filter(pl.int_range(pl.len()).over(currency) < at_most)
        .select("currency", "borrower_id", "grade", "days_past_due", "balance", "share", "share_so_far")
        .collect()
    )


def groups(borrowers: pl.DataFrame, given: Given) -> pl.DataFrame:
    """One row a connected group of two or more: `group` (a number), `kind` (contract or controller), `members`,
    `balance` (fen), `overdue` (members), `worst_days_past_due`, `borrower_ids` (text); the largest first.

    Same contract of joint liability, or the same person in control by name *and* phone: a name alone joins nobody.
    """
    roles = [role.lower() for role in given.ruleset.conduct.controller_roles]
    controls = (
        given.sources["parties"]
        .lazy()
        .filter(
            pl.col("role").str.to_lowercase().str.contains_any(roles)
            & pl.col("party_name").is_not_null()
            & pl.col("phone").is_not_null()
        )
        .select(
            "borrower_id",
            pl.concat_str("party_name", "phone", separator="\0").alias("tie"),
            pl.lit("controller").alias("kind"),
        )
    )
    contracts = given.links.lazy().select(
        "borrower_id", pl.col("contract").alias("tie"), pl.lit("contract").alias("kind")
    )
    known = borrowers.lazy().select("borrower_id", "currency", "balance", "late", "days_past_due")
    return (
        pl.concat([contracts, controls])
        .unique()
        .join(known, on="borrower_id", how="inner")
        .sort("borrower_id")
        .group_by("kind", "tie", "currency")
        .agg(
            pl.len().cast(pl.Int64).alias("members"),
            pl.col("balance").sum(),
            pl.col("late").sum().cast(pl.Int64).alias("overdue"),
            pl.col("days_past_due").max().alias("worst_days_past_due"),
            pl.col("borrower_id").str.join(" ").alias("borrower_ids"),
        )
        .filter(pl.col("members") > 1)
        .sort("balance", "borrower_ids", descending=[True, False])
        .with_row_index("group", 1)
        .drop("tie")
        .collect()
    )
