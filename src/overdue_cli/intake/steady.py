"""Whether the inputs stayed as they were while they were read.

An export that is still being written, or swapped for next month's halfway through, reads as fewer rows or as two
months in one: both look like a portfolio, and neither is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from overdue_cli.problems import Refusal

Look = tuple[int, int, int] | None


def looks(files: Sequence[tuple[Path, str]]) -> dict[tuple[Path, str], Look]:
    """Size, time of change and identity of each file, as named in reports."""
    return {file: _look(file[0]) for file in files}


def unchanged(before: dict[tuple[Path, str], Look]) -> None:
    """Nothing, if every file still looks the same; else Refusal P039 for the first that does not."""
    for (path, name), then in before.items():
        now = _look(path)
        if now != then:
            raise Refusal("P039", file=name, detail=_difference(then, now))


def _look(path: Path) -> Look:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _difference(then: Look, now: Look) -> str:
    if then is None or now is None:
        return "it went away"
    if then[2] != now[2]:
        return "it was replaced"
    return f"{then[0]:,} bytes before, {now[0]:,} after" if then[0] != now[0] else "it was written to"
