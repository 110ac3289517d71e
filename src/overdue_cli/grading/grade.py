"""The order of operations: points, floors other than inspection's, the notch, inspection's floors, the brake.

Grades are positions 0 (A) to 4 (E) here; letters are put on at the end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from overdue_cli.facts import FACTS
from overdue_cli.grading.bands import bands_of, floor_of, notches_of, points_of
from overdue_cli.grading.brake import PREVIOUS, floor_by_brake
from overdue_cli.grading.classes import BY_DAYS, CLASSES, classed, regulation_floor
from overdue_cli.grading.override import OVERRIDE, with_override
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import GRADES, Rule

WORST = len(GRADES) - 1


def graded(borrowers: pl.DataFrame, late_facts: Sequence[pl.Expr], ruleset: RuleSet, as_of: dt.date) -> pl.DataFrame:
    """`borrowers` with `grade`, `score` and every step on the way; one row in, one row out.

    `borrowers` may carry the columns of `PREVIOUS` (an earlier run) and `OVERRIDE` (a grade set by a person);
    without them nobody has one.

    Adds a `band …` column per ladder, `points <group>`, `score`, `grade_by_points`, `grade_after_floors`,
    `grade_after_notch`, `grade_before_brake`, `grade_before_override`, `override_effect`, `grade` (letters),
    `five_tier_floor` and `likelihood`.
    """
    on_duty = [rule for rule in ruleset.rules if not rule.outside_duty_grade]
    columns = frozenset(borrowers.columns)
    known = {name: pl.lit(None, kind) for name, kind in (PREVIOUS | OVERRIDE).items() if name not in columns}
    frame = (
        classed(borrowers.lazy(), ruleset.regulation, columns)
        .with_columns(**known)
        .with_columns([band for rule in on_duty for band in bands_of(rule, columns)])
    )
    frame = _steps(frame, on_duty, ruleset).rename({"grade_before_brake": "duty_grade"}).drop(_STEPS[:-1])
    frame = frame.with_columns(late_facts)
    columns = frozenset(frame.collect_schema().names())
    outside = [rule for rule in ruleset.rules if rule.outside_duty_grade]
    frame = frame.with_columns([band for rule in outside for band in bands_of(rule, columns)])
    frame = _steps(frame, list(ruleset.rules), ruleset)
    grave_from = FACTS["worst_open_finding"].levels.index(ruleset.header.brake.barred_from)
    grave = (
        (pl.col("worst_open_finding") >= grave_from).fill_null(False)
        if "worst_open_finding" in columns
        else pl.lit(False)
    )
    floor = floor_by_brake(ruleset.header.brake, pl.lit(as_of), grave)
    frame = frame.with_columns(pl.max_horizontal("grade_before_brake", floor).alias("grade"))
    frame = with_override(frame, ruleset, regulation_floor(ruleset.regulation, "five_tier_floor_rank"), pl.col("brake"))
    return frame.with_columns(_lettered(ruleset)).collect()


_STEPS = ["grade_by_points", "grade_after_floors", "grade_after_notch", "grade_before_brake"]


def _steps(frame: pl.LazyFrame, rules: list[Rule], ruleset: RuleSet) -> pl.LazyFrame:
    """Adds the group points, the score and the four grades before the brake."""
    policy = ruleset.header.points
    by_group = {group.id: [rule for rule in rules if ruleset.group_of(rule.id) == group.id] for group in policy.groups}
    points = {
        group.id: pl.sum_horizontal([points_of(rule) for rule in by_group[group.id]]).clip(
            group.at_least, group.at_most
        )
        for group in policy.groups
        if by_group[group.id]
    }
    frame = frame.with_columns([expr.alias(f"points {name}") for name, expr in points.items()])
    score = pl.sum_horizontal([pl.col(f"points {name}") for name in points]).clip(0, policy.most)
    late_enough = (pl.col("days_past_due") >= policy.worst_grade_needs_days_past_due).fill_null(False)
    worst = pl.when(late_enough).then(WORST).otherwise(WORST - 1)
    by_points = pl.sum_horizontal([pl.col("score") >= step.from_ for step in ruleset.header.grades[1:]])
    inspected = by_group.get("inspection", [])
    others = [rule for rule in rules if rule not in inspected]
    # An event's class is a floor and no start for the notch: misuse found is one notch worse, and never above C.
    of_events = regulation_floor(ruleset.regulation, "five_tier_floor_rank")
    after_notch = pl.col("grade_after_floors") + _worst([notches_of(rule) for rule in rules])
    return (
        frame.with_columns(score.alias("score"))
        .with_columns(pl.min_horizontal(by_points, worst).cast(pl.Int8).alias("grade_by_points"))
        .with_columns(
            _worst(
                [
                    pl.col("grade_by_points"),
                    regulation_floor(ruleset.regulation, BY_DAYS),
                    *[floor_of(r) for r in others],
                ]
            ).alias("grade_after_floors")
        )
        .with_columns(
            pl.max_horizontal("grade_after_floors", pl.min_horizontal(after_notch, worst))
            .cast(pl.Int8)
            .alias("grade_after_notch")
        )
        .with_columns(
            _worst([pl.col("grade_after_notch"), of_events, *[floor_of(r) for r in inspected]]).alias(
                "grade_before_brake"
            )
        )
    )


def _worst(grades: list[pl.Expr]) -> pl.Expr:
    return pl.max_horizontal(grades).cast(pl.Int8)


def _lettered(ruleset: RuleSet) -> list[pl.Expr]:
    letters = dict(enumerate(GRADES))
    classes = {rank: name or None for rank, name in enumerate(CLASSES)}
    likelihoods = {i: step.likelihood for i, step in enumerate(ruleset.header.grades)}
    return [
        *[
            pl.col(name).replace_strict(letters, return_dtype=pl.String)
            for name in (*_STEPS, "duty_grade", "grade_before_override", "grade")
        ],
        pl.col("grade").replace_strict(likelihoods, return_dtype=pl.Float64).alias("likelihood"),
        pl.col("five_tier_floor_rank").replace_strict(classes, return_dtype=pl.String).alias("five_tier_floor"),
    ]
