"""What each rule is worth: how often it counts, how bad it is then, and what the order loses without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from overdue_cli.backtest import measures as m
from overdue_cli.backtest.figures import arrays
from overdue_cli.backtest.replay import Replay
from overdue_cli.ruleset.load import RuleSet

Points = Mapping[str, m.Numbers]
"""Rule id → its points, case by case."""


def points_of(cases: pl.DataFrame, ruleset: RuleSet) -> dict[str, m.Numbers]:
    """The points every rule gave, as arrays."""
    return {rule.id: cases[f"points {rule.id}"].to_numpy().astype(int) for rule in ruleset.rules}


def scored(points: Points, ruleset: RuleSet, n: int) -> m.Numbers:
    """The score these points add up to, through the caps of the groups and of the whole."""
    total = np.zeros(n, dtype=int)
    for group in ruleset.groups.values():
        own = [points[rule] for rule in points if ruleset.group_of(rule) == group.id]
        if own:
            total += np.clip(sum(own), group.at_least, group.at_most)
    return np.clip(total, 0, ruleset.header.points.most)


def worth(replay: Replay) -> list[dict[str, Any]]:
    """One row a rule: times it counted (points, floor or notch), bad rate then and otherwise, AUC lost without it, for both strata."""
    ruleset, column = replay.ruleset, replay.primary
    cases = replay.cases.filter(pl.col(column).is_not_null())
    points, current = points_of(cases, ruleset), cases["current"].to_numpy()
    bad = arrays(cases, column)[1]
    whole = scored(points, ruleset, cases.height)
    rows = []
    for rule in ruleset.rules:
        fired = cases[f"counted {rule.id}"].to_numpy()
        without = scored({name: given for name, given in points.items() if name != rule.id}, ruleset, cases.height)
        when, otherwise = (m.rate(int(bad[which].sum()), int(which.sum())) for which in (fired, ~fired))
        rows.append(
            {
                "rule": rule.id, "title_zh": rule.title.zh, "title_en": rule.title.en, "fires": int(fired.sum()),
                "rate_then": when.value if fired.any() else None, "low": when.low, "high": when.high,
                "rate_otherwise": otherwise.value if (~fired).any() else None,
                "auc_lost": _lost(without, whole, bad), "auc_lost_current": _lost(without[current], whole[current], bad[current]),
                "few": int(fired.sum()) < 30,
            }
        )  # fmt: skip
    return rows


def _lost(without: m.Numbers, whole: m.Numbers, bad: m.Numbers) -> float | None:
    """By how much the AUC is better with the rule than without."""
    if not 0 < bad.sum() < len(bad):
        return None
    return m.auc_gain(without, whole, bad).value
