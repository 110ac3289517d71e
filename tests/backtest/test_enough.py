"""How much history is enough: what is refused, what is replayed and said to be short, and when no verdict is given."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl
import pytest
from histories import DATA_DATE, crowd, history, month

from overdue_cli.backtest.figures import measured
from overdue_cli.backtest.replay import replayed
from overdue_cli.backtest.verdict import verdict
from overdue_cli.problems import Refusal, explain
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request
from overdue_cli.tables import Portfolio

RULES = load()


def beginning(day: dt.date) -> Portfolio:
    """The history of everybody with the instalments from `day` on alone."""
    whole = history(crowd(60))
    shown = whole.tables | {"instalments": whole.tables["instalments"].filter(pl.col("due_on") >= day)}
    return dataclasses.replace(whole, tables=shown)


def test_a_history_too_short_for_one_cycle_is_refused_with_the_date_that_would_be_enough() -> None:
    with pytest.raises(Refusal) as refused:
        replayed(beginning(month(11)), RULES, Request(DATA_DATE))
    assert refused.value.code == "B001"
    said = explain(refused.value, "en")
    assert "first due date is 2026-10-10" in said and "first due date lies before 2026-09-20" in said


def test_the_date_said_to_be_enough_is_enough() -> None:
    with pytest.raises(Refusal) as refused:
        replayed(beginning(month(12)), RULES, Request(DATA_DATE))
    needed = refused.value.facts["needed"]
    first = max(month(n) for n in range(12) if month(n) < needed)
    replay = replayed(beginning(first), RULES, Request(DATA_DATE), cycles=1)
    assert len(replay.cycles) == 1


def test_a_history_without_three_months_before_any_watched_cycle_is_replayed_and_said_to_be_short() -> None:
    replay = replayed(beginning(month(8)), RULES, Request(DATA_DATE), cycles=6)
    assert not replay.warmed
    keys = [key for key, _ in verdict(replay, measured(replay))]
    assert "short_history" in keys and "fewer_cycles" in keys


def test_no_verdict_is_given_on_a_handful_of_late_cases() -> None:
    replay = replayed(history(crowd(60)), RULES, Request(DATA_DATE), cycles=1)
    few = pl.col("late_1") & (pl.col("borrower_id") < "0012")
    replay = dataclasses.replace(replay, cases=replay.cases.with_columns(few.alias("late_1")))
    lines = verdict(replay, measured(replay))
    assert lines[0][0] == "undecided" and lines[0][1]["bad"] < 30
