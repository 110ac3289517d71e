"""Registered collateral: what it is, what it is worth on paper, and what may truthfully be said of it."""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.given import Given
from overdue_cli.words import alternatives

SCHEMA = {
    "borrower_id": pl.String, "loan_id": pl.String, "kind": pl.String, "value": pl.Int64, "valued_on": pl.Date,
    "valuation_age_days": pl.Int64, "says_zh": pl.String, "says_en": pl.String, "doubtful": pl.Boolean,
}  # fmt: skip


def collateral(given: Given) -> pl.DataFrame:
    """One row a thing that is registered for an open loan, columns `SCHEMA`; value in fen.

    A value of nought or less is no value and is marked `doubtful`. What is not the bank's security, and what belongs
    to the family, is not in the export's collateral and never appears.
    """
    policy = given.ruleset.conduct.collateral
    still_open = (
        given.sources["loans"]
        .lazy()
        .filter(pl.col("loan_status").ne_missing("settled"))
        .select("loan_id", "borrower_id")
    )
    valued = (pl.col("valued_on") <= given.as_of).fill_null(True)
    state = pl.col("status").fill_null("").str.to_lowercase()
    lost = state.str.contains(f"({alternatives(policy.lost)})")
    bare = state.str.contains(f"({alternatives(policy.unregistered)})")
    value = pl.when(pl.col("value") > 0).then("value")
    stale = (pl.col("valued_on") < pl.lit(given.as_of).dt.offset_by(f"-{policy.stale_months}mo")).fill_null(True)
    rows = (
        given.table("collateral").lazy().filter(valued).drop("borrower_id").join(still_open, on="loan_id", how="inner")
    )
    said = [
        pl.concat_str(
            pl.when(lost)
            .then(pl.lit(policy.lost_says.of(language)))
            .when(bare)
            .then(pl.lit(policy.unregistered_says.of(language)))
            .otherwise(pl.lit(policy.registered_says.of(language))),
            pl.when(value.is_null())
            .then(pl.lit(policy.unvalued_says.of(language)))
            .when(stale)
            .then(pl.lit(policy.stale_says.of(language))),
            separator="；" if language == "zh" else "; ",
            ignore_nulls=True,
        ).alias(f"says_{language}")
        for language in ("zh", "en")
    ]
    return (
        rows.with_columns(
            *said,
            value.alias("value"),
            given.age("valued_on").alias("valuation_age_days"),
            (pl.col("value") <= 0).fill_null(False).alias("doubtful"),
        )
        .select(*SCHEMA)
        .sort("borrower_id", "loan_id", "kind", "value", nulls_last=True)
        .collect()
    )
