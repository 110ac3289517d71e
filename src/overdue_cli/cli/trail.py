"""The history as commands use it: locked in this process's name, written to at the end of a run that went well."""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from overdue_cli.history import History
    from overdue_cli.scored import ScoredPortfolio


def stamp() -> str:
    """The time now, for what is noted once and never compared."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def owner() -> dict[str, str]:
    """This process as a lock names it."""
    return {"pid": str(os.getpid()), "host": socket.gethostname(), "since": stamp()}


@contextmanager
def held(root: Path | None) -> Iterator[History | None]:
    """The history at `root`, locked and ready for writing; None where none is asked for. Refusal L001, H001, H002."""
    if root is None:
        yield None
        return
    from overdue_cli.history import History, locked

    History(root)  # what is no history gets no lock file either
    with locked(root, owner()):
        history = History(root, stamp())
        history.open()
        yield history


def recorded(scored: ScoredPortfolio, history: History | None, files: Sequence[Path]) -> None:
    """The run and its published files added to the history; damage met on the way put aside."""
    if history is None:
        return
    from overdue_cli.history import described
    from overdue_cli.recording import record

    history.quarantine()
    record(scored, history, [described(path) for path in files])


def doubtful(scored: ScoredPortfolio) -> bool:
    """What `--strict` calls out: stale data, rows set aside, a damaged history."""
    damaged = scored.past is not None and bool(scored.past.damaged)
    return scored.stale_days is not None or scored.portfolio.set_aside.height > 0 or damaged
