"""The management view: signals with intervals, concentration, weeks with peaks, the line of capacity, thanks."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from casebook import AS_OF, grade

from overdue_cli.followup.weeks import _in
from overdue_cli.followup.workdays import around, chinese
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request
from sample_portfolio import portfolio, scored


def management(language: str = "en") -> object:
    return scored(language).follow_up.management


def test_few_cases_are_never_marked() -> None:
    signals = scored("en").follow_up.management.signals
    assert signals.filter(pl.col("marked") & (pl.col("of") < 5)).height == 0


def test_what_stands_out_in_the_sample_is_marked() -> None:
    marked = scored("en").follow_up.management.signals.filter("marked")
    found = set(marked.select("scope", "who", "signal").iter_rows())
    assert {("approver", "Wan Chun", "exception"), ("inspector", "Shi Feng", "bare_conclusion")} <= found


def test_an_interval_holds_its_rate() -> None:
    signals = scored("en").follow_up.management.signals
    assert signals.filter(~pl.col("rate").is_between("lower", "upper")).height == 0


def test_the_shares_of_a_currency_add_up() -> None:
    m = scored("en").follow_up.management
    assert m.cells["share"].sum() == pytest.approx(1)
    assert m.largest["share_so_far"].is_sorted()
    assert m.groups["members"].min() >= 2


def test_the_weeks_hold_what_falls_due_and_know_the_year_end() -> None:
    weeks = scored("en").follow_up.management.weeks
    assert weeks["week"].is_sorted()
    assert weeks.filter(pl.col("week") == dt.date(2026, 12, 14))["peak"].to_list() == ["year_end"]
    assert weeks.filter(pl.col("week") == dt.date(2026, 11, 23))["peak"].to_list() == [None]
    assert weeks["visits_possible"].null_count() == weeks.height


def test_the_weeks_around_the_spring_festival_are_a_peak() -> None:
    given = scored("en").follow_up.given
    festival = next(p for p in given.ruleset.playbook.management.peaks if p.id == "spring_festival")
    first = dt.date(2027, 2, 6)
    days = {n: _in(festival, first + dt.timedelta(days=n), given) for n in (-29, -28, 0, 7, 8)}
    assert days == {-29: False, -28: True, 0: True, 7: True, 8: False}


def test_without_a_capacity_there_is_no_line() -> None:
    assert scored("en").borrowers["below_line"].null_count() == scored("en").borrowers.height
    assert scored("en").report()["capacity"] is None


def test_the_line_keeps_the_first_rows_of_each_officer_and_counts_the_money_below() -> None:
    found = grade_portfolio(portfolio("en"), load("conservative", AS_OF), Request(AS_OF, language="en", capacity=5))
    rows = found.borrowers.filter(pl.col("visit_no").is_not_null() & pl.col("officer").is_not_null())
    above = rows.filter(~pl.col("below_line"))
    assert above.group_by("officer").len()["len"].max() == 5
    first = rows.sort("tier", "rank").group_by("officer", maintain_order=True).head(5)
    assert set(first["borrower_id"]) == set(above["borrower_id"])
    below = found.borrowers.filter(pl.col("below_line").fill_null(False))
    assert found.report()["capacity"][0]["uncovered"] == pytest.approx(below["amount_at_risk"].sum() / 100)
    assert below["stands_zh"].str.contains("超出本期可走访数").all()


def test_thanks_are_for_people_and_never_for_cash() -> None:
    thanks = scored("en").follow_up.management.encouragement
    assert set(thanks.columns) == {"officer", "cures", "kept", "visits", "improving", "prevented", "note_zh", "note_en"}
    assert thanks["prevented"].null_count() == thanks.height  # nobody knows without a history
    assert thanks["note_en"].str.contains("your family").all()


def test_overdue_prevented_is_known_from_the_run_before() -> None:
    was = pl.DataFrame(
        {
            "borrower_id": ["B1"], "previous_grade": ["C"], "previous_list": ["before_due"], "previous_days_past_due": [0],
            "previous_willingness": [60.0], "previous_segment": ["S0"], "previous_arrears": [0],
            "previous_as_of": [dt.date(2026, 10, 20)], "previous_seen_on": [dt.date(2026, 10, 20)],
        }
    )  # fmt: skip
    paid = grade({"name": "", "last_due": 12}, previous=was).follow_up.management.encouragement
    late = grade({"name": "", "late": 12}, previous=was).follow_up.management.encouragement
    assert (paid["prevented"].item(), late["prevented"].item()) == (1, 0)


def test_referrals_hold_those_on_no_list_too() -> None:
    found = scored("en").follow_up.management.referrals
    assert found["queue"].unique().sort().to_list() == ["compliance", "estate", "supervisor"]
    assert found.filter("related").height == 3


def test_a_manager_reads_that_a_signal_is_no_verdict() -> None:
    m = scored("en").follow_up.management
    assert m.disclaimer("en").startswith("a signal to look, not a verdict")


def test_inspections_due_follow_the_interval_of_the_grade() -> None:
    due = grade({"name": "", "inspections": [{"ago": 170}]}).follow_up.inspections.to_dicts()
    assert [(d["grade"], d["interval_days"], d["days_overdue"]) for d in due] == [("A", 180, -10)]
    never = grade({"name": "", "inspections": [], "loan_dates": {"disbursed_on": 60}}).follow_up.inspections
    assert never["days_overdue"].to_list() == [45]


def test_the_shipped_calendar_is_the_librarys() -> None:
    shipped, known = around(AS_OF), chinese(range(2026, 2028))
    years = {2026, 2027}
    assert {d for d in shipped.off if d.year in years} == set(known.off)
    assert {d for d in shipped.worked if d.year in years} == set(known.worked)
    assert known.festivals == tuple(d for d in shipped.festivals if d.year in years)
    assert around(dt.date(2040, 1, 1)).off  # computed where the file ends
