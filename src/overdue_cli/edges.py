"""For each rule that counted, the nearest value at which it would count less, and the grade that follows.

The borrower's facts are copied once for every rule that counted, one fact moved to the edge of its band,
and all copies graded together through caps, floors, notch and brake. Most single changes move nothing,
and that is worth knowing too: only those that do are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from overdue_cli import grading
from overdue_cli.evidence.loans import with_five_tier_floor
from overdue_cli.facts import FACTS, Unit
from overdue_cli.grading.bands import band_column
from overdue_cli.grading.reasons import spoken
from overdue_cli.locale import words
from overdue_cli.ruleset.ladders import ladders_of
from overdue_cli.ruleset.model import Band, Ladder, Rule
from overdue_cli.words import template

if TYPE_CHECKING:
    from overdue_cli.scored import ScoredPortfolio


def nearest_edges(scored: ScoredPortfolio, borrowers: pl.Series) -> pl.DataFrame:
    """One row a borrower and ladder whose next milder band would give a better grade.

    Columns: `borrower_id`, `rule_id`, `fact`, `edge` (the value reached), `grade`, `says`.
    """
    own = scored.borrowers.filter(pl.col("borrower_id").is_in(borrowers.implode()))
    copies = [
        copy
        for rule in scored.ruleset.rules
        for ladder in ladders_of(rule)
        if (copy := _copies(own, rule, ladder, scored)) is not None
    ]
    if not copies:
        return pl.DataFrame(
            schema=dict.fromkeys(("borrower_id", "rule_id", "fact", "edge", "grade", "says"), pl.String)
        )
    moved = pl.concat(copies, how="diagonal_relaxed").with_columns(pl.col("loan_days_past_due").cast(pl.Int32))
    moved = with_five_tier_floor(moved.lazy(), scored.ruleset.regulation).drop("loan_days_past_due").collect()
    late = [
        pl.when(pl.col("moved fact") == name).then(pl.col("moved to")).otherwise(expr).alias(name)
        for expr in scored.evidence.late_facts
        if (name := expr.meta.output_name())
    ]
    graded = grading.graded(moved, late, scored.ruleset, scored.request.as_of)
    return (
        graded.filter(pl.col("grade") < pl.col("grade_now"))
        .with_columns(
            template(
                words(scored.language)["whatif"]["edge"], {name: pl.col(name) for name in ("title", "edge", "grade")}
            ).alias("says")
        )
        .select("borrower_id", "rule_id", pl.col("moved fact").alias("fact"), "edge", "grade", "says")
        .sort("borrower_id", "grade", "rule_id", maintain_order=True)
    )


def _copies(own: pl.DataFrame, rule: Rule, ladder: Ladder, scored: ScoredPortfolio) -> pl.DataFrame | None:
    """The borrowers this ladder counted for, their fact moved just below the band they are in."""
    key, fact = ladder.fact.key, FACTS[ladder.fact.name]
    band = pl.col(band_column(ladder))
    rows = own.filter((band >= 1) & pl.col(key).is_not_null())
    if rows.is_empty():
        return None
    edges = {number: _below(step, fact.levels, fact.unit) for number, step in enumerate(ladder.bands, start=1)}
    to = band.replace_strict(edges, return_dtype=pl.Float64)
    if fact.unit is Unit.LEVEL:
        said = to.cast(pl.Int8).replace_strict(
            dict(enumerate(_level_words(scored.language, fact.levels))), return_dtype=pl.String
        )
    else:
        said = spoken(to, fact.unit)
    days = to if key == "days_past_due" else pl.col("days_past_due")
    facts = [name for name in scored.evidence.graded_columns if name in own.columns]
    return rows.select(
        *[to.cast(own.schema[key]).alias(name) if name == key else pl.col(name) for name in facts],
        pl.col("grade").alias("grade_now"),
        pl.lit(rule.id).alias("rule_id"),
        pl.lit(rule.title.of(scored.language) if ladder.missing else getattr(fact, scored.language)).alias("title"),
        pl.lit(key).alias("moved fact"),
        to.alias("moved to"),
        said.alias("edge"),
        days.cast(pl.Int32).alias("loan_days_past_due"),
    )


def _below(band: Band, levels: tuple[str, ...], unit: Unit) -> float:
    """The value nearest to the band that does not reach it."""
    if band.is_ is not None:
        return float(levels.index(band.is_) - 1)
    if band.above is not None:
        return float(band.above)
    assert band.from_ is not None
    return float(band.from_) - (1 if unit in (Unit.DAYS, Unit.COUNT) else 0.01)


def _level_words(language: str, levels: tuple[str, ...]) -> list[str]:
    said = words(language)["levels"]
    return [said.get(level, level) for level in levels]
