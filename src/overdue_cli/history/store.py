"""A history: the sound attempt of each cycle, and how another is added.

Reading needs no lock, because attempts never change and pointers are replaced whole. What is found damaged
is named and passed over, so that one bad disk block does not stop a night's run; who holds the lock moves it
to quarantine.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from overdue_cli.folders import refusal, removed, sweep, sync, whole_folder
from overdue_cli.history import formats, journal
from overdue_cli.history.layout import FEEDBACK, POINTER, QUARANTINE, Attempt, attempt_at, attempts_in, cycles_in
from overdue_cli.history.seal import fault_of, sealed, sha256
from overdue_cli.outputs import Outbox


@dataclass(frozen=True)
class Damage:
    """An attempt that cannot be used, and why."""

    attempt: Attempt
    because: str


@dataclass
class History:
    """The history at `root`; `at` is the time its journal lines carry, as the caller gives it."""

    root: Path
    at: str | None = None
    damaged: list[Damage] = field(default_factory=list)
    _sound: dict[dt.date, Attempt | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        formats.checked(self.root)

    def begun(self) -> bool:
        """Whether there is a history yet."""
        return formats.checked(self.root)

    def cycles(self, before: dt.date | None = None) -> list[dt.date]:
        """As-of dates on record, oldest first; those earlier than `before` where it is given."""
        return [day for day in cycles_in(self.root) if before is None or day < before]

    def current(self, cycle: dt.date) -> Attempt | None:
        """The attempt that counts: the one pointed to if it is sound, else the newest sound one, else None."""
        if cycle not in self._sound:
            self._sound[cycle] = self._find(cycle)
        return self._sound[cycle]

    def _find(self, cycle: dt.date) -> Attempt | None:
        number, expected = pointed(self.root, cycle)
        newest_first = sorted(attempts_in(self.root, cycle), key=lambda a: (a.number != number, -a.number))
        for attempt in newest_first:
            because = fault_of(attempt, expected if attempt.number == number else None)
            if because is None:
                return attempt
            self.damaged.append(Damage(attempt, because))
        return None

    def next_number(self, cycle: dt.date) -> int:
        """The number of the cycle's next attempt; numbers are never used twice."""
        lines, _ = journal.read(self.root)
        told = [int(line["attempt"]) for line in lines if line["cycle"] == cycle.isoformat()]
        return max([0, *told, *(attempt.number for attempt in attempts_in(self.root, cycle))]) + 1

    def open(self) -> None:
        """Made ready for writing, by who holds the lock: begun if new, swept of what a killed run left."""
        try:
            formats.founded(self.root)
            sweep(self.root)
            sweep(self.root / FEEDBACK)
            for cycle in self.cycles():
                sweep(self.root / cycle.isoformat())
                self._mend(cycle)
        except OSError as error:
            raise refusal(self.root, error) from error

    def _mend(self, cycle: dt.date) -> None:
        """A pointer that a kill or a bad disk took, set anew to what counts without it."""
        if pointed(self.root, cycle)[0] is None and (attempt := self.current(cycle)) is not None:
            self.point(attempt, sha256(attempt.manifest))

    def add(
        self, cycle: dt.date, frames: Mapping[str, pl.DataFrame], manifest: Mapping[str, Any], number: int | None = None
    ) -> Attempt:
        """The new current attempt of `cycle`; Refusal O001 leaves the earlier one current."""
        attempt = attempt_at(self.root, cycle, number or self.next_number(cycle))
        with whole_folder(attempt.folder) as part:
            digest = sealed(part, frames, {"format": formats.FORMAT, **manifest})
        sync(self.root)
        journal.wrote(self.root, journal.KEPT, attempt, self.at, manifest=digest)
        self.point(attempt, digest)
        return attempt

    def point(self, attempt: Attempt, digest: str) -> None:
        """`attempt` made the one that counts for its cycle, in one step."""
        place = self.root / attempt.cycle.isoformat() / POINTER
        text = json.dumps({"attempt": attempt.number, "manifest": digest}) + "\n"
        with Outbox([place]) as outbox:
            outbox.write(place, lambda part: part.write_text(text))
            outbox.publish()
        self._sound.pop(attempt.cycle, None)

    def quarantine(self) -> list[Damage]:
        """The damaged attempts met so far, moved out of the way and journalled; only for who holds the lock."""
        for damage in self.damaged:
            attempt = damage.attempt
            journal.wrote(self.root, journal.QUARANTINED, attempt, self.at, because=damage.because)
            place = self.root / QUARANTINE / f"{attempt.cycle}-{attempt.number:04}"
            try:
                place.parent.mkdir(exist_ok=True)
                attempt.folder.rename(place)
            except OSError as error:
                raise refusal(place, error) from error
            self._settle(attempt.cycle)
        moved, self.damaged = self.damaged, []
        return moved

    def _settle(self, cycle: dt.date) -> None:
        """A cycle that lost an attempt: points to what counts now, or goes if nothing is left of it."""
        current = self.current(cycle)
        if current is not None:
            self.point(current, sha256(current.manifest))
        elif not attempts_in(self.root, cycle):
            removed(self.root / cycle.isoformat())


def pointed(root: Path, cycle: dt.date) -> tuple[int | None, str | None]:
    """Number and manifest hash of the attempt pointed to; nothing where there is no readable pointer."""
    try:
        found = json.loads((root / cycle.isoformat() / POINTER).read_text(encoding="utf-8"))
        return int(found["attempt"]), str(found["manifest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, None
