"""The shape of `causes.yaml`: flags, evidence, segments: why a borrower is late, and what would change our mind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from overdue_cli.ruleset.model_base import Source, Strict, Words
from overdue_cli.ruleset.model_playbook import AnyOf, Queue

SegmentId = Literal["S0", "S1", "S2", "S3", "S4", "S5", "S6"]


class Flag(Strict):
    """A named group of tests, to be asked by its name further down; null never, false where nothing shows it."""

    name: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    why: Words
    any: AnyOf


class EvidenceItem(Strict):
    """One thing that speaks for some segments and against others, and moves the willingness figure."""

    id: str
    any: AnyOf
    willingness: int = 0
    speaks_for: list[SegmentId] = Field(default_factory=list)
    against: list[SegmentId] = Field(default_factory=list)
    says: Words


class Missing(Strict):
    """A fact to be collected where the cause is not known."""

    id: str
    any: AnyOf
    says: Words


class Segment(Strict):
    """One segment, tried in the order of the file: the first whose tests hold; the one without tests is the last.

    `wording_before` is how it is said while nothing is due yet. `late` is the treatment of those overdue, `before` of those who are not; `heavy` replaces what grade D or E
    would ask for, where that would be wrong for this segment. `queue` is the desk it asks for.
    """

    id: SegmentId
    title: Words
    reading: Words
    pattern: Literal["accidental", "inevitable", "unknown"]
    origin: Literal["subjective", "objective", "bank", "management", "unknown"]
    willing: bool
    queue: Queue | None = None
    any: AnyOf | None = None
    late: Words
    before: Words
    nothing_to_collect: Words | None = None
    heavy: dict[Literal["D", "E"], Words] = Field(default_factory=dict)
    wording: Words
    wording_before: Words | None = None
    flip: Words
    forbidden: Words | None = None


class WillingnessScale(Strict):
    """Where the figure starts, what is called what, and how much it must move to be called rising or falling."""

    start: int
    moved_by: int
    rising: AnyOf
    falling: AnyOf
    says: dict[Literal["rising", "steady", "falling", "unknown"], Words]


class Causes(Strict):
    """The whole page."""

    source: Source
    concerns: AnyOf
    flags: list[Flag]
    willingness: WillingnessScale
    evidence: list[EvidenceItem]
    collect: list[Missing]
    segments: Annotated[list[Segment], Field(min_length=7, max_length=7)]
