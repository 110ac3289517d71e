"""Which special rows of the playbook hold, and whose desk the row belongs on."""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.conditions import any_of
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import Stage

DESKS = ("officer", "post_loan", "supervisor", "recovery", "legal")
"""Desks in ascending order: of several that ask for a row the highest has it."""
ALONE = ("compliance", "estate")
"""Desks that take a row away from all others."""
BY_GRADE = {"A": "officer", "B": "officer", "C": "officer", "D": "supervisor", "E": "legal"}


def with_specials(frame: pl.DataFrame, ruleset: RuleSet) -> pl.DataFrame:
    """`frame`, which knows its holds, with a flag `special …` each, `specials` (ids that hold, in the order of the page), `stage`, `queue`."""
    playbook = ruleset.playbook
    named = {special.id: f"special {special.id}" for special in playbook.specials}
    lazy = frame.lazy().with_columns([any_of(special.any).alias(named[special.id]) for special in playbook.specials])
    held = [pl.when(column).then(pl.lit(name)) for name, column in named.items()]
    return (
        lazy.with_columns(
            pl.concat_list(held).list.drop_nulls().alias("specials"), by_stage(playbook.stages).alias("stage")
        )
        .with_columns(_queue(ruleset).alias("queue"))
        .collect()
    )


def by_stage(stages: list[Stage]) -> pl.Expr:
    """From how many days past due the row's stage runs; null for those not overdue."""
    out = pl.lit(None, pl.Int32)
    for stage in stages:
        out = pl.when(pl.col("days_past_due") >= stage.from_).then(pl.lit(stage.from_, pl.Int32)).otherwise(out)
    return out


def _queue(ruleset: RuleSet) -> pl.Expr:
    """The highest desk that grade, stage, segment, special rows or a hold ask for, unless one takes the row alone."""
    playbook = ruleset.playbook
    place = {desk: number for number, desk in enumerate(DESKS)}
    by_grade = pl.col("grade").replace_strict({g: place[d] for g, d in BY_GRADE.items()}, return_dtype=pl.Int8)
    at_stage = pl.col("stage").replace_strict(
        {stage.from_: place[stage.queue] for stage in playbook.stages}, default=None, return_dtype=pl.Int8
    )
    asked = [
        pl.when(f"special {special.id}").then(pl.lit(place[special.queue], pl.Int8))
        for special in playbook.specials
        if special.queue in place
    ]
    asked += [
        pl.when(pl.col("segment") == segment.id).then(pl.lit(place[segment.queue], pl.Int8))
        for segment in ruleset.causes.segments
        if segment.queue in place
    ]
    asked += [
        pl.when(pl.col("hold") == hold.code).then(pl.lit(place[hold.queue], pl.Int8))
        for hold in ruleset.conduct.holds
        if hold.queue in place
    ]
    desk = pl.max_horizontal(by_grade, at_stage, *asked).replace_strict(dict(enumerate(DESKS)), return_dtype=pl.String)
    taken = [
        pl.when(f"special {special.id}").then(pl.lit(special.queue))
        for special in playbook.specials
        if special.queue in ALONE
    ]
    return pl.coalesce(*taken, desk)
