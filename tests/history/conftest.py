"""Recorded runs: one in one line, two months of them to start from, and a year to look back on."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from exports import FEB, JAN, Cycle, recorder

from overdue_cli.scored import ScoredPortfolio


@pytest.fixture
def cycle(tmp_path: Path) -> Cycle:
    """`cycle(date, without=...)`: that month's exports graded against the history in `tmp_path` and recorded."""
    return recorder(tmp_path)


@pytest.fixture(scope="session")
def january_and_february(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a bank after two cycles: for copies only, never to be changed."""
    folder = tmp_path_factory.mktemp("bank") / "two"
    run = recorder(folder)
    for day in (JAN, FEB):
        run(day)
    return folder


@pytest.fixture
def two_months(january_and_february: Path, tmp_path: Path) -> Path:
    """The history of a bank after January and February; `cycle` goes on from there."""
    shutil.copytree(january_and_february, tmp_path, dirs_exist_ok=True)
    return tmp_path / "history"


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> list[ScoredPortfolio]:
    """Twelve monthly runs of one history, December 2025 to November 2026."""
    run = recorder(tmp_path_factory.mktemp("year"))
    return [run(dt.date(2025 + (11 + month) // 12, (11 + month) % 12 + 1, 20))[0] for month in range(12)]
