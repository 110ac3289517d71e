"""What to do with a row, who does it, and by when.

Those already late follow the stage of their days past due; those who are not follow the action of their
grade. Where both apply, the earlier deadline holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

import polars as pl

from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import GradeStep, Stage


def add_working_days(day: dt.date, days: int, holidays: Collection[dt.date] = ()) -> dt.date:
    """The day `days` working days after `day`; weekends and `holidays` are not counted.

    >>> add_working_days(dt.date(2026, 11, 20), 1)
    datetime.date(2026, 11, 23)
    """
    while days > 0:
        day += dt.timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days -= 1
    return day


def with_actions(ranked: pl.DataFrame, ruleset: RuleSet, as_of: dt.date) -> pl.DataFrame:
    """`ranked` with `action_zh/en`, `owner_zh/en`, `act_by` (date), `forbidden_zh/en`, `may_contact_zh/en`.

    Rows in no list carry them too; nothing is printed for those.
    """
    stages, grades = ruleset.playbook.stages, ruleset.header.grades
    late = pl.col("days_past_due").fill_null(0) > 0
    words = [expr for language in ("zh", "en") for expr in _words(ruleset, late, language)]
    stage_by = pl.when(late).then(_by_stage(stages, lambda s: add_working_days(as_of, s.within_working_days)))
    grade_by = _by_grade(
        grades,
        lambda g: None if g.act_within_working_days is None else add_working_days(as_of, g.act_within_working_days),
    )
    ahead = _by_grade(grades, lambda g: g.before_due_days)
    remind_by = pl.max_horizontal(pl.col("next_due_on") - pl.duration(days=ahead), pl.lit(as_of))
    act_by = pl.min_horizontal(stage_by, grade_by, pl.when(~late & ahead.is_not_null()).then(remind_by))
    return ranked.with_columns(*words, act_by.alias("act_by"))


def _words(ruleset: RuleSet, late: pl.Expr, language: str) -> list[pl.Expr]:
    """What to do, who does it, whom to contact and what is forbidden, in one language."""
    playbook, grades = ruleset.playbook, ruleset.header.grades
    by_grade = _by_grade(grades, lambda step: step.action.of(language))
    by_stage = _by_stage(playbook.stages, lambda stage: stage.what.of(language))
    owner = _by_grade(grades, lambda step: step.owner.of(language))
    who = _by_stage(playbook.stages, lambda stage: stage.who.of(language))
    heavier = pl.col("grade").is_in(["D", "E"])
    both = pl.concat_str(by_stage, pl.lit("；" if language == "zh" else "; "), by_grade)
    return [
        pl.when(late & heavier).then(both).when(late).then(by_stage).otherwise(by_grade).alias(f"action_{language}"),
        pl.when(late & ~heavier).then(who).otherwise(owner).alias(f"owner_{language}"),
        pl.lit(playbook.forbidden.of(language)).alias(f"forbidden_{language}"),
        pl.lit(playbook.may_contact.of(language)).alias(f"may_contact_{language}"),
    ]


def _by_grade(grades: list[GradeStep], of: Callable[[GradeStep], object]) -> pl.Expr:
    pairs = {step.id: of(step) for step in grades}
    return pl.col("grade").replace_strict(pairs, default=None)


def _by_stage(stages: list[Stage], of: Callable[[Stage], object]) -> pl.Expr:
    out = pl.lit(None)
    for stage in stages:
        out = pl.when(pl.col("days_past_due") >= stage.from_).then(pl.lit(of(stage))).otherwise(out)
    return out
