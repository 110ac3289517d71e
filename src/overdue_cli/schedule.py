"""What the configuration's cycles mean on a day: how far ahead to look, and whether a run is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from overdue_cli.config import Config
from overdue_cli.cycles import Window, asked_for, cycle_of, horizon, windows
from overdue_cli.followup.workdays import Calendar, chinese, from_file
from overdue_cli.problems import Refusal
from overdue_cli.scored import HORIZON_DAYS


def horizon_on(config: Config, day: dt.date) -> int:
    """Days ahead: as configured, else to the last due date the run is for, else the usual horizon."""
    found = windows_on(config, day)
    return horizon(found, day) if found else config.horizon or HORIZON_DAYS


def windows_on(config: Config, day: dt.date) -> list[Window]:
    """The window of every configured cycle on `day`, none where only a horizon is configured."""
    said = [text for text in (config.cycle, *config.product_cycles.values()) if text]
    if not said:
        return []
    calendar = calendar_of(config, day)
    return windows([cycle_of(text, calendar) for text in said], day)


def due_on(config: Config, done: Iterable[dt.date], day: dt.date) -> bool:
    """Whether a run is asked for: always, unless `only_when_due` is set and no open cycle waits for its run."""
    return not config.only_when_due or asked_for(windows_on(config, day), done, day)


def calendar_of(config: Config, day: dt.date) -> Calendar:
    """The configured days off around `day`; Refusal P040 for a calendar file that cannot be read."""
    if config.calendar == "weekends":
        return Calendar()
    if config.calendar == "cn":
        return chinese(range(day.year - 1, day.year + 2))
    try:
        return from_file(Path(config.calendar))
    except (OSError, ValueError) as error:
        raise Refusal("P040", where="calendar:", detail=str(error)) from error
