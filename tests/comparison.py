"""Oracle and pipeline side by side: where they differ, and the smallest borrower on whom they still do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import polars as pl

from frames import graded, only_rules
from oracle import Borrower, Run, Verdict, judge
from overdue_cli.ruleset.load import RuleSet, load
from overdue_cli.scored import ScoredPortfolio

CORE = (
    "W01",
    "W02",
    "W03",
    "W04",
    "W05",
    "W06",
    "W09",
    "W18",
    "W23",
    "W24",
    "I01",
    "I02",
    "I03",
    "I04",
    "Q01",
    "Q02",
    "Q03",
    "Q05",
)


@dataclass(frozen=True)
class Difference:
    """One thing on which the two disagree."""

    borrower: Borrower
    what: str
    oracle: Any
    pipeline: Any


def core_rules() -> RuleSet:
    """The shipped rules that the oracle knows."""
    return only_rules(load(), CORE)


def told(scored: ScoredPortfolio) -> dict[str, dict[str, Any]]:
    """Per borrower, what the pipeline says, in the oracle's words."""
    by_rule = scored.reasons.group_by("borrower_id", "rule_id").agg(
        pl.col("points").sum(), pl.col("no_better_than").max(), pl.col("notches").sum()
    )
    out: dict[str, dict[str, Any]] = {
        row["borrower_id"]: {k: row[k] for k in ("score", "duty_grade", "grade", "five_tier_floor")}
        | {"before_brake": row["grade_before_brake"], "days_past_due": row["days_past_due"] or 0}
        for row in scored.borrowers.iter_rows(named=True)
    }
    for row in by_rule.iter_rows(named=True):
        this = out[row["borrower_id"]]
        this |= {f"points {row['rule_id']}": row["points"]} if row["points"] else {}
        this |= {f"floor {row['rule_id']}": row["no_better_than"]} if row["no_better_than"] else {}
        this |= {"notches": row["notches"]} if row["notches"] else {}
    return out


def read(verdict: Verdict) -> dict[str, Any]:
    """The oracle's verdict in the same shape; a rule with neither points nor floor is not mentioned."""
    steps = {k: getattr(verdict, k) for k in ("score", "duty_grade", "before_brake", "grade", "days_past_due")}
    steps |= {"five_tier_floor": verdict.five_tier_floor} | ({"notches": verdict.notches} if verdict.notches else {})
    steps |= {"floor brake": verdict.grade} if verdict.grade > verdict.before_brake else {}
    points = {f"points {rule}": points for rule, points in verdict.points.items() if points}
    floors = {f"floor {rule}": floor for rule, floor in verdict.floors.items() if rule != "regulation"}
    return steps | points | floors


def differences(borrowers: Sequence[Borrower], run: Run) -> list[Difference]:
    """Everything on which oracle and pipeline disagree about these borrowers."""
    pipeline = told(graded(borrowers, run, core_rules()))
    out = []
    for borrower in borrowers:
        ours, theirs = read(judge(borrower, run)), pipeline.get(borrower.id, {})
        for what in sorted(ours.keys() | theirs.keys()):
            if ours.get(what) != theirs.get(what):
                out.append(Difference(borrower, what, ours.get(what), theirs.get(what)))
    return out


def smallest(difference: Difference, run: Run) -> Difference:
    """The same disagreement on a borrower from whom nothing more can be taken."""
    while True:
        simpler = [replace(b, id=f"S{k:05}") for k, b in enumerate(simpler_than(difference.borrower))]
        still = [d for d in differences(simpler, run) if d.what == difference.what] if simpler else []
        if not still:
            return difference
        difference = min(still, key=lambda d: len(repr(d.borrower)))


def simpler_than(thing: Any) -> Iterator[Any]:
    """Every copy of a record with one part taken away or emptied."""
    for field in fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, tuple):
            for at, part in enumerate(value):
                if len(value) > 1 or field.name != "loans":
                    yield replace(thing, **{field.name: value[:at] + value[at + 1 :]})
                if hasattr(part, "__dataclass_fields__"):
                    for less in simpler_than(part):
                        yield replace(thing, **{field.name: (*value[:at], less, *value[at + 1 :])})
        elif isinstance(value, str) and field.name == "status" and value:
            yield replace(thing, status=value[1:])
        elif value is not None and field.name in ("stated_days", "five_tier", "product", "severity", "rectified"):
            yield replace(thing, **{field.name: None})
