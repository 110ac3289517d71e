"""How one fact is computed: aggregates on the way from rows to borrowers, then one last expression.

A fact function returns a `Plan`. All plans of a rule set are gathered into one pass over each frame, so
that twenty more facts cost twenty more expressions and no further scan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from overdue_cli.ruleset.model import Contacts, Conventions, Findings, InspectionTest, LoanProfile

Expressions = Mapping[str, pl.Expr]
Source = Literal[
    "history", "loans", "inspections", "findings", "cycles", "contacts", "promises", "parties", "signals", "cash"
]


@dataclass(frozen=True)
class Proof:
    """The rows that prove a value: which frame, which of its rows, and the column that says how bad."""

    source: Source
    rows: pl.Expr
    worst: pl.Expr


@dataclass(frozen=True)
class Plan:
    """One fact's computation.

    `history`      aggregates over a loan's due instalments, one value a loan (null without any);
        `cycles` over its monthly status codes, also where amounts are its history;
        `statements` over those with a statement, oldest first, the codes' if it has any;
        `restructured` over the due instalments of a loan with a day of restructuring.
    `loans`        aggregates over a borrower's loans, which carry the columns of `history`.
    `inspections`, `findings` (open ones), `contacts`, `promises`, `parties`, `signals`, `cash` (payments):
        aggregates over a borrower's rows of each.
    `value`        the fact, from the borrower's columns; null where the input is missing.
    `applies`      false where the rule has nothing to say about this borrower.
    `detail`       words for the sentence's `{detail}`, by language.
    `proof`        the rows an officer would be shown.
    `after_duty`   the value needs the duty grade, so it is computed after it.
    `portfolio`    the value needs other borrowers, so it is computed when all partitions have met.
    """

    value: pl.Expr
    history: Expressions = field(default_factory=dict)
    cycles: Expressions = field(default_factory=dict)
    statements: Expressions = field(default_factory=dict)
    restructured: Expressions = field(default_factory=dict)
    loans: Expressions = field(default_factory=dict)
    inspections: Expressions = field(default_factory=dict)
    findings: Expressions = field(default_factory=dict)
    contacts: Expressions = field(default_factory=dict)
    promises: Expressions = field(default_factory=dict)
    parties: Expressions = field(default_factory=dict)
    signals: Expressions = field(default_factory=dict)
    cash: Expressions = field(default_factory=dict)
    applies: pl.Expr | None = None
    detail: Expressions = field(default_factory=dict)
    proof: Proof | None = None
    after_duty: bool = False
    portfolio: bool = False


@dataclass(frozen=True)
class Setting:
    """What every fact of a run shares: the day it is seen from, and the policy's conventions.

    `tables` are those the inputs brought; `columns` their columns as `table.column`.
    """

    as_of: dt.date
    data_date: dt.date | None
    horizon_days: int
    conventions: Conventions
    inspection: InspectionTest
    findings: Findings
    contacts: Contacts
    on_site_days: tuple[int, ...]
    tables: frozenset[str]
    columns: frozenset[str]
    profiles: tuple[LoanProfile, ...] = ()

    @property
    def snapshot_holds(self) -> bool:
        """Whether the export's snapshot columns speak of the as-of date: not of an earlier one."""
        return self.data_date is None or self.data_date <= self.as_of

    @property
    def speaks_of_today(self) -> bool:
        """Whether the export is of the as-of date itself, so that stated and computed days must agree."""
        return self.data_date == self.as_of

    @property
    def horizon_end(self) -> dt.date:
        """The last day of the coming cycle."""
        return self.as_of + dt.timedelta(days=self.horizon_days)

    def months_ago(self, months: int) -> pl.Expr:
        """The day so many calendar months before the as-of date."""
        return pl.lit(self.as_of).dt.offset_by(f"-{months}mo")
