"""Which band of each ladder a borrower reached.

First find the band, then look everything else up from its number: points, floor and wording share it,
so they cannot disagree.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.facts import FACTS
from overdue_cli.ruleset.ladders import ladders_of
from overdue_cli.ruleset.model import GRADES, Band, Ladder, Rule

BELOW = 0
MISSING = -1
NOT_APPLICABLE = -2


def band_column(ladder: Ladder) -> str:
    """Name of the column that holds the band a ladder reached: 1 the first, or one of the marks above."""
    return f"band {ladder.id}"


def bands_of(rule: Rule, columns: frozenset[str]) -> list[pl.Expr]:
    """One band column for each ladder of `rule`; `columns` tells which facts say whether they apply."""
    return [_band(ladder, columns).alias(band_column(ladder)) for ladder in ladders_of(rule)]


def _band(ladder: Ladder, columns: frozenset[str]) -> pl.Expr:
    """Missing is asked first: a null reaches no edge and would pass for a borrower without fault."""
    key = ladder.fact.key
    value = pl.col(key)
    reached = pl.sum_horizontal([_reaches(value, band, ladder) for band in ladder.bands]).cast(pl.Int8)
    policy = ladder.missing.policy if ladder.missing else "not_evaluated"
    missing = {"worst": len(ladder.bands), "not_applicable": NOT_APPLICABLE}.get(policy, MISSING)
    out = pl.when(value.is_null()).then(pl.lit(missing, pl.Int8)).otherwise(reached)
    if f"{key}?" in columns:
        out = pl.when(pl.col(f"{key}?")).then(out).otherwise(pl.lit(NOT_APPLICABLE, pl.Int8))
    return out


def _reaches(value: pl.Expr, band: Band, ladder: Ladder) -> pl.Expr:
    if band.is_ is not None:
        return value >= FACTS[ladder.fact.name].levels.index(band.is_)
    return value > band.above if band.above is not None else value >= band.from_


def points_of(rule: Rule) -> pl.Expr:
    """The rule's points: the most any of its ladders gives (Int32); 0 where it did not apply.

    A profile's wording that asks none of the borrower's loans says nothing, not nought: a mitigant would be lost.
    """
    return pl.max_horizontal(_points(ladder, rule) for ladder in ladders_of(rule)).fill_null(0)


def _points(ladder: Ladder, rule: Rule) -> pl.Expr:
    band = pl.col(band_column(ladder))
    out = pl.lit(0, pl.Int32)
    for number, step in enumerate(ladder.bands, start=1):
        given = pl.col(ladder.fact.key).cast(pl.Int32) if step.points == "value" else pl.lit(step.points, pl.Int32)
        out = pl.when(band == number).then(given).otherwise(out)
    if rule.variants:
        out = pl.when(band == NOT_APPLICABLE).then(None).otherwise(out)
    return out


def floor_of(rule: Rule) -> pl.Expr:
    """The grade position below which the rule does not let the grade rise (Int8)."""
    return pl.max_horizontal(
        _lookup(ladder, [GRADES.index(b.no_better_than or "A") for b in ladder.bands]) for ladder in ladders_of(rule)
    )


def notches_of(rule: Rule) -> pl.Expr:
    """By how many notches the rule worsens the grade (Int8)."""
    return pl.max_horizontal(_lookup(ladder, [b.notches for b in ladder.bands]) for ladder in ladders_of(rule))


def _lookup(ladder: Ladder, values: list[int]) -> pl.Expr:
    band = pl.col(band_column(ladder))
    return pl.max_horizontal(
        [
            pl.lit(0, pl.Int8),
            *[pl.when(band == n).then(pl.lit(v, pl.Int8)).otherwise(0) for n, v in enumerate(values, start=1) if v],
        ]
    )
