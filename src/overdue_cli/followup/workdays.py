"""Working days: weekends, the public holidays of China, the weekends worked instead; or a calendar file.

The days off of a year are announced in November before; for years not announced yet the library computes the
statutory days from the lunar calendar and knows no worked weekends. A bank that needs certainty writes a
calendar file. `holidays` is imported late: half a second that a run without a calendar need not pay.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Days off that are no weekend, and weekend days that are worked."""

    off: frozenset[dt.date] = field(default_factory=frozenset)
    worked: frozenset[dt.date] = field(default_factory=frozenset)

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

    known = China(years=list(years))  # type: ignore[no-untyped-call]
    return Calendar(frozenset(known), frozenset(known.weekend_workdays))


def from_file(path: Path) -> Calendar:
    """The calendar in a CSV file of `date,kind`, kind `off` or `work`; ValueError names the line that is neither."""
    days: dict[str, set[dt.date]] = {"off": set(), "work": set()}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            if not row or row[0].startswith("#") or row[0] == "date":
                continue
            try:
                days[row[1].strip()].add(dt.date.fromisoformat(row[0].strip()))
            except (KeyError, IndexError, ValueError):
                raise ValueError(f"{path.name}:{number}: expected 2027-02-17,off or 2027-02-20,work") from None
    return Calendar(frozenset(days["off"]), frozenset(days["work"]))
