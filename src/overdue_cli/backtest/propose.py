"""Changed points that would have ordered the borrowers better: an overlay for a person to accept, never applied here.

One point of one band moves at a time, up or down, as long as points never fall with risk; floors, bands, caps and
what missing means are never touched, so that what was provably conservative stays so. Changes are chosen on one
part of the cases and must hold on the other.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from overdue_cli.backtest import measures as m
from overdue_cli.backtest.figures import arrays
from overdue_cli.backtest.replay import Replay
from overdue_cli.backtest.worth import points_of, scored
from overdue_cli.ruleset.load import RuleSet

MOST_CHANGES = 6
"""A committee reads a handful of changes, and few changes fit no accident of the data."""
LEAST_GAIN = 0.0005
"""Of the mean AUC, on the cases changes are chosen on: less is noise."""
STEPS = (-2, -1, 1, 2)
UNTOUCHED = ("arrears", "unknown", "mitigants")
"""Groups whose points the law, or their absence, decides."""
Levels = dict[str, dict[int, int]]
"""Rule id → points as they are → points as they would be."""


@dataclass(frozen=True)
class Change:
    """One band's points, before and after; `at` names the place as an overlay does."""

    at: str
    before: int
    after: int


@dataclass(frozen=True)
class Proposal:
    """`changes` and what they would have gained in AUC on the cases not looked at, with intervals."""

    replay: Replay
    changes: tuple[Change, ...]
    gain: m.Interval
    gain_current: m.Interval
    chosen_on: int
    tried_on: int


def proposed(replay: Replay) -> Proposal:
    """The changes that hold; none where nothing gains on the cases not looked at."""
    known = replay.cases.filter(pl.col(replay.primary).is_not_null())
    chosen = _halves(known, replay)
    levels = _searched(_Cases.of(known.filter(chosen), replay), replay.ruleset)
    rest = _Cases.of(known.filter(~chosen), replay)
    before, after = rest.scored(replay.ruleset, {}), rest.scored(replay.ruleset, levels)
    now = rest.current
    gain, gain_current = (_gain(before[w], after[w], rest.bad[w]) for w in (np.ones(len(now), bool), now))
    holds = gain.value > 0 and gain_current.value >= 0 and max(gain.low, gain_current.low) > 0
    changes = tuple(_changes(replay.ruleset, levels)) if holds else ()
    return Proposal(replay, changes, gain, gain_current, int(chosen.sum()), int((~chosen).sum()))


def overlay_of(proposal: Proposal, extends: str) -> str:
    """The proposal as an overlay: YAML with each change's reason, the origin and the expected effect."""
    replay, day = proposal.replay, proposal.replay.data_date
    origin = f"back-test of {len(replay.cycles)} cycles {replay.cycles[0]} to {replay.cycles[-1]}, {proposal.chosen_on} cases to choose on, {proposal.tried_on} to try on"  # fmt: skip
    effect = f"AUC {_said(proposal.gain)}, among the current {_said(proposal.gain_current)}"
    lines = [
        "# Proposed by `overdue rules propose`; nothing is changed until somebody uses this file as the rule set.",
        f"# Expected on cases not looked at: {effect}"
        if proposal.changes
        else "# Nothing was found that holds on cases not looked at.",
        f"extends: {_text(extends)}",
        f"name: {_text(replay.ruleset.name + '+proposal')}",
        f"version: {_text(day.isoformat())}",
        "title: {zh: 回测提出的分值改动, en: Points proposed by a back-test}",
        f"effective_from: {day}",
        f"expires_on: {day + dt.timedelta(days=366)}",
        "changes:",
    ]
    for change in proposal.changes:
        lines += [
            f"  - at: {change.at}",
            f"    to: {change.after}",
            f"    because: {_text(f'{change.before} before; all changes together: {effect}')}",
            f"    source: {{tag: data, text: {_text(origin)}, checked: {day}}}",
        ]
    return "\n".join(lines if proposal.changes else [*lines[:-1], "changes: []"]) + "\n"


@dataclass(frozen=True)
class _Cases:
    """Cases as arrays: the points each rule gave, who was current, who went bad."""

    points: dict[str, m.Numbers]
    current: m.Numbers
    bad: m.Numbers

    @staticmethod
    def of(cases: pl.DataFrame, replay: Replay) -> _Cases:
        bad = arrays(cases, replay.primary)[1]
        return _Cases(points_of(cases, replay.ruleset), cases["current"].to_numpy(), bad)

    def scored(self, ruleset: RuleSet, levels: Levels) -> m.Numbers:
        """The score with the points as `levels` would have them."""
        moved = {rule: _moved(given, levels.get(rule, {})) for rule, given in self.points.items()}
        return scored(moved, ruleset, len(self.bad))

    def quality(self, ruleset: RuleSet, levels: Levels) -> float:
        """Mean of the AUC of everybody and of those who are current."""
        score, now = self.scored(ruleset, levels), self.current
        return (_fast_auc(score, self.bad) + _fast_auc(score[now], self.bad[now])) / 2


def _halves(cases: pl.DataFrame, replay: Replay) -> pl.Series:
    """Which cases changes are chosen on: the earlier cycles, or every other borrower where there are too few."""
    if len(replay.cycles) >= 4:
        return cases["cycle"] < replay.cycles[(2 * len(replay.cycles)) // 3]
    return cases.select(pl.col("borrower_id").rank("dense") % 2 == 1).to_series()


def _searched(cases: _Cases, ruleset: RuleSet) -> Levels:
    """The best change, then the best beside it, as long as one gains enough."""
    levels: Levels = {}
    best = cases.quality(ruleset, levels)
    while sum(before != after for moves in levels.values() for before, after in moves.items()) < MOST_CHANGES:
        tried = [(cases.quality(ruleset, step), step) for step in _steps(ruleset, levels)]
        value, step = max(tried, key=lambda pair: pair[0], default=(0.0, {}))
        if value < best + LEAST_GAIN:
            break
        best, levels = value, step
    return levels


def _steps(ruleset: RuleSet, levels: Levels) -> Iterator[Levels]:
    """Every way to move one level of one rule so that points still never fall with risk."""
    for rule in ruleset.rules:
        group = ruleset.groups[ruleset.group_of(rule.id)]
        given = [band.points for band in rule.bands if isinstance(band.points, int) and band.points > 0]
        if group.id in UNTOUCHED or len(given) != len(rule.bands):
            continue
        own = {points: points for points in sorted(set(given))} | levels.get(rule.id, {})
        for level in own:
            for step in STEPS:
                moved = own | {level: own[level] + step}
                values = [0, *(moved[points] for points in sorted(moved)), group.at_most]
                if values == sorted(values):
                    yield levels | {rule.id: moved}


def _changes(ruleset: RuleSet, levels: Levels) -> Iterator[Change]:
    for rule in ruleset.rules:
        for number, band in enumerate(rule.bands, start=1):
            after = (
                levels.get(rule.id, {}).get(band.points, band.points) if isinstance(band.points, int) else band.points
            )
            if after != band.points:
                yield Change(f"{rule.id}.bands.{number}.points", band.points, after)


def _moved(given: m.Numbers, moves: dict[int, int]) -> m.Numbers:
    out = given
    for before, after in moves.items():
        out = np.where(given == before, after, out)
    return out


def _fast_auc(score: m.Numbers, bad: m.Numbers) -> float:
    """The AUC of whole-number scores by counting; a half where one kind is missing."""
    bads, goods = np.bincount(score[bad == 1], minlength=102), np.bincount(score[bad == 0], minlength=102)
    if not bads.sum() or not goods.sum():
        return 0.5
    below = np.cumsum(goods) - goods / 2
    return float((bads * below).sum() / (bads.sum() * goods.sum()))


def _gain(before: m.Numbers, after: m.Numbers, bad: m.Numbers) -> m.Interval:
    if not 0 < bad.sum() < len(bad):
        return m.Interval(0.0, 0.0, 0.0)
    return m.auc_gain(before, after, bad)


def _said(gain: m.Interval) -> str:
    return f"{gain.value:+.4f} ({gain.low:+.4f} to {gain.high:+.4f})"


def _text(value: str) -> str:
    """A YAML text in quotes."""
    return json.dumps(value, ensure_ascii=False)
