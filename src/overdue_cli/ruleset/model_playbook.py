"""The shape of a playbook: conditions, tiers, stages, special rows, manners."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from overdue_cli.ruleset.model_base import FactUse, Source, Strict, Words

Queue = Literal["officer", "supervisor", "post_loan", "recovery", "legal", "compliance", "estate"]


class Condition(Strict):
    """A test of one column (a sign, a flag, a column of the graded frame) or of a fact; a blank never passes.

    `from` and `below` compare numbers, `in` texts or levels of a fact, `is` flags, `has` any of these codes in
    a list of codes. `blank: true` passes where there is no value, and is the only test that does.
    """

    column: str | None = None
    fact: FactUse | None = None
    from_: Annotated[float | int | None, Field(alias="from")] = None
    below: float | int | None = None
    in_: Annotated[list[str] | None, Field(alias="in")] = None
    is_: Annotated[bool | None, Field(alias="is")] = None
    has: list[str] | None = None
    blank: Literal[True] | None = None

    @property
    def key(self) -> str:
        """The column the test reads."""
        return self.fact.key if self.fact else str(self.column)


All = Annotated[list[Condition], Field(min_length=1)]
AnyOf = Annotated[list[All], Field(min_length=1)]
"""One of the lists must hold whole."""


class TierLine(Strict):
    """All conditions hold → the row stands in this tier, for this reason.

    `list` sends those not overdue to a list of their own, where the reason is not a due date.
    """

    when: All
    says: Words
    list: Literal["inspections"] | None = None


class Tier(Strict):
    """One urgency tier."""

    tier: int
    title: Words
    lines: list[TierLine]


class Stage(Strict):
    """What is done from so many days past due; `willing` is what is done where the borrower is willing: help first."""

    from_: Annotated[int, Field(alias="from")]
    who: Words
    queue: Queue
    what: Words
    willing: Words
    wording: Words
    within_working_days: int


class Special(Strict):
    """One special row of the playbook.

    `instead`: its `what` replaces stage, grade and treatment. `contact`: doing it means talking to the
    borrower, so it is not said while collection is on hold.
    """

    id: str
    any: AnyOf
    queue: Queue | None = None
    who: Words | None = None
    what: Words
    forbidden: Words | None = None
    within_working_days: int | None = None
    instead: bool = False
    contact: bool = True


class Temperament(Strict):
    """How to speak with somebody of this temperament: the manner changes, never the facts."""

    id: str
    words: Annotated[list[str], Field(min_length=1)]
    conflict: bool = False
    manner: Words


class Signals(Strict):
    """How long a signal is alive, which later signal ends it, and which foretell cash."""

    live_days: int
    fresh_debit_days: int
    ended_by: dict[str, list[str]]
    cash: list[str]


class ClockWords(Strict):
    """One legal clock: how it is called, and the act that stops it."""

    title: Words
    act: Words
    show_within_days: int
    tier_within_days: int | None = None


class ClockPolicy(Strict):
    """Terms of law the clocks run by; days and months are counted as the calendar has them."""

    source: Source
    guarantee_months: int
    joint_unless_stated_before: str
    limitation_years: int
    observation_months: int
    observation_periods: int
    answer_working_days: int
    claim_ended_by: list[str]
    suit_ended_by: list[str]
    accelerated_by: list[str]
    kinds: dict[
        Literal["guarantee_joint", "guarantee_general", "limitation", "observation", "rectification", "answer"],
        ClockWords,
    ]


class InspectionDuty(Strict):
    """When a visit is due: the first so many days after disbursement, then by the grade's interval."""

    first_within_days: int


class Peak(Strict):
    """A season in which overdue gathers; `from` and `to` as `12-15`, or days around the Spring Festival."""

    id: str
    title: Words
    from_day: str | None = None
    to_day: str | None = None
    days_before_spring_festival: int | None = None
    days_after_spring_festival: int | None = None


ControlSignal = Literal[
    "overdue", "inspection_overdue", "inspection_ineffective", "first_payment", "exception", "bare_conclusion"
]


class Thanks(Strict):
    """A note to take home, part by part; a part of which there is none is left out."""

    greeting: Words
    opening: Words
    cures: Words
    kept: Words
    prevented: Words
    improving: Words
    visits: Words
    closing: Words


class Management(Strict):
    """What the management view counts, and the words that stand on it."""

    disclaimer: Words
    z: float
    at_least: int
    largest: int
    listed_per_officer: int
    below_line: Words
    recent_days: int
    first_late_days: int
    young_months: int
    signals: dict[ControlSignal, Words]
    bare_conclusions: list[str]
    peaks: list[Peak]
    thanks: Thanks


class Playbook(Strict):
    """Which list, which tier, what to do, and what is forbidden."""

    source: Source
    tiers: list[Tier]
    unlisted_tier: int
    stages: list[Stage]
    heavy_grades: list[Literal["A", "B", "C", "D", "E"]]
    specials: list[Special]
    temperaments: list[Temperament]
    signals: Signals
    clocks: ClockPolicy
    inspections: InspectionDuty
    management: Management
    queues: dict[Queue, Words]
    forbidden: Words
