"""What a rule set may say: the checked shape of every file in `rules/<name>/`.

Nothing here computes. Unknown keys are refused, so that a misspelt word cannot quietly be ignored. Long, since it is one form.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from overdue_cli.ruleset.model_base import GRADES, FactUse, FiveTier, Grade, OwnSource, OwnWords, Source, Strict, Words
from overdue_cli.ruleset.model_causes import Causes, EvidenceItem, Flag, Segment
from overdue_cli.ruleset.model_conduct import Conduct, Hold, Profile, Standing
from overdue_cli.ruleset.model_playbook import AnyOf, Condition, Playbook, Special, Stage, Temperament, Tier, TierLine

__all__ = ["GRADES", "AnyOf", "Causes", "Condition", "Conduct", "EvidenceItem", "FactUse", "FiveTier", "Flag", "Grade", "Hold", "Playbook", "Profile", "Segment", "Source", "Special", "Stage", "Standing", "Strict", "Temperament", "Tier", "TierLine", "Words"]  # fmt: skip
"""What stands in the pages beside this one, to be had from here; what is defined here as well."""


class Band(Strict):
    """One step of a ladder: its lower edge (`from` reached, `above` exceeded, `is` a level) and what follows."""

    from_: Annotated[float | int | None, Field(alias="from")] = None
    above: float | int | None = None
    is_: Annotated[str | None, Field(alias="is")] = None
    points: Any = 0  # a whole number, or the word `value`: the fact itself is the points
    no_better_than: Grade | None = None
    notches: int = 0
    says: Words


class Floor(Band):
    """A band of another fact that only sets a floor."""

    fact: FactUse


class Missing(Strict):
    """What follows when a fact has no value, and why that is safe."""

    policy: Literal["not_evaluated", "not_applicable", "worst"]
    covered_by: str | None = None
    because: Words
    says: Words | None = None


@dataclass(frozen=True)
class Ladder:
    """One fact and the bands it may reach, ascending; `places` are the keys of each inside the rule.

    `missing` is the rule's policy where this is its main ladder, else None; `profile` whose wording of the
    rule it is.
    """

    fact: FactUse
    bands: tuple[Band, ...]
    places: tuple[tuple[str | int, ...], ...]
    id: str
    missing: Missing | None = None
    profile: str | None = None


class Rule(Strict):
    """One rule as a policy reader meets it."""

    id: Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}$")]
    name: str
    title: Words
    fact: FactUse
    why: Words
    source: Source
    bands: Annotated[list[Band], Field(min_length=1)]
    floors: list[Floor] = Field(default_factory=list)
    missing: Missing
    portfolio: bool = False
    outside_duty_grade: bool = False
    examples: list[list[Any]]
    variants: list[Variant] = Field(default_factory=list)  # filled from the profiles, never written in a chapter


class Variant(Strict):
    """A rule as a profile words it, for the loans of that profile."""

    profile: str
    rule: Rule


class Chapter(Strict):
    """One file of rules: a group whose points share a cap."""

    group: str
    why: Words
    rules: list[Rule]


class Group(Strict):
    """The cap (or for mitigants the bottom) of a group's points."""

    id: str
    title: Words
    at_most: int = 0
    at_least: int = 0


class GradeStep(Strict):
    """One grade: the points it starts at, what it means and what is done about it."""

    id: Grade
    from_: Annotated[int, Field(alias="from")]
    likelihood: Annotated[float, Field(ge=0, le=1)]
    name: Words
    meaning: Words
    action: Words
    owner: Words
    review: Words
    on_site_days: Annotated[int, Field(gt=0)]
    before_due_days: int | None = None
    act_within_working_days: int | None = None


class Points(Strict):
    """How points add up."""

    most: int
    worst_grade_needs_days_past_due: int
    groups: list[Group]


class StatusDays(Strict):
    """What a status code stands for, in days; null is unknown."""

    late: int | None
    now: int | None


class Conventions(Strict):
    """Numbers everybody must read the same way."""

    tolerance: float
    grace_days: int
    history_instalments: int
    joint_roles: list[str]
    source: Source
    status_codes: dict[str, StatusDays]
    status_not_due: list[str]
    status_source: Source


class InspectionTest(Strict):
    """When an inspection counts."""

    entered_within_days: int
    conclusions_empty: list[str]
    source: Source


class BrakeStep(Strict):
    """Once late by so many days, the floor until enough clean instalments, months and a visit."""

    days_late_from: int
    no_better_than: Grade
    instalments: int
    months: int
    on_site_inspection: bool


class Brake(Strict):
    """The upgrade brake, and what is said where it holds a grade down."""

    title: Words
    says: Words
    up_one_notch_per_days: int
    within_months: int
    barred_from: Literal["yellow", "orange", "red"]
    clean_at_most_days_late: int
    steps: list[BrakeStep]
    source: Source


class Override(Strict):
    """What a person may change about a grade: for how long, which rules' floors stand, what is said of it."""

    title: Words
    longest_days: Annotated[int, Field(ge=1)]
    never_crosses: list[str]
    worse_says: Words
    better_says: Words
    held_says: Words
    source: Source


class Reading(Strict):
    """One severity of a finding and the words that show it."""

    severity: Literal["yellow", "orange", "red"]
    no_better_than: Grade | None = None
    words: list[str] = Field(default_factory=list)


class WorseWhen(Strict):
    """A finding's floor once the borrower is also this late."""

    days_past_due_from: int
    no_better_than: Grade


class Finding(Strict):
    """One code of the findings taxonomy, its readings mildest first."""

    code: str
    title: Words
    shown: Words | None = None
    ability: bool = False
    readings: Annotated[list[Reading], Field(min_length=1)]
    worse_when: WorseWhen | None = None


class Unmapped(Strict):
    """What free text counts as when no word of ours is in it."""

    code: str
    severity: Literal["yellow", "orange", "red"]
    title: Words


class Negation(Strict):
    """The words that turn a finding off, and those that make such turning off uncertain."""

    adjacent: list[str]
    governs_lists: list[str]
    remedy_within: dict[Literal["chinese", "english"], int]
    ends_lists: str
    turns: list[str]
    resolved: list[str]
    uncertain: list[str]


class Findings(Strict):
    """The findings taxonomy."""

    source: Source
    severity_floors: dict[Literal["orange", "red"], Grade]
    unmapped: Unmapped
    negation: Negation
    spoilt_by: list[str]
    nothing: list[str]
    findings: list[Finding]


Meaning = Literal["reached", "failed", "promise", "broken", "refusal", "denial", "dispute", "lost"]


class ContactResult(Strict):
    """One result code of a collection log, the words for it, and what they tell."""

    code: str
    title: Words
    means: Annotated[list[Meaning], Field(min_length=1)]
    words: list[str]


class PromiseTest(Strict):
    """When a promise counts as kept."""

    kept_at_share: float
    grace_days: int
    undated_due_after_days: int
    said_broken_within_days: int


class CauseCode(Strict):
    """One cause of being late as a collection log gives it, and the words for it."""

    code: str
    title: Words
    words: Annotated[list[str], Field(min_length=1)]


class LogWindows(Strict):
    """How many days a line of the log speaks."""

    log_days: int
    temperament_days: int
    undated_promise_days: int


class Contacts(Strict):
    """How a collection log is read."""

    source: Source
    windows: LogWindows
    acknowledges: list[str]
    results: list[ContactResult]
    promise: PromiseTest
    causes: Annotated[list[CauseCode], Field(min_length=1)]


class RegulationStep(Strict):
    """From so many days past due, at least this class."""

    from_: Annotated[int, Field(alias="from")]
    at_least: FiveTier
    guarantee: str | None = None  # a key of the chapter's guarantees


class RegulationChapter(Strict):
    """One regulation's days-to-class steps and whom it concerns."""

    id: str
    title: Words
    enabled: bool
    because: Words | None = None
    profiles: list[str] = Field(default_factory=list)  # only loans of these; none named: all
    not_profiles: list[str] = Field(default_factory=list)
    instead_of: list[str] = Field(default_factory=list)  # chapters it takes the place of for its loans
    guarantees: dict[str, list[str]] = Field(default_factory=dict)
    source: Source
    steps: list[RegulationStep]


class RegulationEvent(Strict):
    """What the records say beside days past due, and the class it asks for at least."""

    id: str
    title: Words
    enabled: bool = True
    fact: FactUse
    from_: Annotated[float | int | None, Field(alias="from")] = None
    above: float | int | None = None
    is_: Annotated[str | None, Field(alias="is")] = None
    at_least: FiveTier
    said_by: str | None = None  # the rule that says so already, with a floor as hard
    says: Words
    source: Source


class Regulation(Strict):
    """The floors the law sets: by days, by event, and the grade each class means at best."""

    grades: dict[FiveTier, Grade]
    chapters: list[RegulationChapter]
    events: list[RegulationEvent] = Field(default_factory=list)


class Header(Strict):
    """`ruleset.yaml`: the rule set's own page."""

    name: str
    version: str
    effective_from: dt.date
    title: Words
    chapters: list[str]
    findings: str
    contacts: str
    regulation: str
    playbook: str
    causes: str = "causes.yaml"
    profiles: str | None = None
    conduct_profile: str = "cn"
    points: Points
    grades: Annotated[list[GradeStep], Field(min_length=5, max_length=5)]
    likelihood_source: Source
    conventions: Conventions
    inspection: InspectionTest
    brake: Brake
    override: Override
    not_conservative_because: Words | None = None


class Change(Strict):
    """One value of the extended rule set, set anew, with the reason."""

    at: Annotated[str, Field(min_length=3)]
    to: Any
    because: OwnWords
    source: OwnSource


class LoanTest(Strict):
    """Which loans belong to a profile: a word of each named column is in theirs (the class: is it)."""

    product: list[str] = Field(default_factory=list)
    repayment_method: list[str] = Field(default_factory=list)
    debtor_class: list[Literal["retail", "non_retail"]] = Field(default_factory=list)


class LoanProfile(Strict):
    """A kind of loan, what it is known by, and the single values that differ for it."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    title: Words
    why: Words
    loans: Annotated[list[LoanTest], Field(min_length=1)]
    grace_days: int = 0
    conduct_profile: str | None = None
    source: Source
    changes: list[Change] = Field(default_factory=list)


class Profiles(Strict):
    """The profiles of loans, in the order in which a loan is tried on them."""

    why: Words
    profiles: list[LoanProfile]


class Overlay(Strict):
    """A rule set that extends another."""

    extends: str
    name: str
    version: str
    title: Words
    effective_from: dt.date
    expires_on: dt.date | None = None
    not_conservative_because: Words | None = None
    changes: list[Change]
