"""When a repayment cycle falls due, when to run before it, and how far ahead that run looks.

`monthly on 20, T-7` reads: due on the 20th of each month, run seven days before. A due date on a day off is
due on the next working day, and a run day on a day off is the working day before: a list nobody is there to
work is no list.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from overdue_cli.followup.workdays import Calendar

_SAYS = re.compile(r"(monthly|quarterly)\s+on\s+(\d{1,2}|last)(?:\s*,\s*T\s*-\s*(\d{1,2}))?", re.IGNORECASE)
LEAD = 7
FORMS = "monthly on 20, T-7 · quarterly on 20, T-10 · monthly on last, T-5"


@dataclass(frozen=True)
class Cycle:
    """Due on `day` (31 is the last of any month) of the months counted by `every`; run `lead` days before."""

    every: int
    day: int
    lead: int
    calendar: Calendar

    def due_dates(self, first: dt.date) -> Iterator[dt.date]:
        """Due dates from `first` on, moved off days off."""
        year, month = first.year, first.month
        while year < dt.MAXYEAR:
            if month % self.every == 0:
                last = months.monthrange(year, month)[1]
                due = self.calendar.on_or_after(dt.date(year, month, min(self.day, last)))
                if due >= first:
                    yield due
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    def next_due(self, day: dt.date) -> dt.date:
        """The first due date on or after `day`; a date of last month may have moved into this one."""
        month_before = day.replace(day=1) - dt.timedelta(days=1)
        return next(due for due in self.due_dates(month_before.replace(day=1)) if due >= day)

    def run_day(self, due: dt.date) -> dt.date:
        """The day on which the run for `due` is to be made."""
        return self.calendar.on_or_before(due - dt.timedelta(days=self.lead))


@dataclass(frozen=True)
class Window:
    """From the run day to the due date of one cycle."""

    opens: dt.date
    due: dt.date


def cycle_of(text: str, calendar: Calendar | None = None) -> Cycle:
    """The cycle that `text` says; ValueError with the forms that are understood.

    >>> cycle_of("monthly on 20, T-7").next_due(dt.date(2026, 11, 13))
    datetime.date(2026, 11, 20)
    """
    found = _SAYS.fullmatch(text.strip())
    day = 0 if found is None else 31 if found[2].lower() == "last" else int(found[2])
    if found is None or not 1 <= day <= 31:
        raise ValueError(f"not a cycle; understood are: {FORMS}")
    lead = LEAD if found[3] is None else int(found[3])
    return Cycle(1 if found[1].lower() == "monthly" else 3, day, lead, calendar or Calendar())


def windows(cycles: Iterable[Cycle], day: dt.date) -> list[Window]:
    """For each cycle the window `day` stands in, or the next one to open."""
    out = []
    for cycle in cycles:
        due = cycle.next_due(day)
        out.append(Window(cycle.run_day(due), due))
    return out


def horizon(found: list[Window], day: dt.date) -> int:
    """Days from `day` to the last due date a run on it is for: of the open windows, else of the next to open."""
    open_ones = [window for window in found if window.opens <= day] or [min(found, key=lambda w: w.opens)]
    return max(1, *((window.due - day).days for window in open_ones))


def asked_for(found: list[Window], done: Iterable[dt.date], day: dt.date) -> bool:
    """Whether some window is open on `day` and has not had its run yet."""
    made = list(done)
    return any(w.opens <= day and not any(w.opens <= run <= w.due for run in made) for w in found)
