"""The cast: every situation occurs, and a bigger branch is the same branch repeated."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from overdue_cli.sample.dice import Dice
from overdue_cli.sample.plan import Plan
from overdue_cli.sample.portfolio import portfolio
from overdue_cli.sample.situations import ARCHETYPES, BLOCK, NAMES, REQUIRED, cast, first_slot, number_of, planted


def plan(borrowers: int) -> Plan:
    return Plan(Dice(1), dt.date(2026, 11, 20), borrowers, 0)


@pytest.mark.parametrize("situation", REQUIRED)
def test_every_situation_is_planted_at_least_twice(situation: str) -> None:
    assert planted()[situation] >= 2


def test_nothing_is_planted_that_nobody_listed() -> None:
    known = {*REQUIRED, "inspection ineffective", "W12 hard to reach"}
    assert set(planted()) <= known


def test_every_archetype_has_its_own_name_and_they_fill_the_block() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert sum(count for _, count in ARCHETYPES) == BLOCK
    assert all(count >= 2 for _, count in ARCHETYPES)


def test_each_block_of_borrowers_holds_the_same_cast() -> None:
    blocks = cast(0, 3 * BLOCK).group_by("block", "archetype").len()
    assert blocks.group_by("archetype").agg(pl.col("len").n_unique())["len"].max() == 1


def test_a_slot_leads_back_to_its_borrower() -> None:
    frame = cast(0, 2 * BLOCK)
    assert frame.select((number_of(pl.col("slot"), pl.col("block")) == pl.col("borrower")).all()).item()
    assert frame.filter(pl.col("slot") == first_slot("estate"))["archetype"].unique().to_list() == [
        NAMES.index("estate")
    ]


def test_borrowers_are_the_same_in_one_piece_and_in_several() -> None:
    whole = portfolio(plan(1300), 0, 1300)
    first, second = portfolio(plan(1300), 0, 700), portfolio(plan(1300), 700, 1300)
    for table, frame in whole.items():
        assert frame.equals(pl.concat([first[table], second[table]])), table


def test_a_branch_smaller_than_a_block_still_names_only_its_own_members() -> None:
    tables = portfolio(plan(100), 0, 100)
    members = tables["parties"].filter(pl.col("role") == "联保小组成员")["party_name"]
    assert members.is_in(tables["loans"]["borrower_name"].to_list()).all()


@pytest.mark.parametrize("as_of", [dt.date(2026, 12, 31), dt.date(2027, 3, 1), dt.date(2028, 2, 29)])
def test_a_branch_of_another_month_is_as_overdue_and_as_plausible(as_of: dt.date) -> None:
    tables = portfolio(Plan(Dice(5), as_of, BLOCK, 1), 0, BLOCK)
    loans, rows = (
        tables["loans"],
        tables["instalments"].join(tables["loans"].select("loan_id", "disbursed_on", "matures_on"), on="loan_id"),
    )
    days, edges = loans["days_past_due"], [(0, 0), (1, 3), (4, 7), (8, 30), (31, 60), (61, 90), (91, 9999)]
    assert all(days.is_between(low, high).sum() >= 2 for low, high in edges)
    assert (rows["paid_on"].drop_nulls() <= as_of).all()
    assert rows.filter(pl.col("due_on") > pl.col("matures_on"))["borrower_id"].n_unique() == planted()["Q04 dates"]
    assert rows.filter(pl.col("paid_on") < pl.col("disbursed_on")).is_empty()
