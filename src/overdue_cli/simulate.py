"""Two rule sets over one portfolio: who moves, by how many notches, with how much money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from overdue_cli.intake import read_portfolio
from overdue_cli.pipeline import Step, grade_portfolio
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import GRADES
from overdue_cli.scored import Request
from overdue_cli.tables import Portfolio


@dataclass(frozen=True)
class Simulation:
    """`moves`: one row a borrower whose grade differs, the farthest first: `borrower_id`, `before`, `after`,
    `notches` (positive is worse), `balance` (fen), `score_before`, `score_after`. `table`: before × after
    counts and balances, one row a pair of grades."""

    moves: pl.DataFrame
    table: pl.DataFrame
    borrowers: int
    language: str


def simulate_files(
    inputs: Sequence[Path],
    before: RuleSet,
    after: RuleSet,
    request: Request,
    *,
    mapping: Path | None = None,
    on_step: Step | None = None,
) -> Simulation:
    """`simulate` over the portfolio that stands in files; Refusal where they cannot be used."""
    return simulate(read_portfolio(inputs, mapping=mapping, on_step=on_step), before, after, request)


def simulate(portfolio: Portfolio, before: RuleSet, after: RuleSet, request: Request) -> Simulation:
    """What `after` would change for the borrowers of `portfolio` graded by `before`."""
    first, second = (
        grade_portfolio(portfolio, ruleset, request).borrowers.select("borrower_id", "grade", "score", "balance")
        for ruleset in (before, after)
    )
    position = {letter: rank for rank, letter in enumerate(GRADES)}
    both = first.join(second.drop("balance"), on="borrower_id", suffix="_after").rename(
        {"grade": "before", "grade_after": "after", "score": "score_before"}
    )
    notches = pl.col("after").replace_strict(position, return_dtype=pl.Int8) - pl.col("before").replace_strict(
        position, return_dtype=pl.Int8
    )
    moves = both.with_columns(notches.alias("notches")).filter(pl.col("notches") != 0)
    table = (
        both.group_by("before", "after")
        .agg(pl.len().alias("borrowers"), pl.col("balance").sum())
        .sort("before", "after")
    )
    order = moves.sort([pl.col("notches").abs(), "balance", "borrower_id"], descending=[True, True, False])
    return Simulation(
        order.select("borrower_id", "before", "after", "notches", "balance", "score_before", "score_after"),
        table,
        both.height,
        portfolio.language if request.language == "auto" else request.language,
    )
