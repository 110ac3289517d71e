"""The shape of `conduct.yaml`: who may be spoken to, when, how often; what stops it; what is never printed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from overdue_cli.ruleset.model_base import Source, Strict, Words
from overdue_cli.ruleset.model_playbook import AnyOf, Queue

Clock = Annotated[str, Field(pattern=r"^[0-2][0-9]:[0-5][0-9]$")]
LiabilityBasis = Literal[
    "borrower", "co_borrower", "guarantor_joint", "guarantor_general", "spouse_joint_debt_confirmed", "authorised_agent"
]


class Profile(Strict):
    """What one body of law allows; a blank limit is none in that text, and our own plan holds."""

    title: Words
    source: Source
    lawful_from: Clock
    lawful_until: Clock
    plan_from: Clock
    plan_until: Clock
    planned_a_day: int
    working_days_only: bool
    conversations_a_day: int | None = None
    attempts_a_day: int | None = None
    attempts_a_week: int | None = None
    quiet_days_after_conversation: int | None = None


class Hold(Strict):
    """A reason for which collection stops: the row stays, no call is planned. `says` is what an officer reads.

    `instead` is done meanwhile, by `queue` where that is not the row's own desk, in these `wording` if any.
    """

    code: str
    any: AnyOf
    says: Words
    instead: Words
    queue: Queue | None = None
    wording: Words | None = None


class Standing(Strict):
    """One kind of liable party: its name, what must be on record, and from how many days past due it is spoken to."""

    basis: LiabilityBasis
    title: Words
    from_days_past_due: int = 0
    needs_document: bool = False
    needs_consent: bool = False
    needs_signal: list[str] = Field(default_factory=list)
    may_hear: Words


class Relay(Strict):
    """The one neutral line to a reserved contact, and the words that name such a role in an export."""

    roles: list[str]
    line: Words
    script: Words


class Collateral(Strict):
    """What may truthfully be said of registered collateral."""

    stale_months: int
    unregistered: list[str]
    lost: list[str]
    registered_says: Words
    unregistered_says: Words
    lost_says: Words
    stale_says: Words
    unvalued_says: Words


class Conduct(Strict):
    """The whole page."""

    source: Source
    profiles: dict[str, Profile]
    standings: list[Standing]
    spouse_roles: list[str]
    member_roles: list[str]
    controller_roles: list[str]
    guarantor_words: list[str]
    relay: Relay
    holds: list[Hold]
    window_line: Words
    later_line: Words
    no_log_line: Words
    nobody_line: Words
    hold_line: Words
    collateral: Collateral
    never_printed: dict[Literal["zh", "en"], list[str]]
