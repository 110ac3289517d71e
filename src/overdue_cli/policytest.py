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
from overdue_cli.grading.bands import MISSING, NOT_APPLICABLE, band_column, bands_of, floor_of, points_of
from overdue_cli.ruleset.ladders import ladders_of
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import GRADES, Ladder, Rule

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
    return [failure for rule in worded(ruleset) for failure in (*_examples(rule), *_edges(rule), *_floors(rule))]


def worded(ruleset: RuleSet) -> list[Rule]:
    """Every rule in every wording: the base's with its examples, a profile's with its edges alone."""
    out = []
    for rule in ruleset.rules:
        out.append(rule.model_copy(update={"variants": []}))
        out += [variant.rule.model_copy(update={"examples": []}) for variant in rule.variants]
    return out


def count(ruleset: RuleSet) -> int:
    """How many examples and edges there are."""
    return sum(
        len(rule.examples) + len(_boundary(rule)) + sum(len(_values(ladder)) for ladder in ladders_of(rule))
        for rule in worded(ruleset)
    )


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


def _floors(rule: Rule) -> Iterator[Failure]:
    """The floor at each edge of every ladder, one below and one above, and where nothing is known."""
    for ladder in ladders_of(rule):
        values = _values(ladder)
        for value, got in zip(values, _floors_given(rule, ladder, values), strict=True):
            expected = _floor_by_hand(ladder, value)
            if got != expected:
                yield Failure(ladder.id, value, expected, got)


def _boundary(rule: Rule) -> list[tuple[Any, Any]]:
    """Every edge, one step below and one above, each level, and a blank, with the points or state it should give."""
    if any(band.points == "value" for band in rule.bands):
        return []
    ladder = ladders_of(rule)[0]
    blank = {"worst": rule.bands[-1].points}.get(rule.missing.policy, rule.missing.policy)
    return [(value, blank if value is None else _highest(ladder, value, "points") or 0) for value in _values(ladder)]


def _values(ladder: Ladder) -> list[Any]:
    fact = FACTS[ladder.fact.name]
    if fact.unit is Unit.LEVEL:
        return [*fact.levels, None]
    step = 1 if fact.unit in (Unit.DAYS, Unit.COUNT) else 0.0001
    edges = [band.from_ if band.from_ is not None else band.above for band in ladder.bands]
    return [*sorted({edge + side for edge in edges if edge is not None for side in (-step, 0, step)}), None]


def _highest(ladder: Ladder, value: Any, what: str) -> Any:
    """`what` of the highest band a value reaches, worked out without the expressions under test; None below all."""
    levels, out = FACTS[ladder.fact.name].levels, None
    for band in ladder.bands:
        if (
            (band.is_ is not None and levels.index(value) >= levels.index(band.is_))
            or (band.from_ is not None and value >= band.from_)
            or (band.above is not None and value > band.above)
        ):
            out = getattr(band, what)
    return out


def _floor_by_hand(ladder: Ladder, value: Any) -> str:
    if value is not None:
        return _highest(ladder, value, "no_better_than") or "A"
    worst = ladder.missing is not None and ladder.missing.policy == "worst"
    return (ladder.bands[-1].no_better_than or "A") if worst else "A"


def _floors_given(rule: Rule, ladder: Ladder, values: list[Any]) -> list[str]:
    """What the rule's floor is for each value of one ladder's fact, the rule's other facts at their mildest."""
    levels = FACTS[ladder.fact.name].levels
    found = [levels.index(value) if isinstance(value, str) else value for value in values]
    others = {other.fact.key: pl.lit(0.0) for other in ladders_of(rule) if other.fact.key != ladder.fact.key}
    frame = pl.DataFrame({ladder.fact.key: pl.Series(found, dtype=pl.Float64)}).with_columns(**others)
    alone = rule.model_copy(update={"floors": [f for f in rule.floors if f.fact.key == ladder.fact.key]})
    if ladder.missing is None:
        frame = frame.with_columns(pl.lit(0.0).alias(rule.fact.key)) if ladder.fact.key != rule.fact.key else frame
    frame = frame.with_columns(bands_of(alone, frozenset())).with_columns(floor=floor_of(alone))
    return [GRADES[position] for position in frame["floor"]]


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
