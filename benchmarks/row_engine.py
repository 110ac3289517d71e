"""row_engine.py [--borrowers N]: the rule set's bands applied to a million borrowers, against a row-wise rule engine.

The same bands, built from the same rule files as expressions of zen-engine (extra `bench`), borrower by borrower, on a
part of them. Results are compared before times are. Prints borrowers a second of each and the ratio.
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np
import polars as pl
import zen

from overdue_cli.grading.bands import bands_of, points_of
from overdue_cli.ruleset.ladders import ladders_of
from overdue_cli.ruleset.load import load
from overdue_cli.ruleset.model import Rule

TARGET = 100.0
PART = 20_000


def banded() -> list[Rule]:
    """The rules whose points follow from one number by bands, without words, levels or second ladders."""
    return [
        rule
        for rule in load("conservative").rules
        if rule.bands and len(ladders_of(rule)) == 1 and all(b.is_ is None and b.points != "value" for b in rule.bands)
    ]


def made_up(rules: list[Rule], borrowers: int) -> pl.DataFrame:
    """A column a fact, spread over and beyond its bands."""
    chance = np.random.default_rng(20261120)
    columns = {}
    for rule in rules:
        edges = [float(b.from_ if b.from_ is not None else b.above or 0) for b in rule.bands]
        columns[rule.fact.key] = chance.uniform(0, max(edges) * 1.3, borrowers)
    return pl.DataFrame(columns)


def expression(rule: Rule, name: str) -> str:
    """The bands as the engine's own nested condition, the highest first."""
    out = "0"
    for band in rule.bands:
        edge = f"{name} >= {band.from_}" if band.from_ is not None else f"{name} > {band.above}"
        out = f"({edge} ? {band.points} : {out})"
    return out


def engine(rules: list[Rule]) -> zen.ZenDecision:
    """One decision that holds every rule."""
    told = [{"id": r.id, "key": r.id, "value": expression(r, f"f{i}")} for i, r in enumerate(rules)]
    content = {
        "expressions": told,
        "passThrough": False,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }
    place = {"position": {"x": 0, "y": 0}}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", **place},
        {"id": "rules", "type": "expressionNode", "name": "rules", "content": content, **place},
        {"id": "out", "type": "outputNode", "name": "out", **place},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
        {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"},
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def main() -> int:
    """Compare, measure, judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--borrowers", type=int, default=1_000_000)
    asked = parser.parse_args()
    rules = banded()
    frame = made_up(rules, asked.borrowers)
    began = time.perf_counter()
    columns = frozenset(frame.columns)
    ours = (
        frame.lazy()
        .with_columns(band for rule in rules for band in bands_of(rule, columns))
        .select(points_of(rule).alias(rule.id) for rule in rules)
        .collect()
    )
    vectorised = asked.borrowers / (time.perf_counter() - began)
    part = frame.head(min(PART, asked.borrowers))
    rows = part.rename({rule.fact.key: f"f{i}" for i, rule in enumerate(rules)}).to_dicts()
    decision = engine(rules)
    began = time.perf_counter()
    told = [decision.evaluate(row)["result"] for row in rows]
    by_row = len(rows) / (time.perf_counter() - began)
    if not pl.DataFrame(told, schema=ours.schema).equals(ours.head(len(rows))):
        raise SystemExit("the two disagree")
    ratio = vectorised / by_row
    print(f"{len(rules)} rules, {asked.borrowers:,} borrowers")
    print(f"ours                    {vectorised:12,.0f} borrowers a second")
    print(f"zen-engine, row by row  {by_row:12,.0f} borrowers a second")
    print(f"ours / row engine       {ratio:8.0f} × (target ≥ {TARGET:.0f})")
    return int(ratio < TARGET)


if __name__ == "__main__":
    raise SystemExit(main())
