"""Every rule that counted, in words, worst first: what an officer says aloud.

Sentences come from the band that was reached, so that a reason never says anything the points do not.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from overdue_cli.facts import FACTS, Unit
from overdue_cli.grading import override
from overdue_cli.grading.bands import MISSING, NOT_APPLICABLE, band_column
from overdue_cli.grading.classes import enabled, event_column
from overdue_cli.ruleset.ladders import ladders_of
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import GRADES, Band, Ladder, RegulationEvent, Rule
from overdue_cli.words import template

STATES = pl.Enum(["overridden", "applied", "not_applied", "not_applicable", "not_evaluated"])


def reasons_of(graded: pl.DataFrame, ruleset: RuleSet, *, every_state: bool = False) -> pl.DataFrame:
    """One row a borrower and ladder reached: rule, points, floor, the sentence in both languages.

    Sorted by borrower, then floor, notches, points (worst first), then rule. With `every_state` also the
    rules that did not count, each with its state and why.
    """
    parts = [
        part
        for rule in ruleset.rules
        for ladder in ladders_of(rule)
        for part in _of_ladder(graded.lazy(), rule, ladder, ruleset.group_of(rule.id), every_state)
    ]
    parts += [_braked(graded.lazy(), ruleset), _overridden(graded.lazy(), ruleset)]
    parts += [_classed(graded.lazy(), event, ruleset) for event in enabled(ruleset.regulation) if event.said_by is None]
    by_rule = pl.col("rule_id") != override.RULE  # what a person set decides, and so is told first
    order = ["borrower_id", by_rule, "floor", "notches", "points", "rule_id", "ladder"]
    return pl.concat(parts).sort(order, descending=[False, False, True, True, True, False, False]).collect()


BRAKE = "brake"
"""Stands where a rule's id would, for the borrowers whose grade the brake holds down."""
_POSITION = {letter: rank for rank, letter in enumerate(GRADES)}


def titles(ruleset: RuleSet, language: str) -> dict[str, str]:
    """Rule id → its title; the brake and a person's grade among them."""
    header = ruleset.header
    others = {BRAKE: header.brake.title.of(language), override.RULE: header.override.title.of(language)}
    others |= {class_id(event): event.title.of(language) for event in ruleset.regulation.events}
    return {rule.id: rule.title.of(language) for rule in ruleset.rules} | others


def class_id(event: RegulationEvent) -> str:
    """Stands where a rule's id would, for those whose class an event of regulation sets."""
    return f"law.{event.id}"


def _classed(frame: pl.LazyFrame, event: RegulationEvent, ruleset: RuleSet) -> pl.LazyFrame:
    """One row for each borrower whose class the event sets."""
    floor, name = ruleset.regulation.grades[event.at_least], class_id(event)
    value = {"value": spoken(pl.col(event.fact.key), FACTS[event.fact.name].unit)}
    return frame.filter(pl.col(event_column(event))).select(
        "borrower_id",
        *[pl.lit(name).alias(column) for column in ("rule_id", "ladder")],
        pl.lit("five_tier").alias("group"),
        pl.lit(event.fact.key).alias("fact"),
        pl.lit("applied").cast(STATES).alias("state"),
        pl.lit(1, pl.Int8).alias("band"),
        pl.col(event.fact.key).cast(pl.Float64).alias("value"),
        pl.lit(0, pl.Int32).alias("points"),
        pl.lit(GRADES.index(floor), pl.Int8).alias("floor"),
        pl.lit(floor).alias("no_better_than"),
        pl.lit(0, pl.Int8).alias("notches"),
        template(event.says.zh, value).alias("says_zh"),
        template(event.says.en, value).alias("says_en"),
    )


def _braked(frame: pl.LazyFrame, ruleset: RuleSet) -> pl.LazyFrame:
    """One row for each borrower whose grade would be better but for the brake."""
    said = {name: pl.lit(ruleset.header.brake.says.of(name)) for name in ("zh", "en")}
    held = frame.filter(pl.col("grade_before_override") > pl.col("grade_before_brake"))
    return held.select(_beside_rules(BRAKE, "applied", "grade_before_override", said))


def _overridden(frame: pl.LazyFrame, ruleset: RuleSet) -> pl.LazyFrame:
    """One row for each borrower whose grade a person set."""
    counted = pl.col("override_effect").cast(pl.String).is_in(override.COUNTED).fill_null(False)
    said = {name: override.says(ruleset, name) for name in ("zh", "en")}
    return frame.filter(counted).select(_beside_rules(override.RULE, "overridden", "grade", said))


def _beside_rules(name: str, state: str, grade: str, said: Mapping[str, pl.Expr]) -> list[pl.Expr]:
    """The columns of a reason that no rule gave: no points, the grade it leads to as its floor."""
    return [
        pl.col("borrower_id"),
        *[pl.lit(name).alias(column) for column in ("rule_id", "ladder", "group", "fact")],
        pl.lit(state).cast(STATES).alias("state"),
        pl.lit(1, pl.Int8).alias("band"),
        pl.lit(None, pl.Float64).alias("value"),
        pl.lit(0, pl.Int32).alias("points"),
        pl.col(grade).replace_strict(_POSITION, return_dtype=pl.Int8).alias("floor"),
        pl.col(grade).alias("no_better_than"),
        pl.lit(0, pl.Int8).alias("notches"),
        said["zh"].alias("says_zh"),
        said["en"].alias("says_en"),
    ]


def _of_ladder(frame: pl.LazyFrame, rule: Rule, ladder: Ladder, group: str, every_state: bool) -> list[pl.LazyFrame]:
    band = pl.col(band_column(ladder))
    parts = [
        frame.filter(band == number).select(_columns(rule, ladder, group, step, number))
        for number, step in enumerate(ladder.bands, start=1)
    ]
    if every_state and ladder.missing is not None:
        parts.append(frame.filter(band < 1).select(_quiet(rule, ladder, group)))
    return parts


def _columns(rule: Rule, ladder: Ladder, group: str, step: Band, number: int) -> list[pl.Expr]:
    key = ladder.fact.key
    points = pl.col(key).cast(pl.Int32) if step.points == "value" else pl.lit(step.points, pl.Int32)
    return [
        *_identity(rule, ladder, group),
        pl.lit("applied").cast(STATES).alias("state"),
        pl.lit(number, pl.Int8).alias("band"),
        pl.col(key).cast(pl.Float64).alias("value"),
        points.alias("points"),
        pl.lit(GRADES.index(step.no_better_than or "A"), pl.Int8).alias("floor"),
        pl.lit(step.no_better_than, pl.String).alias("no_better_than"),
        pl.lit(step.notches, pl.Int8).alias("notches"),
        _sentence(step, rule, ladder, "zh").alias("says_zh"),
        _sentence(step, rule, ladder, "en").alias("says_en"),
    ]


def _quiet(rule: Rule, ladder: Ladder, group: str) -> list[pl.Expr]:
    band = pl.col(band_column(ladder))
    state = (
        pl.when(band == MISSING)
        .then(pl.lit("not_evaluated"))
        .when(band == NOT_APPLICABLE)
        .then(pl.lit("not_applicable"))
        .otherwise(pl.lit("not_applied"))
    )
    assert ladder.missing is not None
    because = ladder.missing.because
    missing = pl.when(band == MISSING)
    return [
        *_identity(rule, ladder, group),
        state.cast(STATES).alias("state"),
        band.alias("band"),
        pl.col(ladder.fact.key).cast(pl.Float64).alias("value"),
        pl.lit(0, pl.Int32).alias("points"),
        pl.lit(0, pl.Int8).alias("floor"),
        pl.lit(None, pl.String).alias("no_better_than"),
        pl.lit(0, pl.Int8).alias("notches"),
        missing.then(pl.lit(because.zh)).alias("says_zh"),
        missing.then(pl.lit(because.en)).alias("says_en"),
    ]


def _identity(rule: Rule, ladder: Ladder, group: str) -> list[pl.Expr]:
    return [
        pl.col("borrower_id"),
        pl.lit(rule.id).alias("rule_id"),
        pl.lit(ladder.id).alias("ladder"),
        pl.lit(group).alias("group"),
        pl.lit(ladder.fact.key).alias("fact"),
    ]


def _sentence(step: Band, rule: Rule, ladder: Ladder, language: str) -> pl.Expr:
    """The band's words with `{value}` and `{detail}` filled in."""
    key = ladder.fact.key
    filled = template(
        step.says.of(language),
        {"value": spoken(pl.col(key), FACTS[ladder.fact.name].unit), "detail": pl.col(f"{key} {language}")},
    )
    if ladder.missing is None or ladder.missing.says is None:
        return filled
    return pl.when(pl.col(key).is_null()).then(pl.lit(ladder.missing.says.of(language))).otherwise(filled)


def spoken(value: pl.Expr, unit: Unit) -> pl.Expr:
    """A value as it is said: `14%`, `3`, `2.5`."""
    if unit is Unit.SHARE:
        return (value * 100).round(0).cast(pl.Int32).cast(pl.String) + "%"
    whole = value.cast(pl.Float64).round(1)
    return pl.when(whole == whole.floor()).then(whole.cast(pl.Int64).cast(pl.String)).otherwise(whole.cast(pl.String))
