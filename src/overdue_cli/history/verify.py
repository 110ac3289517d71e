"""Proof that nothing was lost or altered: every attempt against its hashes, the journal and the attempts after it.

Three witnesses, so that one can be lost: the pointer and the journal hold the hash of each manifest, a manifest
those of its files, and each manifest names the attempt that came before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from overdue_cli.history import feedback, journal, seal
from overdue_cli.history.layout import Attempt, attempt_at, attempts_in
from overdue_cli.history.store import History, pointed


class State(StrEnum):
    """What verification says of one attempt."""

    CURRENT = "current"  # sound, and the one that counts
    SUPERSEDED = "superseded"  # sound, an earlier attempt of its cycle
    DAMAGED = "damaged"  # there, but not what was written
    LOST = "lost"  # written once, never retired, no longer there
    QUARANTINED = "quarantined"  # found damaged by a run, kept aside
    COLLECTED = "collected"  # sound answers of officers
    UNDONE = "undone"  # sound answers that were taken back, or the taking back


FAULTS = frozenset({State.DAMAGED, State.LOST, State.QUARANTINED})
Key = tuple[dt.date, int]


@dataclass(frozen=True)
class Finding:
    """One attempt and what is to be said of it."""

    name: str
    state: State
    detail: str = ""


def verified(history: History) -> list[Finding]:
    """Every attempt on disk, in the journal or referred to by a later one, in order; retired ones are left out."""
    lines, _ = journal.read(history.root)
    kept = {_key(line): line.get("manifest") for line in lines if line["event"] == journal.KEPT}
    ended = {_key(line): line for line in lines if line["event"] != journal.KEPT}
    found = {
        (a.cycle, a.number): _on_disk(history, a, kept)
        for cycle in history.cycles()
        for a in attempts_in(history.root, cycle)
    }
    for key, because in [*((key, "") for key in kept), *((key, f"named by {by}") for key, by in _referred(history))]:
        if key in found:
            continue
        end = ended.get(key)
        if end is None:
            found[key] = Finding(_name(history, key), State.LOST, because)
        elif end["event"] == journal.QUARANTINED:
            found[key] = Finding(_name(history, key), State.QUARANTINED, str(end.get("because", "")))
    return [found[key] for key in sorted(found)] + _collections(history)


def _collections(history: History) -> list[Finding]:
    """Every collection of answers on disk or in the journal, in order."""
    bad, standing = feedback.faulty(history.root), {c.number for c in feedback.standing(history.root)}
    here = {c.number: c.name for c in feedback.collections_in(history.root)}
    found = []
    for number in sorted(here.keys() | bad.keys()):
        name = here.get(number, f"feedback/{number:04}")
        if number in bad:
            found.append(Finding(name, State.DAMAGED if number in here else State.LOST, bad[number]))
        else:
            found.append(Finding(name, State.COLLECTED if number in standing else State.UNDONE))
    return found


def _on_disk(history: History, attempt: Attempt, kept: dict[Key, str | None]) -> Finding:
    """A present attempt against the pointer's hash if it is the one pointed to, and the journal's."""
    number, digest = pointed(history.root, attempt.cycle)
    witnesses = {kept.get((attempt.cycle, attempt.number)), digest if number == attempt.number else None} - {None}
    for expected in witnesses or {None}:
        because = seal.fault_of(attempt, expected)
        if because is not None:
            return Finding(attempt.name, State.DAMAGED, because)
    return Finding(attempt.name, State.CURRENT if history.current(attempt.cycle) == attempt else State.SUPERSEDED)


def _referred(history: History) -> Iterator[tuple[Key, str]]:
    """The attempts that sound ones say came before them."""
    for cycle in history.cycles():
        for attempt in attempts_in(history.root, cycle):
            try:
                before = seal.manifest_of(attempt).get("previous")
                if before:
                    yield (dt.date.fromisoformat(before["cycle"]), int(before["attempt"])), attempt.name
            except (OSError, ValueError, KeyError, TypeError):
                continue  # said as damaged already


def _key(line: dict[str, object]) -> Key:
    return dt.date.fromisoformat(str(line["cycle"])), int(str(line["attempt"]))


def _name(history: History, key: Key) -> str:
    return attempt_at(history.root, *key).name
