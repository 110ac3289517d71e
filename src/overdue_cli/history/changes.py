"""What changed since the cycle before: new, worsened, improved, cured, unchanged, gone; and because of what.

The reason is the gravest rule that counts now and did not then (for the better: that counted then and does
not now), so that a reader sees the cause of the move and not the whole list again.
"""

from __future__ import annotations

import polars as pl

CHANGES = ("new", "worsened", "improved", "cured", "unchanged", "gone")
REASON = ("rule_id", "ladder", "band", "says_zh", "says_en")


def changes(now: pl.DataFrame, reasons: pl.DataFrame, then: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """One row a borrower: `change`, both grades, days past due and arrears, `notches` (worse is positive), the reason.

    `now` has `borrower_id, grade, days_past_due, arrears` (fen), `then` the same as `previous_…` with
    `previous_seen_on`; `reasons` and `earlier` are worst first. `reason_rule`, `reason_zh`, `reason_en` are null
    where nothing changed. Sorted by change, then borrower.
    """
    columns = ["borrower_id", "previous_grade", "previous_seen_on", "previous_days_past_due", "previous_arrears"]
    both = now.select("borrower_id", "grade", "days_past_due", "arrears").join(
        then.select(columns), on="borrower_id", how="full", coalesce=True
    )
    both = both.with_columns(_change().cast(pl.Enum(CHANGES)).alias("change"), _notches().alias("notches"))
    worse = _only_in(reasons, earlier).join(_first(reasons), on="borrower_id", how="full", coalesce=True, suffix="_any")
    better = _only_in(earlier, reasons)
    found = both.join(worse, on="borrower_id", how="left").join(better, on="borrower_id", how="left", suffix="_better")
    for_worse, for_better = pl.col("change").is_in(["new", "worsened"]), pl.col("change").is_in(["improved", "cured"])
    named = [
        pl.when(for_worse)
        .then(pl.coalesce(name, f"{name}_any"))
        .when(for_better)
        .then(pl.col(f"{name}_better"))
        .alias(name.replace("rule_id", "reason_rule").replace("says", "reason"))
        for name in ("rule_id", "says_zh", "says_en")
    ]
    told = ["grade", "notches", *columns[1:], "days_past_due", "arrears"]
    return found.select("borrower_id", "change", *told, *named).sort("change", "borrower_id")


def counts(frame: pl.DataFrame) -> dict[str, int]:
    """How many of each change, noughts included."""
    found = dict(frame["change"].cast(pl.String).value_counts().iter_rows())
    return {name: int(found.get(name, 0)) for name in CHANGES}


def _change() -> pl.Expr:
    """Arrears paid off are named before the grade, which the brake holds down for a while."""
    late_then, late_now = pl.col("previous_days_past_due").fill_null(0) > 0, pl.col("days_past_due").fill_null(0) > 0
    return (
        pl.when(pl.col("previous_grade").is_null())
        .then(pl.lit("new"))
        .when(pl.col("grade").is_null())
        .then(pl.lit("gone"))
        .when(late_then & ~late_now & (pl.col("grade") <= pl.col("previous_grade")))
        .then(pl.lit("cured"))
        .when(pl.col("grade") > pl.col("previous_grade"))
        .then(pl.lit("worsened"))
        .when(pl.col("grade") < pl.col("previous_grade"))
        .then(pl.lit("improved"))
        .otherwise(pl.lit("unchanged"))
    )


def _notches() -> pl.Expr:
    place = {letter: number for number, letter in enumerate("ABCDE")}
    now, then = (
        pl.col(c).replace_strict(place, default=None, return_dtype=pl.Int8) for c in ("grade", "previous_grade")
    )
    return now - then


def _only_in(here: pl.DataFrame, there: pl.DataFrame) -> pl.DataFrame:
    """The gravest reason of each borrower that `there` has not, or has at a milder band."""
    band = there.select("borrower_id", "rule_id", "ladder", pl.col("band").alias("other"))
    joined = here.select("borrower_id", *REASON).join(
        band, on=["borrower_id", "rule_id", "ladder"], how="left", maintain_order="left"
    )
    return _first(joined.filter(pl.col("other").is_null() | (pl.col("band") > pl.col("other"))))


def _first(reasons: pl.DataFrame) -> pl.DataFrame:
    wanted = reasons.select("borrower_id", "rule_id", "says_zh", "says_en")
    return wanted.unique("borrower_id", keep="first", maintain_order=True)
