"""A replay measured: every figure of the report, for everybody and for those current on the as-of date."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from overdue_cli.backtest import measures as m
from overdue_cli.backtest.outcomes import DAYS, outcome
from overdue_cli.backtest.replay import Replay
from overdue_cli.ruleset.model import GRADES

STRATA = ("all", "current")
SHARES = (0.05, 0.10, 0.20, 0.30, 0.50, 0.75)
FEW = 30
"""Cases below which a rate is shown with a warning."""
SEGMENTS = ("product", "branch", "guarantee_type")
PRUDENT = (0.75, 0.90)


@dataclass(frozen=True)
class Measured:
    """The figures by name, each a list of flat rows: what the workbook's tables and the JSON report show."""

    grades: list[dict[str, Any]]
    order: list[dict[str, Any]]
    power: list[dict[str, Any]]
    captured: list[dict[str, Any]]
    excluded: list[dict[str, Any]]
    overdue: list[dict[str, Any]]
    segments: list[dict[str, Any]]
    stability: list[dict[str, Any]]
    migration: list[dict[str, Any]]
    cycles: list[dict[str, Any]]
    extra: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def measured(replay: Replay) -> Measured:
    """All figures that need no more than the cases."""
    cases = replay.cases
    judged = {name: _judged(cases, replay.primary, name) for name in STRATA}
    return Measured(
        grades=[row for name in STRATA for row in grade_rows(judged[name], replay, name)],
        order=[row for name in STRATA for row in _order(judged[name], replay.primary, name)],
        power=[row for name in STRATA for row in _power(cases, name, replay)],
        captured=[row for name in STRATA for row in _captured(judged[name], replay.primary, name)],
        excluded=_excluded(replay),
        overdue=_overdue(cases),
        segments=[row for column in SEGMENTS for row in _segments(judged["all"], replay.primary, column)],
        stability=_stability(cases),
        migration=_migration(cases),
        cycles=_cycles(judged["all"], replay),
    )


def _judged(cases: pl.DataFrame, column: str, stratum: str) -> pl.DataFrame:
    """The cases whose outcome is known, of a stratum."""
    known = cases.filter(pl.col(column).is_not_null())
    return known.filter("current") if stratum == "current" else known


def counts(cases: pl.DataFrame, column: str) -> tuple[list[int], list[int]]:
    """Bad cases and cases of each grade, A to E."""
    found = {g: (b, n) for g, b, n in cases.group_by("grade").agg(pl.col(column).sum(), pl.len()).iter_rows()}
    return [int(found.get(g, (0, 0))[0]) for g in GRADES], [int(found.get(g, (0, 0))[1]) for g in GRADES]


def grade_rows(cases: pl.DataFrame, replay: Replay, stratum: str) -> list[dict[str, Any]]:
    """Bad rate, interval, stated likelihood and its test, most-prudent likelihoods, grade by grade."""
    bad, n = counts(cases, replay.primary)
    prudent = {share: m.most_prudent(bad, n, share) for share in PRUDENT}
    rows = []
    for at, letter in enumerate(GRADES):
        found, stated = m.rate(bad[at], n[at]), replay.ruleset.grade(letter).likelihood
        rows.append(
            {
                "stratum": stratum, "grade": letter, "cases": n[at], "share": n[at] / max(1, sum(n)), "bad": bad[at],
                "rate": found.value if n[at] else None, "low": found.low, "high": found.high, "stated": stated,
                "p_too_low": m.too_low_p(stated, bad[at], n[at]) if n[at] and stated < 1 else None,
                "prudent_75": prudent[0.75][at], "prudent_90": prudent[0.90][at], "few": n[at] < FEW,
            }
        )  # fmt: skip
    return rows


def _order(cases: pl.DataFrame, column: str, stratum: str) -> list[dict[str, Any]]:
    """Each grade against the next one that has cases: does the rate rise, and if not, can it be chance?"""
    bad, n = counts(cases, column)
    held = [at for at in range(len(GRADES)) if n[at]]
    rows = []
    for milder, worse in itertools.pairwise(held):
        rises = bad[milder] * n[worse] < bad[worse] * n[milder]
        p = m.worse_p((bad[milder], bad[worse]), (n[milder], n[worse]))
        rows.append({"stratum": stratum, "milder": GRADES[milder], "worse": GRADES[worse], "rises": rises, "p": p})
    return rows


def arrays(cases: pl.DataFrame, column: str, score: str = "score") -> tuple[m.Numbers, m.Numbers]:
    """Scores and outcomes as arrays."""
    return cases[score].to_numpy().astype(float), cases[column].to_numpy().astype(int)


def _power(cases: pl.DataFrame, stratum: str, replay: Replay) -> list[dict[str, Any]]:
    """AUC, Gini and KS of the score, for each outcome that is known of anybody."""
    rows = []
    for days in DAYS:
        column = outcome(days)
        judged = _judged(cases, column, stratum)
        if judged[column].sum() in (0, None, judged.height):
            continue
        score, bad = arrays(judged, column)
        area, distance = m.auc(score, bad), m.ks(score, bad)
        coefficient = m.gini(area)
        rows.append(
            {
                "stratum": stratum, "outcome": column if replay.origin == "history" else "outcome",
                "cases": judged.height, "bad": int(bad.sum()),
                "auc": area.value, "auc_low": area.low, "auc_high": area.high,
                "gini": coefficient.value, "gini_low": coefficient.low, "gini_high": coefficient.high,
                "ks": distance.value, "ks_low": distance.low, "ks_high": distance.high,
            }
        )  # fmt: skip
    return rows


def _captured(cases: pl.DataFrame, column: str, stratum: str) -> list[dict[str, Any]]:
    """Share of all bad cases in the worst shares by score."""
    if not cases[column].sum():
        return []
    found = m.capture(*arrays(cases, column), SHARES)
    return [
        {"stratum": stratum, "worst": share, "captured": part, "lift": part / share}
        for share, part in zip(SHARES, found, strict=True)
    ]


def _excluded(replay: Replay) -> list[dict[str, Any]]:
    """Who is judged and who is not, and why, for each outcome."""
    rows = []
    for days in DAYS if replay.origin == "history" else DAYS[:1]:
        column, state = outcome(days), pl.col("state")
        judged = pl.col(column).is_not_null()
        counted = replay.cases.select(
            judged.sum().alias("judged"),
            (judged & pl.col("current")).sum().alias("current"),
            (judged & ~pl.col("current")).sum().alias("already_overdue"),
            ((state == "nothing_due") & ~judged).sum().alias("nothing_due"),
            ((state != "nothing_due") & ~judged).sum().alias("not_watched"),
        )
        rows.append({"outcome": column} | counted.row(0, named=True))
    return rows


def _overdue(cases: pl.DataFrame) -> list[dict[str, Any]]:
    """Those already overdue on the as-of date: how many got worse by a bucket, how many were cured."""
    late = cases.filter(~pl.col("current") & pl.col("days_after").is_not_null())
    return late.group_by("grade").agg(
        pl.len().alias("cases"), pl.col("worsened").mean().alias("worsened"), pl.col("cured").mean().alias("cured")
    ).sort("grade").to_dicts()  # fmt: skip


def _segments(cases: pl.DataFrame, column: str, by: str) -> list[dict[str, Any]]:
    """The same score asked inside each product, outlet and guarantee type; too few cases are said to be."""
    rows = []
    for (name,), part in cases.filter(pl.col(by).is_not_null()).sort(by).group_by(by, maintain_order=True):
        score, bad = arrays(part, column)
        found, bads = m.rate(int(bad.sum()), part.height), int(bad.sum())
        few = bads < FEW or part.height - bads < FEW
        area = m.auc(score, bad)
        known = 0 < bads < part.height
        rows.append(
            {
                "by": by, "name": name, "cases": part.height, "bad": bads, "rate": found.value, "low": found.low,
                "high": found.high, "auc": area.value if known else None, "auc_low": area.low if known else None,
                "auc_high": area.high if known else None, "few": few,
            }
        )  # fmt: skip
    return rows


def _stability(cases: pl.DataFrame) -> list[dict[str, Any]]:
    """How far each cycle's spread over the grades lies from the first cycle's."""
    rows: list[dict[str, Any]] = []
    first: list[int] | None = None
    for (cycle,), part in cases.sort("cycle").group_by("cycle", maintain_order=True):
        spread = counts(part.with_columns(pl.lit(False).alias("none")), "none")[1]
        first = first or spread
        rows.append({"cycle": cycle, "psi": m.stability(first, spread), **dict(zip(GRADES, spread, strict=True))})
    return rows


def _migration(cases: pl.DataFrame) -> list[dict[str, Any]]:
    """From grade to grade between neighbouring cycles, by borrowers and by the money lent (fen)."""
    days = cases["cycle"].unique().sort()
    if days.len() < 2:
        return []
    after = dict(zip(days.to_list()[:-1], days.to_list()[1:], strict=True))
    before = cases.select(
        "borrower_id", "grade", "money", pl.col("cycle").replace_strict(after, default=None, return_dtype=pl.Date)
    )
    moved = before.drop_nulls("cycle").join(
        cases.select("borrower_id", "cycle", pl.col("grade").alias("to")), on=["borrower_id", "cycle"]
    )
    return moved.group_by("grade", "to").agg(pl.len().alias("cases"), pl.col("money").sum()).sort("grade", "to").to_dicts()  # fmt: skip


def _cycles(cases: pl.DataFrame, replay: Replay) -> list[dict[str, Any]]:
    """Each cycle by itself: cases, bad rate with interval, AUC."""
    rows: list[dict[str, Any]] = []
    for (cycle,), part in cases.sort("cycle").group_by("cycle", maintain_order=True):
        assert isinstance(cycle, dt.date)
        score, bad = arrays(part, replay.primary)
        found, area = m.rate(int(bad.sum()), part.height), m.auc(score, bad)
        known = not np.isnan(area.value)
        rows.append(
            {
                "cycle": cycle, "cases": part.height, "bad": int(bad.sum()), "rate": found.value, "low": found.low,
                "high": found.high, "auc": area.value if known else None,
            }
        )  # fmt: skip
    return rows
