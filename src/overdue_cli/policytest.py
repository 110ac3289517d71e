"""A rule set tested against itself: the examples its files give, and every edge its bands draw.

Both go through the same expressions that grade a portfolio, so a rule that passes here means there what
it says here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from overdue_cli.facts import FACTS, Unit
from overdue_cli.grading.bands import MISSING, NOT_APPLICABLE, band_column, bands_of, points_of
from overdue_cli.ruleset.ladders import ladders_of
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import Rule

STATES = {MISSING: "not_evaluated", NOT_APPLICABLE: "not_applicable"}


@dataclass(frozen=True)
class Failure:
    """One example or edge that came out otherwise."""

    rule: str
    value: Any
    expected: Any
    got: Any


def failures(ruleset: RuleSet) -> list[Failure]:
    """Every example of the rule files, and every band edge, that does not give what it should."""
    return [failure for rule in worded(ruleset) for failure in (*_examples(rule), *_edges(rule))]


def worded(ruleset: RuleSet) -> list[Rule]:
    """Every rule in every wording: the base's with its examples, a profile's with its edges alone."""
    out = []
    for rule in ruleset.rules:
        out.append(rule.model_copy(update={"variants": []}))
        out += [variant.rule.model_copy(update={"examples": []}) for variant in rule.variants]
    return out


def count(ruleset: RuleSet) -> int:
    """How many examples and edges there are."""
    return sum(len(rule.examples) + len(_boundary(rule)) for rule in worded(ruleset))


def _examples(rule: Rule) -> Iterator[Failure]:
    values = [example[0] for example in rule.examples]
    for (value, expected), got in zip(rule.examples, _outcomes(rule, values), strict=True):
        if got != expected:
            yield Failure(rule.id, value, expected, got)


def _edges(rule: Rule) -> Iterator[Failure]:
    """Each edge, one step below and one above: the highest band reached counts."""
    boundary = _boundary(rule)
    for (value, expected), got in zip(boundary, _outcomes(rule, [value for value, _ in boundary]), strict=True):
        if got != expected:
            yield Failure(rule.id, value, expected, got)


def _boundary(rule: Rule) -> list[tuple[Any, int]]:
    fact = FACTS[rule.fact.name]
    if fact.unit is Unit.LEVEL or any(band.points == "value" for band in rule.bands):
        return []
    step = 1 if fact.unit in (Unit.DAYS, Unit.COUNT) else 0.0001
    edges = [band.from_ if band.from_ is not None else band.above for band in rule.bands]
    values = sorted({edge + side for edge in edges if edge is not None for side in (-step, 0, step)})
    return [(value, _by_hand(rule, value)) for value in values]


def _by_hand(rule: Rule, value: float) -> int:
    """The points of the highest band a value reaches, worked out without the expressions under test."""
    points = 0
    for band in rule.bands:
        if (band.from_ is not None and value >= band.from_) or (band.above is not None and value > band.above):
            points = band.points
    return points


def _outcomes(rule: Rule, values: list[Any]) -> list[Any]:
    """What the rule gives for each value: its points, or the state of a missing one."""
    fact = FACTS[rule.fact.name]
    if fact.unit is Unit.LEVEL:
        values = [None if value is None else fact.levels.index(value) for value in values]
    key = rule.fact.key
    filler = {ladder.fact.key: pl.lit(None, pl.Float64) for ladder in ladders_of(rule)[1:] if ladder.fact.key != key}
    frame = pl.DataFrame({key: pl.Series(values, dtype=pl.Float64)}).with_columns(**filler)
    frame = frame.with_columns(bands_of(rule, frozenset())).with_columns(points=points_of(rule))
    main = band_column(ladders_of(rule)[0])
    return [STATES.get(band, points) for band, points in frame.select(main, "points").iter_rows()]
