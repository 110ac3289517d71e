"""The statistics of a back-test, on plain arrays: the one place that knows scipy.

Nothing here is drawn at random: intervals of the AUC are DeLong's, those of rates are Jeffreys'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtrit
from scipy.stats import beta, rankdata

Numbers = NDArray[Any]
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """An estimate with the ends of its interval."""

    value: float
    low: float
    high: float


def rate(bad: int, n: int, level: float = LEVEL) -> Interval:
    """A share with its Jeffreys interval; the ends are 0 and 1 where nothing and everything is bad.

    >>> [round(x, 4) for x in (rate(0, 20).high, rate(5, 20).low, rate(5, 20).high)]
    [0.1171, 0.1024, 0.4644]
    """
    if n == 0:
        return Interval(float("nan"), 0.0, 1.0)
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, bad + 0.5, n - bad + 0.5)) if bad > 0 else 0.0
    high = float(beta.ppf(1 - tail, bad + 0.5, n - bad + 0.5)) if bad < n else 1.0
    return Interval(bad / n, low, high)


def too_low_p(stated: float, bad: int, n: int) -> float:
    """p of the Jeffreys test that the true rate is no more than `stated`: small means it was stated too low."""
    return float(beta.cdf(stated, bad + 0.5, n - bad + 0.5))


def upper(bad: float, n: float, confidence: float) -> float:
    """One-sided Jeffreys bound of a rate; `n` may be an effective number and no whole one."""
    return float(beta.ppf(confidence, bad + 0.5, n - bad + 0.5)) if n > 0 else 1.0


def most_prudent(bad: Sequence[int], n: Sequence[int], confidence: float) -> list[float]:
    """Pluto and Tasche's likelihood of each grade, best first: as high as the grade and all worse ones allow.

    The best grade is given no better a rate than all together would have; 1 where a grade and all worse are empty.

    >>> [round(p, 4) for p in most_prudent([0, 0, 0], [100, 400, 300], 0.75)]
    [0.0017, 0.002, 0.0046]
    """
    out = []
    for grade in range(len(n)):
        bads, all_ = sum(bad[grade:]), sum(n[grade:])
        out.append(float(beta.ppf(confidence, bads + 1, all_ - bads)) if all_ > bads else 1.0)
    return out


def _placements(score: Numbers, bad: Numbers) -> tuple[Numbers, Numbers]:
    """For each bad case the share of good ones below it, for each good one the share of bad ones above it."""
    bad = bad.astype(bool)
    m, n = int(bad.sum()), int((~bad).sum())
    everybody = rankdata(score)
    above = (everybody[bad] - rankdata(score[bad])) / n
    below = 1 - (everybody[~bad] - rankdata(score[~bad])) / m
    return above, below


def auc(score: Numbers, bad: Numbers, level: float = LEVEL) -> Interval:
    """Area under the ROC curve, ties half, with DeLong's interval; NaN where one of the two kinds is missing."""
    if bad.sum() == 0 or bad.sum() == len(bad):
        return Interval(float("nan"), 0.0, 1.0)
    above, below = _placements(score, bad)
    value = float(above.mean())
    spread = float(ndtri(0.5 + level / 2)) * (_variance(above) + _variance(below)) ** 0.5
    return Interval(value, max(0.0, value - spread), min(1.0, value + spread))


def auc_gain(before: Numbers, after: Numbers, bad: Numbers, level: float = LEVEL) -> Interval:
    """By how much the AUC of `after` exceeds that of `before` on the same cases, with DeLong's paired interval."""
    first, second = _placements(before, bad), _placements(after, bad)
    above, below = second[0] - first[0], second[1] - first[1]
    value = float(above.mean())
    spread = float(ndtri(0.5 + level / 2)) * (_variance(above) + _variance(below)) ** 0.5
    return Interval(value, value - spread, value + spread)


def _variance(parts: Numbers) -> float:
    return float(parts.var(ddof=1)) / len(parts) if len(parts) > 1 else 0.25


def gini(area: Interval) -> Interval:
    """The Gini coefficient of an AUC."""
    return Interval(*(2 * x - 1 for x in (area.value, area.low, area.high)))


def ks(score: Numbers, bad: Numbers, level: float = LEVEL) -> Interval:
    """Largest distance between the score's distributions of bad and good cases, with its normal interval.

    The interval takes the score at which they are farthest apart as given.
    """
    bad = bad.astype(bool)
    if bad.sum() == 0 or (~bad).sum() == 0:
        return Interval(float("nan"), 0.0, 1.0)
    edges = np.unique(score)
    bads = np.searchsorted(np.sort(score[bad]), edges, side="right") / bad.sum()
    goods = np.searchsorted(np.sort(score[~bad]), edges, side="right") / (~bad).sum()
    at = int(np.argmax(goods - bads))
    value, b, g = float(goods[at] - bads[at]), bads[at], goods[at]
    spread = float(ndtri(0.5 + level / 2) * (b * (1 - b) / bad.sum() + g * (1 - g) / (~bad).sum()) ** 0.5)
    return Interval(value, max(0.0, value - spread), min(1.0, value + spread))


def capture(score: Numbers, bad: Numbers, shares: Sequence[float]) -> list[float]:
    """Share of all bad cases among the worst `shares` by score; equal scores are taken in proportion.

    >>> capture(np.array([3, 2, 1, 1]), np.array([1, 0, 1, 0]), [0.25, 0.75])
    [0.5, 0.75]
    """
    edges, inverse = np.unique(-score, return_inverse=True)
    cases = np.concatenate([[0], np.cumsum(np.bincount(inverse, minlength=len(edges)))])
    bads = np.concatenate([[0], np.cumsum(np.bincount(inverse, weights=bad, minlength=len(edges)))])
    return [float(np.interp(share * len(score), cases, bads) / bads[-1]) for share in shares]


def stability(before: Sequence[int], after: Sequence[int]) -> float:
    """Population stability index of two counts over the same grades; half a case stands in for an empty grade."""
    p = np.maximum(np.array(before, float), 0.5)
    q = np.maximum(np.array(after, float), 0.5)
    p, q = p / p.sum(), q / q.sum()
    return float(((q - p) * np.log(q / p)).sum())


def between_cycles(bad: Sequence[int], n: Sequence[int]) -> float:
    """By what factor the odds of a rate move from cycle to cycle beyond chance: one standard deviation; ≥ 1.

    DerSimonian and Laird's variance between the cycles' log-odds, half a case added so that none is infinite.
    """
    bads, cases = np.array(bad, float), np.array(n, float)
    bads, cases = bads[cases > 0], cases[cases > 0]
    if len(cases) < 2:
        return 1.0
    p = (bads.sum() + 0.5) / (cases.sum() + 1)
    weight = cases * p * (1 - p)
    odds = np.log((bads + 0.5) / (cases - bads + 0.5))
    middle = (weight * odds).sum() / weight.sum()
    beyond = (weight * (odds - middle) ** 2).sum() - (len(cases) - 1)
    return float(np.exp(max(0.0, beyond / (weight.sum() - (weight**2).sum() / weight.sum())) ** 0.5))


def rising(bad: Sequence[int], n: Sequence[int], confidence: float) -> float | None:
    """The mean rate of as many cycles to come, if the odds have been rising beyond chance; None where they have not.

    A straight line through the cycles' log-odds, weighed by what each tells; its slope is tested one-sided by Student's t,
    with the cycles' own scatter where that is more than chance. Fewer than four cycles show no trend.

    >>> rising([30, 28, 33, 31], [300] * 4, 0.95), round(rising([20, 30, 45, 67], [300] * 4, 0.95) or 0, 2)
    (None, 0.48)
    """
    bads, cases = np.array(bad, float), np.array(n, float)
    cycles = np.arange(len(cases), dtype=float)[cases > 0]
    bads, cases = bads[cases > 0], cases[cases > 0]
    if len(cases) < 4:
        return None
    rate = (bads + 0.5) / (cases + 1)
    odds, weight = np.log(rate / (1 - rate)), cases * rate * (1 - rate)
    middle, level = (weight * cycles).sum() / weight.sum(), (weight * odds).sum() / weight.sum()
    spread = (weight * (cycles - middle) ** 2).sum()
    slope = (weight * (cycles - middle) * (odds - level)).sum() / spread
    left = (weight * (odds - level - slope * (cycles - middle)) ** 2).sum() / (len(cases) - 2)
    if slope < stdtrit(len(cases) - 2, confidence) * (max(1.0, left) / spread) ** 0.5:
        return None
    ahead = level + slope * (len(n) + (len(n) - 1) / 2 - middle)
    return float(1 / (1 + np.exp(-ahead)))


def next_cycle(high: float, factor: float, confidence: float) -> float:
    """The rate of a cycle to come, at most: the bound `high` of the mean moved by `factor` (`between_cycles`).

    >>> round(next_cycle(0.10, 1.0, 0.95), 3), round(next_cycle(0.10, 1.5, 0.95), 3)
    (0.1, 0.178)
    """
    if high >= 1:
        return 1.0
    odds: float = high / (1 - high) * factor ** float(ndtri(confidence))
    return odds / (1 + odds)


def worse_p(bad: tuple[int, int], n: tuple[int, int]) -> float:
    """One-sided p that a milder grade's rate exceeds the next one's by chance (pooled normal test)."""
    p = sum(bad) / max(1, sum(n))
    spread = (p * (1 - p) * (1 / max(1, n[0]) + 1 / max(1, n[1]))) ** 0.5
    return 1.0 if spread == 0 else float(1 - ndtr((bad[0] / max(1, n[0]) - bad[1] / max(1, n[1])) / spread))
