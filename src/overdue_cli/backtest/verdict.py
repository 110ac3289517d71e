"""The verdict: what a validator would say of the figures, as keys of sentences and their facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from overdue_cli.backtest.figures import FEW, Measured
from overdue_cli.backtest.replay import WARM_UP_MONTHS, Replay
from overdue_cli.locale import say

Line = tuple[str, dict[str, Any]]
SURE = 0.05
SLACK = 2.0
"""A likelihood more than so many times the upper bound of what was seen is blind rather than prudent."""
ENOUGH_CYCLES = 3
WEAK = 0.55
SHIFTED = 0.25
"""PSI from which a spread over the grades counts as another one: the usual reading of the index."""


def verdict(replay: Replay, found: Measured) -> list[Line]:
    """The sentences in the order they are read: the order of the grades, their likelihoods, power, what is missing."""
    lines = _order(found) + _likelihoods(found) + _power(found) + _limits(replay, found)
    if any(key in ("disordered", "disordered_current", "too_low") for key, _ in lines):
        return [("unsound", {}), *lines]
    held = [row for row in found.grades if row["stratum"] == "all" and row["cases"]]
    facts = {"bad": sum(row["bad"] for row in held), "grades": len(held), "few": FEW}
    decided = facts["bad"] >= FEW and len(held) > 1
    return [("sound", {}) if decided else ("undecided", facts), *lines]


def spoken(lines: Sequence[Line], language: str) -> list[str]:
    """The verdict in words."""
    return [say(language, f"backtest.verdict.{key}", **facts) for key, facts in lines]


def _order(found: Measured) -> list[Line]:
    """Does the bad rate rise with the grade, for everybody and for those who were current?"""
    out: list[Line] = []
    for stratum in ("all", "current"):
        rows = [row for row in found.order if row["stratum"] == stratum]
        broken = [row for row in rows if not row["rises"]]
        for row in broken:
            facts = {"milder": row["milder"], "worse": row["worse"], "p": f"{row['p']:.2g}"}
            out.append(
                (f"disordered{'' if row['p'] < SURE else '_by_chance'}{'' if stratum == 'all' else '_current'}", facts)
            )
        if not broken and rows:
            out.append(("ordered" if stratum == "all" else "ordered_current", {}))
    return out


def _likelihoods(found: Measured) -> list[Line]:
    """Grades stated too low, and grades stated far above anything seen."""
    out: list[Line] = []
    for row in found.grades:
        if row["stratum"] != "all" or row["p_too_low"] is None:
            continue
        facts = {"grade": row["grade"], "stated": f"{row['stated']:.1%}", "rate": f"{row['rate']:.1%}"}
        if row["p_too_low"] < SURE:
            out.append(("too_low", facts | {"p": f"{row['p_too_low']:.2g}"}))
        elif row["stated"] > SLACK * row["high"] and not row["few"]:
            out.append(("too_high", facts | {"high": f"{row['high']:.1%}"}))
    return out or [("likelihoods_hold", {})]


def _power(found: Measured) -> list[Line]:
    """How well the score orders, above all those who are current."""
    by = {(row["stratum"], row["outcome"]): row for row in reversed(found.power)}
    first = {stratum: next((r for r in found.power if r["stratum"] == stratum), None) for stratum in ("all", "current")}
    out: list[Line] = []
    if by and (row := first["all"]):
        out.append(("power", {n: f"{row[n]:.3f}" for n in ("auc", "auc_low", "auc_high")}))
    if row := first["current"]:
        key = "power_current_weak" if row["auc_low"] < WEAK else "power_current"
        out.append((key, {n: f"{row[n]:.3f}" for n in ("auc", "auc_low", "auc_high")}))
    return out


def _limits(replay: Replay, found: Measured) -> list[Line]:
    """What the figures cannot say: too few cycles, grades with too few cases, a history shorter than asked."""
    out: list[Line] = []
    if replay.asked and replay.asked > len(replay.cycles):
        facts = {"asked": replay.asked, "found": len(replay.cycles), "first": replay.cycles[0]}
        out.append(("fewer_cycles", facts))
    if not replay.warmed:
        out.append(("short_history", {"months": WARM_UP_MONTHS}))
    if replay.origin == "history" and len(replay.cycles) < ENOUGH_CYCLES:
        out.append(("few_cycles", {"found": len(replay.cycles), "enough": ENOUGH_CYCLES}))
    moved = [row for row in found.stability if row["psi"] > SHIFTED]
    if moved:
        worst = max(moved, key=lambda row: row["psi"])
        facts = {
            "psi": f"{worst['psi']:.2f}",
            "cycle": worst["cycle"],
            "first": found.stability[0]["cycle"],
            "limit": SHIFTED,
        }
        out.append(("shifted", facts))
    thin = [row["grade"] for row in found.grades if row["stratum"] == "all" and row["few"]]
    if thin:
        out.append(("thin", {"grades": ", ".join(thin), "few": FEW}))
    return out
