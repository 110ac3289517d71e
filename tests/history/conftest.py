"""A recorded run in one line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from exports import Cycle, write_exports

import overdue_cli
from overdue_cli.history import Attempt, History
from overdue_cli.recording import record
from overdue_cli.scored import ScoredPortfolio


@pytest.fixture
def cycle(tmp_path: Path) -> Cycle:
    """`cycle(date, without=...)`: that month's exports graded against the history in `tmp_path` and recorded."""

    def run(as_of: dt.date, without: tuple[str, ...] = ()) -> tuple[ScoredPortfolio, Attempt]:
        folder = tmp_path / f"exports {as_of}"
        write_exports(folder, as_of, without)
        history = History(tmp_path / "history", at="2026-01-01T05:00:00+00:00")
        history.open()
        scored = overdue_cli.score([folder], as_of=as_of, history=history)
        history.quarantine()
        return scored, record(scored, history)

    return run
