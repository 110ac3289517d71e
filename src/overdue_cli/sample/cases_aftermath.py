"""Struck by an event some months ago and paying worse since: what a back-test must find, or events teach nothing.

Those of `cases_findings.py` were struck lately and are still current; here the months since are on record.
"""

from __future__ import annotations

from overdue_cli.sample.archetype import Archetype, Inspection


def _still(found: str, conclusion: str, *ago: int, cooperation: str = "fair") -> tuple[Inspection, ...]:
    """The finding, and the visits since that found it again."""
    return tuple(
        Inspection(days, (found,), kind="special", conclusion=conclusion, cooperation=cooperation) for days in ago
    )


AFTERMATH: tuple[Archetype, ...] = (
    Archetype("sued-in-spring", 2, ("LAW_SUIT", "I10 sued"), strained=(6, 40, 3),
        inspections=_still("LAW_SUIT", "watch", 205, 120, 35)),
    Archetype("ill-since-spring", 2, ("HEALTH", "illness"), strained=(7, 40, 3),
        inspections=_still("HEALTH", "watch", 215, 130, 45)),
    Archetype("business-halved-in-spring", 2, ("BIZ_SEVERE", "I05 >=50"), product="business", strained=(6, 45, 3),
        inspections=_still("BIZ_SEVERE", "watch", 185, 110, 30)),
    Archetype("enforced-against-in-summer", 3, ("LAW_ENFORCE", "I10 enforced"), strained=(5, 60, 7),
        inspections=_still("LAW_ENFORCE", "grave", 160, 90, 25)),
    Archetype("hiding-since-summer", 2, ("REFUSE", "I06 refused"), strained=(5, 60, 7),
        inspections=_still("REFUSE", "grave", 165, 95, 30, cooperation="refused")),
)  # fmt: skip
