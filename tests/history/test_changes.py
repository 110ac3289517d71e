"""What changed and why, cases that are carried, and what the brake counts from."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from exports import APR, FEB, JAN, MAR, Cycle

from overdue_cli.history import History, cases, changes, counts, past, previous
from overdue_cli.history.past import resting
from overdue_cli.scored import ScoredPortfolio

pytestmark = pytest.mark.slow


def scores(*rows: tuple[str, str, int]) -> pl.DataFrame:
    """Borrowers with grade and days past due; arrears a thousand fen a day."""
    frame = pl.DataFrame(
        rows, schema={"borrower_id": pl.String, "grade": pl.String, "days_past_due": pl.Int32}, orient="row"
    )
    return frame.with_columns((pl.col("days_past_due") * 1000).cast(pl.Int64).alias("arrears"))


def earlier(frame: pl.DataFrame) -> pl.DataFrame:
    renamed = frame.rename({name: f"previous_{name}" for name in ("grade", "days_past_due", "arrears")})
    return renamed.with_columns(pl.lit(JAN).alias("previous_seen_on"))


def reasons(*rows: tuple[str, str, int]) -> pl.DataFrame:
    """Borrower, rule and band; worst first."""
    frame = pl.DataFrame(rows, schema={"borrower_id": pl.String, "rule_id": pl.String, "band": pl.Int8}, orient="row")
    said = pl.concat_str("rule_id", pl.lit(" band "), pl.col("band").cast(pl.String))
    return frame.with_columns(pl.col("rule_id").alias("ladder"), said.alias("says_zh"), said.alias("says_en"))


CASES = {
    "the_same_grade_is_unchanged": (("A", 0), ("A", 0), "unchanged"),
    "more_days_at_the_same_grade_are_unchanged": (("C", 5), ("C", 9), "unchanged"),
    "a_worse_grade_is_worsened": (("B", 0), ("C", 5), "worsened"),
    "a_better_grade_is_improved": (("C", 5), ("B", 2), "improved"),
    "arrears_paid_are_cured_though_the_brake_holds_the_grade": (("C", 5), ("C", 0), "cured"),
    "arrears_paid_but_a_worse_grade_is_worsened": (("C", 5), ("D", 0), "worsened"),
    "nobody_then_is_new": (None, ("A", 0), "new"),
    "nobody_now_is_gone": (("A", 0), None, "gone"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change(name: str) -> None:
    then, now, expected = CASES[name]
    before = earlier(scores(*([("X", *then)] if then else [])))
    found = changes(scores(*([("X", *now)] if now else [])), reasons(), before, reasons())
    assert found["change"].to_list() == [expected]
    assert sum(counts(found).values()) == 1


def test_the_reason_of_a_worse_grade_is_the_gravest_that_was_not_there() -> None:
    then, now = earlier(scores(("X", "B", 0))), scores(("X", "D", 35))
    found = changes(now, reasons(("X", "Q02", 1), ("X", "W01", 4), ("X", "W04", 1)), then, reasons(("X", "Q02", 1)))
    assert found.row(0, named=True)["reason_rule"] == "W01"
    assert found["notches"].to_list() == [2]


def test_a_rule_that_bites_harder_is_a_reason_too() -> None:
    then, now = earlier(scores(("X", "C", 5))), scores(("X", "D", 35))
    found = changes(now, reasons(("X", "W01", 4)), then, reasons(("X", "W01", 2)))
    assert found["reason_en"].to_list() == ["W01 band 4"]


def test_the_reason_of_a_better_grade_is_what_went_away() -> None:
    then, now = earlier(scores(("X", "C", 5))), scores(("X", "B", 0))
    found = changes(now, reasons(("X", "W04", 1)), then, reasons(("X", "W01", 2), ("X", "W04", 1)))
    assert found.row(0, named=True)["reason_rule"] == "W01"


def test_what_did_not_change_needs_no_reason() -> None:
    frame = scores(("X", "B", 0))
    found = changes(frame, reasons(("X", "W04", 1)), earlier(frame), reasons(("X", "W04", 1)))
    assert found["reason_rule"].to_list() == [None]


def test_a_case_opens_is_carried_and_is_cured() -> None:
    none = scores()
    first = cases(scores(("X", "C", 5), ("Y", "A", 0)), None, JAN)
    assert first.select("borrower_id", "state", "opened_on").rows() == [("X", "open", JAN)]
    second = cases(none, first, FEB)
    assert second.select("state", "cycles_unseen", "last_seen_on").rows() == [("carried", 1, JAN)]
    assert second["days_past_due"].to_list() == [5]
    third = cases(scores(("X", "C", 60)), second, MAR)
    assert third.select("state", "opened_on", "cycles_unseen").rows() == [("open", JAN, 0)]
    fourth = cases(scores(("X", "C", 0)), third, APR)
    assert fourth["state"].to_list() == ["cured"]
    assert cases(scores(("X", "C", 0)), fourth, APR).height == 0


def test_a_case_nobody_sees_is_carried_for_as_long_as_nobody_closes_it() -> None:
    found = cases(scores(("X", "C", 5)), None, JAN)
    for _ in range(30):
        found = cases(scores(), found, FEB)
    assert found.select("state", "opened_on", "cycles_unseen").rows() == [("carried", JAN, 30)]


def closing(day: dt.date) -> pl.DataFrame:
    return pl.DataFrame({"borrower_id": ["X"], "closed_on": [day]})


def test_an_officer_closes_a_case_that_is_gone_from_the_export_and_it_stays_closed() -> None:
    first = cases(scores(("X", "C", 5)), None, JAN)
    second = cases(scores(), first, FEB, closing(JAN))
    assert second.select("state", "closed_on").rows() == [("closed", JAN)]
    assert cases(scores(), second, MAR, closing(JAN)).height == 0


def test_a_case_that_is_still_overdue_stays_open_whatever_was_written() -> None:
    first = cases(scores(("X", "C", 5)), None, JAN)
    assert cases(scores(("X", "C", 36)), first, FEB, closing(JAN))["state"].to_list() == ["open"]


def test_a_case_closed_before_this_one_opened_closes_nothing() -> None:
    first = cases(scores(("X", "C", 5)), None, FEB)
    assert cases(scores(), first, MAR, closing(JAN))["state"].to_list() == ["carried"]


def test_months_of_real_runs_tell_who_moved(year: list[ScoredPortfolio]) -> None:
    first, third = year[0], year[2]
    assert first.changes is not None
    assert counts(first.changes)["new"] == 6
    assert third.changes is not None
    moved = {row["borrower_id"]: row for row in third.changes.to_dicts()}
    assert moved["B01"]["change"] == "unchanged"
    assert moved["B04"]["change"] in ("unchanged", "worsened")
    assert third.scores["previous_grade"].null_count() == 0


def test_a_borrower_left_out_of_an_export_is_carried_and_not_new_afterwards(cycle: Cycle) -> None:
    cycle(FEB)
    second, _ = cycle(MAR, without=("B02",))
    assert second.cases is not None
    assert second.cases.filter(pl.col("borrower_id") == "B02")["state"].to_list() == ["carried"]
    assert any(said.startswith("1 open cases") for said in second.notices())
    third, _ = cycle(APR)
    assert third.changes is not None
    back = third.changes.filter(pl.col("borrower_id") == "B02").row(0, named=True)
    assert (back["change"] != "new", back["previous_seen_on"]) == (True, FEB)


def test_no_history_no_changes(tmp_path: Path) -> None:
    assert previous(History(tmp_path / "none"), JAN) is None
    assert past(History(tmp_path / "none"), JAN).scores.height == 0


def test_grades_rise_one_notch_a_month_against_the_month_before(year: list[ScoredPortfolio]) -> None:
    """B06 was seventy days late once and pays on time since."""
    grades = [scored.borrowers.filter(pl.col("borrower_id") == "B06")["grade"].item() for scored in year]
    places = ["ABCDE".index(grade) for grade in grades]
    assert max(places) >= 2
    assert places[-1] < max(places)
    assert all(later >= before - 1 for before, later in pairwise(places))


def recorded(*rows: tuple[int, str]) -> int:
    """How many days ago the brake counts from, by runs given as days before today and grade, oldest first."""
    today = dt.date(2026, 6, 1)
    days = [today - dt.timedelta(days=before) for before, _ in rows]
    frame = pl.DataFrame({"borrower_id": "X", "grade": [grade for _, grade in rows], "as_of": days})
    return (today - resting(frame, today, 28)["previous_as_of"].item()).days


def test_the_brake_counts_from_the_latest_run_a_month_ago() -> None:
    assert recorded((90, "D"), (60, "D"), (31, "D")) == 31
    assert recorded((60, "D"), (31, "C")) == 31


def test_of_more_frequent_runs_it_counts_from_the_latest_of_the_same_grade_that_is_old_enough() -> None:
    assert recorded((35, "D"), (28, "D"), (21, "D"), (14, "D"), (7, "D")) == 28
    assert recorded((27, "D"), (7, "D")) == 7
    assert recorded((35, "D"), (21, "C"), (7, "C")) == 7  # it rose three weeks ago
    assert recorded((35, "D"), (21, "C"), (7, "D")) == 7  # it fell again last week


@pytest.mark.slow
def test_weekly_runs_do_not_hold_a_grade_down_for_ever(cycle: Cycle) -> None:
    """Counted from the run of the week before no grade could ever rise: it is counted within the same grade."""
    days = [dt.date(2025, 12, 20) + dt.timedelta(weeks=week) for week in range(40)]
    places = []
    for day in days:
        scored, _ = cycle(day)
        grade = scored.borrowers.filter(pl.col("borrower_id") == "B06")["grade"].item()
        places.append("ABCDE".index(grade))
    assert places[-1] < max(places)
    rises = [day for day, (before, later) in zip(days[1:], pairwise(places), strict=False) if later < before]
    assert all((second - first).days >= 28 for first, second in pairwise(rises))
    assert all(later >= before - 1 for before, later in pairwise(places))
