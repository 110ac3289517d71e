"""Writes rules/calendar_cn.csv: the public holidays of China and the weekends worked, as the `holidays` library has them.

Run it again each November, when the next year is announced: `python tools/calendar_cn.py > rules/calendar_cn.csv`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from overdue_cli.followup.workdays import SPRING_FESTIVAL, chinese

FIRST, LAST = 2024, 2031


def lines(first: int = FIRST, last: int = LAST) -> Iterator[str]:
    """The file, line by line; years not announced yet hold the statutory days alone."""
    calendar = chinese(range(first, last + 1))
    yield f"# Days off that are no weekend, and weekend days worked, {first} to {last}."
    yield "date,kind,name"
    days: dict[dt.date, str] = dict.fromkeys(calendar.off, "off") | dict.fromkeys(calendar.worked, "work")
    for day in sorted(days):
        yield f"{day},{days[day]},{SPRING_FESTIVAL if day in calendar.festivals else ''}"


if __name__ == "__main__":
    print("\n".join(lines()))
