"""Months as policy counts them."""

import calendar
import datetime as dt


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or that month's last day where there is no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
