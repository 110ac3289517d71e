"""Scoring is a pure function of a partition of borrowers: into how many they are divided changes nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from overdue_cli.pipeline import grade_portfolio, partitioned
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request, ScoredPortfolio
from sample_portfolio import AS_OF, portfolio


@cache
def scored(partitions: int) -> ScoredPortfolio:
    request = Request(AS_OF, language="en", capacity=5)
    return grade_portfolio(portfolio("en"), load("conservative", AS_OF), request, partitions=partitions)


@pytest.mark.parametrize("partitions", [8, pytest.param(16, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ["borrowers", "clocks", "ladder", "collateral", "inspections", "doubts"])
def test_follow_up_is_the_same_in_any_number_of_partitions(partitions: int, name: str) -> None:
    whole, parts = (getattr(scored(n).follow_up, name) for n in (1, partitions))
    assert whole.height or name == "doubts"
    assert parts.select(whole.columns).equals(whole)


@pytest.mark.parametrize("partitions", [8, pytest.param(16, marks=pytest.mark.slow)])
def test_scores_and_reasons_are_the_same_in_any_number_of_partitions(partitions: int) -> None:
    assert scored(partitions).scores.equals(scored(1).scores)
    assert scored(partitions).reasons.equals(scored(1).reasons)
    assert scored(partitions).report() == scored(1).report()


@pytest.mark.parametrize("partitions", [8, pytest.param(16, marks=pytest.mark.slow)])
def test_the_workbook_has_the_same_bytes_in_any_number_of_partitions(partitions: int, tmp_path: Path) -> None:
    made = []
    for number in (1, partitions):
        target = tmp_path / f"{number}.xlsx"
        scored(number).to_workbook(target)
        made.append(target.read_bytes())
    assert made[0] == made[1]


def test_partitions_share_no_borrower_and_lose_none() -> None:
    tables = portfolio("en").tables
    parts = partitioned(tables, 16)
    for name, frame in tables.items():
        assert sum(part[name].height for part in parts) == frame.height
    ids = pl.concat([part["loans"].select("borrower_id").unique() for part in parts])
    assert ids.is_unique().all()
