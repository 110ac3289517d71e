"""Proposals: found where there is something to find, provably conservative, and none where there is nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from histories import DATA_DATE, history

from overdue_cli.backtest import measures as m
from overdue_cli.backtest.figures import measured
from overdue_cli.backtest.likelihoods import carried_on, likelihoods
from overdue_cli.backtest.propose import overlay_of, proposed
from overdue_cli.backtest.replay import Replay, replayed
from overdue_cli.backtest.verdict import spoken, verdict
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request

pytestmark = pytest.mark.slow

RULES = load()


@cache
def base() -> Replay:
    """Two cycles of a real replay, to take the shape of its cases from."""
    return replayed(history(), RULES, Request(DATA_DATE), 2)


def invented(n: int, weight: float, seed: int = 5) -> Replay:
    """Cases in which W10 alone tells who comes late, by `weight`, while W04 is noise."""
    dice = np.random.default_rng(seed)
    frame = base().cases.head(1).drop(*[f"points {rule.id}" for rule in RULES.rules])
    one = pl.concat([frame] * n).with_columns(borrower_id=pl.Series([f"{i:06}" for i in range(n)]))
    w10, w04 = dice.choice((0, 1, 3, 5), n), dice.choice((0, 3, 6, 9), n)
    bad = dice.random(n) < 0.05 + weight * w10
    points = {rule.id: np.zeros(n, dtype=int) for rule in RULES.rules} | {"W10": w10, "W04": w04}
    cases = one.with_columns(
        pl.Series("late_1", bad), pl.lit(True).alias("current"), *[pl.Series(f"points {k}", v) for k, v in points.items()],
        score=pl.Series(w10 + w04).cast(pl.Int32),
    )  # fmt: skip
    return dataclasses.replace(base(), cases=cases, cycles=(dt.date(2026, 9, 20),))


def test_what_tells_gains_points_and_what_is_noise_loses_them() -> None:
    found = proposed(invented(6000, 0.08))
    moved = {change.at.split(".")[0]: change.after - change.before for change in found.changes}
    assert found.gain.low > 0
    assert moved and all((delta > 0) == (rule == "W10") for rule, delta in moved.items())


def test_a_proposal_loads_as_a_rule_set_proven_conservative(tmp_path: Path) -> None:
    found = proposed(invented(6000, 0.08))
    path = tmp_path / "proposal.yaml"
    path.write_text(overlay_of(found, "conservative"), encoding="utf-8")
    overlaid = load(path, dt.date(2026, 12, 1))
    assert overlaid.doubts == ()
    assert [c.at for c in overlaid.overlays[-1].changes] == [c.at for c in found.changes]


def test_where_nothing_tells_nothing_is_proposed(tmp_path: Path) -> None:
    found = proposed(invented(3000, 0.0))
    assert found.changes == ()
    path = tmp_path / "proposal.yaml"
    path.write_text(overlay_of(found, "conservative"), encoding="utf-8")
    assert load(path).overlays[-1].changes == []


def graded_as(rates: dict[str, tuple[int, int]], cycles: int = 1) -> Replay:
    """A replay in which each grade has so many bad of so many cases, alike in every cycle."""
    days = [dt.date(2026, 9 - n, 20) for n in range(cycles)]
    rows = [
        {"cycle": day, "grade": g, "late_1": i < bad, "score": "ABCDE".index(g) * 20}
        for day in days
        for g, (bad, n) in rates.items()
        for i in range(n)
    ]
    frame = pl.DataFrame(rows).with_columns(pl.col("score").cast(pl.Int32))
    rest = base().cases.head(1).drop("cycle", "grade", "late_1", "score").with_columns(pl.lit(True).alias("current"))
    cases = frame.join(rest, how="cross").with_columns(borrower_id=pl.int_range(pl.len()).cast(pl.String))
    return dataclasses.replace(base(), cases=cases, cycles=tuple(sorted(days)))


def keys(replay: Replay) -> list[str]:
    return [key for key, _ in verdict(replay, measured(replay))]


def test_a_rosy_likelihood_is_named_with_its_p_and_the_word_tighten() -> None:
    replay = graded_as({"A": (2, 200), "B": (60, 200), "C": (80, 200)}, cycles=3)
    said = spoken(verdict(replay, measured(replay)), "en")
    assert any(
        line.startswith("Grade B is too optimistic: stated 15.0%, seen 30.0% (p = ") and "tighten" in line
        for line in said
    )
    assert "unsound" in keys(replay)


def test_an_order_that_holds_is_said_to_hold() -> None:
    assert keys(graded_as({"A": (2, 200), "B": (20, 200), "C": (50, 200)}, cycles=3))[:3] == [
        "sound",
        "ordered",
        "ordered_current",
    ]


def test_a_broken_order_is_told_from_one_that_chance_explains() -> None:
    assert "disordered" in keys(graded_as({"B": (60, 300), "C": (20, 300)}, cycles=3))
    assert "disordered_by_chance" in keys(graded_as({"B": (11, 100), "C": (10, 100)}))


@pytest.mark.parametrize("cycles", [3, 6])
def test_saved_likelihoods_lie_above_what_was_seen_and_below_twice_its_upper_bound(cycles: int) -> None:
    replay = graded_as({"A": (2, 200), "B": (20, 200), "C": (50, 200)}, cycles)
    for row in likelihoods(replay)[:3]:
        assert row["bad"] / row["cases"] <= row["measured"] <= 2 * row["high"]


def test_an_empty_grade_keeps_what_is_stated() -> None:
    rows = likelihoods(graded_as({"B": (20, 200), "C": (50, 200)}, 4))
    assert rows[0]["measured"] == RULES.grade("A").likelihood


@pytest.mark.parametrize("rate", [0.02, 0.12, 0.4])
@pytest.mark.parametrize("moves", [1.0, 1.2])
def test_likelihoods_saved_from_a_stationary_half_hold_in_the_next_and_are_not_blind(rate: float, moves: float) -> None:
    """Of 40 histories whose odds move by a factor between cycles, few may be rejected in the other half."""
    dice = np.random.default_rng(11)
    rejected = blind = 0
    for _ in range(40):
        odds = rate / (1 - rate) * moves ** dice.standard_normal(8)
        bad = dice.binomial(1500, odds / (1 + odds)).tolist()
        saved = carried_on(bad[:4], [1500] * 4)
        rejected += m.too_low_p(saved, sum(bad[4:]), 6000) < 0.05
        blind += saved > 2 * m.rate(sum(bad[4:]), 6000).high
    assert rejected <= 1 and blind <= 2
