"""When a cycle falls due, when to run, how far ahead to look."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from overdue_cli.cycles import asked_for, cycle_of, horizon, windows
from overdue_cli.followup.workdays import Calendar, chinese, from_file

CN = chinese(range(2025, 2028))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_a_due_date_on_a_working_day_stays() -> None:
    assert cycle_of("monthly on 20, T-7").next_due(day("2026-11-13")) == day("2026-11-20")
    assert cycle_of("monthly on 20, T-7").next_due(day("2026-11-20")) == day("2026-11-20")
    assert cycle_of("monthly on 20, T-7").next_due(day("2026-11-21")) == day("2026-12-21")  # a Sunday moved


@pytest.mark.parametrize(
    ("said", "after", "due"),
    [
        ("monthly on 20", "2026-06-01", "2026-06-22"),  # Saturday, and Dragon Boat Festival before it
        ("monthly on 1", "2026-10-01", "2026-10-08"),  # National Day week
        ("monthly on 18", "2026-02-01", "2026-02-24"),  # Spring Festival
        ("monthly on 10", "2026-10-09", "2026-10-10"),  # a Saturday that is worked
        ("monthly on last", "2026-02-25", "2026-02-28"),  # another one
        ("monthly on 31", "2026-04-01", "2026-04-30"),
        ("monthly on last", "2026-05-31", "2026-06-01"),  # the last of May is a Sunday
        ("quarterly on 20", "2026-10-01", "2026-12-21"),
        ("Monthly  on 5 , t-3", "2026-11-01", "2026-11-05"),
    ],
)
def test_a_due_date_on_a_day_off_is_the_next_working_day(said: str, after: str, due: str) -> None:
    assert cycle_of(said, CN).next_due(day(after)) == day(due)


def test_the_run_day_is_the_working_day_before() -> None:
    cycle = cycle_of("monthly on 8, T-7", CN)
    assert cycle.run_day(day("2026-10-08")) == day("2026-09-30")  # the first of October is off
    assert cycle.run_day(day("2026-12-08")) == day("2026-12-01")


@pytest.mark.parametrize("said", ["", "weekly on 3", "monthly on 0", "monthly on 32", "monthly on 20, T+7", "20"])
def test_what_is_no_cycle_says_what_is(said: str) -> None:
    with pytest.raises(ValueError, match="monthly on 20, T-7"):
        cycle_of(said)


def test_a_run_looks_to_the_due_date_it_is_for() -> None:
    cycles = [cycle_of("monthly on 20, T-7")]
    assert horizon(windows(cycles, day("2026-11-13")), day("2026-11-13")) == 7
    assert horizon(windows(cycles, day("2026-11-20")), day("2026-11-20")) == 1
    assert horizon(windows(cycles, day("2026-11-01")), day("2026-11-01")) == 19


def test_with_several_products_it_looks_to_the_farthest_that_is_open() -> None:
    cycles = [cycle_of("monthly on 20, T-7"), cycle_of("quarterly on 21, T-40")]
    assert horizon(windows(cycles, day("2026-11-13")), day("2026-11-13")) == 38


def test_a_run_is_asked_for_once_a_window() -> None:
    cycles = [cycle_of("monthly on 20, T-7")]

    def asked(on: str, *done: str) -> bool:
        return asked_for(windows(cycles, day(on)), [day(d) for d in done], day(on))

    assert not asked("2026-11-12")
    assert asked("2026-11-13")
    assert asked("2026-11-16", "2026-10-13")  # the machine was off on the thirteenth
    assert not asked("2026-11-14", "2026-11-13")
    assert not asked("2026-11-23", "2026-11-13")


def test_a_calendar_file_decides(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("date,kind\n# our own\n2026-11-20,off\n2026-11-21,work\n\n", encoding="utf-8")
    own = from_file(path)
    assert cycle_of("monthly on 20", own).next_due(day("2026-11-20")) == day("2026-11-21")
    path.write_text("2026-11-20,holiday\n")
    with pytest.raises(ValueError, match=r"days.csv:1"):
        from_file(path)


def test_working_days_are_counted_over_holidays() -> None:
    assert CN.add(day("2026-09-30"), 1) == day("2026-10-08")
    assert Calendar().add(day("2026-11-20"), 5) == day("2026-11-27")
    assert CN.is_workday(day("2026-02-14"))
    assert not CN.is_workday(day("2026-02-17"))


def test_a_year_nobody_has_announced_still_has_its_statutory_days() -> None:
    later = chinese([2031])
    assert not later.is_workday(day("2031-01-01"))
    assert not later.is_workday(day("2031-10-01"))
