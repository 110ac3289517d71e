"""What is done with a row: who, what, in which words, by when, and what is forbidden.

The first sentence of `action` is the gravest special row; help comes before the stage where the borrower is willing;
grade D and E add what they ask for unless the segment makes that wrong. A hold replaces all that speaks to the borrower.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from overdue_cli.followup.given import Given
from overdue_cli.followup.play_words import at_stage, owner, treatment, wording
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import Special
from overdue_cli.words import template

BREAK = {"zh": "；", "en": "; "}


def with_play(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """`frame` with, in both languages, `action_…` (a few sentences for a list), `play_…` (everything that holds),
    `owner_…`, `wording_…`, `manner_…`, `forbidden_…`; and `act_by` (date).

    Rows in no list carry them too; nothing is printed for those.
    """
    said = [expr for language in ("zh", "en") for expr in _words(given.ruleset, language)]
    flags = [f"special {special.id}" for special in given.ruleset.playbook.specials]
    return frame.with_columns(*said, _act_by(given).alias("act_by")).drop(flags)


def _words(ruleset: RuleSet, language: str) -> list[pl.Expr]:
    playbook, gap = ruleset.playbook, BREAK[language]
    parts = _usual(ruleset, language)
    alone = [s for s in playbook.specials if s.instead]
    quiet = [s for s in playbook.specials if not s.contact and not s.instead]
    others = [s for s in playbook.specials if not s.instead]
    instead = pl.coalesce([_of(s, language) for s in alone])
    held = pl.col("hold").is_not_null()
    on_hold = _joined([pl.col(f"hold_instead_{language}"), pl.coalesce([_beside(s, language) for s in quiet])], gap)
    first = pl.coalesce([_of(s, language) for s in others])
    heavy = pl.col("grade").is_in(playbook.heavy_grades)
    # A list has room for two sentences of a heavy row: the grade's and the special's, else what is to be found out
    # where the cause is unknown, else the stage's.
    room, unknown = ~heavy | first.is_null(), pl.col(f"collect_{language}").is_not_null()
    brief = [parts[0], pl.when(room & ~(heavy & unknown)).then(parts[1]), pl.when(room).then(parts[2])]
    usual = _joined([first, *brief], gap)
    everything = _joined([*[_of(s, language) for s in others], *parts], gap)
    all_quiet = _joined([pl.col(f"hold_instead_{language}"), *[_beside(s, language) for s in quiet]], gap)
    manner = {temper.id: temper.manner.of(language) for temper in playbook.temperaments}
    return [
        pl.when(instead.is_not_null())
        .then(instead)
        .when(held)
        .then(on_hold)
        .otherwise(usual)
        .alias(f"action_{language}"),
        pl.when(instead.is_not_null())
        .then(_joined([instead, *[_of(s, language) for s in quiet]], gap))
        .when(held)
        .then(all_quiet)
        .otherwise(everything)
        .alias(f"play_{language}"),
        owner(ruleset, language).alias(f"owner_{language}"),
        pl.when(held)
        .then(pl.col(f"hold_wording_{language}"))
        .when(instead.is_null())
        .then(wording(ruleset, language))
        .alias(f"wording_{language}"),
        pl.when(instead.is_null() & ~held)
        .then(pl.col("temperament").replace_strict(manner, default=None, return_dtype=pl.String))
        .alias(f"manner_{language}"),
        _forbidden(ruleset, language, gap).alias(f"forbidden_{language}"),
    ]


def _joined(parts: Sequence[pl.Expr], gap: str) -> pl.Expr:
    return pl.concat_str(parts, separator=gap, ignore_nulls=True)


def _of(special: Special, language: str) -> pl.Expr:
    """The special's sentence where it holds, else null."""
    said = template(special.what.of(language), {"next_cash_on": pl.col("next_cash_on")})
    return pl.when(f"special {special.id}").then(said)


def _beside(special: Special, language: str) -> pl.Expr:
    """The same beside a hold, unless the hold says it already."""
    return pl.when(pl.col("hold") != special.id).then(_of(special, language))


def _usual(ruleset: RuleSet, language: str) -> list[pl.Expr]:
    """Grade, stage and treatment in the order in which they are said; null where one has nothing to say."""
    playbook, causes = ruleset.playbook, ruleset.causes
    late, willing, heavy = pl.col("late"), pl.col("willing"), pl.col("grade").is_in(playbook.heavy_grades)
    by_grade = {step.id: step.action.of(language) for step in ruleset.header.grades}
    action = pl.col("grade").replace_strict(by_grade, return_dtype=pl.String)
    own = pl.coalesce(
        [
            pl.when((pl.col("segment") == segment.id) & (pl.col("grade") == grade)).then(pl.lit(words.of(language)))
            for segment in causes.segments
            for grade, words in segment.heavy.items()
        ]
        + [action]
    )
    stage = at_stage(playbook.stages, language)
    help_, unknown = treatment(ruleset, language), pl.col(f"collect_{language}").is_not_null()
    return [
        pl.when(heavy).then(own).when(~late).then(action).when(willing).then(help_),
        pl.when(late).then(stage),
        pl.when(~late | (~willing & (~heavy | unknown))).then(help_),
    ]


def _forbidden(ruleset: RuleSet, language: str, gap: str) -> pl.Expr:
    """What is forbidden here before what is forbidden everywhere."""
    own = [
        pl.when(f"special {s.id}").then(pl.lit(s.forbidden.of(language)))
        for s in ruleset.playbook.specials
        if s.forbidden
    ]
    of_segment = [
        pl.when(pl.col("segment") == s.id).then(pl.lit(s.forbidden.of(language)))
        for s in ruleset.causes.segments
        if s.forbidden
    ]
    return _joined([*own, *of_segment, pl.lit(ruleset.playbook.forbidden.of(language))], gap)


def _act_by(given: Given) -> pl.Expr:
    """The earliest deadline of stage, grade, due date and special rows; working days of the bank."""
    as_of, playbook, grades = given.as_of, given.ruleset.playbook, given.ruleset.header.grades

    def day(working_days: int) -> dt.date:
        return given.calendar.add(as_of, working_days) if working_days else given.calendar.on_or_after(as_of)

    stage_by = pl.col("stage").replace_strict(
        {stage.from_: day(stage.within_working_days) for stage in playbook.stages}, default=None, return_dtype=pl.Date
    )
    by_grade = {step.id: step.act_within_working_days for step in grades}
    grade_by = pl.col("grade").replace_strict(
        {letter: None if days is None else day(days) for letter, days in by_grade.items()}, return_dtype=pl.Date
    )
    ahead = pl.col("grade").replace_strict({s.id: s.before_due_days for s in grades}, return_dtype=pl.Int32)
    remind_by = pl.max_horizontal(pl.col("next_due_on") - pl.duration(days=ahead), pl.lit(as_of))
    specials = [
        pl.when(pl.col(f"special {s.id}") & (pl.lit(not s.contact) | pl.col("hold").is_null())).then(
            pl.lit(day(s.within_working_days))
        )
        for s in playbook.specials
        if s.within_working_days is not None
    ]
    return pl.min_horizontal(
        stage_by, grade_by, pl.when(~pl.col("late") & ahead.is_not_null()).then(remind_by), *specials
    )


UNSAID = (
    "evidence_for",
    "evidence_against",
    "flip",
    "collect",
    "willingness_change",
    "segment_title",
    "segment_reading",
)


def withheld(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` in which rows with compliance say nothing but that: no evidence, no segment's words, no manner."""
    theirs = pl.col("queue") == "compliance"
    names = [f"{name}_{language}" for name in (*UNSAID, "wording", "manner") for language in ("zh", "en")]
    stands = [
        pl.when(theirs & pl.col("list").is_not_null())
        .then(f"hold_reason_{language}")
        .otherwise(f"stands_{language}")
        .alias(f"stands_{language}")
        for language in ("zh", "en")
    ]
    return frame.with_columns([pl.when(~theirs).then(name).alias(name) for name in names]).with_columns(stands)
