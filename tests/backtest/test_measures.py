"""The statistics against values worked out by hand, by counting, or published."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from overdue_cli.backtest import likelihoods
from overdue_cli.backtest import measures as m

SCORE = np.array([1, 1, 2, 2, 3, 3, 4, 5, 5, 6], dtype=float)
BAD = np.array([0, 0, 0, 1, 0, 0, 1, 0, 1, 1])


def test_an_interval_of_none_bad_begins_at_nought_and_of_all_bad_ends_at_one() -> None:
    assert m.rate(0, 10).low == 0.0
    assert m.rate(10, 10).high == 1.0
    assert (m.rate(0, 0).low, m.rate(0, 0).high) == (0.0, 1.0)


@pytest.mark.parametrize(("bad", "n"), [(1, 10), (5, 10), (10, 30), (70, 100)])
def test_each_end_of_an_interval_cuts_off_a_fortieth_of_the_posterior(bad: int, n: int) -> None:
    """Beta(x + 1/2, n - x + 1/2), integrated by hand on a fine grid."""
    at = (np.arange(1_000_000) + 0.5) / 1_000_000
    density = np.exp((bad - 0.5) * np.log(at) + (n - bad - 0.5) * np.log1p(-at) - 1e-9)
    below = np.cumsum(density) / density.sum()
    found = m.rate(bad, n)
    assert below[int(found.low * 1_000_000)] == pytest.approx(0.025, abs=1e-4)
    assert below[int(found.high * 1_000_000)] == pytest.approx(0.975, abs=1e-4)


def test_most_prudent_likelihoods_without_a_default_are_the_root_of_the_chance_of_none() -> None:
    """(1 - p) to the power of all cases in the grade and the worse ones is 1 - confidence."""
    for confidence in (0.5, 0.75, 0.9):
        expected = [1 - (1 - confidence) ** (1 / n) for n in (800, 700, 300)]
        assert m.most_prudent([0, 0, 0], [100, 400, 300], confidence) == pytest.approx(expected)


def test_most_prudent_likelihoods_leave_the_chance_of_no_more_defaults_than_seen() -> None:
    found = m.most_prudent([0, 2, 1], [100, 400, 300], 0.9)
    for p, n, seen in zip(found, (800, 700, 300), (3, 3, 1), strict=True):
        chance = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(seen + 1))
        assert chance == pytest.approx(0.1)


def test_the_auc_counts_pairs_with_ties_half() -> None:
    pairs = [(b, g) for b in SCORE[BAD == 1] for g in SCORE[BAD == 0]]
    counted = sum(1.0 if b > g else 0.5 if b == g else 0.0 for b, g in pairs) / len(pairs)
    assert m.auc(SCORE, BAD).value == pytest.approx(counted)
    assert m.gini(m.auc(SCORE, BAD)).value == pytest.approx(2 * counted - 1)


def test_delongs_variance_is_that_of_the_placements_counted_one_by_one() -> None:
    bads, goods = SCORE[BAD == 1], SCORE[BAD == 0]
    kernel = np.array([[1.0 if b > g else 0.5 if b == g else 0.0 for g in goods] for b in bads])
    variance = kernel.mean(1).var(ddof=1) / len(bads) + kernel.mean(0).var(ddof=1) / len(goods)
    found = m.auc(SCORE, BAD)
    assert found.value - found.low == pytest.approx(1.959964 * variance**0.5, rel=1e-6)


def test_a_score_gains_nothing_over_itself() -> None:
    gain = m.auc_gain(SCORE, SCORE * 10, BAD)
    assert (gain.value, gain.low, gain.high) == (0.0, 0.0, 0.0)


def test_the_ks_is_the_largest_distance_found_by_trying_every_score() -> None:
    tried = max((SCORE[BAD == 0] <= s).mean() - (SCORE[BAD == 1] <= s).mean() for s in SCORE)
    assert m.ks(SCORE, BAD).value == pytest.approx(tried)


def test_the_worst_half_holds_what_it_holds_and_everybody_holds_all() -> None:
    assert m.capture(SCORE, BAD, [0.3, 1.0]) == pytest.approx([0.5, 1.0])


def test_a_constant_score_captures_its_share_and_orders_nothing() -> None:
    same = np.ones(10)
    assert m.capture(same, BAD, [0.1, 0.5]) == pytest.approx([0.1, 0.5])
    assert m.auc(same, BAD).value == 0.5


def test_the_same_spread_is_stable_and_a_moved_one_is_not() -> None:
    assert m.stability([10, 20, 30], [20, 40, 60]) == 0
    assert m.stability([50, 50], [25, 75]) == pytest.approx(0.25 * np.log(3), rel=1e-6)


def test_a_stated_likelihood_far_below_what_was_seen_is_rejected_and_one_above_is_not() -> None:
    assert m.too_low_p(0.03, 60, 1000) < 0.001
    assert m.too_low_p(0.08, 60, 1000) > 0.95


def test_rates_that_move_with_chance_alone_do_not_move_between_cycles() -> None:
    assert m.between_cycles([5, 5, 5], [100, 100, 100]) == 1.0
    assert m.between_cycles([3], [100]) == 1.0
    assert m.between_cycles([3, 0], [100, 0]) == 1.0


def test_rates_that_move_beyond_chance_show_the_factor_of_their_odds() -> None:
    dice = np.random.default_rng(3)
    odds = 0.2 * 1.5 ** dice.standard_normal(200)
    bad = dice.binomial(20_000, odds / (1 + odds)).tolist()
    assert m.between_cycles(bad, [20_000] * 200) == pytest.approx(1.5, rel=0.08)


def test_rising_odds_are_carried_on_and_others_are_not() -> None:
    ahead = m.rising([20, 30, 45, 67], [300] * 4, 0.95)
    assert ahead is not None and 0.45 < ahead < 0.75
    assert m.rising([67, 45, 30, 20], [300] * 4, 0.95) is None
    assert m.rising([30, 28, 33, 31], [300] * 4, 0.95) is None
    assert m.rising([20, 30, 45], [300] * 3, 0.95) is None
    assert m.rising([2, 3, 2, 4], [30] * 4, 0.95) is None
    assert m.rising([0, 20, 30, 45, 67], [0, 300, 300, 300, 300], 0.95) is not None  # a cycle without cases


def test_a_rate_that_has_been_rising_is_saved_higher_and_never_above_twice_its_bound() -> None:
    up, down = ([40, 50, 60, 75], [75, 60, 50, 40])
    saved = [likelihoods.carried_on(bad, [500] * 4) for bad in (up, down)]
    assert saved[1] < saved[0] <= 2 * m.rate(sum(up), 2000).high
