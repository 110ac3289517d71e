"""The smaller tables: collection log, collateral, signals."""

from __future__ import annotations

import polars as pl

from overdue_cli.sample.plan import Plan, events
from overdue_cli.sample.words import (
    CAUSES,
    CHANNELS,
    COLLATERAL_KINDS,
    COLLATERAL_STATUS,
    CONTACTED,
    RESULTS,
    SOURCES,
    TEMPERS,
)

_CONTACT = {
    "ago": pl.Int64, "result": pl.String, "channel": pl.String, "party": pl.String, "promise_in": pl.Int64,
    "promise_percent": pl.Int64, "cause": pl.String, "temper": pl.String,
}  # fmt: skip


def contacts(plan: Plan, people: pl.DataFrame, lent: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The collection log of those who have one, by borrower and date; promises in percent of an instalment."""
    due = rows.filter(pl.col("due_on") < plan.today).group_by("loan", maintain_order=True).agg(pl.last("due_amount"))
    first = (
        lent.filter(pl.col("which") == 0).join(due, on="loan", how="left").select("borrower", "loan_id", "due_amount")
    )
    said = people.join(events("contacts", _CONTACT), on="archetype", how="inner", maintain_order="left_right").join(
        first, on="borrower", how="left", maintain_order="left"
    )
    day = plan.back(pl.col("ago"))
    return said.sort("borrower", "ago", descending=[False, True], maintain_order=True).select(
        "borrower", "outlet", "loan_id", "borrower_id", day.alias("contacted_on"),
        plan.word(pl.col("channel"), CHANNELS).alias("channel"),
        plan.word(pl.col("party"), CONTACTED).alias("contacted_party"),
        plan.word(pl.col("result"), RESULTS).alias("result"),
        (day + pl.duration(days=pl.col("promise_in"))).alias("promised_on"),
        (pl.col("due_amount") * pl.col("promise_percent") // 100).alias("promised_amount"),
        plan.word(pl.col("cause"), CAUSES).alias("cause"), plan.word(pl.col("temper"), TEMPERS).alias("temperament"),
        pl.col("officer").alias("staff"),
    )  # fmt: skip


def collateral(plan: Plan, lent: pl.DataFrame) -> pl.DataFrame:
    """One row a mortgaged or pledged loan; its value follows from the balance and the archetype's loan-to-value."""
    dice, key = plan.dice, pl.col("loan")
    secured = lent.filter(pl.col("guarantee_type").is_in(["mortgaged", "pledged"]))
    kinds = {k: [pair[plan.language] for pair in v] for k, v in COLLATERAL_KINDS.items()}
    kind = (
        pl.when(pl.col("guarantee_type") == "mortgaged")
        .then(dice.one_of(key, "kind", kinds["mortgaged"]))
        .otherwise(dice.one_of(key, "kind", kinds["pledged"]))
    )
    ratio = (
        pl.when(pl.col("follows")).then(dice.between(key, "ltv", pl.col("ltv_low"), pl.col("ltv_high"))).otherwise(50)
    )
    age = dice.between(key, "valued", pl.col("valued_ago_low"), pl.col("valued_ago_high"))
    return secured.select(
        "borrower", "outlet", "loan_id", "borrower_id", kind.alias("kind"),
        (pl.max_horizontal("balance", pl.lit(1_000_000)) * 100 // ratio // 100_000 * 100_000).alias("value"),
        plan.back(age).alias("valued_on"), plan.word(pl.col("collateral_status"), COLLATERAL_STATUS).alias("status"),
    )  # fmt: skip


_SIGNAL = {
    "code": pl.String,
    "ago": pl.Int64,
    "source": pl.String,
    "level": pl.String,
    "amount": pl.Int64,
    "expected_in": pl.Int64,
}


def signals(plan: Plan, people: pl.DataFrame) -> pl.DataFrame:
    """Outside signals, by borrower; the next cash date stands in `expected_on`."""
    seen = people.join(events("signals", _SIGNAL), on="archetype", how="inner", maintain_order="left_right")
    level = pl.when(pl.col("level") != "").then(pl.col("level"))
    later = plan.dice.between(pl.col("borrower"), "expected", 0, 9)
    share = plan.dice.between(pl.col("borrower"), "signal amount", 80, 120)
    expected = plan.today + pl.duration(days=pl.col("expected_in") + later)
    return seen.select(
        "borrower", "outlet", "borrower_id", "code", plan.back(pl.col("ago")).alias("observed_on"),
        plan.word(pl.col("source"), SOURCES).alias("source"), level.alias("level"),
        (pl.col("amount") * share).alias("amount"),
        expected.alias("expected_on"),
    )  # fmt: skip
