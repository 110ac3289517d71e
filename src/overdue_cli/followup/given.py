"""What follow-up works from: plain frames, the policy, and the day. It knows no other room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from overdue_cli.followup.workdays import Calendar
from overdue_cli.ruleset.load import RuleSet


@dataclass(frozen=True)
class Given:
    """One run's material.

    `sources`   the frames evidence prepared: history, loans, inspections, findings, contacts, promises,
                parties, signals, cash; nothing dated after the as-of date in them.
    `tables`    the canonical tables as read, for what evidence does not prepare: instalments, collateral.
    `links`     borrower and contract of every joint-liability group.
    `present`   the tables the inputs brought: an absent one is not evaluated, an empty one is.
    `previous`  one row a borrower of earlier cycles (`previous_grade`, `previous_list`, `previous_willingness`, …),
                None where there is no history.
    `capacity`  visits an officer can make in this cycle, None if nobody said.
    """

    sources: Mapping[str, pl.DataFrame]
    tables: Mapping[str, pl.DataFrame]
    links: pl.DataFrame
    ruleset: RuleSet
    as_of: dt.date
    horizon_days: int
    present: frozenset[str] = frozenset()
    previous: pl.DataFrame | None = None
    capacity: int | None = None
    calendar: Calendar = field(default_factory=Calendar)

    def age(self, column: str) -> pl.Expr:
        """Days from a date column to the as-of date (Int64)."""
        return (pl.lit(self.as_of) - pl.col(column)).dt.total_days()

    def coming(self) -> pl.LazyFrame:
        """Instalments due from the as-of date on: `loan_id`, `borrower_id`, `due_on`, `amount` still to pay (fen)."""
        paid = pl.when(pl.col("paid_on") <= self.as_of).then("paid_amount").fill_null(0)
        return (
            self.table("instalments")
            .lazy()
            .filter((pl.col("due_on") >= self.as_of) & (pl.col("due_amount") > 0))
            .group_by("loan_id", "due_on", "instalment_no")
            .agg(pl.col("borrower_id").first(), (pl.col("due_amount").max() - paid.sum()).clip(0).alias("amount"))
        )

    def table(self, name: str) -> pl.DataFrame:
        """A canonical table, empty where no input held it."""
        from overdue_cli.tables import schema_of

        found = self.tables.get(name)
        return pl.DataFrame(schema=schema_of(name)) if found is None else found
