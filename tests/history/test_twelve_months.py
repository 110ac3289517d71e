"""A year from one cron line, nobody watching."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from exports import write_exports

from smallest import Run

CRON = ("run", "overdue.toml", "--quiet")
TOML = """inputs = ["exports"]
outputs = "outputs"
history = "history"
strict = true
cycle = "monthly on 25, T-7"
only_when_due = true
[keep]
outputs = 6
"""


def months(overdue: Run, folder: Path, days: list[dt.date], between: Callable[[dt.date], None] | None = None) -> None:
    """The cron line on each of `days`, over what the bank's systems would show that day."""
    for day in days:
        write_exports(folder / "exports", day)  # officers' answers come back as contacts in the next export
        done = overdue(*CRON, env={"OVERDUE_AS_OF": day.isoformat()}, cwd=folder)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), (day, done.stderr.decode())
        if between:
            between(day)


def checked(overdue: Run, folder: Path, cycles: int) -> None:
    """Nothing lost: as many cycles as were due, each naming the one before it, every hash as written."""
    assert overdue("history", "verify", "history", "--outputs", "outputs", cwd=folder).returncode == 0
    listed = json.loads(overdue("history", "list", "history", "--json", cwd=folder).stdout)
    assert len(listed) == cycles
    assert all(row["sound"] and row["attempts"] == 1 for row in listed)
    manifests = [
        json.loads((folder / "history" / row["cycle"] / "0001" / "manifest.json").read_text()) for row in listed
    ]
    assert [m["previous"] and m["previous"]["cycle"] for m in manifests] == [
        None,
        *(row["cycle"] for row in listed[:-1]),
    ]
    assert len(list((folder / "outputs").glob("2*"))) == min(cycles, 6)
    grades = pl.scan_parquet(folder / "history" / "*" / "*" / "scores.parquet").collect().sort("as_of")
    for _, one in grades.group_by("borrower_id"):
        places = ["ABCDE".index(letter) for letter in one.sort("as_of")["grade"]]
        assert all(later >= before - 1 for before, later in pairwise(places)), one  # up slowly


@pytest.mark.slow
def test_twelve_months_from_one_cron_line_that_fires_every_week(overdue: Run, tmp_path: Path) -> None:
    """Cron fires weekly and on the run days; the program finds which of them a cycle asks for."""
    (tmp_path / "overdue.toml").write_text(TOML)
    first = dt.date(2026, 1, 4)
    weekly = [first + dt.timedelta(days=7 * n) for n in range(52)]
    opening = [dt.date(2026, month, 18) for month in range(1, 13)]
    months(overdue, tmp_path, sorted({*weekly, *opening}))
    checked(overdue, tmp_path, 12)


def test_three_months_from_one_cron_line(overdue: Run, tmp_path: Path) -> None:
    (tmp_path / "overdue.toml").write_text(TOML)
    months(
        overdue,
        tmp_path,
        [dt.date(2026, *day) for day in ((1, 10), (1, 19), (2, 18), (3, 18), (3, 20))],
    )
    checked(overdue, tmp_path, 3)
