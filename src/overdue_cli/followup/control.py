"""Control signals: rates by officer, outlet, approver and inspector, with intervals, beside everybody's rate.

A signal to look, not a verdict: with few cases nothing is marked, and a mark only says that chance alone would rarely
give so much more than everybody's rate.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.given import Given

SCHEMA = {
    "scope": pl.String, "who": pl.String, "signal": pl.String, "cases": pl.Int64, "of": pl.Int64, "rate": pl.Float64,
    "lower": pl.Float64, "upper": pl.Float64, "overall": pl.Float64, "marked": pl.Boolean, "signal_zh": pl.String,
    "signal_en": pl.String,
}  # fmt: skip
"""`scope` is officer, outlet, approver or inspector; `who` is blank for those nobody is named for."""


def control_signals(borrowers: pl.DataFrame, given: Given) -> pl.DataFrame:
    """One row a person or outlet and signal, columns `SCHEMA`: marked ones first, then by how far they stand out."""
    loans, visits = _loans(borrowers, given), _inspections(borrowers, given)
    late = borrowers.lazy().with_columns(
        pl.col("late").alias("overdue"),
        (pl.col("inspection_overdue_days") > 0).fill_null(False).alias("inspection_overdue"),
    )
    counted = [
        *[_counted(late, scope, key, signal) for scope, key in PEOPLE for signal in _asked(given)],
        *[_counted(loans, s, key, "first_payment") for s, key in (*PEOPLE, ("approver", "approver"))],
        *[_counted(loans, "approver", "approver", signal) for signal in ("exception", "overdue")],
        *[_counted(visits, s, key, "inspection_ineffective") for s, key in (*PEOPLE, ("inspector", "inspector"))],
        _counted(visits.filter("is_effective"), "inspector", "inspector", "bare_conclusion"),
    ]
    policy = given.ruleset.playbook.management
    words = [
        pl.col("signal")
        .replace_strict({name: said.of(n) for name, said in policy.signals.items()})
        .alias(f"signal_{n}")
        for n in ("zh", "en")
    ]
    lower, upper = wilson(pl.col("cases"), pl.col("of"), policy.z)
    return (
        pl.concat(counted)
        .with_columns((pl.col("cases") / pl.col("of")).alias("rate"), lower.alias("lower"), upper.alias("upper"))
        .with_columns(
            ((pl.col("of") >= policy.at_least) & (pl.col("lower") > pl.col("overall"))).alias("marked"), *words
        )
        .with_columns((pl.col("lower") - pl.col("overall")).alias("apart"))
        .sort(
            "marked", "apart", "scope", "who", "signal", descending=[True, True, False, False, False], nulls_last=True
        )
        .select(*SCHEMA)
        .collect()
    )


PEOPLE = (("officer", "officer"), ("outlet", "branch"))


def _asked(given: Given) -> list[str]:
    """Without inspections nobody's can be overdue."""
    return ["overdue", "inspection_overdue"] if "inspections" in given.present else ["overdue"]


def wilson(cases: pl.Expr, of: pl.Expr, z: float) -> tuple[pl.Expr, pl.Expr]:
    """The Wilson interval of a share: honest for few cases and for shares near 0 and 1."""
    n, z2 = of.cast(pl.Float64), z * z
    p = cases / n
    centre, spread = p + z2 / (2 * n), z * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()
    ends = ((centre - spread) / (1 + z2 / n), (centre + spread) / (1 + z2 / n))
    return ends[0].clip(0, 1).round(9), ends[1].clip(0, 1).round(9)


def _counted(frame: pl.LazyFrame, scope: str, key: str, signal: str) -> pl.LazyFrame:
    """How many of how many, by `key`, and everybody's rate; rows where the question does not arise are not counted."""
    asked = frame.filter(pl.col(signal).is_not_null())
    return (
        asked.with_columns(pl.col(signal).mean().alias("overall"))
        .group_by(pl.col(key).alias("who"))
        .agg(
            pl.col(signal).sum().cast(pl.Int64).alias("cases"),
            pl.len().cast(pl.Int64).alias("of"),
            pl.col("overall").first(),
        )
        .select(pl.lit(scope).alias("scope"), "who", pl.lit(signal).alias("signal"), "cases", "of", "overall")
    )


def _loans(borrowers: pl.DataFrame, given: Given) -> pl.LazyFrame:
    """Open loans with officer and outlet, whether overdue, approved as an exception, and late from the first instalment."""
    first = (
        given.sources["history"]
        .lazy()
        .filter(pl.col("instalment_no") == 1)
        .group_by("loan_id")
        .agg((pl.col("days_late") > given.ruleset.playbook.management.first_late_days).any().alias("first_payment"))
    )
    young = pl.col("disbursed_on") >= pl.lit(given.as_of).dt.offset_by(
        f"-{given.ruleset.playbook.management.young_months}mo"
    )
    return (
        given.sources["loans"]
        .lazy()
        .filter(pl.col("loan_status").ne_missing("settled"))
        .join(first, on="loan_id", how="left")
        .with_columns(
            pl.when(young).then("first_payment").alias("first_payment"),
            (pl.col("loan_days_past_due") > 0).alias("overdue"),
            pl.col("approval_exception").alias("exception"),
        )
    )


def _inspections(borrowers: pl.DataFrame, given: Given) -> pl.LazyFrame:
    """Inspections of twelve months with the borrower's officer and outlet: without effect, or saying nothing."""
    policy = given.ruleset.playbook.management
    bare = pl.col("conclusion").str.strip_chars().str.to_lowercase().is_in([w.lower() for w in policy.bare_conclusions])
    named = borrowers.lazy().select("borrower_id", "officer", "branch")
    return (
        given.sources["inspections"]
        .lazy()
        .filter(pl.col("inspected_on") >= pl.lit(given.as_of).dt.offset_by("-12mo"))
        .join(named, on="borrower_id", how="inner")
        .with_columns((~pl.col("is_effective")).alias("inspection_ineffective"), bare.alias("bare_conclusion"))
    )
