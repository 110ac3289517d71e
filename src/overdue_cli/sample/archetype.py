"""What an archetype is: one kind of borrower, described by the facts its files will carry.

Times are days before the as-of date, or cycles ago (0 = the latest instalment due before it), so that
the same table describes a portfolio of any month. An archetype is data: nothing here draws or writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Payments = tuple[tuple[int, int], ...]
"""Payments against one instalment: (days after its due date, percent of its amount); () is none at all."""

OPEN: Payments = ()

Value = TypeVar("Value")


def late(days: int) -> Payments:
    """Paid in full so many days after the due date."""
    return ((days, 100),)


def each(cycles: range, same: Value) -> dict[int, Value]:
    """The same payments, or reminders, in every cycle of `cycles`."""
    return dict.fromkeys(cycles, same)


@dataclass(frozen=True)
class Inspection:
    """One inspection: how long ago, what was found (keys of `words.FINDINGS`), how well it was done."""

    ago: int
    found: tuple[str, ...] = ()
    as_code: bool = False
    severity: str = ""
    kind: str = "regular"
    method: str = "on_site"
    met: str = "borrower"
    inspector: bool = True
    conclusion: str = "watch"
    cooperation: str = "good"
    recorded_after: int = 1
    rectify_within: int | None = None
    rectified_after: int | None = None


@dataclass(frozen=True)
class Contact:
    """One line of the collection log; the promise is in days after it and percent of the instalment."""

    ago: int
    result: str
    channel: str = "call"
    party: str = "self"
    promise_in: int | None = None
    promise_percent: int | None = None
    cause: str = ""
    temper: str = ""


@dataclass(frozen=True)
class Party:
    """Somebody beside the borrower: role and liability, the guarantee's end in days after the as-of date."""

    role: str
    relation: str
    basis: str
    mode: str = ""
    until: int | None = None
    signed: bool = True
    dnc: bool = False
    consent_in: int | None = None


@dataclass(frozen=True)
class Signal:
    """One outside signal, observed so many days ago; amount in 元."""

    code: str
    ago: int
    source: str = "bureau"
    level: str = ""
    amount: int | None = None
    expected_in: int | None = None


@dataclass(frozen=True)
class Archetype:
    """One kind of borrower: `count` of every 600 are of it, and `plants` names what they stand for."""

    name: str
    count: int
    plants: tuple[str, ...] = ()
    # who: "" and None are drawn
    product: str = ""
    guarantee: str = ""
    industry: str = ""
    outlet: int | None = None
    firm: bool | None = None
    second_loan: int = 0  # percent that have another loan
    both_loans: bool = False  # the pattern of payments holds for the second loan too
    # the schedule
    due_in: int | None = None  # a due date falls so many days after (before, if negative) the as-of date
    instalments_due: tuple[int, int] = (12, 30)
    ends_after: int | None = None  # cycles from the latest due date to maturity; negative: matured
    window: int = 12  # cycles back that the export shows
    no_schedule: bool = False
    # how it pays: percent early and late, then what is fixed by the cycle
    early: int = 25
    late: int = 0
    late_most: int = 2
    strained: tuple[int, int, int] | None = (
        None  # since an event: for so many cycles, percent late, by at most so many days
    )
    pays: Mapping[int, Payments] = field(default_factory=dict)
    reminders: Mapping[int, int] = field(default_factory=dict)
    debits: Mapping[int, str] = field(default_factory=dict)
    payers: Mapping[int, str] = field(default_factory=dict)
    pays_statement: int | None = None  # percent of the statement that a revolving borrower pays
    # what is known about it
    inspected: tuple[int, int] | None = (12, 85)  # days since the latest clean inspection; None: never
    first_inspected: tuple[int, int] | None = (5, 14)  # days from disbursement to the first one
    inspections: tuple[Inspection, ...] = ()
    contacts: tuple[Contact, ...] = ()
    parties: tuple[Party, ...] = ()
    signals: tuple[Signal, ...] = ()
    group_of: int = 0  # size of the joint-liability group, with others of `group`
    group: str = ""
    # the ledger
    five_tier: str = "normal"
    restructured_ago: int | None = None
    restructure_count: int | None = None
    nonperforming: bool = False
    exception: bool = False
    related: bool = False
    status: str = ""  # monthly status codes, the last one last month
    stated_days: int | None = None
    overstated_balance: bool = False
    matured_ago: int | None = None  # the ledger says it matured so many days ago, the schedule goes on
    loan_status: str = "active"
    ltv: tuple[int, int] = (35, 65)
    valued_ago: tuple[int, int] = (40, 320)
    collateral_status: str = "registered"
    unassigned: bool = False
