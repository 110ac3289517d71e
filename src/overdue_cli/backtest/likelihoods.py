"""Likelihoods a back-test found, as a rule set overlay that `score --rules` then uses.

Prudent, and not blind: each grade's one-sided upper bound, widened by how much its rate moved from cycle to
cycle beyond chance, never above twice the plain upper bound, and never falling from A to E.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from overdue_cli.backtest import measures as m
from overdue_cli.backtest.figures import counts
from overdue_cli.backtest.replay import Replay
from overdue_cli.ruleset.model import GRADES

CONFIDENCE = 0.95
FEW_CYCLES = 3
"""With fewer nothing tells how far a rate moves from cycle to cycle, and no likelihood is taken below the stated one."""
LASTS_DAYS = 366
"""A likelihood measured more than a year ago is no evidence of today; after that the rule set's own counts again."""


def likelihoods(replay: Replay) -> list[dict[str, Any]]:
    """One row a grade: `measured` (what is saved), cases, bad cases, the plain interval, the factor of its spread.

    A grade nobody had keeps what the rule set states, or what a milder grade was measured at if that is more.
    """
    known = replay.cases.drop_nulls(replay.primary)
    bad, n = counts(known, replay.primary)
    by_cycle = [counts(part, replay.primary) for _, part in known.sort("cycle").group_by("cycle", maintain_order=True)]
    rates = [[b[at] / c[at] for b, c in by_cycle if c[at]] for at in range(len(GRADES))]
    rows, so_far = [], 0.0
    for at, letter in enumerate(GRADES):
        spread = m.overdispersion([b[at] for b, _ in by_cycle], [c[at] for _, c in by_cycle])
        plain = m.rate(bad[at], n[at])
        found = replay.ruleset.grade(letter).likelihood
        if n[at]:
            widened = max(
                m.upper(bad[at] / spread, n[at] / spread, CONFIDENCE), plain.value + m.drift(rates[at], CONFIDENCE)
            )
            few = len(replay.cycles) < FEW_CYCLES and replay.origin == "history"
            found = min(max(widened, found) if few else widened, 2 * plain.high)
        so_far = max(so_far, min(1.0, float(f"{found + 0.0005:.3f}")))
        rows.append(
            {"grade": letter, "measured": so_far, "cases": n[at], "bad": bad[at], "low": plain.low, "high": plain.high, "spread": spread}
        )  # fmt: skip
    return rows


def overlay_of(replay: Replay, extends: str, rows: list[dict[str, Any]]) -> str:
    """The overlay's text: YAML with the day, the origin and the counts behind every number.

    E keeps 1: who is graded E is ranked as certain, whatever was measured; the number stands in the remark.
    """
    day = replay.data_date
    origin = (
        f"back-test of {len(replay.cycles)} cycles {replay.cycles[0]} to {replay.cycles[-1]}, export of {day}, "
        f"rule set {replay.ruleset.name} {replay.ruleset.version} #{replay.ruleset.digest[:8]}"
    )
    lines = [
        "# Likelihoods measured by `overdue backtest`: `overdue score --rules THIS FILE` uses them.",
        f"# {origin}",
        *(f"# {row['grade']}: {row['bad']} of {row['cases']} late, saved {row['measured']:.3f}" for row in rows),
        f"extends: {_text(extends)}",
        f"name: {_text(replay.ruleset.name + '+likelihoods')}",
        f"version: {_text(day.isoformat())}",
        "title: {zh: 回测所得逾期可能性, en: Likelihoods measured by a back-test}",
        f"effective_from: {day}",
        f"expires_on: {day + dt.timedelta(days=LASTS_DAYS)}",
        "changes:",
    ]
    for row in rows[:-1]:
        found = (
            f"{row['bad']} of {row['cases']} were late in the next cycle; upper bound with the spread between cycles"
        )
        lines += _change(f"grades.{row['grade']}.likelihood", f"{row['measured']:.3f}", found, origin, day)
    whole = f"{{tag: data, text: {_text(origin)}, checked: {day}}}"
    lines += _change("likelihood_source", whole, "the anchors of the grades are measured now", origin, day)
    return "\n".join(lines) + "\n"


def _change(at: str, to: str, because: str, origin: str, day: dt.date) -> list[str]:
    return [
        f"  - at: {at}",
        f"    to: {to}",
        f"    because: {_text(because)}",
        f"    source: {{tag: data, text: {_text(origin)}, checked: {day}}}",
    ]


def _text(value: str) -> str:
    """A YAML text in quotes."""
    return json.dumps(value, ensure_ascii=False)
