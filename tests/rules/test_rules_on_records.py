"""Every rule on borrowers made for it: at its bands' edges, one below and above, and where it must not fire.

`edges` in a case file says how to make a borrower whose fact is `$v`; the values come from the bands themselves.
"""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from casemaker import tables

from frames import portfolio
from overdue_cli import pipeline, strict_yaml
from overdue_cli.facts import FACTS, Unit
from overdue_cli.grading import reasons_of
from overdue_cli.ruleset.load import RuleSet, load
from overdue_cli.ruleset.model import GRADES, Rule
from overdue_cli.scored import Request
from population import AS_OF

HERE = Path(__file__).parent
PAGES = {path.stem: strict_yaml.load(path).value for path in sorted(HERE.glob("*.yaml"))}
RULES = {rule.id: rule for rule in load().rules}


def filled(spec: Any, value: int) -> Any:
    """The recipe with `$v` in place."""
    if isinstance(spec, dict):
        return {key: filled(inner, value) for key, inner in spec.items()}
    if isinstance(spec, list):
        return [filled(inner, value) for inner in spec]
    return value if spec == "$v" else spec


def by_hand(rule: Rule, value: float) -> tuple[int, str]:
    """Points and floor of the highest band a value reaches."""
    points, floor = 0, "A"
    for band in rule.bands:
        if (band.from_ is not None and value >= band.from_) or (band.above is not None and value > band.above):
            points, floor = band.points, band.no_better_than or "A"
    return points, floor


def at_edges(rule: Rule, recipe: Any) -> dict[str, Any]:
    """Case name → recipe and what to expect, for each edge, one below and one above."""
    assert FACTS[rule.fact.name].unit in (Unit.DAYS, Unit.COUNT)
    edges = [band.from_ if band.from_ is not None else band.above for band in rule.bands]
    values = sorted({int(edge) + step for edge in edges if edge is not None for step in (-1, 0, 1)} - {-1})
    out = {}
    for value in values:
        points, floor = by_hand(rule, value)
        expected: dict[str, Any] = {rule.id: points or "quiet"}
        if floor > "A":
            expected[f"{rule.id} floor"] = floor
        out[f"{rule.id.lower()}_at_{value}"] = [filled(copy.deepcopy(recipe), value), expected]
    return out


def all_cases() -> dict[str, Any]:
    out: dict[str, Any] = {}
    for page in PAGES.values():
        for rule, recipe in page.get("edges", {}).items():
            out |= at_edges(RULES[rule], recipe)
        assert not set(out) & set(page.get("cases", {})), "two cases of one name"
        out |= page.get("cases", {})
    return out


CASES = all_cases()


@cache
def seen() -> dict[str, dict[str, Any]]:
    """Case → what came out: grade, class, and each rule's points, floor and state."""
    scored = pipeline.grade_portfolio(
        portfolio(tables({name: case[0] for name, case in CASES.items()}), AS_OF), load(), Request(AS_OF)
    )
    return outcomes(scored.borrowers, load())


def outcomes(borrowers: pl.DataFrame, ruleset: RuleSet) -> dict[str, dict[str, Any]]:
    rows = {
        b: {"grade": g, "five_tier": t, "score": s}
        for b, g, t, s in borrowers.select("borrower_id", "grade", "five_tier_floor", "score").iter_rows()
    }
    reasons = reasons_of(borrowers, ruleset, every_state=True)
    for who, rule, state, points, floor in reasons.select(
        "borrower_id", "rule_id", "state", "points", "floor"
    ).iter_rows():
        own = rows[who]
        if state == "applied":
            own[rule] = max(points, own[rule]) if isinstance(own.get(rule), int) else points
            own[f"{rule} floor"] = max(GRADES[floor], own.get(f"{rule} floor", "A"))
        else:
            own.setdefault(rule, "quiet" if state == "not_applied" else state)
    return rows


@pytest.mark.parametrize("name", CASES)
def test_what_the_case_says_comes_out(name: str) -> None:
    got = seen()[name]
    assert {what: got.get(what, "quiet") for what in CASES[name][1]} == CASES[name][1]


def test_every_rule_has_cases_or_is_tried_elsewhere() -> None:
    named = {what.split(" ")[0] for case in CASES.values() for what in case[1]} - {"score"}
    elsewhere = {"X01", "X04", "Q03", "Q05", "W19", "W20", "W21", "W22"}  # need a portfolio, or another shape of one
    assert set(RULES) - named == elsewhere


TEXTS = PAGES["findings"]["texts"]


@cache
def heard() -> dict[str, list[str]]:
    """Text → the codes heard in it, those to review with a question mark."""
    cases = {text: {"inspections": [{"finding": text}]} for text, _ in TEXTS}
    scored = pipeline.grade_portfolio(portfolio(tables(cases), AS_OF), load(), Request(AS_OF))
    rows = scored.evidence.sources["findings"].select(pl.col("borrower_id").cast(pl.String), "code", "to_review")
    out: dict[str, list[str]] = {}
    for text, code, review in rows.iter_rows():
        out.setdefault(text, []).append(code + ("?" if review else ""))
    return out


@pytest.mark.parametrize("text", [text for text, _ in TEXTS])
def test_what_an_inspector_wrote_is_heard_so(text: str) -> None:
    assert sorted(heard().get(text, [])) == sorted(dict(map(tuple, TEXTS))[text])
