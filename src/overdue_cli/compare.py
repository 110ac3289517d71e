"""Two recorded cycles side by side, and recorded outputs against the files that were published."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from overdue_cli import outlets
from overdue_cli.history import (
    Attempt,
    Finding,
    History,
    State,
    attempts_in,
    changes,
    described,
    fen,
    frames_of,
    manifest_of,
)


def between(earlier: Attempt, later: Attempt) -> pl.DataFrame:
    """`history.changes` from one recorded cycle to another, amounts in fen."""
    then, now = frames_of(earlier, "scores", "reasons"), frames_of(later, "scores", "reasons")
    columns = ["borrower_id", "as_of", "grade", "days_past_due", fen("arrears")]
    named = {name: f"previous_{name}" for name in ("grade", "days_past_due", "arrears")} | {"as_of": "previous_seen_on"}
    before = then["scores"].select(columns).rename(named)
    return changes(now["scores"].select(columns), now["reasons"], before, then["reasons"])


def outputs_checked(history: History, top: Path) -> list[Finding]:
    """One finding a published folder that a recorded attempt names, or whose files differ from the record.

    A folder that retention removed is no finding; a file missing from a folder that is there is lost.
    """
    found = []
    for cycle in history.cycles():
        for attempt in attempts_in(history.root, cycle):
            folder = outlets.folder_of(top, cycle, attempt.number)
            if folder.is_dir():
                found.append(_checked(attempt, folder))
    return found


def _checked(attempt: Attempt, folder: Path) -> Finding:
    name = f"outputs {folder.name}"
    try:
        recorded = manifest_of(attempt)["outputs"]
    except (OSError, ValueError, KeyError) as error:
        return Finding(name, State.DAMAGED, str(error))
    for entry in recorded:
        path = folder / str(entry["name"])
        if not path.is_file():
            return Finding(name, State.LOST, str(entry["name"]))
        if described(path) != entry:
            return Finding(name, State.DAMAGED, f"{entry['name']} is not what was written")
    return Finding(name, State.CURRENT)
