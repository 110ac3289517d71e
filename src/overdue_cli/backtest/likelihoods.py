"""Likelihoods a back-test found, as a rule set overlay that `score --rules` then uses.

What is saved must hold in cycles not seen, and not be so high that it tells grades no longer apart. So it is no
confidence bound of the past mean, which the next year's rate passes as often as not, but the most of three: the
bound carried on to a cycle to come by how much rates moved between cycles; √2 times the rate seen; and √2 times that
of the later half of the cycles, for rates move slowly and the latest is the best guess. Between what was seen and
twice that, √2 leaves equal room both ways: not too low until the rate rises by 41 %, not blind until it falls by
29 %. Where the odds have been rising beyond chance, where the line leads in as many cycles more counts as well, and
the most of all is raised by another 15 %, for a line that was found is not yet one that holds. Never above twice the plain upper bound, and never falling from A to E.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from overdue_cli.backtest import measures as m
from overdue_cli.backtest.figures import counts
from overdue_cli.backtest.replay import Replay
from overdue_cli.locale import say
from overdue_cli.ruleset.model import GRADES

CONFIDENCE = 0.95
MARGIN = 2**0.5
TREND_CONFIDENCE, TREND_MARGIN = 0.975, 1.15
PRIOR = 50
"""Cases at the mean rate that the later half of the cycles is filled up with: a handful of cases is no trend."""
FEW_CYCLES = 3
"""With fewer nothing tells how far a rate moves from cycle to cycle, and no likelihood is taken below the stated one."""
LASTS_DAYS = 366
"""A likelihood measured more than a year ago is no evidence of today; after that the rule set's own counts again."""


def likelihoods(replay: Replay) -> list[dict[str, Any]]:
    """One row a grade: `measured` (what is saved), cases, bad cases, the plain interval, the factor between cycles.

    A grade nobody had keeps what the rule set states, or what a milder grade was measured at if that is more.
    """
    known = replay.cases.drop_nulls(replay.primary)
    bad, n = counts(known, replay.primary)
    by_cycle = [counts(part, replay.primary) for _, part in known.sort("cycle").group_by("cycle", maintain_order=True)]
    rows, so_far = [], 0.0
    for at, letter in enumerate(GRADES):
        bads, cases = [b[at] for b, _ in by_cycle], [c[at] for _, c in by_cycle]
        plain, spread = m.rate(bad[at], n[at]), m.between_cycles(bads, cases)
        found = replay.ruleset.grade(letter).likelihood
        if n[at]:
            carried = carried_on(bads, cases)
            few = len(replay.cycles) < FEW_CYCLES and replay.origin == "history"
            found = min(max(carried, found), 2 * plain.high) if few else carried
        so_far = max(so_far, min(1.0, float(f"{found + 0.0005:.3f}")))
        rows.append(
            {"grade": letter, "measured": so_far, "cases": n[at], "bad": bad[at], "low": plain.low, "high": plain.high, "spread": spread}
        )  # fmt: skip
    return rows


def carried_on(bad: Sequence[int], n: Sequence[int]) -> float:
    """The rate of one grade in cycles not seen, from its bad cases and cases in each cycle, oldest first."""
    whole, mean = m.rate(sum(bad), sum(n)), sum(bad) / sum(n)
    half = max(1, len(n) // 2)
    latest = (sum(bad[-half:]) + PRIOR * mean) / (sum(n[-half:]) + PRIOR)
    bound = m.next_cycle(m.upper(sum(bad), sum(n), CONFIDENCE), m.between_cycles(bad, n), CONFIDENCE)
    most, ahead = max(bound, MARGIN * mean, MARGIN * latest), m.rising(bad, n, TREND_CONFIDENCE)
    return min(most if ahead is None else TREND_MARGIN * max(most, ahead), 2 * whole.high)


def overlay_of(replay: Replay, extends: str, rows: list[dict[str, Any]]) -> str:
    """The overlay's text: YAML with the day, the origin and the counts behind every number.

    E keeps 1: who is graded E is ranked as certain, whatever was measured; the number stands in the remark.
    """
    day = replay.data_date
    facts = {"cycles": len(replay.cycles), "first": replay.cycles[0], "last": replay.cycles[-1], "day": day}
    rules = f"{replay.ruleset.name} {replay.ruleset.version} #{replay.ruleset.digest[:8]}"
    said = "backtest.saved.outcomes" if replay.origin != "history" else "backtest.saved.history"
    origin = _both(said, rules=rules, file=replay.origin, **facts)
    lines = [
        "# Likelihoods measured by `overdue backtest`: `overdue score --rules THIS FILE` uses them.",
        f"# {origin[replay.language]}",
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
        found = _both("backtest.saved.because", bad=row["bad"], cases=row["cases"])
        lines += _change(f"grades.{row['grade']}.likelihood", f"{row['measured']:.3f}", found, origin, day)
    whole = f"{{tag: data, text: {_words(origin)}, checked: {day}}}"
    lines += _change("likelihood_source", whole, _both("backtest.saved.measured"), origin, day)
    return "\n".join(lines) + "\n"


def _both(key: str, **facts: Any) -> dict[str, str]:
    """A sentence in both languages, as rule files have them."""
    return {each: say(each, key, **facts) for each in ("zh", "en")}


def _change(at: str, to: str, because: dict[str, str], origin: dict[str, str], day: dt.date) -> list[str]:
    return [
        f"  - at: {at}",
        f"    to: {to}",
        f"    because: {_words(because)}",
        f"    source: {{tag: data, text: {_words(origin)}, checked: {day}}}",
    ]


def _words(said: dict[str, str]) -> str:
    """A sentence in both languages as YAML."""
    return "{" + ", ".join(f"{each}: {_text(words)}" for each, words in said.items()) + "}"


def _text(value: str) -> str:
    """A YAML text in quotes."""
    return json.dumps(value, ensure_ascii=False)
