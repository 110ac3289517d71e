"""Facts about what stands behind the loan: collateral, guarantors, the money for a bullet repayment."""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.inspection import known_findings
from overdue_cli.evidence.plan import Plan, Proof, Setting

STAGES = ("not_near", "within_first", "within_second", "within_third")


def per_loan(collateral: pl.LazyFrame) -> pl.LazyFrame:
    """Loan → what its collateral rows say: total value (null if one has none), oldest valuation, states."""
    usable = pl.when(pl.col("value") > 0).then("value")
    return collateral.group_by("loan_id").agg(
        pl.when(usable.is_not_null().all()).then(usable.sum()).alias("collateral_value"),
        pl.when(pl.col("valued_on").is_not_null().all()).then(pl.col("valued_on").min()).alias("collateral_valued_on"),
        pl.col("status").drop_nulls().unique().sort().str.join(" ").alias("collateral_states"),
        pl.len().alias("collateral_rows"),
    )


SECURED = pl.col("collateral_rows") > 0


def loan_to_value(key: str, setting: Setting) -> Plan:
    """Balance over collateral value, worst secured loan (share); null if one has no value on record."""
    ratio = pl.col("balance") / pl.col("collateral_value")
    secured = ratio.filter(SECURED)
    known = setting.snapshot_holds
    return Plan(
        loans={key: pl.when(secured.is_not_null().all()).then(secured.max()), f"{key} any": SECURED.any()},
        value=pl.col(key),
        applies=pl.col(f"{key} any") if known else pl.lit(False),
        proof=Proof("loans", SECURED, ratio.fill_null(float("inf"))),
    )


def collateral_state(key: str, setting: Setting, *, lost_words: list[str], findings: list[str]) -> Plan:
    """1 if collateral is lost, moved or seized by its own row or an open finding, else 0."""
    lost = SECURED & pl.col("collateral_states").str.to_lowercase().str.contains_any(lost_words)
    found = f"{key} found"
    return Plan(
        loans={key: lost.any(), f"{key} any": SECURED.any()},
        findings={found: pl.col("code").is_in(findings).any()},
        value=(pl.col(key) | pl.col(found).fill_null(False)).cast(pl.Int8),
        applies=pl.col(f"{key} any"),
        proof=Proof("loans", lost, pl.lit(0)),
    )


def valuation_age(key: str, setting: Setting, *, months: int) -> Plan:
    """1 if the oldest valuation of secured loans is more than so many months old or undated, else 0."""
    stale = SECURED & ~(pl.col("collateral_valued_on") >= setting.months_ago(months)).fill_null(False)
    return Plan(
        loans={key: stale.any(), f"{key} any": SECURED.any()},
        value=pl.col(key).cast(pl.Int8),
        applies=pl.col(f"{key} any"),
        proof=Proof("loans", stale, pl.lit(0)),
    )


def guarantor_level(key: str, setting: Setting, *, mild: list[str], gravest: list[str]) -> Plan:
    """The guarantor's state by open findings: none, mild, gravest; only where a guarantor is on record."""
    names = (f"{key} mild", f"{key} gravest")
    level = pl.when(pl.col(names[1]).fill_null(False)).then(2).when(pl.col(names[0]).fill_null(False)).then(1)
    guarantor = (
        pl.col("liability_basis").is_in(["guarantor_joint", "guarantor_general"])
        | pl.col("guarantee_mode").is_not_null()
    )
    return Plan(
        findings={name: pl.col("code").is_in(codes).any() for name, codes in zip(names, (mild, gravest), strict=True)},
        parties={f"{key} any": guarantor.any()},
        value=known_findings(level.cast(pl.Int8), setting),
        applies=pl.col(f"{key} any"),
        proof=Proof("findings", pl.col("code").is_in([*mild, *gravest]), pl.col("severity")),
    )


def bullet_stage(key: str, setting: Setting, *, days: list[int], confirmed_by: str) -> Plan:
    """How near the maturity of a loan repaid in one sum is while its funds are not confirmed.

    Which loans those are the rule says, by their profile. `days` descend (60, 30, 10). A loan without a maturity date is taken as due within the last of them. A
    confirmation counts if it was observed within the first of them.
    """
    owing = pl.col("loan_status").ne_missing("settled") & (pl.col("balance").ne_missing(0))
    left = (pl.col("matures_on") - setting.as_of).dt.total_days().fill_null(days[-1])
    stage = pl.sum_horizontal([(left <= limit).cast(pl.Int8) for limit in days])
    confirmed = f"{key} confirmed_on"
    fresh = (pl.lit(setting.as_of) - pl.col(confirmed)).dt.total_days().is_between(0, days[0]).fill_null(False)
    return Plan(
        loans={key: stage.filter(owing).max(), f"{key} any": owing.any()},
        signals={
            confirmed: pl.col("observed_on")
            .filter((pl.col("code") == confirmed_by) & (pl.col("observed_on") <= setting.as_of))
            .max()
        },
        value=pl.when(fresh).then(0).otherwise(pl.col(key)).cast(pl.Int8),
        applies=pl.col(f"{key} any"),
        proof=Proof("loans", owing, stage),
    )
