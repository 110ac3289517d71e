"""The sentences a play is made of: treatment by segment, stage, the person whose desk it is, the words to say."""

from __future__ import annotations

import polars as pl

from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import Stage
from overdue_cli.words import template


def treatment(ruleset: RuleSet, language: str) -> pl.Expr:
    """What the segment asks for, of somebody overdue or not; for an unknown cause the facts to collect."""
    segments = ruleset.causes.segments
    nothing = next((s.nothing_to_collect for s in segments if s.nothing_to_collect), None)
    missing = pl.col(f"collect_{language}").fill_null(nothing.of(language) if nothing else "")
    return pl.coalesce(
        [
            pl.when(pl.col("segment") == segment.id).then(
                pl.when("late")
                .then(template(segment.late.of(language), {"collect": missing}))
                .otherwise(template(segment.before.of(language), {"collect": missing}))
            )
            for segment in segments
        ]
    )


def at_stage(stages: list[Stage], language: str) -> pl.Expr:
    firm = {stage.from_: stage.what.of(language) for stage in stages}
    kind = {stage.from_: stage.willing.of(language) for stage in stages}
    stage = pl.col("stage")
    return (
        pl.when("willing")
        .then(stage.replace_strict(kind, default=None, return_dtype=pl.String))
        .otherwise(stage.replace_strict(firm, default=None, return_dtype=pl.String))
    )


def owner(ruleset: RuleSet, language: str) -> pl.Expr:
    """The person the stage or the grade names where it is their own desk, else the desk that asked for the row."""
    playbook, queue = ruleset.playbook, pl.col("queue")
    named = [
        pl.when(f"special {s.id}").then(pl.lit(s.who.of(language))) for s in playbook.specials if s.who and s.instead
    ]
    who = {stage.from_: stage.who.of(language) for stage in playbook.stages}
    desk = {stage.from_: str(stage.queue) for stage in playbook.stages}
    stage = pl.col("stage")
    own = {step.id: step.owner.of(language) for step in ruleset.header.grades}
    of_grade = {"A": "officer", "B": "officer", "C": "officer", "D": "supervisor", "E": "legal"}
    grade = pl.col("grade")
    at_stage = stage.replace_strict(desk, default=None, return_dtype=pl.String) == queue
    at_grade = grade.replace_strict(of_grade, return_dtype=pl.String) == queue
    return pl.coalesce(
        *named,
        pl.when(at_stage).then(stage.replace_strict(who, default=None, return_dtype=pl.String)),
        pl.when(at_grade).then(grade.replace_strict(own, return_dtype=pl.String)),
        queue.replace_strict({k: w.of(language) for k, w in playbook.queues.items()}, return_dtype=pl.String),
    )


def wording(ruleset: RuleSet, language: str) -> pl.Expr:
    """How it is said: the segment's words; without one the stage's."""
    segments, segment = ruleset.causes.segments, pl.col("segment")
    known = {s.id: s.wording.of(language) for s in segments if s.origin != "unknown"}
    unknown = {s.id: s.wording.of(language) for s in segments if s.origin == "unknown"}
    before = {s.id: (s.wording_before or s.wording).of(language) for s in segments}
    by_stage = {stage.from_: stage.wording.of(language) for stage in ruleset.playbook.stages}
    late = pl.coalesce(
        segment.replace_strict(known, default=None, return_dtype=pl.String),
        pl.col("stage").replace_strict(by_stage, default=None, return_dtype=pl.String),
        segment.replace_strict(unknown, default=None, return_dtype=pl.String),
    )
    return pl.when("late").then(late).otherwise(segment.replace_strict(before, default=None, return_dtype=pl.String))
