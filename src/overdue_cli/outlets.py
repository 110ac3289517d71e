"""Published folders: one a run, `2026-11-20` and then `2026-11-20-2`, and the file `latest` that names one of them.

`latest` holds one line, so that a shell reads it with `cat` and a batch file with `set /p`.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from overdue_cli.folders import removed
from overdue_cli.history import History
from overdue_cli.outputs import Outbox

LATEST = "latest"
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d+))?")


def published(top: Path) -> list[tuple[str, int, str]]:
    """Day, number and name of every published folder, oldest first."""
    found = [(match, path) for path in top.glob("*") if (match := _NAME.fullmatch(path.name)) and path.is_dir()]
    return sorted((match[1], int(match[2] or 1), path.name) for match, path in found)


def next_number(top: Path, as_of: dt.date, history: History | None) -> int:
    """The number of the next run of this day, the same in the history and among the folders."""
    here = [number for day, number, _ in published(top) if day == as_of.isoformat()]
    return max([0, *here]) + 1 if history is None else max([*here, history.next_number(as_of) - 1]) + 1


def folder_of(top: Path, as_of: dt.date, number: int) -> Path:
    """Where the run goes.

    >>> folder_of(Path("out"), dt.date(2026, 11, 20), 2).name
    '2026-11-20-2'
    """
    return top / (as_of.isoformat() if number == 1 else f"{as_of}-{number}")


def point(top: Path, name: str) -> None:
    """`latest` made to name the folder, unless it names one of a later day: a backdated run is not the latest."""
    place = top / LATEST
    if latest(top)[:10] > name[:10]:
        return
    with Outbox([place]) as outbox:
        outbox.write(place, lambda part: part.write_text(f"{name}\n", encoding="ascii", newline="\n"))
        outbox.publish()


def latest(top: Path) -> str:
    """The folder `latest` names, empty where there is none."""
    try:
        name = (top / LATEST).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return name if _NAME.fullmatch(name) and (top / name).is_dir() else ""


def surplus(top: Path, days: int, runs: int) -> list[str]:
    """Folders beyond the newest `days` days, and beyond the newest `runs` of a day; never the one `latest` names."""
    found = published(top)
    kept_days = sorted({day for day, _, _ in found})[-days:]
    out = []
    for day in sorted({day for day, _, _ in found}):
        names = [name for d, _, name in found if d == day]
        out += names if day not in kept_days else names[: max(len(names) - runs, 0)]
    return [name for name in out if name != latest(top)]


def retire(top: Path, days: int, runs: int) -> list[str]:
    """The surplus removed, whole folders; their names."""
    gone = surplus(top, days, runs)
    for name in gone:
        removed(top / name)
    return gone
