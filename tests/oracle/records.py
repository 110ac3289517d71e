"""What the oracle reads: a borrower as a person would write one down, nothing vectorised, nothing clever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

YUAN = 100
"""Fen in one 元; amounts below are in fen."""


@dataclass(frozen=True)
class Payment:
    """Money in, or, negative, money reversed; without a day or an amount it is no payment."""

    on: dt.date | None
    amount: int | None
    payer: str | None = None


@dataclass(frozen=True)
class Instalment:
    """One scheduled instalment, and what the bank has put on it."""

    due: dt.date
    amount: int
    number: int | None = None
    payments: tuple[Payment, ...] = ()
    reminders: int | None = None
    debit: str | None = None
    statement: int | None = None


@dataclass(frozen=True)
class Loan:
    """`cash` is the ledger apart from the schedule; `status` the monthly codes, oldest first; `more` other columns."""

    id: str
    instalments: tuple[Instalment, ...] = ()
    cash: tuple[Payment, ...] = ()
    disbursed: dt.date | None = None
    stated_days: int | None = None
    five_tier: str | None = None
    product: str | None = None
    status: str | None = None
    status_end: dt.date | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Inspection:
    """`found` and `denied` are finding codes; `denied` ones are said not to exist."""

    on: dt.date
    method: str | None = "on_site"
    inspector: str | None = "Li"
    met: str | None = "the owner"
    conclusion: str | None = "as agreed"
    evidence: str | None = None
    recorded: dt.date | None = None
    found: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    severity: str | None = None
    rectified: dt.date | None = None
    cooperation: str | None = None
    rectify_by: dt.date | None = None


@dataclass(frozen=True)
class Borrower:
    """One borrower with everything known about them; `others` are rows of tables the oracle does not read."""

    id: str
    loans: tuple[Loan, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    others: tuple[tuple[str, Mapping[str, Any]], ...] = ()


@dataclass(frozen=True)
class Run:
    """When the question is asked, how old the answers are, and whether inspections were given at all."""

    as_of: dt.date
    data_date: dt.date | None = None
    inspections_given: bool = True

    @property
    def snapshot_holds(self) -> bool:
        """Snapshot columns belong to the export's date; of an earlier day they say nothing."""
        return self.data_date is None or self.as_of >= self.data_date


@dataclass
class Verdict:
    """What the domain guide says of a borrower: points and floors by rule, then the steps to the grade."""

    points: dict[str, int] = field(default_factory=dict)
    floors: dict[str, str] = field(default_factory=dict)
    notches: int = 0
    score: int = 0
    duty_grade: str = "A"
    before_brake: str = "A"
    grade: str = "A"
    days_past_due: int = 0
    five_tier_floor: str | None = None
