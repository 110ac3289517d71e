"""Working days: weekends, the public holidays of China, the weekends worked instead; or a calendar file.

The days off of a year are announced in November before; for years not announced yet the library computes the
statutory days from the lunar calendar and knows no worked weekends. A bank that needs certainty writes a
calendar file. `holidays` is imported late: half a second that a run without a calendar need not pay; the years
that `rules/calendar_cn.csv` holds, written by `tools/calendar_cn.py` from that library, need no import at all.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from overdue_cli.policy_home import rules_home

SATURDAY = 5
SHIPPED = "calendar_cn.csv"
SPRING_FESTIVAL = "spring_festival"


@dataclass(frozen=True)
class Calendar:
    """Days off that are no weekend, and weekend days that are worked."""

    off: frozenset[dt.date] = field(default_factory=frozenset)
    worked: frozenset[dt.date] = field(default_factory=frozenset)
    festivals: tuple[dt.date, ...] = ()
    """First days of the Spring Festival, where they are known."""

    def is_workday(self, day: dt.date) -> bool:
        """Whether the bank is at work.

        >>> Calendar().is_workday(dt.date(2026, 11, 21))
        False
        """
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)

    def on_or_after(self, day: dt.date) -> dt.date:
        """The first working day from `day` on."""
        while not self.is_workday(day):
            day += dt.timedelta(days=1)
        return day

    def on_or_before(self, day: dt.date) -> dt.date:
        """The last working day up to `day`."""
        while not self.is_workday(day):
            day -= dt.timedelta(days=1)
        return day

    def add(self, day: dt.date, days: int) -> dt.date:
        """The day `days` working days after `day`.

        >>> Calendar().add(dt.date(2026, 11, 20), 1)
        datetime.date(2026, 11, 23)
        """
        for _ in range(days):
            day = self.on_or_after(day + dt.timedelta(days=1))
        return day


def chinese(years: Iterable[int]) -> Calendar:
    """The public holidays of China in `years`, with the weekends worked for them."""
    from holidays.countries.china import China

    years = list(years)
    known = China(years=years, language="en_US")  # type: ignore[no-untyped-call]
    first: dict[int, dt.date] = {}
    for day in sorted(known):
        if "Spring Festival" in known[day] and day.year not in first:
            first[day.year] = day
    worked = frozenset(day for day in known.weekend_workdays if day.year in years)
    return Calendar(frozenset(known), worked, tuple(first.values()))


def around(day: dt.date) -> Calendar:
    """The bank's calendar for deadlines from `day` on: as shipped where it holds that year and the next, else computed."""
    shipped = _shipped()
    years = {off.year for off in shipped.off}
    return shipped if {day.year, day.year + 1} <= years else chinese(range(day.year, day.year + 2))


@cache
def _shipped() -> Calendar:
    path = rules_home() / SHIPPED
    return from_file(path) if path.is_file() else Calendar()


def from_file(path: Path) -> Calendar:
    """The calendar in a CSV file of `date,kind`, kind `off` or `work`; ValueError names the line that is neither.

    A third column `spring_festival` marks the first day of that festival.
    """
    days: dict[str, set[dt.date]] = {"off": set(), "work": set()}
    festivals: list[dt.date] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            if not row or row[0].startswith("#") or row[0] == "date":
                continue
            try:
                days[row[1].strip()].add(dt.date.fromisoformat(row[0].strip()))
                if row[2:] and row[2].strip() == SPRING_FESTIVAL:
                    festivals.append(dt.date.fromisoformat(row[0].strip()))
            except (KeyError, IndexError, ValueError):
                raise ValueError(f"{path.name}:{number}: expected 2027-02-17,off or 2027-02-20,work") from None
    return Calendar(frozenset(days["off"]), frozenset(days["work"]), tuple(sorted(festivals)))
