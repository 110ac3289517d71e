"""What happened to a history, one JSON object a line: kept, retired, quarantined.

The only file that carries the time of day, as the caller gives it: everything else repeats byte for byte.
It lets `verify` tell an attempt that was retired from one that is lost.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

from overdue_cli.folders import refusal
from overdue_cli.history.layout import JOURNAL, Attempt

KEPT, RETIRED, QUARANTINED = "kept", "retired", "quarantined"
COLLECTED, UNDONE = "collected", "undone"
"""What happened to officers' answers; these lines name a collection and no cycle."""


def wrote(root: Path, event: str, attempt: Attempt, at: str | None, **facts: Any) -> None:
    """One line about an attempt added and on disk before this returns; Refusal O001 if it cannot be."""
    _add(root, {"time": at, "event": event, "cycle": attempt.cycle.isoformat(), "attempt": attempt.number, **facts})


def noted(root: Path, event: str, collection: int, at: str | None, **facts: Any) -> None:
    """One line about a collection of answers added; Refusal O001 if it cannot be."""
    _add(root, {"time": at, "event": event, "collection": collection, **facts})


def _add(root: Path, line: dict[str, Any]) -> None:
    place = root / JOURNAL
    try:
        handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            text = json.dumps(line, ensure_ascii=False) + "\n"
            os.write(handle, (_mend(handle) + text).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise refusal(place, error) from error


def read(root: Path) -> tuple[list[dict[str, Any]], list[int]]:
    """The lines about attempts in order, and the numbers of those that cannot be read (a line torn by a kill is one)."""
    lines, torn = _lines(root)
    return [line for line in lines if "attempt" in line], torn


def collections(root: Path) -> list[dict[str, Any]]:
    """The lines about officers' answers, in order."""
    return [line for line in _lines(root)[0] if "collection" in line]


def _lines(root: Path) -> tuple[list[dict[str, Any]], list[int]]:
    place = root / JOURNAL
    lines: list[dict[str, Any]] = []
    torn: list[int] = []
    text = place.read_text(encoding="utf-8", errors="replace") if place.is_file() else ""
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            lines.append(_sound(json.loads(line)))
        except (ValueError, KeyError, TypeError):
            torn.append(number)
    return lines, torn


def _sound(line: dict[str, Any]) -> dict[str, Any]:
    """A line with its numbers as numbers; ValueError, KeyError or TypeError for what is none."""
    if "collection" in line:
        return line | {"event": str(line["event"]), "collection": int(line["collection"])}
    dt.date.fromisoformat(line["cycle"])
    return line | {"event": str(line["event"]), "attempt": int(line["attempt"])}


def _mend(handle: int) -> str:
    """A line end if the last line was torn by a kill, so that ours begins on its own."""
    end = os.lseek(handle, 0, os.SEEK_END)
    if end == 0:
        return ""
    os.lseek(handle, end - 1, os.SEEK_SET)
    return "" if os.read(handle, 1) == b"\n" else "\n"
