"""All rules over a million borrowers, what twenty more cost, and every counterfactual of every list, in one process.

    rules.py [--borrowers N] [--million N]

Grading alone is timed on facts of a sample repeated to a million rows; twenty more rules (each a count of late
instalments of its own, so that each is a fact of its own too) against a whole run, files to worklist; replays
and edges for everybody listed. Ends with 1 beyond a target. Seconds are of the
processor, the fastest of some runs, and what is compared takes turns: a busy machine must not decide.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from overdue_cli import grading, whatif
from overdue_cli.edges import nearest_edges
from overdue_cli.intake import read_portfolio
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.ruleset.load import RuleSet, load
from overdue_cli.ruleset.model import FactUse
from overdue_cli.sample import write_sample
from overdue_cli.scored import Request, ScoredPortfolio

AS_OF = dt.date(2026, 11, 20)
SHARE_TARGET, WHATIF_TARGET = 0.10, 0.5
MORE = 20


def best(*whats: Callable[[], object], runs: int = 3) -> list[float]:
    """Processor seconds of the fastest of so many runs of each, in turns."""
    times: list[list[float]] = [[] for _ in whats]
    for _ in range(runs):
        for what, taken in zip(whats, times, strict=True):
            begun = time.process_time()
            what()
            taken.append(time.process_time() - begun)
    return [min(taken) for taken in times]


def with_more(ruleset: RuleSet, number: int) -> RuleSet:
    """The rule set with so many further banded rules, each asking a fact nobody else asks."""
    chapter = next(c for c in ruleset.chapters if any(rule.id == "W04" for rule in c.rules))
    habit = next(rule for rule in chapter.rules if rule.id == "W04")
    more = [
        habit.model_copy(
            update={
                "id": f"Z{n:02}",
                "fact": FactUse.model_validate({"name": "late_instalments", "last": 6, "at_least_days": 5 + n}),
            }
        )
        for n in range(number)
    ]
    added = chapter.model_copy(update={"rules": [*chapter.rules, *more]})
    return dataclasses.replace(ruleset, chapters=tuple(added if c is chapter else c for c in ruleset.chapters))


def repeated(scored: ScoredPortfolio, rows: int) -> pl.DataFrame:
    """The facts of the portfolio's borrowers, again and again to so many rows."""
    facts = scored.borrowers.select(name for name in scored.evidence.graded_columns if name in scored.borrowers.columns)
    return pl.concat([facts] * -(-rows // facts.height)).head(rows).rechunk()


def whole_run(folder: Path, ruleset: RuleSet) -> None:
    """Files to worklist."""
    scored = grade_portfolio(read_portfolio([folder]), ruleset, Request(AS_OF))
    scored.to_workbook(folder.parent / "worklist.xlsx")


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--borrowers", type=int, default=10_000)
    parser.add_argument("--million", type=int, default=1_000_000)
    asked = parser.parse_args()
    ruleset = load()
    more = with_more(ruleset, MORE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "inputs"
        write_sample(folder, borrowers=asked.borrowers, seed=20261120, as_of=AS_OF, language="zh", format="xlsx")
        portfolio = read_portfolio([folder])
        scored = grade_portfolio(portfolio, ruleset, Request(AS_OF))
        (run,) = best(lambda: whole_run(folder, ruleset), runs=2)
    few, many = (lambda r=r: grade_portfolio(portfolio, r, Request(AS_OF)) for r in (ruleset, more))  # type: ignore[misc]
    plain, twenty = best(few, many, runs=7)
    facts = repeated(scored, asked.million)
    (million,) = best(lambda: grading.graded(facts, scored.evidence.late_facts, ruleset, AS_OF), runs=2)
    listed = scored.listed["borrower_id"]
    replays, edges = best(lambda: whatif.outcomes(scored, listed), lambda: nearest_edges(scored, listed))
    share = (twenty - plain) / run
    print(f"{len(ruleset.rules)} rules over {asked.million:,} borrowers' facts   {million:8.2f} s")
    print(f"whole run, {asked.borrowers:,} borrowers                  {run:8.2f} s")
    print(f"evidence, grades and follow-up                 {plain:8.2f} s, with {MORE} more rules {twenty:.2f} s")
    print(f"{MORE} more rules                                  {share:8.1%} of a run (target ≤ {SHARE_TARGET:.0%})")
    print(f"replays for {len(listed):,} listed                      {replays:8.2f} s (target ≤ {WHATIF_TARGET} s)")
    print(f"edges for {len(listed):,} listed                        {edges:8.2f} s (target ≤ {WHATIF_TARGET} s)")
    return int(share > SHARE_TARGET or replays > WHATIF_TARGET or edges > WHATIF_TARGET)


if __name__ == "__main__":
    raise SystemExit(main())
