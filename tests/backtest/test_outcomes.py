"""What happened next: the domain's definition on and beside its edges."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from histories import DATA_DATE, crowd, history, month

from frames import frame, portfolio
from overdue_cli.backtest.outcomes import outcomes_after
from overdue_cli.backtest.replay import Replay, replayed
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.problems import Refusal
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request
from overdue_cli.tables import Portfolio

pytestmark = pytest.mark.slow

RULES = load()
START = dt.date(2026, 8, 20)
CYCLE = 10  # due on 10 September 2026, inside the 35 days after START


def after(known: Portfolio, start: dt.date = START) -> dict[str, tuple[bool | None, ...]]:
    """Borrower → late by 1, 8, 31 days."""
    setting = grade_portfolio(known, RULES, Request(start)).evidence.setting
    found = outcomes_after(known, setting, 35)
    return {row[0]: row[1:] for row in found.select("borrower_id", "late_1", "late_8", "late_31").iter_rows()}


@pytest.mark.parametrize(
    ("days", "late"),
    [(0, (False, False, False)), (1, (True, False, False)), (7, (True, False, False)), (8, (True, True, False)),
     (30, (True, True, False)), (31, (True, True, True)), (None, (True, True, True))],
)  # fmt: skip
def test_an_instalment_is_late_by_its_days(days: int | None, late: tuple[bool, ...]) -> None:
    assert month(CYCLE) == dt.date(2026, 9, 10)
    assert after(history({"0001": {CYCLE: days}}))["0001"] == late


def test_what_was_late_before_the_cycle_is_not_late_in_it() -> None:
    assert after(history({"0001": {CYCLE - 1: 5}}))["0001"] == (False, False, False)


def test_the_last_day_of_the_horizon_is_in_it_and_the_day_after_is_not() -> None:
    due = month(CYCLE)
    late = history({"0001": {CYCLE: 2}})
    assert after(late, due - dt.timedelta(days=35))["0001"][0] is True
    assert after(late, due - dt.timedelta(days=36))["0001"][0] is False  # the month before's instalment, on time
    assert after(late, due)["0001"][0] is False  # due that day: no longer ahead


def test_a_cycle_that_is_not_watched_to_its_end_is_not_known() -> None:
    known = history({"0001": {}})
    enough = DATA_DATE - dt.timedelta(days=36)
    assert after(known, enough)["0001"] == (False, None, None)
    assert after(known, enough + dt.timedelta(days=1))["0001"] == (None, None, None)


def test_who_owes_nothing_in_the_cycle_is_not_there() -> None:
    ended = history({"0001": {}, "0002": {}})
    ended.tables["instalments"] = ended.tables["instalments"].filter(
        (pl.col("borrower_id") == "0001") | (pl.col("due_on") < START)
    )
    assert set(after(ended)) == {"0001"}


def test_a_status_code_is_the_verdict_on_its_month_and_an_unknown_one_is_none() -> None:
    loans = [
        {
            "loan_id": who,
            "borrower_id": who,
            "principal": 1,
            "status_history": f"NNNNNN{code}",
            "status_history_end": dt.date(2026, 9, 30),
        }
        for who, code in (("a", "N"), ("b", "1"), ("c", "2"), ("d", "#"), ("e", "*"))
    ]
    known = portfolio({"loans": frame("loans", loans)}, dt.date(2026, 9, 30))
    found = after(known, dt.date(2026, 8, 31))
    assert found["a"] == (False, False, False)
    assert found["b"] == (True, True, False)
    assert found["c"] == (True, True, True)
    assert found["d"] == (None, None, None)
    assert "e" not in found


def replay(cycles: int | None = None, known: Portfolio | None = None) -> Replay:
    known = known or history()
    return replayed(known, RULES, Request(DATA_DATE), cycles)


def test_the_cycles_are_the_latest_that_can_be_judged_with_months_on_record_before_them() -> None:
    assert replay(2).cycles == (dt.date(2026, 8, 20), dt.date(2026, 9, 20))
    assert replay(known=history(crowd(30))).cycles[0] == dt.date(
        2026, 2, 20
    )  # the first instalment fell due on 10 November 2025


def test_who_was_late_already_stands_apart_with_what_became_of_them() -> None:
    known = history(crowd(30) | {"9998": {CYCLE - 1: 20}, "9999": dict.fromkeys(range(CYCLE - 1, 14))})
    cases = replay(2, known).cases.filter(pl.col("cycle") == START)
    rows = {row["borrower_id"]: row for row in cases.iter_rows(named=True)}
    assert (rows["9998"]["current"], rows["9998"]["cured"], rows["9998"]["worsened"]) == (False, True, False)
    assert (rows["9999"]["current"], rows["9999"]["cured"], rows["9999"]["worsened"]) == (False, False, True)


def test_a_history_too_short_for_one_cycle_is_refused_with_what_would_be_enough() -> None:
    known = history()
    known.tables["instalments"] = known.tables["instalments"].filter(pl.col("due_on") > dt.date(2026, 10, 15))
    with pytest.raises(Refusal) as refusal:
        replay(known=known)
    assert refusal.value.code == "B001"
    assert refusal.value.facts["needed"] == dt.date(2026, 9, 20)


def test_cycles_in_which_nobody_came_late_are_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        replay(known=history({f"{who:04}": {} for who in range(20)}))
    assert refusal.value.code == "B002"


def test_a_days_late_column_alone_cannot_be_replayed() -> None:
    loans = frame("loans", [{"loan_id": "a", "borrower_id": "a", "days_past_due": 40}])
    with pytest.raises(Refusal) as refusal:
        replay(known=portfolio({"loans": loans}, DATA_DATE))
    assert refusal.value.code == "B001"
