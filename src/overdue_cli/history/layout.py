"""Where things stand in a history folder.

    history.json                 the format of the whole
    journal.jsonl                what was kept, retired and quarantined, one line each
    2026-11-20/current.json      names the attempt that counts, and the hash of its manifest
    2026-11-20/0001/             an attempt, never changed: manifest.json, *.parquet
    feedback/0001/               officers' answers as collected once, never changed: manifest.json, *.parquet
    quarantine/2026-10-20-0001/  an attempt found damaged

A pointer file and no symbolic link, because Windows gives those to administrators only.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

FORMAT_FILE, JOURNAL, POINTER, MANIFEST, QUARANTINE = (
    "history.json", "journal.jsonl", "current.json", "manifest.json", "quarantine",
)  # fmt: skip
FEEDBACK = "feedback"
LOCK = ".lock"
_DAY, _NUMBER = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4,}")


@dataclass(frozen=True, order=True)
class Attempt:
    """One finished run over one cycle."""

    cycle: dt.date
    number: int
    folder: Path

    @property
    def name(self) -> str:
        """How the journal and people call it, such as `2026-11-20/0001`."""
        return f"{self.cycle}/{self.number:04}"

    @property
    def manifest(self) -> Path:
        """The file that says what the attempt was made from."""
        return self.folder / MANIFEST


def cycles_in(root: Path) -> list[dt.date]:
    """The as-of dates with a folder of their own, oldest first; names that are no date are none of ours."""
    if not root.is_dir():
        return []
    names = [path.name for path in root.iterdir() if _DAY.fullmatch(path.name) and path.is_dir()]
    return sorted(day for name in names if (day := _day(name)) is not None)


def attempts_in(root: Path, cycle: dt.date) -> list[Attempt]:
    """The attempts of a cycle, oldest first, sound or not."""
    folder = root / cycle.isoformat()
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if _NUMBER.fullmatch(path.name) and path.is_dir()]
    return sorted(Attempt(cycle, int(path.name), path) for path in found)


def attempt_at(root: Path, cycle: dt.date, number: int) -> Attempt:
    """The attempt of that number, whether or not it is there."""
    return Attempt(cycle, number, root / cycle.isoformat() / f"{number:04}")


def _day(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None
