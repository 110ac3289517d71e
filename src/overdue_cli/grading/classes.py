"""The regulatory class a borrower's records ask for at least, and the grade it means at best.

Days past due have spoken already, loan by loan; here the events join them: misuse, a loan that repays a loan,
a restructuring in observation, a debtor much of whose debt is non-performing. The worst of all holds.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.facts import FACTS
from overdue_cli.ruleset.model import GRADES, Regulation, RegulationEvent

CLASSES = ("", "special_mention", "substandard", "doubtful", "loss")
"""Position is the rank of the class; normal has no name, since nothing asks for it."""
BY_DAYS = "five_tier_rank_by_days"


def classed(borrowers: pl.LazyFrame, regulation: Regulation, columns: frozenset[str]) -> pl.LazyFrame:
    """`borrowers` with `five_tier_floor_rank` worsened by events, and a column per event that says if it was met."""
    met = [event_met(event, columns).alias(event_column(event)) for event in enabled(regulation)]
    ranks = [
        pl.when(event_column(event)).then(pl.lit(CLASSES.index(event.at_least), pl.Int8)).otherwise(0)
        for event in enabled(regulation)
    ]
    return borrowers.with_columns(*met, pl.col("five_tier_floor_rank").alias(BY_DAYS)).with_columns(
        pl.max_horizontal(BY_DAYS, *ranks).cast(pl.Int8).alias("five_tier_floor_rank")
    )


def enabled(regulation: Regulation) -> list[RegulationEvent]:
    """The events in force."""
    return [event for event in regulation.events if event.enabled]


def event_column(event: RegulationEvent) -> str:
    """Name of the column that says whether a borrower met the event."""
    return f"event {event.id}"


def event_met(event: RegulationEvent, columns: frozenset[str]) -> pl.Expr:
    """Whether the event's fact reaches its edge; an unknown fact meets nothing, its rule says it is not evaluated."""
    value, key = pl.col(event.fact.key), event.fact.key
    if event.is_ is not None:
        met = value >= FACTS[event.fact.name].levels.index(event.is_)
    else:
        met = value > event.above if event.above is not None else value >= event.from_
    if f"{key}?" in columns:
        met = met & pl.col(f"{key}?")
    return met.fill_null(False)


def regulation_floor(regulation: Regulation, rank: str) -> pl.Expr:
    """The grade the class of `rank` asks for at least, as a position."""
    grades = {CLASSES.index(name): GRADES.index(grade) for name, grade in regulation.grades.items()}
    return pl.col(rank).replace_strict(grades, default=0, return_dtype=pl.Int8)
