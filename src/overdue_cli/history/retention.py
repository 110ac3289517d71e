"""What is kept: so many cycles, so many attempts of each. Whole attempts go, never parts, and the journal says so first.

Counted in cycles and not in days, so that a clock that runs wrong can take away one cycle at most.
"""

from __future__ import annotations

from overdue_cli.folders import removed
from overdue_cli.history import journal
from overdue_cli.history.layout import Attempt, attempts_in
from overdue_cli.history.store import History


def superfluous(history: History, cycles: int, attempts: int) -> list[Attempt]:
    """The attempts beyond the newest `cycles` cycles, and beyond the newest `attempts` of a cycle; never a current one.

    Oldest first. The current attempt of a cycle that is kept stays whatever its number.
    """
    out = []
    known = history.cycles()
    for cycle in known:
        held = attempts_in(history.root, cycle)
        if cycle in known[: max(len(known) - cycles, 0)]:
            out += held
        else:
            current = history.current(cycle)
            older = [attempt for attempt in held if attempt != current]
            out += older[: max(len(older) - (attempts - 1), 0)]
    return out


def retired(history: History, attempts: list[Attempt]) -> None:
    """`attempts` journalled and removed, and the folders of cycles left empty; only for who holds the lock."""
    for attempt in attempts:
        journal.wrote(history.root, journal.RETIRED, attempt, history.at)
        removed(attempt.folder)
        if not attempts_in(history.root, attempt.cycle):
            removed(attempt.folder.parent)
